import type { CouponDto } from '../../rest/contract/dto.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { createMapper } from '../fields/mapper.ts';
import type { ModelOf } from '../fields/row.ts';
import { answerFields } from '../fields/schema-fields.ts';
import { couponGlobalId } from '../global-id.ts';
import { NodeRef } from '../node-interface.ts';
import { type Store, StoreRef, toStore } from '../store.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** A coupon in the schema's names, with every value ready to be printed. */
export interface Coupon extends ModelOf<typeof COUPON_FIELDS> {
  readonly __typename: 'Coupon';
  readonly id: string;
}

/** Maps a REST coupon to the schema's names. Its ids were checked when it was read. */
export const toCoupon = createMapper<CouponDto, Coupon, typeof COUPON_FIELDS>('Coupon.', COUPON_FIELDS, {
  __typename: () => 'Coupon',
  id: ({ store_id, id }) => couponGlobalId(store_id, id),
});

/** One coupon, null when there is none. */
export async function readCouponNode(context: Context, storeId: string, couponId: string): Promise<Coupon | null> {
  try {
    const row = await context.loaders.coupon(storeId, couponId);
    return row ? toCoupon(row, context.call.upstream.note) : null;
  } catch (error) {
    return context.account.fail(error);
  }
}

export const CouponRef = builder.objectRef<Coupon>('Coupon').implement({
  description: 'A code that gives a discount in one store.',
  interfaces: [NodeRef],
  fields: (t) => ({
    ...answerFields(t, COUPON_FIELDS),
    store: t.field({
      type: StoreRef,
      description: 'The store it belongs to.',
      resolve: (coupon): Store => toStore(coupon.storeId),
    }),
  }),
});
