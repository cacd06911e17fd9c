/** Every field of a coupon that has none below it. */
export const COUPON_FIELDS =
  'applyToProductIds applyToTagIds code couponId createdAt discountAmount discountApplyBeforeSales discountApplyIndividually discountType duration durationInIntervals durationInMonths enabled expiresAt id minimumOrderValue note redeemLimitCustomerAmount redeemLimitCustomerEnabled redeemLimitStoreAmount redeemLimitStoreEnabled storeId updatedAt usableAt usableByCustomerId usableOnOneTimePurchase usableOnSubscription';
