import { builder } from '../builder.ts';
import { enter } from '../entity.ts';
import { facts, type ReadsAt } from '../facts.ts';
import { StoreRef } from '../store.ts';
import { COUPON, CouponRef } from './coupon.ts';
import { COUPON_CONNECTION } from './coupon-connection.ts';
import { COUPON_FILTER } from './coupon-filter.ts';

const COUPON_ID_ARG = "The coupon's PayNow id.";
const COUPON_DESCRIPTION = 'A coupon by its PayNow ids; null when there is none.';

builder.queryField('coupon', (t) =>
  t.field({
    subGraphs: ['standalone', 'coupon'],
    type: CouponRef,
    nullable: true,
    extensions: facts({
      calls: 1,
      scope: 'coupons:read',
      reads: ({
        args: { storeId, couponId },
        reads,
      }: ReadsAt<{ readonly storeId: string; readonly couponId: string }>) =>
        enter(reads, { entity: COUPON, storeId, part: couponId }),
    }),
    description: COUPON_DESCRIPTION,
    args: {
      storeId: t.arg({ type: 'FlakeID', required: true, description: 'The PayNow id of its store.' }),
      couponId: t.arg({ type: 'FlakeID', required: true, description: COUPON_ID_ARG }),
    },
    resolve: (_root, args, context) => COUPON.load(context, args.storeId, args.couponId),
  }),
);

builder.objectFields(StoreRef, (t) => ({
  coupon: t.field({
    type: CouponRef,
    nullable: true,
    extensions: facts({
      calls: 1,
      scope: 'coupons:read',
      reads: ({ place: { storeId }, args, reads }: ReadsAt<{ readonly couponId: string }>) =>
        enter(reads, { entity: COUPON, storeId, part: args.couponId }),
    }),
    description: COUPON_DESCRIPTION,
    args: { couponId: t.arg({ type: 'FlakeID', required: true, description: COUPON_ID_ARG }) },
    resolve: (store, args, context) => COUPON.load(context, store.storeId, args.couponId),
  }),
  coupons: COUPON_CONNECTION.listField(t, COUPON_FILTER),
}));
