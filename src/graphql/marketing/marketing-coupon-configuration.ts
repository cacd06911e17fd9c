import type { MarketingConfigurationPutDto, MarketingCouponConfigurationDto } from '../../rest/contract/dto.ts';
import { builder } from '../builder.ts';
import { COUPON_DISCOUNT_TYPE, COUPON_DURATION } from '../discount.ts';
import { createMapper } from '../fields/mapper.ts';
import type { ModelOf, RowsOf } from '../fields/row.ts';
import { answerFields, inputFields } from '../fields/schema-fields.ts';
import { BOOLEAN, IDS, INT32, INT64, objectOf, PERIOD } from '../fields/value-types.ts';

type MarketingCouponConfigurationPutDto = MarketingConfigurationPutDto['coupon_configuration'];

/** The fields of the coupon inside a mail: its type and both of its inputs. */
export const COUPON_CONFIGURATION_FIELDS = {
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
      'How many months it repeats for. Only in the REST API before 2026-07, which names it instead of `durationInIntervals`.',
  },
  durationInIntervals: {
    rest: 'duration_in_intervals',
    type: INT32,
    nullable: true,
    input: 'optional',
    notNegative: true,
    description: 'How many renewals it repeats for. Only in the REST API from 2026-07 on.',
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
      'The discount. With `discountType: AMOUNT` in the smallest currency unit, such as cents; with `PERCENT` as the REST API scales it.',
  },
  discountOnlyRequiredTagsOrProducts: {
    rest: 'discount_only_required_tags_or_products',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether only the required tags and products get the discount.',
  },
  discountApplyBeforeSales: {
    rest: 'discount_apply_before_sales',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether the discount is worked out before running sales.',
  },
  requiredTagIds: {
    rest: 'required_tag_ids',
    type: IDS,
    input: 'required',
    description: 'The tags of which the order must hold a product.',
  },
  requiredProductIds: {
    rest: 'required_product_ids',
    type: IDS,
    input: 'required',
    description: 'The products of which the order must hold one.',
  },
  minimumOrderValue: {
    rest: 'minimum_order_value',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'The smallest order it works on, in the smallest currency unit.',
  },
  customerRedeemLimitEnabled: {
    rest: 'customer_redeem_limit_enabled',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether `customerRedeemLimit` counts.',
  },
  customerRedeemLimit: {
    rest: 'customer_redeem_limit',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'How often the customer can redeem it.',
  },
  usableOnOneTimePurchases: {
    rest: 'usable_on_one_time_purchases',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether it works on one-time purchases.',
  },
  usableOnSubscriptions: {
    rest: 'usable_on_subscriptions',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether it works on subscriptions.',
  },
  expiresAfter: {
    rest: 'expires_after',
    type: PERIOD,
    nullable: true,
    input: 'optional',
    description: 'How long after the mail it stops working; null for never.',
  },
} as const satisfies RowsOf<MarketingCouponConfigurationDto, MarketingCouponConfigurationPutDto>;

/** The store that a configuration belongs to. */
interface Owner {
  readonly storeId: string;
}

interface MarketingCouponConfiguration extends ModelOf<typeof COUPON_CONFIGURATION_FIELDS>, Owner {}

export const MarketingCouponConfigurationRef = builder
  .objectRef<MarketingCouponConfiguration>('MarketingCouponConfiguration')
  .implement({
    description: 'The coupon that a marketing mail carries.',
    fields: (t) => answerFields(t, COUPON_CONFIGURATION_FIELDS),
  });

const MarketingCouponConfigurationInput = builder.inputType('MarketingCouponConfigurationInput', {
  description: 'The coupon that a mail shall carry, whole.',
  fields: (t) => inputFields(t, COUPON_CONFIGURATION_FIELDS, 'create'),
});

const MarketingCouponConfigurationPatch = builder.inputType('MarketingCouponConfigurationPatch', {
  description: 'A change of the coupon that a mail carries. What is omitted stays as it is.',
  fields: (t) => inputFields(t, COUPON_CONFIGURATION_FIELDS, 'update'),
});

const toCouponConfiguration = createMapper<
  MarketingCouponConfigurationDto,
  MarketingCouponConfiguration,
  typeof COUPON_CONFIGURATION_FIELDS,
  Owner
>('coupon_configuration.', COUPON_CONFIGURATION_FIELDS, { storeId: (_dto, { storeId }) => storeId });

/** The coupon inside a mail. */
export const COUPON_CONFIGURATION = objectOf<
  MarketingCouponConfigurationDto,
  MarketingCouponConfigurationPutDto,
  MarketingCouponConfiguration,
  Owner
>({
  output: MarketingCouponConfigurationRef,
  inputs: { create: MarketingCouponConfigurationInput, update: MarketingCouponConfigurationPatch },
  rows: COUPON_CONFIGURATION_FIELDS,
  map: toCouponConfiguration,
});
