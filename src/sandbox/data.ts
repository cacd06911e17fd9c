import type { CouponDto, MarketingConfigurationDto, StoreDto } from '../rest/contract/dto.ts';
import { parseJson } from '../rest/json.ts';
import { pick, propertyNames } from './contract-names.ts';
import type { Database, JsonRecord, MarketingKind } from './database.ts';
import type { FlakeIds } from './flake-ids.ts';

/** A document of which a test gives what matters to it, with values and keys that the contract may not know. */
type Loose<Dto> = { [Key in keyof Dto]?: unknown } & Record<string, unknown>;

/** How a document is placed. */
interface Placing {
  /** Whether it goes out as it is in every version, and is not held against the contract. */
  raw?: boolean;
}

/** A hand on a sandbox's data, past the API and its rules. Documents given out are copies. */
export interface SandboxData {
  /**
   * Places coupons in a store, each with a new id unless it has one, and with plain values for what is left out; a
   * property that is `undefined` is left out of the document. Raw ones get their ids only.
   *
   * @returns their ids, in the same order.
   */
  insertCoupons(storeId: string, coupons: Loose<CouponDto>[], placing?: Placing): string[];
  /** Changes properties of a coupon; `undefined` takes one out. Throws when there is no such coupon. */
  changeCoupon(storeId: string, couponId: string, change: Loose<CouponDto>, placing?: Placing): void;
  /** Whether there was such a coupon. */
  deleteCoupon(storeId: string, couponId: string): boolean;
  coupon(storeId: string, couponId: string): CouponDto | undefined;
  marketing(storeId: string, kind: MarketingKind): MarketingConfigurationDto | undefined;
  /** Places a configuration as it is, or takes it away with `undefined`. */
  setMarketing(
    storeId: string,
    kind: MarketingKind,
    configuration?: Loose<MarketingConfigurationDto>,
    placing?: Placing,
  ): void;
  store(storeId: string): StoreDto | undefined;
  /** Places a store's profile as it is, and with it the store. */
  setStore(storeId: string, profile: Loose<StoreDto>, placing?: Placing): void;
}

/** Makes the hand on the data of a database. */
export function createSandboxData(database: Database, ids: FlakeIds): SandboxData {
  const names = propertyNames('2026-08', 'Coupon');
  const parsed = <Dto>(document?: string) => (document === undefined ? undefined : (parseJson(document) as Dto));

  return {
    insertCoupons(storeId, coupons, { raw = false } = {}) {
      const made: string[] = [];
      database.transaction(() => {
        for (const coupon of coupons) {
          const id = String(coupon.id ?? ids.next());
          const own = { id, store_id: storeId };
          const whole = raw ? { ...own, ...coupon } : { ...plainCoupon(id, ids), ...own, ...coupon };
          database.putCoupon(BigInt(storeId), BigInt(id), pick(whole, names, true), raw);
          made.push(id);
        }
      });
      return made;
    },
    changeCoupon(storeId, couponId, change, placing) {
      const row = database.coupon(BigInt(storeId), BigInt(couponId));
      if (row === undefined) throw new Error(`Store ${storeId} has no coupon ${couponId}.`);
      const whole = pick({ ...(parseJson(row.document) as JsonRecord), ...change }, names, true);
      database.putCoupon(BigInt(storeId), BigInt(couponId), whole, placing?.raw ?? row.raw);
    },
    deleteCoupon: (storeId, couponId) => database.deleteCoupon(BigInt(storeId), BigInt(couponId)),
    coupon: (storeId, couponId) => parsed<CouponDto>(database.coupon(BigInt(storeId), BigInt(couponId))?.document),
    marketing: (storeId, kind) =>
      parsed<MarketingConfigurationDto>(database.marketing(BigInt(storeId), kind)?.document),
    setMarketing(storeId, kind, configuration, { raw = false } = {}) {
      if (configuration === undefined) database.deleteMarketing(BigInt(storeId), kind);
      else database.putMarketing(BigInt(storeId), kind, configuration, raw);
    },
    store: (storeId) => parsed<StoreDto>(database.store(BigInt(storeId))?.document),
    setStore: (storeId, profile, { raw = false } = {}) => database.putStore(BigInt(storeId), profile, raw),
  };
}

/** 10 % off once, for everyone. Its code comes from its id, so that no two are the same. */
function plainCoupon(id: string, ids: FlakeIds): CouponDto {
  return {
    id,
    version_id: ids.next().toString(),
    store_id: '',
    enabled: true,
    code: `COUPON-${BigInt(id).toString(36).toUpperCase()}`,
    note: null,
    duration: 'once',
    duration_in_months: null,
    duration_in_intervals: null,
    discount_type: 'percent',
    discount_amount: 100,
    discount_apply_individually: false,
    discount_apply_before_sales: false,
    apply_to_products: null,
    apply_to_tags: null,
    minimum_order_value: 0,
    redeem_limit_store_enabled: false,
    redeem_limit_store_amount: 0,
    redeem_limit_customer_enabled: false,
    redeem_limit_customer_amount: 0,
    usable_on_one_time_purchase: true,
    usable_on_subscription: false,
    usable_at: null,
    expires_at: null,
    created_by: { type: 'admin', id: '411486491647148032' },
    created_at: '2025-11-03T09:30:00.0000000Z',
    updated_at: null,
  };
}
