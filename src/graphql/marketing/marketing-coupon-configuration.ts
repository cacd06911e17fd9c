import type { MarketingConfigurationPutDto, MarketingCouponConfigurationDto } from '../../rest/contract/dto.ts';
import { builder } from '../builder.ts';
import { COUPON_TERMS, discountField, TERMS_FIELDS } from '../coupon-terms.ts';
import { createMapper } from '../fields/mapper.ts';
import type { Clearable, ModelOf, RowsOf } from '../fields/row.ts';
import { answerFields, inputFields } from '../fields/schema-fields.ts';
import { BOOLEAN, FLAKE_IDS, INT64, objectOf, PERIOD } from '../fields/value-types.ts';

type MarketingCouponConfigurationPutDto = MarketingConfigurationPutDto['coupon_configuration'];

/** The fields of the coupon inside a mail: its type and both of its inputs. */
export const COUPON_CONFIGURATION_FIELDS = {
  ...TERMS_FIELDS,
  discountOnlyRequiredTagsOrProducts: {
    rest: 'discount_only_required_tags_or_products',
    type: BOOLEAN,
    input: 'required',
    description: 'True: only the required tags and products get the discount. False: the order as a whole.',
  },
  requiredTagIds: {
    rest: 'required_tag_ids',
    type: FLAKE_IDS,
    input: 'required',
    description: 'The tags of which the order must hold a product; `[]` for none.',
  },
  requiredProductIds: {
    rest: 'required_product_ids',
    type: FLAKE_IDS,
    input: 'required',
    description: 'The products of which the order must hold one; `[]` for none.',
  },
  customerRedeemLimitEnabled: {
    rest: 'customer_redeem_limit_enabled',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether redemptions of each customer are limited. If false, the amount has no effect.',
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
    onNull: 'clears',
    description: {
      answer: 'How long after the mail it stops working; null for never.',
      create: 'How long after the mail it stops working. Omitted: never.',
      update: 'How long after the mail it stops working.',
    },
  },
} as const satisfies RowsOf<
  MarketingCouponConfigurationDto,
  MarketingCouponConfigurationPutDto,
  Clearable<MarketingCouponConfigurationPutDto>
>;

/** The store that a configuration belongs to. */
interface Owner {
  readonly storeId: string;
}

interface MarketingCouponConfiguration extends ModelOf<typeof COUPON_CONFIGURATION_FIELDS>, Owner {}

export const MarketingCouponConfigurationRef = builder
  .objectRef<MarketingCouponConfiguration>('MarketingCouponConfiguration')
  .implement({
    description: 'The coupon that a marketing mail carries.',
    interfaces: COUPON_TERMS,
    fields: (t) => answerFields(t, COUPON_CONFIGURATION_FIELDS),
  });

const MarketingCouponConfigurationInput = builder.inputType('MarketingCouponConfigurationInput', {
  description: 'The coupon that a mail shall carry, whole. Null means the same as leaving a field out.',
  fields: (t) => ({ ...inputFields(t, COUPON_CONFIGURATION_FIELDS, 'create'), discount: discountField(t, 'create') }),
});

const MarketingCouponConfigurationPatch = builder.inputType('MarketingCouponConfigurationPatch', {
  description: 'A change of the coupon that a mail carries. What is left out stays as it is.',
  fields: (t) => ({ ...inputFields(t, COUPON_CONFIGURATION_FIELDS, 'update'), discount: discountField(t, 'update') }),
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
