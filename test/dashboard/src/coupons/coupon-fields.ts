import type { CouponPatch } from '../../generated/couponFormUpdateMutation.graphql.ts';
import type { Fields } from '../form/fields.ts';
import { boolean, choice, code, count, ids, int, longText, moment, money, percent, text } from '../form/kinds.ts';

/** For how many payments of a subscription a discount is given. */
export const DURATION = choice({ ONCE: 'The first', REPEATING: 'Several', FOREVER: 'All' });

/** Everything about a coupon that can be changed. */
export const COUPON_FIELDS = {
  code: { label: 'Code', kind: code, hint: 'What customers type in.' },
  note: { label: 'Note', kind: longText, empty: '', hint: 'For your team. Customers do not see it.' },
  enabled: { label: 'Switched on', kind: boolean },
  'discount.percentage': { label: 'Percent off', kind: percent },
  'discount.amount': { label: 'Amount off', kind: money },
  discountApplyIndividually: { label: 'Off each product, not once off the order', kind: boolean },
  discountApplyBeforeSales: { label: 'Before sales are taken off', kind: boolean },
  usableAt: { label: 'Starts', kind: moment, empty: null, hint: 'Empty: at once.' },
  expiresAt: { label: 'Ends', kind: moment, empty: null, hint: 'Empty: never.' },
  usableOnOneTimePurchase: { label: 'One-time purchases', kind: boolean },
  usableOnSubscription: { label: 'Subscriptions', kind: boolean },
  duration: { label: 'Payments of a subscription', kind: DURATION },
  durationInIntervals: { label: 'How many payments', kind: int, empty: null, onlyWith: ['duration', 'REPEATING'] },
  minimumOrderValue: { label: 'Smallest order', kind: money },
  redeemLimitCustomerEnabled: { label: 'Limit uses by each customer', kind: boolean },
  redeemLimitCustomerAmount: {
    label: 'Uses by each customer',
    kind: count,
    onlyWith: ['redeemLimitCustomerEnabled', true],
  },
  redeemLimitStoreEnabled: { label: 'Limit uses in all', kind: boolean },
  redeemLimitStoreAmount: { label: 'Uses in all', kind: count, onlyWith: ['redeemLimitStoreEnabled', true] },
  applyToProductIds: { label: 'Products', kind: ids, empty: [], hint: 'Their ids, with blanks between. Empty: all.' },
  applyToTagIds: { label: 'Tags', kind: ids, empty: [], hint: 'Their ids, with blanks between. Empty: all.' },
  usableByCustomerId: { label: 'Customer', kind: text, empty: null, hint: "A customer's id. Empty: everyone." },
} as const satisfies Fields<CouponPatch>;

/** A coupon before anything is said of it. */
export const PLAIN_COUPON = {
  code: '',
  enabled: true,
  discountApplyIndividually: false,
  discountApplyBeforeSales: false,
  usableOnOneTimePurchase: true,
  usableOnSubscription: false,
  duration: 'ONCE',
  minimumOrderValue: '0',
  redeemLimitCustomerEnabled: true,
  redeemLimitCustomerAmount: '1',
  redeemLimitStoreEnabled: false,
  redeemLimitStoreAmount: '0',
};
