import { builder } from '../builder.ts';
import { checkKnown, checkNotNegative, checkNulls, checkRepeating, checkUsable, createChecks } from '../checks.ts';
import { checkDiscount, withStoredDiscount } from '../coupon-terms.ts';
import type { Input } from '../fields/rest-body.ts';
import type { InputKind } from '../fields/row.ts';
import { inputFields } from '../fields/schema-fields.ts';
import type { UserError } from '../user-error.ts';
import { EXPECTED_VERSION } from '../version.ts';
import { MarketingConfigurationKindEnum } from './marketing-configuration.ts';
import { COUPON_CONFIGURATION_FIELDS } from './marketing-coupon-configuration.ts';
import { MARKETING_FIELDS } from './marketing-fields.ts';

const MarketingConfigurationInput = builder.inputType('MarketingConfigurationInput', {
  description: 'A whole marketing configuration. Null means the same as leaving a field out.',
  fields: (t) => inputFields(t, MARKETING_FIELDS, 'create'),
});

const MarketingConfigurationPatch = builder.inputType('MarketingConfigurationPatch', {
  description: 'A change of a marketing configuration. What is left out stays as it is.',
  fields: (t) => inputFields(t, MARKETING_FIELDS, 'update'),
});

export const MarketingConfigurationSetInput = builder.inputType('MarketingConfigurationSetInput', {
  description: 'Which marketing configuration to replace, and by what.',
  fields: (t) => ({
    storeId: t.field({ type: 'FlakeID', required: true, description: "The store's PayNow id." }),
    kind: t.field({ type: MarketingConfigurationKindEnum, required: true, description: 'Which mail it is for.' }),
    expectedVersion: t.string(EXPECTED_VERSION),
    configuration: t.field({
      type: MarketingConfigurationInput,
      required: true,
      description: 'The whole configuration. It replaces the stored one, so what is left out is gone.',
    }),
  }),
});

export const MarketingConfigurationUpdateInput = builder.inputType('MarketingConfigurationUpdateInput', {
  description: 'Which marketing configuration to change, and how.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The configuration's global id." }),
    expectedVersion: t.string(EXPECTED_VERSION),
    set: t.field({ type: MarketingConfigurationPatch, required: true, description: 'The values to change.' }),
  }),
});

/**
 * Every mistake of a configuration input that is certain without asking the REST API.
 *
 * @param path where the input stands, for example `['input', 'set']`.
 */
export function checkMarketingConfiguration(
  input: Input,
  kind: InputKind,
  path: readonly string[],
  percentScale: number,
): readonly UserError[] {
  const isChange = kind === 'update';
  const userErrors: UserError[] = [];
  const checks = createChecks(path, userErrors);
  if (isChange) checkNulls(input, checks, MARKETING_FIELDS);
  checkNotNegative(input, checks, MARKETING_FIELDS);
  const coupon = input.couponConfiguration as Input | null | undefined;
  if (coupon != null) {
    const inside = createChecks([...path, 'couponConfiguration'], userErrors);
    if (isChange) checkNulls(coupon, inside, COUPON_CONFIGURATION_FIELDS);
    checkKnown(coupon, inside, COUPON_CONFIGURATION_FIELDS);
    checkDiscount(coupon, inside, isChange, percentScale);
    checkRepeating(coupon, inside, isChange);
    checkNotNegative(coupon, inside, COUPON_CONFIGURATION_FIELDS);
    checkUsable(coupon, inside, 'usableOnOneTimePurchases', 'usableOnSubscriptions');
  }
  return userErrors;
}

/** The input with the discount of its coupon as PayNow stores it. It was checked before. */
export function withStoredCouponDiscount(input: Input, percentScale: number): Input {
  const coupon = input.couponConfiguration as Input | undefined;
  return coupon ? { ...input, couponConfiguration: withStoredDiscount(coupon, percentScale) } : input;
}
