import DataLoader from 'dataloader';
import type { Call } from './rest/call.ts';
import type { CouponDto, MarketingConfigurationDto, StoreDto } from './rest/contract/dto.ts';
import { type LookupResult, lookUpCoupons } from './rest/lookup.ts';
import { type MarketingKind, readMarketingConfiguration } from './rest/marketing.ts';
import { type Walk, walkDown, walkUp } from './rest/pages.ts';
import { readStore } from './rest/stores.ts';

/**
 * The reads of one operation: equal ones are one REST call, and coupons wanted in one tick are looked up together.
 * Each gives undefined for what does not exist. Values are shared between the fields that read them: never change one.
 */
export interface Loaders {
  coupon(storeId: string, couponId: string): Promise<CouponDto | undefined>;
  couponsUp(walk: Walk): Promise<CouponDto[] | undefined>;
  couponsDown(walk: Walk): Promise<CouponDto[] | undefined>;
  store(storeId: string): Promise<StoreDto | undefined>;
  marketingConfiguration(storeId: string, kind: MarketingKind): Promise<MarketingConfigurationDto | undefined>;
  /** After a write: later fields of the operation read coupons and lists of them afresh. */
  forgetCoupons(): void;
  /** After a write: later fields of the operation read this configuration afresh. */
  forgetMarketingConfiguration(storeId: string, kind: MarketingKind): void;
}

interface CouponKey {
  readonly storeId: string;
  readonly couponId: string;
}

/** Makes the loaders of one operation. They live as long as its context and are never shared between callers. */
export function createLoaders(call: Call): Loaders {
  const coupons = new DataLoader((keys: readonly CouponKey[]) => readCoupons(call, keys), {
    cacheKeyFn: couponCacheKey,
    maxBatchSize: Number.POSITIVE_INFINITY,
  });
  const up = createReader(call, (walk: Walk) => walkUp(call, walk));
  const down = createReader(call, (walk: Walk) => walkDown(call, walk));
  const stores = createReader(call, (storeId: string) => readStore(call, storeId));
  const marketing = createReader(call, ({ storeId, kind }: { storeId: string; kind: MarketingKind }) =>
    readMarketingConfiguration(call, storeId, kind),
  );
  const load = <K, V>(loader: DataLoader<K, V, string>, key: K): Promise<V> => {
    call.asked++;
    return loader.load(key);
  };
  return {
    coupon: (storeId, couponId) => load(coupons, { storeId, couponId }),
    couponsUp: (walk) => load(up, walk),
    couponsDown: (walk) => load(down, walk),
    store: (storeId) => load(stores, storeId),
    marketingConfiguration: (storeId, kind) => load(marketing, { storeId, kind }),
    forgetCoupons() {
      coupons.clearAll();
      up.clearAll();
      down.clearAll();
    },
    forgetMarketingConfiguration: (storeId, kind) => void marketing.clear({ storeId, kind }),
  };
}

/** Reads that cannot be batched: only equal ones become one. */
function createReader<K, V>(call: Call, read: (key: K) => Promise<V>): DataLoader<K, V, string> {
  return new DataLoader<K, V, string>(
    ([key]) => {
      call.looked++;
      return settle(read(key as K));
    },
    { batch: false, cacheKeyFn: JSON.stringify },
  );
}

async function settle<V>(value: Promise<V>): Promise<[V | Error]> {
  try {
    return [await value];
  } catch (error) {
    return [error as Error];
  }
}

async function readCoupons(call: Call, keys: readonly CouponKey[]): Promise<LookupResult[]> {
  call.looked += keys.length;
  const byStore = Map.groupBy(keys, (key) => key.storeId);
  const results = new Map<string, ReadonlyMap<string, LookupResult>>();
  await Promise.all(
    Array.from(byStore, async ([storeId, wanted]) => {
      const couponIds = wanted.map((key) => key.couponId);
      results.set(storeId, await lookUpCoupons(call, storeId, couponIds));
    }),
  );
  return keys.map((key) => results.get(key.storeId)?.get(key.couponId));
}

function couponCacheKey({ storeId, couponId }: CouponKey): string {
  return `${storeId}/${couponId}`;
}
