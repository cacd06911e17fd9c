import { builder } from '../builder.ts';
import { checkKnown, checkNotNegative, checkRepeating, checkUsable, createChecks } from '../checks.ts';
import { inputFields } from '../fields/schema-fields.ts';
import type { UserError } from '../user-error.ts';
import { MarketingConfigurationKindEnum } from './marketing-configuration.ts';
import { COUPON_CONFIGURATION_FIELDS } from './marketing-coupon-configuration.ts';
import { MARKETING_FIELDS } from './marketing-fields.ts';

const STORE_ID = "The store's PayNow id.";
const KIND = 'Which mail it is for.';

export const MarketingConfigurationSetInput = builder.inputType('MarketingConfigurationSetInput', {
  description: 'A whole marketing configuration: it replaces the stored one, so what is omitted is gone.',
  fields: (t) => ({
    ...inputFields(t, MARKETING_FIELDS, 'create'),
    storeId: t.field({ type: 'FlakeID', required: true, description: STORE_ID }),
    kind: t.field({ type: MarketingConfigurationKindEnum, required: true, description: KIND }),
  }),
});

export const MarketingConfigurationUpdateInput = builder.inputType('MarketingConfigurationUpdateInput', {
  description: 'A change of a marketing configuration. What is omitted stays as it is; null clears.',
  fields: (t) => ({
    ...inputFields(t, MARKETING_FIELDS, 'update'),
    storeId: t.field({ type: 'FlakeID', required: true, description: STORE_ID }),
    kind: t.field({ type: MarketingConfigurationKindEnum, required: true, description: KIND }),
  }),
});

/** Every mistake of a configuration input that is certain without asking the REST API. */
export function checkMarketingConfiguration(
  input: Readonly<Record<string, unknown>>,
  isChange: boolean,
): readonly UserError[] {
  const userErrors: UserError[] = [];
  checkNotNegative(input, createChecks(['input'], userErrors), MARKETING_FIELDS);
  const coupon = input.couponConfiguration as Readonly<Record<string, unknown>> | null | undefined;
  if (coupon != null) {
    const checks = createChecks(['input', 'couponConfiguration'], userErrors);
    checkKnown(coupon, checks, COUPON_CONFIGURATION_FIELDS);
    checkRepeating(coupon, checks, isChange);
    checkNotNegative(coupon, checks, COUPON_CONFIGURATION_FIELDS);
    checkUsable(coupon, checks, 'usableOnOneTimePurchases', 'usableOnSubscriptions');
  }
  return userErrors;
}
