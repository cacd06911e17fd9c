import type { CouponDto } from '../../rest/contract/dto.ts';
import { COUPONS } from '../../rest/coupons.ts';
import { isFlakeId } from '../../rest/flake-id.ts';
import { builder } from '../builder.ts';
import { COUPON_TERMS } from '../coupon-terms.ts';
import { type Entity, entityFacts, NodeRef, toGlobalId } from '../entity.ts';
import { expectString } from '../expect.ts';
import { createMapper } from '../fields/mapper.ts';
import type { ModelOf } from '../fields/row.ts';
import { answerFields } from '../fields/schema-fields.ts';
import { type Store, StoreRef, toStore } from '../store.ts';
import { VERSION } from '../version.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** A coupon in the schema's names, with every value ready to be printed. */
export interface Coupon extends ModelOf<typeof COUPON_FIELDS> {
  readonly __typename: 'Coupon';
  readonly id: string;
  readonly version: string;
}

/** Maps a REST coupon to the schema's names. Its ids were checked when it was read. */
export const toCoupon = createMapper<CouponDto, Coupon, typeof COUPON_FIELDS>('Coupon.', COUPON_FIELDS, {
  __typename: () => 'Coupon',
  id: ({ store_id, id }) => toGlobalId('Coupon', store_id, id),
  version: ({ version_id, updated_at, created_at }) =>
    expectString(version_id ?? updated_at ?? created_at, 'Coupon.version_id'),
});

export const CouponRef = builder.objectRef<Coupon>('Coupon');

export const COUPON: Entity<Coupon> = {
  ref: CouponRef,
  part: { keyField: 'couponId', isValid: isFlakeId },
  scope: 'coupons:read',
  async load({ account, call, loaders }, storeId, couponId) {
    try {
      const row = await loaders.loadRow(COUPONS, storeId, couponId);
      return row ? toCoupon(row, call.upstream.note) : null;
    } catch (error) {
      return account.fail(error);
    }
  },
  note: (reads, storeId, couponId) => reads.lookUp(`Coupon ${storeId}`, couponId),
};

CouponRef.implement({
  extensions: entityFacts(COUPON),
  description: 'A code that gives a discount in one store.',
  interfaces: [NodeRef, ...COUPON_TERMS],
  fields: (t) => ({
    ...answerFields(t, COUPON_FIELDS),
    version: t.exposeString('version', VERSION),
    store: t.field({
      type: StoreRef,
      description: 'The store it belongs to.',
      resolve: (coupon): Store => toStore(coupon.storeId),
    }),
  }),
});
