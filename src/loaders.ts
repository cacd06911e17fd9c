import DataLoader from 'dataloader';
import type { Call } from './rest/call.ts';
import type { CouponDto, MarketingConfigurationDto, StoreDto } from './rest/contract/dto.ts';
import { lookUpCoupons } from './rest/lookup.ts';
import { type MarketingKind, readMarketingConfiguration } from './rest/marketing.ts';
import { type Walk, walkDown, walkUp } from './rest/pages.ts';
import { readStore } from './rest/stores.ts';

type Rows = CouponDto[] | undefined;

/**
 * The reads of one operation: equal ones are one REST call, and coupons wanted in one tick are looked up together.
 * Each gives undefined for what does not exist. Values are shared between the fields that read them: never change one.
 *
 * They live as long as the context of the operation, and are never shared between callers. What an operation does not
 * read costs it nothing.
 */
export class Loaders {
  readonly #call: Call;
  /** By store. */
  #coupons: Map<string, DataLoader<string, CouponDto | undefined>> | undefined;
  #lists: Map<string, Promise<Rows>> | undefined;
  #stores: Map<string, Promise<StoreDto | undefined>> | undefined;
  #configurations: Map<string, Promise<MarketingConfigurationDto | undefined>> | undefined;

  constructor(call: Call) {
    this.#call = call;
  }

  coupon(storeId: string, couponId: string): Promise<CouponDto | undefined> {
    const call = this.#call;
    call.asked++;
    this.#coupons ??= new Map();
    let loader = this.#coupons.get(storeId);
    if (!loader) {
      loader = createCouponLoader(call, storeId);
      this.#coupons.set(storeId, loader);
    }
    return loader.load(couponId);
  }

  couponsUp(walk: Walk): Promise<Rows> {
    this.#lists ??= new Map();
    return this.#read(this.#lists, `up ${JSON.stringify(walk)}`, () => walkUp(this.#call, walk));
  }

  couponsDown(walk: Walk): Promise<Rows> {
    this.#lists ??= new Map();
    return this.#read(this.#lists, `down ${JSON.stringify(walk)}`, () => walkDown(this.#call, walk));
  }

  store(storeId: string): Promise<StoreDto | undefined> {
    this.#stores ??= new Map();
    return this.#read(this.#stores, storeId, () => readStore(this.#call, storeId));
  }

  marketingConfiguration(storeId: string, kind: MarketingKind): Promise<MarketingConfigurationDto | undefined> {
    this.#configurations ??= new Map();
    return this.#read(this.#configurations, `${storeId}/${kind}`, () =>
      readMarketingConfiguration(this.#call, storeId, kind),
    );
  }

  /** After a write: later fields of the operation read coupons and lists of them afresh. */
  forgetCoupons(): void {
    this.#coupons = undefined;
    this.#lists = undefined;
  }

  /** After a write: later fields of the operation read this configuration afresh. */
  forgetMarketingConfiguration(storeId: string, kind: MarketingKind): void {
    this.#configurations?.delete(`${storeId}/${kind}`);
  }

  /** Reads that cannot be batched: only equal ones become one. */
  #read<V>(known: Map<string, Promise<V>>, key: string, read: () => Promise<V>): Promise<V> {
    this.#call.asked++;
    let value = known.get(key);
    if (!value) {
      this.#call.looked++;
      value = read();
      known.set(key, value);
    }
    return value;
  }
}

function createCouponLoader(call: Call, storeId: string): DataLoader<string, CouponDto | undefined> {
  return new DataLoader<string, CouponDto | undefined>(
    (couponIds) => {
      call.looked += couponIds.length;
      return lookUpCoupons(call, storeId, couponIds);
    },
    { maxBatchSize: Number.POSITIVE_INFINITY },
  );
}
