import { CALLS_FOR_HOLDERS } from '../../rest/reconcile.ts';
import { builder } from '../builder.ts';
import {
  checkKnown,
  checkNotNegative,
  checkNulls,
  checkPeriod,
  checkRepeating,
  checkUsable,
  createChecks,
} from '../checks.ts';
import { checkDiscount, discountField } from '../coupon-terms.ts';
import type { Input } from '../fields/rest-body.ts';
import type { InputKind } from '../fields/row.ts';
import { inputFields } from '../fields/schema-fields.ts';
import type { UserError } from '../user-error.ts';
import { EXPECTED_VERSION } from '../version.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

const CouponInput = builder.inputType('CouponInput', {
  description:
    'A new coupon. A code and a discount are enough. Null means the same as leaving a field out, so a form may send every field.',
  fields: (t) => ({ ...inputFields(t, COUPON_FIELDS, 'create'), discount: discountField(t, 'create') }),
});

export const CouponPatch = builder.inputType('CouponPatch', {
  description: 'A change of a coupon. What is left out stays as it is.',
  fields: (t) => ({ ...inputFields(t, COUPON_FIELDS, 'update'), discount: discountField(t, 'update') }),
});

const IfTakenEnum = builder.enumType('CouponIfTaken', {
  description: 'What becomes of a new coupon whose code is taken.',
  values: {
    REJECT: { description: 'It is refused with TAKEN.' },
    ACCEPT_IF_EQUAL: {
      description:
        'It counts as created, with `reconciled: true`, when the coupon that has the code is equal to it in every value; otherwise it is refused with TAKEN. So a request whose answer was lost can be sent again.',
    },
  },
});

/** How inputs take what becomes of a code that is taken. */
export const IF_TAKEN = {
  type: IfTakenEnum,
  defaultValue: 'REJECT',
  description: `What becomes of a coupon whose code is taken. To compare them, the coupon that has the code is looked for, with ${CALLS_FOR_HOLDERS} REST calls at the most and one for each coupon, the newest hundred first. Null counts as not given.`,
} as const;

export const CouponCreateInput = builder.inputType('CouponCreateInput', {
  description: 'A new coupon, and where to create it.',
  fields: (t) => ({
    storeId: t.field({ type: 'FlakeID', required: true, description: 'The PayNow id of the store to create it in.' }),
    coupon: t.field({ type: CouponInput, required: true, description: 'The new coupon.' }),
    ifTaken: t.field(IF_TAKEN),
  }),
});

export const CouponUpdateInput = builder.inputType('CouponUpdateInput', {
  description: 'Which coupon to change, and how.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The coupon's global id." }),
    expectedVersion: t.string(EXPECTED_VERSION),
    set: t.field({ type: CouponPatch, required: true, description: 'The values to change.' }),
  }),
});

export const CouponDeleteInput = builder.inputType('CouponDeleteInput', {
  description: 'Which coupon to delete.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The coupon's global id." }),
    expectedVersion: t.string(EXPECTED_VERSION),
  }),
});

/**
 * Every mistake of a coupon input that is certain without asking the REST API.
 *
 * @param path where the input stands, for example `['input', 'set']`.
 */
export function checkCoupon(
  input: Input,
  kind: InputKind,
  path: readonly string[],
  percentScale: number,
): readonly UserError[] {
  const isChange = kind === 'update';
  const checks = createChecks(path);
  if (isChange) checkNulls(input, checks, COUPON_FIELDS);
  checkKnown(input, checks, COUPON_FIELDS);
  checkDiscount(input, checks, isChange, percentScale);
  checkRepeating(input, checks, isChange);
  checkNotNegative(input, checks, COUPON_FIELDS);
  checkUsable(input, checks, 'usableOnOneTimePurchase', 'usableOnSubscription');
  checkPeriod(input, checks, 'usableAt', 'expiresAt');
  return checks.userErrors;
}
