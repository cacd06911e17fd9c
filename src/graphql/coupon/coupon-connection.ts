import { COUPONS } from '../../rest/coupons.ts';
import { createConnection } from '../row-connection.ts';
import { COUPON, toCoupon } from './coupon.ts';

/** Lists of coupons. */
export const COUPON_CONNECTION = createConnection({
  entity: COUPON,
  source: COUPONS,
  noun: 'coupon',
  plural: 'coupons',
  toModel: toCoupon,
  idOf: ({ couponId }) => couponId,
});
