import type {
  MarketingCommandDto,
  MarketingConfigurationDto,
  MarketingCouponConfigurationDto,
} from '../../rest/contract/dto.ts';
import type { Int64 } from '../../rest/json.ts';
import type { MarketingKind } from '../../rest/marketing.ts';
import { type Actor, ActorRef, toActor } from '../actor.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { cost } from '../cost/field-cost.ts';
import { CouponDiscountType, CouponDuration, type Note, readDiscountType, readDuration } from '../enums.ts';
import {
  expectBoolean,
  expectInt64,
  expectList,
  expectObject,
  expectOptionalInt32,
  expectOptionalInt64,
  expectOptionalString,
  expectString,
  expectStrings,
} from '../expect.ts';
import { type MarketingConfigurationKind, marketingConfigurationGlobalId } from '../global-id.ts';
import { NodeRef } from '../node-interface.ts';
import { StoreRef, toStore } from '../store.ts';
import { MARKETING_COMMAND_FIELDS, MARKETING_COUPON_FIELDS, MARKETING_FIELDS } from './marketing-fields.ts';

/** The kinds by their words in REST paths. */
export const REST_KIND: Readonly<Record<MarketingConfigurationKind, MarketingKind>> = {
  ABANDONED_CHECKOUT: 'abandoned-checkouts',
  PURCHASE_FOLLOW_UP: 'purchase-follow-ups',
};

export const MarketingConfigurationKindEnum = builder.enumType('MarketingConfigurationKind', {
  description: "Which of a store's two marketing mails a configuration is for.",
  values: {
    ABANDONED_CHECKOUT: { description: 'The mail to a customer who left a checkout unfinished.' },
    PURCHASE_FOLLOW_UP: { description: 'The mail to a customer some time after a purchase.' },
  },
});

/** A marketing configuration in the schema's names, with every value ready to be printed. */
export interface MarketingConfiguration {
  readonly __typename: 'MarketingConfiguration';
  readonly id: string;
  readonly storeId: string;
  readonly kind: MarketingConfigurationKind;
  readonly enabled: boolean;
  readonly invalid: boolean;
  readonly triggerAfter: string;
  readonly minimumOrderValue: Int64;
  readonly maximumOrderValue: Int64 | null;
  readonly maxCouponsPerCustomerAmount: number | null;
  readonly maxCouponsPerCustomerPeriod: string | null;
  readonly maxCouponsGlobalAmount: number | null;
  readonly maxCouponsGlobalPeriod: string | null;
  readonly couponConfiguration: MarketingCouponConfiguration;
  readonly commands: readonly MarketingCommand[] | null;
  readonly updatedBy: Actor | null;
  readonly updatedAt: string;
}

interface MarketingCouponConfiguration {
  readonly storeId: string;
  readonly duration: ReturnType<typeof readDuration>;
  readonly durationInMonths: number | null;
  readonly durationInIntervals: number | null;
  readonly discountType: ReturnType<typeof readDiscountType>;
  readonly discountAmount: Int64;
  readonly discountOnlyRequiredTagsOrProducts: boolean;
  readonly discountApplyBeforeSales: boolean;
  readonly requiredTagIds: readonly string[];
  readonly requiredProductIds: readonly string[];
  readonly minimumOrderValue: Int64;
  readonly customerRedeemLimitEnabled: boolean;
  readonly customerRedeemLimit: Int64;
  readonly usableOnOneTimePurchases: boolean;
  readonly usableOnSubscriptions: boolean;
  readonly expiresAfter: string | null;
}

interface MarketingCommand {
  readonly commandId: string | null;
  readonly command: string;
  readonly onlineOnly: boolean;
}

/**
 * Maps a REST configuration to the schema's names.
 *
 * @throws {BadResponseError} when something that the schema promises is missing or of another type.
 */
export function toMarketingConfiguration(
  row: MarketingConfigurationDto,
  kind: MarketingConfigurationKind,
  note: Note,
): MarketingConfiguration {
  return {
    __typename: 'MarketingConfiguration',
    id: marketingConfigurationGlobalId(row.store_id, kind),
    storeId: row.store_id,
    kind,
    enabled: expectBoolean(row.enabled, 'enabled'),
    invalid: expectBoolean(row.invalid, 'invalid'),
    triggerAfter: expectString(row.trigger_after, 'trigger_after'),
    minimumOrderValue: expectInt64(row.minimum_order_value, 'minimum_order_value'),
    maximumOrderValue: expectOptionalInt64(row.maximum_order_value, 'maximum_order_value'),
    maxCouponsPerCustomerAmount: expectOptionalInt32(
      row.max_coupons_per_customer_amount,
      'max_coupons_per_customer_amount',
    ),
    maxCouponsPerCustomerPeriod: expectOptionalString(
      row.max_coupons_per_customer_period,
      'max_coupons_per_customer_period',
    ),
    maxCouponsGlobalAmount: expectOptionalInt32(row.max_coupons_global_amount, 'max_coupons_global_amount'),
    maxCouponsGlobalPeriod: expectOptionalString(row.max_coupons_global_period, 'max_coupons_global_period'),
    couponConfiguration: toCouponConfiguration(
      expectObject(row.coupon_configuration, 'coupon_configuration'),
      row.store_id,
      note,
    ),
    commands: row.commands == null ? null : expectList(row.commands, 'commands').map(toCommand),
    updatedBy: toActor(row.updated_by, note),
    updatedAt: expectString(row.updated_at, 'updated_at'),
  };
}

function toCouponConfiguration(
  row: MarketingCouponConfigurationDto,
  storeId: string,
  note: Note,
): MarketingCouponConfiguration {
  return {
    storeId,
    duration: readDuration(row.duration, note),
    durationInMonths: expectOptionalInt32(row.duration_in_months, 'coupon_configuration.duration_in_months'),
    durationInIntervals: expectOptionalInt32(row.duration_in_intervals, 'coupon_configuration.duration_in_intervals'),
    discountType: readDiscountType(row.discount_type, note),
    discountAmount: expectInt64(row.discount_amount, 'coupon_configuration.discount_amount'),
    discountOnlyRequiredTagsOrProducts: expectBoolean(
      row.discount_only_required_tags_or_products,
      'coupon_configuration.discount_only_required_tags_or_products',
    ),
    discountApplyBeforeSales: expectBoolean(
      row.discount_apply_before_sales,
      'coupon_configuration.discount_apply_before_sales',
    ),
    requiredTagIds: expectStrings(row.required_tag_ids, 'coupon_configuration.required_tag_ids'),
    requiredProductIds: expectStrings(row.required_product_ids, 'coupon_configuration.required_product_ids'),
    minimumOrderValue: expectInt64(row.minimum_order_value, 'coupon_configuration.minimum_order_value'),
    customerRedeemLimitEnabled: expectBoolean(
      row.customer_redeem_limit_enabled,
      'coupon_configuration.customer_redeem_limit_enabled',
    ),
    customerRedeemLimit: expectInt64(row.customer_redeem_limit, 'coupon_configuration.customer_redeem_limit'),
    usableOnOneTimePurchases: expectBoolean(
      row.usable_on_one_time_purchases,
      'coupon_configuration.usable_on_one_time_purchases',
    ),
    usableOnSubscriptions: expectBoolean(row.usable_on_subscriptions, 'coupon_configuration.usable_on_subscriptions'),
    expiresAfter: expectOptionalString(row.expires_after, 'coupon_configuration.expires_after'),
  };
}

function toCommand(row: MarketingCommandDto): MarketingCommand {
  return {
    commandId: expectOptionalString(row.id, 'commands.id'),
    command: expectString(row.command, 'commands.command'),
    onlineOnly: expectBoolean(row.online_only, 'commands.online_only'),
  };
}

/** One configuration, null when the store has none. */
export async function readMarketingConfigurationNode(
  context: Context,
  storeId: string,
  kind: MarketingConfigurationKind,
): Promise<MarketingConfiguration | null> {
  try {
    const row = await context.loaders.marketingConfiguration(storeId, REST_KIND[kind]);
    return row ? toMarketingConfiguration(row, kind, context.call.upstream.note) : null;
  } catch (error) {
    return context.account.fail(error);
  }
}

const C = MARKETING_COUPON_FIELDS;

export const MarketingCouponConfigurationRef = builder
  .objectRef<MarketingCouponConfiguration>('MarketingCouponConfiguration')
  .implement({
    description: 'The coupon that a marketing mail carries.',
    fields: (t) => ({
      duration: t.expose('duration', { type: CouponDuration, description: C.duration }),
      durationInMonths: t.exposeInt('durationInMonths', { nullable: true, description: C.durationInMonths }),
      durationInIntervals: t.exposeInt('durationInIntervals', { nullable: true, description: C.durationInIntervals }),
      discountType: t.expose('discountType', { type: CouponDiscountType, description: C.discountType }),
      discountAmount: t.expose('discountAmount', { type: 'Int64', description: C.discountAmount }),
      discountOnlyRequiredTagsOrProducts: t.exposeBoolean('discountOnlyRequiredTagsOrProducts', {
        description: C.discountOnlyRequiredTagsOrProducts,
      }),
      discountApplyBeforeSales: t.exposeBoolean('discountApplyBeforeSales', {
        description: C.discountApplyBeforeSales,
      }),
      requiredTagIds: t.exposeIDList('requiredTagIds', { description: C.requiredTagIds }),
      requiredProductIds: t.exposeIDList('requiredProductIds', { description: C.requiredProductIds }),
      minimumOrderValue: t.expose('minimumOrderValue', { type: 'Int64', description: C.minimumOrderValue }),
      customerRedeemLimitEnabled: t.exposeBoolean('customerRedeemLimitEnabled', {
        description: C.customerRedeemLimitEnabled,
      }),
      customerRedeemLimit: t.expose('customerRedeemLimit', { type: 'Int64', description: C.customerRedeemLimit }),
      usableOnOneTimePurchases: t.exposeBoolean('usableOnOneTimePurchases', {
        description: C.usableOnOneTimePurchases,
      }),
      usableOnSubscriptions: t.exposeBoolean('usableOnSubscriptions', { description: C.usableOnSubscriptions }),
      expiresAfter: t.expose('expiresAfter', { type: 'Duration', nullable: true, description: C.expiresAfter }),
    }),
  });

const MarketingCommandRef = builder.objectRef<MarketingCommand>('MarketingCommand').implement({
  description: 'A game server command that runs when a marketing mail is sent.',
  fields: (t) => ({
    commandId: t.exposeID('commandId', { nullable: true, description: "The command's PayNow id." }),
    command: t.exposeString('command', { description: MARKETING_COMMAND_FIELDS.command }),
    onlineOnly: t.exposeBoolean('onlineOnly', { description: MARKETING_COMMAND_FIELDS.onlineOnly }),
  }),
});

const D = MARKETING_FIELDS;

export const MarketingConfigurationRef = builder.objectRef<MarketingConfiguration>('MarketingConfiguration').implement({
  description: 'When a store sends a marketing mail, and with which coupon.',
  interfaces: [NodeRef],
  fields: (t) => ({
    storeId: t.exposeID('storeId', { description: 'The PayNow id of the store it belongs to.' }),
    kind: t.expose('kind', { type: MarketingConfigurationKindEnum, description: 'Which mail it is for.' }),
    store: t.field({
      type: StoreRef,
      description: 'The store it belongs to.',
      resolve: (configuration) => toStore(configuration.storeId),
    }),
    enabled: t.exposeBoolean('enabled', { description: D.enabled }),
    invalid: t.exposeBoolean('invalid', {
      description: 'Whether the REST API finds the configuration unusable, for example because a product is gone.',
    }),
    triggerAfter: t.expose('triggerAfter', { type: 'Duration', description: D.triggerAfter }),
    minimumOrderValue: t.expose('minimumOrderValue', { type: 'Int64', description: D.minimumOrderValue }),
    maximumOrderValue: t.expose('maximumOrderValue', {
      type: 'Int64',
      nullable: true,
      description: D.maximumOrderValue,
    }),
    maxCouponsPerCustomerAmount: t.exposeInt('maxCouponsPerCustomerAmount', {
      nullable: true,
      description: D.maxCouponsPerCustomerAmount,
    }),
    maxCouponsPerCustomerPeriod: t.expose('maxCouponsPerCustomerPeriod', {
      type: 'Duration',
      nullable: true,
      description: D.maxCouponsPerCustomerPeriod,
    }),
    maxCouponsGlobalAmount: t.exposeInt('maxCouponsGlobalAmount', {
      nullable: true,
      description: D.maxCouponsGlobalAmount,
    }),
    maxCouponsGlobalPeriod: t.expose('maxCouponsGlobalPeriod', {
      type: 'Duration',
      nullable: true,
      description: D.maxCouponsGlobalPeriod,
    }),
    couponConfiguration: t.expose('couponConfiguration', {
      type: MarketingCouponConfigurationRef,
      description: D.couponConfiguration,
    }),
    commands: t.field({
      type: [MarketingCommandRef],
      nullable: true,
      resolve: ({ commands }, _args, { account }, info) => commands && account.rows(info, commands),
      description: `${D.commands} Null when the REST API does not send them, as before 2025-10.`,
    }),
    updatedBy: t.expose('updatedBy', {
      type: ActorRef,
      nullable: true,
      description: 'Who changed it last; null when the API does not say.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was changed last.' }),
  }),
});

builder.objectField(StoreRef, 'marketingConfiguration', (t) =>
  t.field({
    type: MarketingConfigurationRef,
    nullable: true,
    extensions: cost({ calls: 1 }),
    description: "One of the store's two marketing configurations; null when there is none.",
    args: {
      kind: t.arg({ type: MarketingConfigurationKindEnum, required: true, description: 'Which mail it is for.' }),
    },
    resolve: (store, { kind }, context) => readMarketingConfigurationNode(context, store.storeId, kind),
  }),
);
