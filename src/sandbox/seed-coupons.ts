import type { ActorDto, CouponDto } from '../rest/contract/dto.ts';
import { flakeIdAt } from './flake-ids.ts';
import { CREATORS, NAMED_COUPONS, type NamedCoupon } from './seed-campaigns.ts';

/** How many coupons the store with data has. */
export const SEED_COUPON_COUNT = 250;

const PRODUCTS = ['411498733029261312', '411498733029261313', '411498733029261314', '417730246140461056'];
const TAGS = ['411512043389284352', '411512043389284353', '426005821190963200'];
const STAFF = ['398112045113409536', '411490100216963072', '415201877204467712'];
const FIRST_CUSTOMER = 411_600_000_000_000_000n;
const DAY = 86_400_000;
const OPENING = Date.UTC(2025, 3, 3, 12);
const CLOSING = Date.UTC(2025, 11, 20);

/** A coupon before it has its id. */
interface Draft {
  createdMs: number;
  coupon: NamedCoupon;
}

/**
 * The coupons of the store with data, oldest first and always the same: {@link SEED_COUPON_COUNT} of them, made between
 * April and December 2025. Those that people made come singly; those that the store's mails made come in bursts within
 * a few milliseconds, so that the gaps between ids differ as much as real ones.
 */
export function createSeedCoupons(storeId: string): CouponDto[] {
  const random = createRandom(20_250_402);
  const drafts = [...named(), ...creators(random), ...apologies(random)];
  while (drafts.length < SEED_COUPON_COUNT) drafts.push(...mailed(random, SEED_COUPON_COUNT - drafts.length));

  const ordered = drafts.toSorted((a, b) => a.createdMs - b.createdMs);
  let counter = 0;
  return ordered.map(({ createdMs, coupon }, index) => {
    counter = ordered[index - 1]?.createdMs === createdMs ? counter + 1 : 0;
    const id = flakeIdAt(createdMs, counter).toString();
    return { ...PLAIN, id, version_id: id, store_id: storeId, created_at: writeMoment(createdMs, index), ...coupon };
  });
}

const PLAIN = {
  enabled: true,
  duration: 'once',
  duration_in_months: null,
  duration_in_intervals: null,
  discount_type: 'percent',
  discount_amount: 100,
  discount_apply_individually: false,
  discount_apply_before_sales: false,
  minimum_order_value: 0,
  redeem_limit_store_enabled: false,
  redeem_limit_store_amount: 0,
  redeem_limit_customer_enabled: true,
  redeem_limit_customer_amount: 1,
  usable_on_one_time_purchase: true,
  usable_on_subscription: false,
  usable_at: null,
  expires_at: null,
  updated_at: null,
} satisfies Partial<CouponDto>;

/** The store's own campaigns, spread evenly over the time. */
function named(): Draft[] {
  const step = (CLOSING - OPENING) / NAMED_COUPONS.length;
  return NAMED_COUPONS.map((coupon, index) => ({ createdMs: Math.floor(OPENING + index * step), coupon }));
}

/** A lasting code for each creator, with a share of every payment. */
function creators(random: () => number): Draft[] {
  return CREATORS.map((name, index) => {
    const percent = pickFrom([5, 10, 15], random);
    const months = pickFrom([3, 6, 12], random);
    return {
      createdMs: Math.floor(OPENING + random() * (CLOSING - OPENING)),
      coupon: {
        code: `${name.toUpperCase()}${percent}`,
        note: `Creator code of ${name}`,
        duration: index % 3 === 0 ? 'forever' : 'repeating',
        ...(index % 3 !== 0 && { duration_in_months: months, duration_in_intervals: months }),
        discount_amount: percent * 10,
        discount_apply_individually: index % 2 === 0,
        apply_to_products: index % 4 === 0 ? [] : null,
        apply_to_tags: index % 4 === 1 ? [pickFrom(TAGS, random)] : null,
        redeem_limit_customer_enabled: false,
        redeem_limit_customer_amount: 0,
        usable_on_subscription: true,
        created_by: staff(index % 2 === 0 ? 'user' : 'admin', random),
      },
    };
  });
}

/** A sum of money for one customer after a problem. */
function apologies(random: () => number): Draft[] {
  const reasons = [
    'Payment was taken twice',
    'Rank was lost after the wipe',
    'Crate keys never arrived',
    'Server was down',
  ];
  return Array.from({ length: 36 }, (_, index) => {
    const createdMs = Math.floor(OPENING + random() * (CLOSING - OPENING));
    return {
      createdMs,
      coupon: {
        code: `SORRY-${letters(5, random)}`,
        note: `${pickFrom(reasons, random)}, ticket ${1200 + index * 7}`,
        discount_type: 'amount',
        discount_amount: 250 * (1 + Math.floor(random() * 8)),
        apply_to_products: index % 5 === 0 ? [pickFrom(PRODUCTS, random)] : null,
        usable_by_customer_id: customer(random),
        ...(index % 2 === 0 && { expires_at: new Date(createdMs + 30 * DAY).toISOString() }),
        created_by: staff('user', random),
      },
    };
  });
}

/** What one run of the store's mails made, at most `most` coupons, each for one customer. */
function mailed(random: () => number, most: number): Draft[] {
  const startMs = Math.floor(OPENING + random() * (CLOSING - OPENING));
  const comesBack = random() < 0.65;
  const length = Math.min(most, 1 + Math.floor(random() ** 2 * 14));
  return Array.from({ length }, (_, index) => ({
    createdMs: startMs + Math.floor(index / 5),
    coupon: {
      code: `${comesBack ? 'COMEBACK' : 'THANKS'}-${letters(6, random)}`,
      discount_type: comesBack ? 'percent' : 'amount',
      discount_amount: comesBack ? 150 : 500,
      apply_to_products: comesBack ? PRODUCTS.slice(0, 2) : [],
      apply_to_tags: [],
      usable_by_customer_id: customer(random),
      minimum_order_value: comesBack ? 1000 : 2500,
      expires_at: comesBack ? new Date(startMs + 7 * DAY).toISOString() : null,
      created_by: comesBack ? { type: 'internal' } : { type: 'platform', id: null },
    },
  }));
}

/** The same moment in the ways the API writes it: whole, with 3 or 7 digits, or with an offset. */
function writeMoment(ms: number, index: number): string {
  const iso = new Date(ms).toISOString();
  if (index % 10 === 3) return iso;
  if (index % 10 === 7) return new Date(ms + 7_200_000).toISOString().replace('Z', '+02:00');
  return iso.replace('Z', `${String((index * 7919) % 10_000).padStart(4, '0')}Z`);
}

function staff(type: ActorDto['type'], random: () => number): ActorDto {
  return { type, id: pickFrom(STAFF, random) };
}

function customer(random: () => number): string {
  return (FIRST_CUSTOMER + BigInt(Math.floor(random() * 60)) * 104_857_600_000_000n).toString();
}

function letters(length: number, random: () => number): string {
  // Without those that look alike.
  const alphabet = 'ACDEFGHJKLMNPQRTUVWXY34679';
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function pickFrom<Item>(items: Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
