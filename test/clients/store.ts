/** The store of the sandbox that holds 250 coupons, and the one that holds none. */
export const STORE_ID = '411486491630370816';
export const EMPTY_STORE_ID = '411486491630370817';
/** An id that no store has. */
export const NO_STORE_ID = '411486491630370818';

/** 15 euros off once, with the amount as the gateway takes and gives it: a string. */
export function newCoupon(code: string) {
  return {
    storeId: STORE_ID,
    code,
    enabled: true,
    duration: 'ONCE',
    discountType: 'AMOUNT',
    discountAmount: '1500',
    discountApplyIndividually: false,
    discountApplyBeforeSales: false,
    minimumOrderValue: '0',
    redeemLimitStoreEnabled: false,
    redeemLimitStoreAmount: '0',
    redeemLimitCustomerEnabled: true,
    redeemLimitCustomerAmount: '1',
    usableOnOneTimePurchase: true,
    usableOnSubscription: false,
  } as const;
}
