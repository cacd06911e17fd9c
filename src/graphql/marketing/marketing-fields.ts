import type { MarketingConfigurationDto, MarketingConfigurationPutDto } from '../../rest/contract/dto.ts';
import { ACTOR } from '../actor.ts';
import type { Clearable, RowsOf } from '../fields/row.ts';
import { BOOLEAN, FLAKE_ID, INT32, INT64, MOMENT, PERIOD } from '../fields/value-types.ts';
import { COMMANDS } from './marketing-command.ts';
import { COUPON_CONFIGURATION } from './marketing-coupon-configuration.ts';

const COMMANDS_DESCRIPTION = 'The commands to run when a mail is sent.';

/** The fields of a marketing configuration: its type and both of its inputs. */
export const MARKETING_FIELDS = {
  storeId: { rest: 'store_id', type: FLAKE_ID, description: 'The PayNow id of the store it belongs to.' },
  enabled: {
    rest: 'enabled',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether the mails are switched on; see `invalid`.',
  },
  invalid: {
    rest: 'invalid',
    type: BOOLEAN,
    description:
      'True: no mails are sent, whatever `enabled` says, since the configuration cannot work as it is, for example because a product is gone.',
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
    onNull: 'clears',
    notNegative: true,
    description: {
      answer: 'The largest order that a mail is sent for, in the smallest currency unit; null for no limit.',
      create: 'The largest order that a mail is sent for, in the smallest currency unit. Omitted: no limit.',
      update: 'The largest order that a mail is sent for, in the smallest currency unit.',
    },
  },
  maxCouponsPerCustomerAmount: {
    rest: 'max_coupons_per_customer_amount',
    type: INT32,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    notNegative: true,
    description: {
      answer: 'How many coupons one customer can be sent; null for no limit.',
      create: 'How many coupons one customer can be sent. Omitted: no limit.',
      update: 'How many coupons one customer can be sent.',
    },
  },
  maxCouponsPerCustomerPeriod: {
    rest: 'max_coupons_per_customer_period',
    type: PERIOD,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    description: {
      answer: 'The period that `maxCouponsPerCustomerAmount` counts in; null for all time.',
      create: 'The period that `maxCouponsPerCustomerAmount` counts in. Omitted: all time.',
      update: 'The period that `maxCouponsPerCustomerAmount` counts in.',
    },
  },
  maxCouponsGlobalAmount: {
    rest: 'max_coupons_global_amount',
    type: INT32,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    notNegative: true,
    description: {
      answer: 'How many coupons can be sent in the store as a whole; null for no limit.',
      create: 'How many coupons can be sent in the store as a whole. Omitted: no limit.',
      update: 'How many coupons can be sent in the store as a whole.',
    },
  },
  maxCouponsGlobalPeriod: {
    rest: 'max_coupons_global_period',
    type: PERIOD,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    description: {
      answer: 'The period that `maxCouponsGlobalAmount` counts in; null for all time.',
      create: 'The period that `maxCouponsGlobalAmount` counts in. Omitted: all time.',
      update: 'The period that `maxCouponsGlobalAmount` counts in.',
    },
  },
  couponConfiguration: {
    rest: 'coupon_configuration',
    type: COUPON_CONFIGURATION,
    input: 'required',
    description: {
      answer: 'The coupon that a mail carries.',
      create: 'The coupon that a mail carries.',
      update: 'A change of the coupon that a mail carries. What is left out in it stays as it is.',
    },
  },
  commands: {
    rest: 'commands',
    type: COMMANDS,
    nullable: true,
    input: 'required',
    description: {
      answer: `${COMMANDS_DESCRIPTION} Null when PayNow does not send them.`,
      create: `${COMMANDS_DESCRIPTION} The list replaces the stored one; \`[]\` for none.`,
      update: `${COMMANDS_DESCRIPTION} Given: the list replaces the stored ones.`,
    },
  },
  updatedBy: {
    rest: 'updated_by',
    type: ACTOR,
    nullable: true,
    description: 'Who changed it last; null when PayNow does not say.',
  },
  updatedAt: { rest: 'updated_at', type: MOMENT, description: 'When it was changed last.' },
} as const satisfies RowsOf<
  MarketingConfigurationDto,
  MarketingConfigurationPutDto,
  // A list of commands is replaced, never cleared by null.
  Clearable<Omit<MarketingConfigurationPutDto, 'commands'>>
>;
