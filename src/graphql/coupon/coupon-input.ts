import { builder } from '../builder.ts';
import { checkKnown, checkNotNegative, checkPeriod, checkRepeating, checkUsable, createChecks } from '../checks.ts';
import { inputFields } from '../fields/schema-fields.ts';
import type { UserError } from '../user-error.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

export const CouponCreateInput = builder.inputType('CouponCreateInput', {
  description: 'A new coupon. What is omitted is not sent to the REST API, null is sent as null.',
  fields: (t) => ({
    ...inputFields(t, COUPON_FIELDS, 'create'),
    storeId: t.field({ type: 'FlakeID', required: true, description: 'The store to create it in.' }),
  }),
});

export const CouponUpdateInput = builder.inputType('CouponUpdateInput', {
  description:
    'A change of a coupon. What is omitted stays as it is and is not sent; null is sent as null, which clears a value where the REST API allows it.',
  fields: (t) => ({
    ...inputFields(t, COUPON_FIELDS, 'update'),
    id: t.id({ required: true, description: "The coupon's global id." }),
  }),
});

export const CouponDeleteInput = builder.inputType('CouponDeleteInput', {
  description: 'Which coupon to delete.',
  fields: (t) => ({ id: t.id({ required: true, description: "The coupon's global id." }) }),
});

/** Every mistake of a coupon input that is certain without asking the REST API. */
export function checkCoupon(input: Readonly<Record<string, unknown>>, isChange: boolean): readonly UserError[] {
  const checks = createChecks(['input']);
  checkKnown(input, checks, COUPON_FIELDS);
  checkRepeating(input, checks, isChange);
  checkNotNegative(input, checks, COUPON_FIELDS);
  checkUsable(input, checks, 'usableOnOneTimePurchase', 'usableOnSubscription');
  checkPeriod(input, checks, 'usableAt', 'expiresAt');
  return checks.userErrors;
}
