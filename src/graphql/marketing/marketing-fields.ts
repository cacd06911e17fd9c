import type { MarketingConfigurationDto, MarketingConfigurationPutDto } from '../../rest/contract/dto.ts';
import { ACTOR } from '../actor.ts';
import type { RowsOf } from '../fields/row.ts';
import { BOOLEAN, ID, INT32, INT64, MOMENT, PERIOD } from '../fields/value-types.ts';
import { COMMANDS } from './marketing-command.ts';
import { COUPON_CONFIGURATION } from './marketing-coupon-configuration.ts';

const COMMANDS_DESCRIPTION = 'The commands to run when a mail is sent.';

/** The fields of a marketing configuration: its type and both of its inputs. */
export const MARKETING_FIELDS = {
  storeId: { rest: 'store_id', type: ID, description: 'The PayNow id of the store it belongs to.' },
  enabled: { rest: 'enabled', type: BOOLEAN, input: 'required', description: 'Whether the mails are sent.' },
  invalid: {
    rest: 'invalid',
    type: BOOLEAN,
    description: 'Whether the REST API finds the configuration unusable, for example because a product is gone.',
  },
  triggerAfter: {
    rest: 'trigger_after',
    type: PERIOD,
    input: 'required',
    description: 'How long after the checkout or purchase the mail is sent.',
  },
  minimumOrderValue: {
    rest: 'minimum_order_value',
    type: INT64,
    input: 'required',
    notNegative: true,
    description: 'The smallest order that a mail is sent for, in the smallest currency unit.',
  },
  maximumOrderValue: {
    rest: 'maximum_order_value',
    type: INT64,
    nullable: true,
    input: 'optional',
    notNegative: true,
    description: 'The largest order that a mail is sent for, in the smallest currency unit; null for no limit.',
  },
  maxCouponsPerCustomerAmount: {
    rest: 'max_coupons_per_customer_amount',
    type: INT32,
    nullable: true,
    input: 'optional',
    notNegative: true,
    description: 'How many coupons one customer can be sent; null for no limit.',
  },
  maxCouponsPerCustomerPeriod: {
    rest: 'max_coupons_per_customer_period',
    type: PERIOD,
    nullable: true,
    input: 'optional',
    description: 'The period that `maxCouponsPerCustomerAmount` counts in; null for all time.',
  },
  maxCouponsGlobalAmount: {
    rest: 'max_coupons_global_amount',
    type: INT32,
    nullable: true,
    input: 'optional',
    notNegative: true,
    description: 'How many coupons can be sent in the store as a whole; null for no limit.',
  },
  maxCouponsGlobalPeriod: {
    rest: 'max_coupons_global_period',
    type: PERIOD,
    nullable: true,
    input: 'optional',
    description: 'The period that `maxCouponsGlobalAmount` counts in; null for all time.',
  },
  couponConfiguration: {
    rest: 'coupon_configuration',
    type: COUPON_CONFIGURATION,
    input: 'required',
    description: {
      answer: 'The coupon that a mail carries.',
      create: 'The coupon that a mail carries.',
      update: 'A change of the coupon that a mail carries. What is omitted in it stays as it is.',
    },
  },
  commands: {
    rest: 'commands',
    type: COMMANDS,
    nullable: true,
    input: 'required',
    description: {
      answer: `${COMMANDS_DESCRIPTION} Null when the REST API does not send them, as before 2025-10.`,
      create: `${COMMANDS_DESCRIPTION} The list replaces the stored one; \`[]\` for none.`,
      update: `${COMMANDS_DESCRIPTION} Omitted: the stored ones stay. Given: the list replaces them.`,
    },
  },
  updatedBy: {
    rest: 'updated_by',
    type: ACTOR,
    nullable: true,
    description: 'Who changed it last; null when the API does not say.',
  },
  updatedAt: { rest: 'updated_at', type: MOMENT, description: 'When it was changed last.' },
} as const satisfies RowsOf<MarketingConfigurationDto, MarketingConfigurationPutDto>;
