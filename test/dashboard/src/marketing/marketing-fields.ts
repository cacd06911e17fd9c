import type { MarketingConfigurationPatch } from '../../generated/marketingFormUpdateMutation.graphql.ts';
import { DURATION } from '../coupons/coupon-fields.ts';
import type { Fields } from '../form/fields.ts';
import { boolean, commands, count, duration, ids, int, money, percent } from '../form/kinds.ts';

const EMPTY = 'Empty: no limit.';

/** Everything about a mail that can be changed. */
export const MARKETING_FIELDS = {
  enabled: { label: 'Send these mails', kind: boolean },
  triggerAfter: { label: 'Sent after', kind: duration },
  minimumOrderValue: { label: 'For orders from', kind: money },
  maximumOrderValue: { label: 'For orders up to', kind: money, empty: null, hint: EMPTY },
  maxCouponsPerCustomerAmount: { label: 'Coupons for each customer', kind: int, empty: null, hint: EMPTY },
  maxCouponsPerCustomerPeriod: { label: 'Counted in', kind: duration, empty: null, hint: 'Empty: all time.' },
  maxCouponsGlobalAmount: { label: 'Coupons in all', kind: int, empty: null, hint: EMPTY },
  maxCouponsGlobalPeriod: { label: 'Counted in', kind: duration, empty: null, hint: 'Empty: all time.' },
  'couponConfiguration.discount.percentage': { label: 'Percent off', kind: percent },
  'couponConfiguration.discount.amount': { label: 'Amount off', kind: money },
  'couponConfiguration.expiresAfter': { label: 'Works for', kind: duration, empty: null, hint: 'Empty: for ever.' },
  'couponConfiguration.minimumOrderValue': { label: 'Smallest order', kind: money },
  'couponConfiguration.usableOnOneTimePurchases': { label: 'One-time purchases', kind: boolean },
  'couponConfiguration.usableOnSubscriptions': { label: 'Subscriptions', kind: boolean },
  'couponConfiguration.duration': { label: 'Payments of a subscription', kind: DURATION },
  'couponConfiguration.durationInIntervals': {
    label: 'How many payments',
    kind: int,
    empty: null,
    onlyWith: ['couponConfiguration.duration', 'REPEATING'],
  },
  'couponConfiguration.customerRedeemLimitEnabled': { label: 'Limit uses by the customer', kind: boolean },
  'couponConfiguration.customerRedeemLimit': {
    label: 'Uses by the customer',
    kind: count,
    onlyWith: ['couponConfiguration.customerRedeemLimitEnabled', true],
  },
  'couponConfiguration.requiredProductIds': {
    label: 'With one of these products',
    kind: ids,
    empty: [],
    hint: 'Their ids, with blanks between. Empty: any.',
  },
  'couponConfiguration.requiredTagIds': {
    label: 'With one of these tags',
    kind: ids,
    empty: [],
    hint: 'Their ids, with blanks between. Empty: any.',
  },
  'couponConfiguration.discountOnlyRequiredTagsOrProducts': {
    label: 'Off these products only, not off the order',
    kind: boolean,
  },
  'couponConfiguration.discountApplyBeforeSales': { label: 'Before sales are taken off', kind: boolean },
  commands: { label: 'Commands to run when a mail is sent', kind: commands, empty: [] },
} as const satisfies Fields<MarketingConfigurationPatch>;

/** A mail before anything is said of it. */
export const PLAIN_MAIL = {
  enabled: false,
  triggerAfter: 'PT6H',
  minimumOrderValue: '0',
  commands: [],
  couponConfiguration: {
    expiresAfter: 'P7D',
    minimumOrderValue: '0',
    usableOnOneTimePurchases: true,
    usableOnSubscriptions: false,
    duration: 'ONCE',
    customerRedeemLimitEnabled: true,
    customerRedeemLimit: '1',
    requiredProductIds: [],
    requiredTagIds: [],
    discountOnlyRequiredTagsOrProducts: false,
    discountApplyBeforeSales: false,
  },
};
