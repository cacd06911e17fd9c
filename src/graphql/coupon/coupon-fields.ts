/** What each property of a coupon means, for the type and both inputs alike. */
export const COUPON_FIELDS = {
  enabled: 'Whether it can be used at all.',
  code: 'What the customer types in.',
  note: "A remark for the store's team.",
  duration: 'For how many payments of a subscription it gives its discount.',
  durationInMonths:
    'How many months it repeats for, with `duration: REPEATING`. The REST API is replacing it by `durationInIntervals`.',
  durationInIntervals:
    'How many renewals it repeats for, with `duration: REPEATING`. Unknown to older versions of the REST API.',
  discountType: 'How `discountAmount` is meant.',
  discountAmount:
    'The discount. With `discountType: AMOUNT` in the smallest currency unit, such as cents; with `PERCENT` as the REST API scales it, which its documentation does not say.',
  discountApplyIndividually: 'Whether the discount is taken off each matching product instead of the order as a whole.',
  discountApplyBeforeSales: 'Whether the discount is worked out before running sales.',
  applyToProductIds: 'The products it is limited to. Null and `[]` are what the REST API holds, and are kept apart.',
  applyToTagIds:
    'The tags whose products it is limited to. Null and `[]` are what the REST API holds, and are kept apart.',
  usableByCustomerId: 'The only customer who may use it; null for everyone.',
  minimumOrderValue: 'The smallest order it works on, in the smallest currency unit.',
  redeemLimitStoreEnabled: 'Whether `redeemLimitStoreAmount` counts.',
  redeemLimitStoreAmount: 'How often it can be redeemed in the store as a whole.',
  redeemLimitCustomerEnabled: 'Whether `redeemLimitCustomerAmount` counts.',
  redeemLimitCustomerAmount: 'How often one customer can redeem it.',
  usableOnOneTimePurchase: 'Whether it works on one-time purchases.',
  usableOnSubscription: 'Whether it works on subscriptions.',
  usableAt: 'From when on it works; null for at once.',
  expiresAt: 'When it stops working; null for never.',
} as const;
