import type { CouponListFilter } from '../../rest/coupons.ts';
import { builder } from '../builder.ts';
import { enter } from '../entity.ts';
import { facts, type ReadsAt } from '../facts.ts';
import { StoreRef } from '../store.ts';
import { COUPON, CouponRef } from './coupon.ts';
import { COUPON_CONNECTION } from './coupon-connection.ts';

const CouponStatusFilter = builder.enumType('CouponStatusFilter', {
  description: 'Which coupons to list by their state.',
  values: {
    ACTIVE: { description: 'Those that the REST API counts as active.' },
    INACTIVE: { description: 'Those that the REST API counts as inactive.' },
  },
});

const CouponOriginFilter = builder.enumType('CouponOriginFilter', {
  description: 'Which coupons to list by how they came to be.',
  values: {
    MANUAL: { description: 'Those that somebody created.' },
    GENERATED: { description: 'Those that PayNow created by itself, for example for an abandoned checkout.' },
  },
});

const CouponFilter = builder.inputType('CouponFilter', {
  description: 'Narrows a coupon list; what is left out does not. Needs a REST API of 2025-09 or later.',
  fields: (t) => ({
    status: t.field({ type: CouponStatusFilter, description: 'Only coupons in this state.' }),
    origin: t.field({ type: CouponOriginFilter, description: 'Only coupons that came to be this way.' }),
    usableByCustomerId: t.field({
      type: 'FlakeID',
      description: 'Only coupons for this customer. Needs a REST API of 2026-05 or later.',
    }),
  }),
});

type CouponFilterInput = typeof CouponFilter.$inferInput;

const COUPON_ID_ARG = "The coupon's PayNow id.";
const COUPON_DESCRIPTION = 'A coupon by its PayNow ids; null when there is none.';

builder.queryField('coupon', (t) =>
  t.field({
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
  coupons: COUPON_CONNECTION.listField(t, { type: CouponFilter, toRest: toListFilter }),
}));

const REST_STATUS = { ACTIVE: 'active', INACTIVE: 'inactive' } as const;
const REST_TYPE = { MANUAL: 'manual', GENERATED: 'generated' } as const;

function toListFilter(filter: CouponFilterInput | null | undefined): CouponListFilter {
  return {
    ...(filter?.status && { status: REST_STATUS[filter.status] }),
    ...(filter?.origin && { type: REST_TYPE[filter.origin] }),
    ...(filter?.usableByCustomerId && { usable_by_customer_id: filter.usableByCustomerId }),
  };
}
