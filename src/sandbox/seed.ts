import { pick, propertyNames } from './contract-names.ts';
import type { Database } from './database.ts';
import { createSeedCoupons } from './seed-coupons.ts';
import { SEED_MARKETING } from './seed-marketing.ts';
import { EMPTY_STORE_ID, SEED_STORES, STORE_ID } from './seed-stores.ts';

/**
 * Fills a database that has no store yet, always with the same data: {@link STORE_ID} gets coupons of every kind and
 * both marketing configurations, {@link EMPTY_STORE_ID} nothing, so that its configurations answer 404.
 */
export function seed(database: Database): void {
  if (database.store(BigInt(STORE_ID)) !== undefined || database.store(BigInt(EMPTY_STORE_ID)) !== undefined) return;
  const names = propertyNames('2026-08', 'Coupon');
  database.transaction(() => {
    for (const store of SEED_STORES) database.putStore(BigInt(store.id), { ...store });
    for (const coupon of createSeedCoupons(STORE_ID))
      database.putCoupon(BigInt(STORE_ID), BigInt(coupon.id), pick({ ...coupon }, names));
    for (const [kind, configuration] of SEED_MARKETING) {
      database.putMarketing(BigInt(STORE_ID), kind, { ...configuration });
    }
  });
}
