import type { ActorDto, CouponDto, MarketingConfigurationDto } from '../../src/rest/contract/dto.ts';

/** How the ids of a store lie: apart from each other, or in bursts as mass mails make them. */
type Spread = 'even' | 'bursty';

/** A store of the emulated API; its rows follow from this alone, so that every process knows them. */
export interface StoreSpec {
  readonly rows: number;
  readonly spread: Spread;
}

/** The store that all ordinary workloads read. */
export const MAIN_STORE: StoreSpec = { rows: 300, spread: 'bursty' };

/** The sizes that stores have. */
const STORE_SIZES = [20, 100, 300, 1000, 5000] as const;

/** All stores that exist. */
export const STORES: readonly StoreSpec[] = STORE_SIZES.flatMap((rows) => [
  { rows, spread: 'even' },
  { rows, spread: 'bursty' },
]);

/** The only note that an update may set. */
export const UPDATE_NOTE = 'Runs until the end of the season, then comes back under another code';

const FIRST_STORE = 411_486_491_630_370_816n;
const FLAKE_EPOCH_MS = 1_645_568_542_000;
const OPENING = Date.UTC(2025, 3, 3, 12);
const HOUR = 3_600_000;

export function storeIdOf({ rows, spread }: StoreSpec): string {
  return (FIRST_STORE + BigInt(rows * 2) + (spread === 'bursty' ? 1n : 0n)).toString();
}

const known = new Map<string, readonly CouponDto[]>();

/**
 * The coupons of a store, oldest first and always the same. Every moment has milliseconds and every amount is within
 * 2^53, since some peers would change anything else: the gateway's exactness beyond that is tested elsewhere.
 */
export function rowsOf(store: StoreSpec): readonly CouponDto[] {
  const storeId = storeIdOf(store);
  let rows = known.get(storeId);
  if (rows === undefined) {
    rows = createRows(store);
    known.set(storeId, rows);
  }
  return rows;
}

/** What a list that begins with the newest coupon holds. */
export function newestRows(store: StoreSpec, count: number): CouponDto[] {
  return rowsOf(store).slice(-count).toReversed();
}

/** Some rows of a store in random order, other ones for each variant. */
export function sampleRows(store: StoreSpec, count: number, variant: number): CouponDto[] {
  return shuffle(rowsOf(store), createRandom(variant + 1)).slice(0, count);
}

/** A copy in another order. */
export function shuffle<Item>(items: readonly Item[], random: () => number): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
  }
  return shuffled;
}

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function createRows(store: StoreSpec): CouponDto[] {
  const random = createRandom(store.rows);
  const storeId = storeIdOf(store);
  let ms = OPENING;
  let left = 0;
  let counter = 0;
  return Array.from({ length: store.rows }, (_, index) => {
    counter++;
    if (left === 0) {
      left = store.spread === 'bursty' ? 1 + Math.floor(random() ** 2 * 14) : 1;
      ms += Math.floor(HOUR * (0.5 + random()) * left);
      counter = 0;
    } else if (counter === 5) {
      ms++;
      counter = 0;
    }
    left--;
    const id = (BigInt(ms - FLAKE_EPOCH_MS) << 22n) | BigInt(counter);
    return createRow(storeId, id, ms, index, random);
  });
}

const PRODUCTS = ['411498733029261312', '411498733029261313', '411498733029261314', '417730246140461056'];
const TAGS = ['411512043389284352', '411512043389284353', '426005821190963200'];
const STAFF = ['398112045113409536', '411490100216963072', '415201877204467712'];

function createRow(storeId: string, id: bigint, ms: number, index: number, random: () => number): CouponDto {
  const isMailed = index % 3 !== 0;
  const moment = (days: number): string => new Date(ms + days * 24 * HOUR).toISOString();
  const staff: ActorDto = { type: index % 2 === 0 ? 'user' : 'admin', id: STAFF[index % 3] as string };
  return {
    id: id.toString(),
    version_id: (id + 4_194_304n).toString(),
    store_id: storeId,
    enabled: index % 7 !== 0,
    code: `${isMailed ? 'COMEBACK' : 'CREATOR'}-${id.toString(36).slice(-7).toUpperCase()}`,
    note: isMailed ? 'Left a checkout' : null,
    duration: (['once', 'repeating', 'forever'] as const)[index % 3] as 'once',
    duration_in_months: index % 3 === 1 ? 3 : null,
    duration_in_intervals: index % 3 === 1 ? 3 : null,
    discount_type: index % 2 === 0 ? 'percent' : 'amount',
    discount_amount: index % 2 === 0 ? 15 : 250 * (1 + Math.floor(random() * 8)),
    discount_apply_individually: index % 4 === 0,
    discount_apply_before_sales: index % 5 === 0,
    apply_to_products: index % 4 === 0 ? null : PRODUCTS.slice(0, index % 3),
    apply_to_tags: index % 3 === 0 ? TAGS.slice(0, 1) : null,
    usable_by_customer_id: isMailed ? (411_600_000_000_000_000n + BigInt(index) * 104_857_600n).toString() : null,
    minimum_order_value: isMailed ? 1000 : 0,
    redeem_limit_store_enabled: !isMailed,
    redeem_limit_store_amount: isMailed ? 0 : 10_000_000_000,
    redeem_limit_customer_enabled: true,
    redeem_limit_customer_amount: 1,
    usable_on_one_time_purchase: true,
    usable_on_subscription: !isMailed,
    usable_at: index % 4 === 0 ? moment(0) : null,
    expires_at: isMailed ? moment(30) : null,
    created_by: isMailed ? { type: 'internal', id: null } : staff,
    created_at: moment(0),
    updated_by: isMailed ? null : staff,
    updated_at: isMailed ? null : moment(2),
  };
}

/** The marketing configuration that each store has for abandoned checkouts. */
export function marketingOf(store: StoreSpec): MarketingConfigurationDto {
  const storeId = storeIdOf(store);
  return {
    store_id: storeId,
    enabled: true,
    invalid: false,
    trigger_after: 'PT6H',
    minimum_order_value: 1000,
    maximum_order_value: 50_000,
    max_coupons_per_customer_amount: 1,
    max_coupons_per_customer_period: 'P1M',
    max_coupons_global_amount: 500,
    max_coupons_global_period: 'P1W',
    coupon_configuration: {
      duration: 'repeating',
      duration_in_months: 3,
      duration_in_intervals: 3,
      discount_type: 'percent',
      discount_amount: 15,
      discount_only_required_tags_or_products: true,
      discount_apply_before_sales: false,
      required_tag_ids: TAGS.slice(0, 1),
      required_product_ids: PRODUCTS.slice(0, 2),
      minimum_order_value: 1000,
      customer_redeem_limit_enabled: true,
      customer_redeem_limit: 1,
      usable_on_one_time_purchases: true,
      usable_on_subscriptions: true,
      expires_after: 'P7D',
    },
    commands: [
      {
        id: '438270118912032768',
        store_id: storeId,
        command: 'say {username} left something behind',
        online_only: false,
      },
      { id: '438270118912032769', store_id: storeId, command: 'give {username} bread 3', online_only: true },
    ],
    updated_by: { type: 'user', id: STAFF[0] as string },
    updated_at: '2025-06-15T16:12:09.731Z',
  };
}
