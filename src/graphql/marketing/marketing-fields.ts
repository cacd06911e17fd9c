/** What each property of a marketing configuration means, for the type and its inputs alike. */
export const MARKETING_FIELDS = {
  enabled: 'Whether the mails are sent.',
  triggerAfter: 'How long after the checkout or purchase the mail is sent.',
  minimumOrderValue: 'The smallest order that a mail is sent for, in the smallest currency unit.',
  maximumOrderValue: 'The largest order that a mail is sent for, in the smallest currency unit; null for no limit.',
  maxCouponsPerCustomerAmount: 'How many coupons one customer can be sent; null for no limit.',
  maxCouponsPerCustomerPeriod: 'The period that `maxCouponsPerCustomerAmount` counts in; null for all time.',
  maxCouponsGlobalAmount: 'How many coupons can be sent in the store as a whole; null for no limit.',
  maxCouponsGlobalPeriod: 'The period that `maxCouponsGlobalAmount` counts in; null for all time.',
  couponConfiguration: 'The coupon that a mail carries.',
  commands: 'The commands to run when a mail is sent.',
} as const;

/** What each property of the coupon inside a marketing mail means. */
export const MARKETING_COUPON_FIELDS = {
  duration: 'For how many payments of a subscription it gives its discount.',
  durationInMonths:
    'How many months it repeats for. Only in the REST API before 2026-07, which names it instead of `durationInIntervals`.',
  durationInIntervals: 'How many renewals it repeats for. Only in the REST API from 2026-07 on.',
  discountType: 'How `discountAmount` is meant.',
  discountAmount:
    'The discount. With `discountType: AMOUNT` in the smallest currency unit, such as cents; with `PERCENT` as the REST API scales it.',
  discountOnlyRequiredTagsOrProducts: 'Whether only the required tags and products get the discount.',
  discountApplyBeforeSales: 'Whether the discount is worked out before running sales.',
  requiredTagIds: 'The tags of which the order must hold a product.',
  requiredProductIds: 'The products of which the order must hold one.',
  minimumOrderValue: 'The smallest order it works on, in the smallest currency unit.',
  customerRedeemLimitEnabled: 'Whether `customerRedeemLimit` counts.',
  customerRedeemLimit: 'How often the customer can redeem it.',
  usableOnOneTimePurchases: 'Whether it works on one-time purchases.',
  usableOnSubscriptions: 'Whether it works on subscriptions.',
  expiresAfter: 'How long after the mail it stops working; null for never.',
} as const;

/** What each property of a command means. */
export const MARKETING_COMMAND_FIELDS = {
  command: 'The command as the game server runs it.',
  onlineOnly: 'Whether it waits until the player is online.',
} as const;
