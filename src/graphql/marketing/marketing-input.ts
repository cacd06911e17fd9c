import type { InputFieldBuilder } from '@pothos/core';
import { builder } from '../builder.ts';
import { checkKnown, checkNotNegative, checkRepeating, checkUsable, createChecks } from '../checks.ts';
import { CouponDiscountType, CouponDuration } from '../enums.ts';
import type { BodyShape } from '../rest-body.ts';
import type { UserError } from '../user-error.ts';
import { MarketingConfigurationKindEnum } from './marketing-configuration.ts';
import { MARKETING_COMMAND_FIELDS, MARKETING_COUPON_FIELDS, MARKETING_FIELDS } from './marketing-fields.ts';

/** The input fields of the coupon inside a mail and their names in the REST body. */
const COUPON_CONFIGURATION_SHAPE = {
  duration: { rest: 'duration', isEnum: true },
  durationInMonths: { rest: 'duration_in_months' },
  durationInIntervals: { rest: 'duration_in_intervals' },
  discountType: { rest: 'discount_type', isEnum: true },
  discountAmount: { rest: 'discount_amount' },
  discountOnlyRequiredTagsOrProducts: { rest: 'discount_only_required_tags_or_products' },
  discountApplyBeforeSales: { rest: 'discount_apply_before_sales' },
  requiredTagIds: { rest: 'required_tag_ids' },
  requiredProductIds: { rest: 'required_product_ids' },
  minimumOrderValue: { rest: 'minimum_order_value' },
  customerRedeemLimitEnabled: { rest: 'customer_redeem_limit_enabled' },
  customerRedeemLimit: { rest: 'customer_redeem_limit' },
  usableOnOneTimePurchases: { rest: 'usable_on_one_time_purchases' },
  usableOnSubscriptions: { rest: 'usable_on_subscriptions' },
  expiresAfter: { rest: 'expires_after' },
} as const satisfies BodyShape;

const COMMAND_SHAPE = {
  command: { rest: 'command' },
  onlineOnly: { rest: 'online_only' },
} as const satisfies BodyShape;

/** The input fields of a configuration and their names in the REST body (marketing page, PUT). */
export const MARKETING_SHAPE = {
  enabled: { rest: 'enabled' },
  triggerAfter: { rest: 'trigger_after' },
  minimumOrderValue: { rest: 'minimum_order_value' },
  maximumOrderValue: { rest: 'maximum_order_value' },
  maxCouponsPerCustomerAmount: { rest: 'max_coupons_per_customer_amount' },
  maxCouponsPerCustomerPeriod: { rest: 'max_coupons_per_customer_period' },
  maxCouponsGlobalAmount: { rest: 'max_coupons_global_amount' },
  maxCouponsGlobalPeriod: { rest: 'max_coupons_global_period' },
  couponConfiguration: { rest: 'coupon_configuration', shape: COUPON_CONFIGURATION_SHAPE },
  commands: { rest: 'commands', shape: COMMAND_SHAPE },
} as const satisfies BodyShape;

type InputFields = InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<typeof builder.$inferSchemaTypes>,
  'InputObject'
>;

function couponConfigurationFields(t: InputFields, required: boolean) {
  const D = MARKETING_COUPON_FIELDS;
  return {
    duration: t.field({ type: CouponDuration, required, description: D.duration }),
    durationInMonths: t.int({ description: D.durationInMonths }),
    durationInIntervals: t.int({ description: D.durationInIntervals }),
    discountType: t.field({ type: CouponDiscountType, required, description: D.discountType }),
    discountAmount: t.field({ type: 'Int64', required, description: D.discountAmount }),
    discountOnlyRequiredTagsOrProducts: t.boolean({ required, description: D.discountOnlyRequiredTagsOrProducts }),
    discountApplyBeforeSales: t.boolean({ required, description: D.discountApplyBeforeSales }),
    requiredTagIds: t.field({ type: ['FlakeID'], required, description: D.requiredTagIds }),
    requiredProductIds: t.field({ type: ['FlakeID'], required, description: D.requiredProductIds }),
    minimumOrderValue: t.field({ type: 'Int64', required, description: D.minimumOrderValue }),
    customerRedeemLimitEnabled: t.boolean({ required, description: D.customerRedeemLimitEnabled }),
    customerRedeemLimit: t.field({ type: 'Int64', required, description: D.customerRedeemLimit }),
    usableOnOneTimePurchases: t.boolean({ required, description: D.usableOnOneTimePurchases }),
    usableOnSubscriptions: t.boolean({ required, description: D.usableOnSubscriptions }),
    expiresAfter: t.field({ type: 'Duration', description: D.expiresAfter }),
  };
}

const MarketingCouponConfigurationInput = builder.inputType('MarketingCouponConfigurationInput', {
  description: 'The coupon that a mail shall carry, whole.',
  fields: (t) => couponConfigurationFields(t, true),
});

const MarketingCouponConfigurationPatch = builder.inputType('MarketingCouponConfigurationPatch', {
  description: 'A change of the coupon that a mail carries. What is omitted stays as it is.',
  fields: (t) => couponConfigurationFields(t, false),
});

const MarketingCommandInput = builder.inputType('MarketingCommandInput', {
  description: 'A game server command to run when a mail is sent.',
  fields: (t) => ({
    command: t.string({ required: true, description: MARKETING_COMMAND_FIELDS.command }),
    onlineOnly: t.boolean({ required: true, description: MARKETING_COMMAND_FIELDS.onlineOnly }),
  }),
});

/** The fields of both inputs, less the coupon configuration, whose type differs. */
function configurationFields(t: InputFields, required: boolean) {
  const D = MARKETING_FIELDS;
  return {
    storeId: t.field({ type: 'FlakeID', required: true, description: "The store's PayNow id." }),
    kind: t.field({ type: MarketingConfigurationKindEnum, required: true, description: 'Which mail it is for.' }),
    enabled: t.boolean({ required, description: D.enabled }),
    triggerAfter: t.field({ type: 'Duration', required, description: D.triggerAfter }),
    minimumOrderValue: t.field({ type: 'Int64', required, description: D.minimumOrderValue }),
    maximumOrderValue: t.field({ type: 'Int64', description: D.maximumOrderValue }),
    maxCouponsPerCustomerAmount: t.int({ description: D.maxCouponsPerCustomerAmount }),
    maxCouponsPerCustomerPeriod: t.field({ type: 'Duration', description: D.maxCouponsPerCustomerPeriod }),
    maxCouponsGlobalAmount: t.int({ description: D.maxCouponsGlobalAmount }),
    maxCouponsGlobalPeriod: t.field({ type: 'Duration', description: D.maxCouponsGlobalPeriod }),
  };
}

export const MarketingConfigurationSetInput = builder.inputType('MarketingConfigurationSetInput', {
  description: 'A whole marketing configuration: it replaces the stored one, so what is omitted is gone.',
  fields: (t) => ({
    ...configurationFields(t, true),
    couponConfiguration: t.field({
      type: MarketingCouponConfigurationInput,
      required: true,
      description: MARKETING_FIELDS.couponConfiguration,
    }),
    commands: t.field({
      type: [MarketingCommandInput],
      required: true,
      description: `${MARKETING_FIELDS.commands} The list replaces the stored one; \`[]\` for none.`,
    }),
  }),
});

export const MarketingConfigurationUpdateInput = builder.inputType('MarketingConfigurationUpdateInput', {
  description: 'A change of a marketing configuration. What is omitted stays as it is; null clears.',
  fields: (t) => ({
    ...configurationFields(t, false),
    couponConfiguration: t.field({
      type: MarketingCouponConfigurationPatch,
      description: 'A change of the coupon that a mail carries. What is omitted in it stays as it is.',
    }),
    commands: t.field({
      type: [MarketingCommandInput],
      description: `${MARKETING_FIELDS.commands} Omitted: the stored ones stay. Given: the list replaces them.`,
    }),
  }),
});

/** Every mistake of a configuration input that is certain without asking the REST API. */
export function checkMarketingConfiguration(
  input: Readonly<Record<string, unknown>>,
  isChange: boolean,
): readonly UserError[] {
  const userErrors: UserError[] = [];
  checkNotNegative(input, createChecks(['input'], userErrors), [
    'minimumOrderValue',
    'maximumOrderValue',
    'maxCouponsPerCustomerAmount',
    'maxCouponsGlobalAmount',
  ]);
  const coupon = input.couponConfiguration as Readonly<Record<string, unknown>> | null | undefined;
  if (coupon != null) {
    const checks = createChecks(['input', 'couponConfiguration'], userErrors);
    checkKnown(coupon, checks, ['duration', 'discountType']);
    checkRepeating(coupon, checks, isChange);
    checkNotNegative(coupon, checks, [
      'durationInMonths',
      'durationInIntervals',
      'discountAmount',
      'minimumOrderValue',
      'customerRedeemLimit',
    ]);
    checkUsable(coupon, checks, 'usableOnOneTimePurchases', 'usableOnSubscriptions');
  }
  return userErrors;
}
