import type { InputFieldBuilder } from '@pothos/core';
import { builder } from '../builder.ts';
import { checkKnown, checkNotNegative, checkPeriod, checkRepeating, checkUsable, createChecks } from '../checks.ts';
import { CouponDiscountType, CouponDuration } from '../enums.ts';
import type { BodyShape } from '../rest-body.ts';
import type { UserError } from '../user-error.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** The input fields of a coupon and their names in the REST body (coupons page, POST and PATCH). */
export const COUPON_SHAPE = {
  enabled: { rest: 'enabled' },
  code: { rest: 'code' },
  note: { rest: 'note' },
  duration: { rest: 'duration', isEnum: true },
  durationInMonths: { rest: 'duration_in_months' },
  durationInIntervals: { rest: 'duration_in_intervals' },
  discountType: { rest: 'discount_type', isEnum: true },
  discountAmount: { rest: 'discount_amount' },
  discountApplyIndividually: { rest: 'discount_apply_individually' },
  discountApplyBeforeSales: { rest: 'discount_apply_before_sales' },
  applyToProductIds: { rest: 'apply_to_products' },
  applyToTagIds: { rest: 'apply_to_tags' },
  usableByCustomerId: { rest: 'usable_by_customer_id' },
  minimumOrderValue: { rest: 'minimum_order_value' },
  redeemLimitStoreEnabled: { rest: 'redeem_limit_store_enabled' },
  redeemLimitStoreAmount: { rest: 'redeem_limit_store_amount' },
  redeemLimitCustomerEnabled: { rest: 'redeem_limit_customer_enabled' },
  redeemLimitCustomerAmount: { rest: 'redeem_limit_customer_amount' },
  usableOnOneTimePurchase: { rest: 'usable_on_one_time_purchase' },
  usableOnSubscription: { rest: 'usable_on_subscription' },
  usableAt: { rest: 'usable_at' },
  expiresAt: { rest: 'expires_at' },
} as const satisfies BodyShape;

type InputFields = InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<typeof builder.$inferSchemaTypes>,
  'InputObject'
>;

/** The fields of both inputs. `required` holds for those that the REST API cannot create a coupon without. */
function couponFields(t: InputFields, required: boolean) {
  const D = COUPON_FIELDS;
  return {
    enabled: t.boolean({ required, description: D.enabled }),
    code: t.string({ required, description: D.code }),
    note: t.string({ description: D.note }),
    duration: t.field({ type: CouponDuration, required, description: D.duration }),
    durationInMonths: t.int({ description: D.durationInMonths }),
    durationInIntervals: t.int({ description: D.durationInIntervals }),
    discountType: t.field({ type: CouponDiscountType, required, description: D.discountType }),
    discountAmount: t.field({ type: 'Int64', required, description: D.discountAmount }),
    discountApplyIndividually: t.boolean({ required, description: D.discountApplyIndividually }),
    discountApplyBeforeSales: t.boolean({ required, description: D.discountApplyBeforeSales }),
    applyToProductIds: t.field({ type: ['FlakeID'], description: D.applyToProductIds }),
    applyToTagIds: t.field({ type: ['FlakeID'], description: D.applyToTagIds }),
    usableByCustomerId: t.field({ type: 'FlakeID', description: D.usableByCustomerId }),
    minimumOrderValue: t.field({ type: 'Int64', required, description: D.minimumOrderValue }),
    redeemLimitStoreEnabled: t.boolean({ required, description: D.redeemLimitStoreEnabled }),
    redeemLimitStoreAmount: t.field({ type: 'Int64', required, description: D.redeemLimitStoreAmount }),
    redeemLimitCustomerEnabled: t.boolean({ required, description: D.redeemLimitCustomerEnabled }),
    redeemLimitCustomerAmount: t.field({ type: 'Int64', required, description: D.redeemLimitCustomerAmount }),
    usableOnOneTimePurchase: t.boolean({ required, description: D.usableOnOneTimePurchase }),
    usableOnSubscription: t.boolean({ required, description: D.usableOnSubscription }),
    usableAt: t.field({ type: 'DateTime', description: D.usableAt }),
    expiresAt: t.field({ type: 'DateTime', description: D.expiresAt }),
  };
}

export const CouponCreateInput = builder.inputType('CouponCreateInput', {
  description: 'A new coupon. What is omitted is not sent to the REST API, null is sent as null.',
  fields: (t) => ({
    storeId: t.field({ type: 'FlakeID', required: true, description: 'The store to create it in.' }),
    ...couponFields(t, true),
  }),
});

export const CouponUpdateInput = builder.inputType('CouponUpdateInput', {
  description:
    'A change of a coupon. What is omitted stays as it is and is not sent; null is sent as null, which clears a value where the REST API allows it.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The coupon's global id." }),
    ...couponFields(t, false),
  }),
});

export const CouponDeleteInput = builder.inputType('CouponDeleteInput', {
  description: 'Which coupon to delete.',
  fields: (t) => ({ id: t.id({ required: true, description: "The coupon's global id." }) }),
});

/** Every mistake of a coupon input that is certain without asking the REST API. */
export function checkCoupon(input: Readonly<Record<string, unknown>>, isChange: boolean): readonly UserError[] {
  const checks = createChecks(['input']);
  checkKnown(input, checks, ['duration', 'discountType']);
  checkRepeating(input, checks, isChange);
  checkNotNegative(input, checks, [
    'durationInMonths',
    'durationInIntervals',
    'discountAmount',
    'minimumOrderValue',
    'redeemLimitStoreAmount',
    'redeemLimitCustomerAmount',
  ]);
  checkUsable(input, checks, 'usableOnOneTimePurchase', 'usableOnSubscription');
  checkPeriod(input, checks, 'usableAt', 'expiresAt');
  return checks.userErrors;
}
