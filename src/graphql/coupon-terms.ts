import type { InputFieldBuilder } from '@pothos/core';
import type { CouponCreateDto, CouponDto, CouponUpdateDto } from '../rest/contract/dto.ts';
import type { Int64 } from '../rest/json.ts';
import { builder, type Types } from './builder.ts';
import type { Checks } from './checks.ts';
import { createEnum } from './fields/enums.ts';
import type { Input } from './fields/rest-body.ts';
import type { InputKind, ModelOf, RowsOf } from './fields/row.ts';
import { answerFields } from './fields/schema-fields.ts';
import { BOOLEAN, INT32, INT64 } from './fields/value-types.ts';
import { PROFILE_FIELDS, profileField } from './store.ts';

/** How long a coupon keeps giving its discount on a subscription. */
const COUPON_DURATION = createEnum({
  name: 'CouponDuration',
  description: 'For how many payments of a subscription a coupon gives its discount.',
  place: 'duration',
  values: {
    ONCE: 'For one payment.',
    FOREVER: 'For every payment.',
    REPEATING: 'For the number of payments given in `durationInIntervals`.',
  },
});

/** How `discountAmount` is meant. */
const COUPON_DISCOUNT_TYPE = createEnum({
  name: 'CouponDiscountType',
  description: 'How a `discountAmount` is meant.',
  place: 'discount_type',
  values: {
    UNSPECIFIED: 'Not said; a state before anything was chosen.',
    PERCENT: 'A share of the price.',
    AMOUNT: "A fixed amount in the smallest unit of the store's currency, such as cents.",
  },
});

/** What coupons and the coupons inside of marketing mails have in common. */
export const TERMS_FIELDS = {
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
    onNull: 'clears',
    notNegative: true,
    deprecated: 'PayNow counts renewals now: use `durationInIntervals`.',
    description: 'How many months it repeats for, with `duration: REPEATING`.',
  },
  durationInIntervals: {
    rest: 'duration_in_intervals',
    type: INT32,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    notNegative: true,
    description: 'How many renewals it repeats for, with `duration: REPEATING`.',
  },
  discountType: {
    rest: 'discount_type',
    type: COUPON_DISCOUNT_TYPE,
    input: 'required',
    unless: 'discount',
    description: 'How `discountAmount` is meant, as PayNow stores it. `discount` says both with the unit.',
  },
  discountAmount: {
    rest: 'discount_amount',
    type: INT64,
    input: 'required',
    unless: 'discount',
    notNegative: true,
    description:
      'The discount as PayNow stores it: an amount in the smallest currency unit, such as cents, or a percentage times a fixed number. `discount` says it with the unit.',
  },
  discountApplyBeforeSales: {
    rest: 'discount_apply_before_sales',
    type: BOOLEAN,
    input: 'required',
    description: 'True: this discount is applied first, active sales after it.',
  },
  minimumOrderValue: {
    rest: 'minimum_order_value',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'The smallest order it works on, in the smallest currency unit, such as cents.',
  },
} as const satisfies RowsOf<CouponDto, CouponCreateDto, CouponUpdateDto>;

/** A coupon, or one inside of a marketing mail, as far as both are alike. */
interface CouponTerms extends ModelOf<typeof TERMS_FIELDS> {
  readonly storeId: string;
}

interface AmountDiscount {
  readonly __typename: 'CouponAmountDiscount';
  readonly amount: Int64;
  readonly storeId: string;
}

interface PercentDiscount {
  readonly __typename: 'CouponPercentDiscount';
  readonly percentage: string;
}

const IN_LISTS =
  ' In lists, prefer `currency` of the store: a profile that cannot be read is one error there, and one for each row here.';

const AmountDiscountRef = builder.objectRef<AmountDiscount>('CouponAmountDiscount').implement({
  description: 'A fixed amount off.',
  fields: (t) => ({
    amount: t.expose('amount', { type: 'Int64', description: 'In the smallest currency unit, such as cents.' }),
    // Only what is read tells whether a discount is an amount.
    currency: profileField(t, PROFILE_FIELDS.currency, IN_LISTS, 0),
  }),
});

const PercentDiscountRef = builder.objectRef<PercentDiscount>('CouponPercentDiscount').implement({
  description: 'A share of the price off.',
  fields: (t) => ({
    percentage: t.expose('percentage', { type: 'Decimal', description: 'In percent: `"12.5"` is 12.5 % off.' }),
  }),
});

const DiscountRef = builder.unionType('CouponDiscount', {
  description: 'How much a coupon takes off, with its unit.',
  types: [AmountDiscountRef, PercentDiscountRef],
  resolveType: ({ __typename }) => __typename,
});

const CouponTermsRef = builder.interfaceRef<CouponTerms>('CouponTerms').implement({
  description:
    'What a coupon takes off and for how long: the same for coupons and for those inside of marketing mails.',
  fields: (t) => ({
    ...answerFields(t, TERMS_FIELDS),
    discount: t.field({
      type: DiscountRef,
      nullable: true,
      description:
        'How much it takes off, with its unit. Null when `discountType` is UNSPECIFIED, or of a kind that is newer than this API.',
      resolve: (terms, _args, { percentScale }) => toDiscount(terms, percentScale),
    }),
  }),
});

/** The interface of whatever has such terms. */
export const COUPON_TERMS = [CouponTermsRef];

const DiscountInput = builder.inputType('CouponDiscountInput', {
  description: 'How much a coupon takes off: exactly one of the two.',
  isOneOf: true,
  fields: (t) => ({
    amount: t.field({
      type: 'Int64',
      description: "A fixed amount in the smallest unit of the store's currency, such as cents.",
    }),
    percentage: t.field({
      type: 'Decimal',
      description: 'A share of the price in percent, from 0 to 100: `"12.5"` is 12.5 % off.',
    }),
  }),
});

/** The field of inputs for a discount with its unit. */
export function discountField(t: InputFieldBuilder<Types, 'InputObject'>, kind: InputKind) {
  const description = 'How much it takes off. Give this, or both `discountType` and `discountAmount`.';
  return t.field({
    type: DiscountInput,
    description: kind === 'create' ? description : `${description} Must not be null.`,
  });
}

function toDiscount(
  { discountType, discountAmount, storeId }: CouponTerms,
  percentScale: number,
): AmountDiscount | PercentDiscount | null {
  if (discountType === 'AMOUNT') return { __typename: 'CouponAmountDiscount', amount: discountAmount, storeId };
  if (discountType !== 'PERCENT') return null;
  return { __typename: 'CouponPercentDiscount', percentage: toPercentage(discountAmount, percentScale) };
}

/** @param percentScale a power of ten. */
function toPercentage(discountAmount: Int64, percentScale: number): string {
  const digits = String(percentScale).length - 1;
  const text = String(discountAmount);
  const [sign, number] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text];
  const padded = number.padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const fraction = padded.slice(padded.length - digits).replace(/0+$/, '');
  return sign + whole + (fraction === '' ? '' : `.${fraction}`);
}

/**
 * What PayNow stores for a percentage; undefined when it has more digits after the point than PayNow keeps.
 *
 * @param percentage decimal text.
 * @param percentScale a power of ten.
 */
function fromPercentage(percentage: string, percentScale: number): Int64 | undefined {
  const [whole = '', fraction = ''] = percentage.split('.');
  const digits = String(percentScale).length - 1;
  const kept = fraction.replace(/0+$/, '');
  return kept.length > digits ? undefined : Number(whole + kept.padEnd(digits, '0'));
}

interface GivenDiscount {
  readonly amount?: Int64 | null;
  readonly percentage?: string | null;
}

/** The input with `discount` as PayNow stores it. It was checked before. */
export function withStoredDiscount(input: Input, percentScale: number): Input {
  const { discount, ...rest } = input;
  if (discount == null) return rest;
  const { amount, percentage } = discount as GivenDiscount;
  return amount != null
    ? { ...rest, discountType: 'AMOUNT', discountAmount: amount }
    : { ...rest, discountType: 'PERCENT', discountAmount: fromPercentage(percentage ?? '', percentScale) };
}

const MAX_PERCENT = 100;

/** A discount is given once: with its unit, or as PayNow stores it. */
export function checkDiscount(input: Input, checks: Checks, isChange: boolean, percentScale: number): void {
  const { discount, discountType, discountAmount } = input;
  if (discount == null) {
    if (isChange && discount === null) checks.refuse('discount', 'Must not be null.', 'NULL_NOT_ALLOWED');
    const given = [discountType, discountAmount].filter((value) => value != null).length;
    if (given === 1) {
      const missing = discountType == null ? 'discountType' : 'discountAmount';
      checks.refuse(missing, 'Give discountType and discountAmount together, or discount in their place.', 'REQUIRED');
    }
    if (given === 0 && !isChange) checks.refuse('discount', 'Give a discount: an amount or a percentage.', 'REQUIRED');
    return;
  }
  if (discountType != null || discountAmount != null) {
    checks.refuse('discount', 'Give discount, or discountType with discountAmount, but not both.');
    return;
  }
  const { amount, percentage } = discount as GivenDiscount;
  if (amount != null && amount < 0) checks.refuse(['discount', 'amount'], 'Must not be negative.', 'OUT_OF_RANGE');
  if (percentage == null) return;
  const number = Number(percentage);
  if (number < 0 || number > MAX_PERCENT) {
    checks.refuse(['discount', 'percentage'], `Must be from 0 to ${MAX_PERCENT}.`, 'OUT_OF_RANGE');
  } else if (fromPercentage(percentage, percentScale) === undefined) {
    const digits = String(percentScale).length - 1;
    checks.refuse(
      ['discount', 'percentage'],
      digits === 0
        ? 'PayNow stores whole percentages.'
        : `PayNow stores ${digits} ${digits === 1 ? 'digit' : 'digits'} after the point.`,
      'OUT_OF_RANGE',
    );
  }
}
