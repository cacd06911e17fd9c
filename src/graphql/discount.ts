import { createEnum } from './fields/enums.ts';

/** How long a coupon keeps giving its discount on a subscription. */
export const COUPON_DURATION = createEnum({
  name: 'CouponDuration',
  description: 'For how many payments of a subscription a coupon gives its discount.',
  place: 'duration',
  values: {
    ONCE: 'For one payment.',
    FOREVER: 'For every payment.',
    REPEATING: 'For the number of payments or months given beside it.',
  },
});

/** How `discountAmount` is meant. */
export const COUPON_DISCOUNT_TYPE = createEnum({
  name: 'CouponDiscountType',
  description: 'How a `discountAmount` is meant.',
  place: 'discount_type',
  values: {
    UNSPECIFIED: 'Not said; a state before anything was chosen.',
    PERCENT: 'A share of the price.',
    AMOUNT: "A fixed amount in the smallest unit of the store's currency, such as cents.",
  },
});
