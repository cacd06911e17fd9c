import type { CouponListFilter } from '../../rest/coupons.ts';
import { builder } from '../builder.ts';
import { DateTimeRange, toIdRange } from '../date-time-range.ts';
import type { ListFilter } from '../row-connection.ts';

const CouponStatus = builder.enumType('CouponStatus', {
  description: 'Which coupons to list by their state.',
  values: {
    ACTIVE: { description: 'Those that PayNow counts as active.' },
    INACTIVE: { description: 'Those that PayNow counts as inactive.' },
  },
});

const CouponOrigin = builder.enumType('CouponOrigin', {
  description: 'Which coupons to list by how they came to be.',
  values: {
    MANUAL: { description: 'Those that somebody created.' },
    GENERATED: { description: 'Those that PayNow created by itself, for example for an abandoned checkout.' },
  },
});

const CouponFilter = builder.inputType('CouponFilter', {
  description: 'Narrows a coupon list; what is left out does not.',
  fields: (t) => ({
    status: t.field({ type: CouponStatus, description: 'Only coupons in this state.' }),
    origin: t.field({ type: CouponOrigin, description: 'Only coupons that came to be this way.' }),
    usableByCustomerId: t.field({
      type: 'FlakeID',
      description: 'Only coupons for this customer.',
    }),
    created: t.field({
      type: DateTimeRange,
      description:
        "Only coupons created in this stretch of time, by the time that a coupon's id holds, to the millisecond; `createdAt` can be a moment later. Costs no REST call of its own. Cursors work with it, and do not belong to it.",
    }),
  }),
});

/** As a client sends it. */
export type CouponFilterInput = typeof CouponFilter.$inferInput;

const REST_STATUS = { ACTIVE: 'active', INACTIVE: 'inactive' } as const;
const REST_TYPE = { MANUAL: 'manual', GENERATED: 'generated' } as const;

/** How a list of coupons can be narrowed. */
export const COUPON_FILTER: ListFilter<CouponFilterInput, CouponListFilter> = {
  type: CouponFilter,
  toRest: (filter) => ({
    ...(filter?.status && { status: REST_STATUS[filter.status] }),
    ...(filter?.origin && { type: REST_TYPE[filter.origin] }),
    ...(filter?.usableByCustomerId && { usable_by_customer_id: filter.usableByCustomerId }),
  }),
  toRange: (filter) => toIdRange(filter?.created),
};
