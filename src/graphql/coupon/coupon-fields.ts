import type { CouponCreateDto, CouponDto } from '../../rest/contract/dto.ts';
import { ACTOR } from '../actor.ts';
import { COUPON_DISCOUNT_TYPE, COUPON_DURATION } from '../discount.ts';
import type { RowsOf } from '../fields/row.ts';
import { BOOLEAN, ID, IDS, INT32, INT64, MOMENT, STRING } from '../fields/value-types.ts';

/** The fields of a coupon: its type and both of its inputs. */
export const COUPON_FIELDS = {
  couponId: { rest: 'id', type: ID, description: "The coupon's PayNow id. Ids rise with the time of creation." },
  storeId: { rest: 'store_id', type: ID, description: 'The PayNow id of the store it belongs to.' },
  enabled: { rest: 'enabled', type: BOOLEAN, input: 'required', description: 'Whether it can be used at all.' },
  code: { rest: 'code', type: STRING, input: 'required', description: 'What the customer types in.' },
  note: {
    rest: 'note',
    type: STRING,
    nullable: true,
    input: 'optional',
    description: "A remark for the store's team.",
  },
  duration: {
    rest: 'duration',
    type: COUPON_DURATION,
    input: 'required',
    description: 'For how many payments of a subscription it gives its discount.',
  },
  durationInMonths: {
    rest: 'duration_in_months',
    type: INT32,
    nullable: true,
    input: 'optional',
    notNegative: true,
    description:
      'How many months it repeats for, with `duration: REPEATING`. The REST API is replacing it by `durationInIntervals`.',
  },
  durationInIntervals: {
    rest: 'duration_in_intervals',
    type: INT32,
    nullable: true,
    input: 'optional',
    notNegative: true,
    description:
      'How many renewals it repeats for, with `duration: REPEATING`. Unknown to older versions of the REST API.',
  },
  discountType: {
    rest: 'discount_type',
    type: COUPON_DISCOUNT_TYPE,
    input: 'required',
    description: 'How `discountAmount` is meant.',
  },
  discountAmount: {
    rest: 'discount_amount',
    type: INT64,
    input: 'required',
    notNegative: true,
    description:
      'The discount. With `discountType: AMOUNT` in the smallest currency unit, such as cents; with `PERCENT` as the REST API scales it, which its documentation does not say.',
  },
  discountApplyIndividually: {
    rest: 'discount_apply_individually',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether the discount is taken off each matching product instead of the order as a whole.',
  },
  discountApplyBeforeSales: {
    rest: 'discount_apply_before_sales',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether the discount is worked out before running sales.',
  },
  applyToProductIds: {
    rest: 'apply_to_products',
    type: IDS,
    nullable: true,
    input: 'optional',
    description: 'The products it is limited to. Null and `[]` are what the REST API holds, and are kept apart.',
  },
  applyToTagIds: {
    rest: 'apply_to_tags',
    type: IDS,
    nullable: true,
    input: 'optional',
    description:
      'The tags whose products it is limited to. Null and `[]` are what the REST API holds, and are kept apart.',
  },
  usableByCustomerId: {
    rest: 'usable_by_customer_id',
    type: ID,
    nullable: true,
    input: 'optional',
    description: 'The only customer who may use it; null for everyone.',
  },
  minimumOrderValue: {
    rest: 'minimum_order_value',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'The smallest order it works on, in the smallest currency unit.',
  },
  redeemLimitStoreEnabled: {
    rest: 'redeem_limit_store_enabled',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether `redeemLimitStoreAmount` counts.',
  },
  redeemLimitStoreAmount: {
    rest: 'redeem_limit_store_amount',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'How often it can be redeemed in the store as a whole.',
  },
  redeemLimitCustomerEnabled: {
    rest: 'redeem_limit_customer_enabled',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether `redeemLimitCustomerAmount` counts.',
  },
  redeemLimitCustomerAmount: {
    rest: 'redeem_limit_customer_amount',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'How often one customer can redeem it.',
  },
  usableOnOneTimePurchase: {
    rest: 'usable_on_one_time_purchase',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether it works on one-time purchases.',
  },
  usableOnSubscription: {
    rest: 'usable_on_subscription',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether it works on subscriptions.',
  },
  usableAt: {
    rest: 'usable_at',
    type: MOMENT,
    nullable: true,
    input: 'optional',
    description: 'From when on it works; null for at once.',
  },
  expiresAt: {
    rest: 'expires_at',
    type: MOMENT,
    nullable: true,
    input: 'optional',
    description: 'When it stops working; null for never.',
  },
  createdBy: {
    rest: 'created_by',
    type: ACTOR,
    nullable: true,
    description: 'Who created it; null when the API does not say.',
  },
  createdAt: { rest: 'created_at', type: MOMENT, description: 'When it was created.' },
  updatedBy: {
    rest: 'updated_by',
    type: ACTOR,
    nullable: true,
    description: 'Who changed it last; null when nobody did or the API does not say.',
  },
  updatedAt: {
    rest: 'updated_at',
    type: MOMENT,
    nullable: true,
    description: 'When it was changed last; null when it never was.',
  },
} as const satisfies RowsOf<CouponDto, CouponCreateDto>;
