import type { CouponDto } from '../rest/contract/dto.ts';
import type { Finding } from './finding.ts';

const NAME = 'Percentages';

/**
 * Says whether percentages make sense at a scale, which the vendor does not document for coupons.
 *
 * @param scale what PayNow's number for a percentage is multiplied by.
 */
export function checkPercentages(sample: readonly CouponDto[], scale: number): Finding {
  const percentages = sample
    .filter(({ discount_type }) => discount_type === 'percent')
    .map(({ discount_amount }) => Number(discount_amount) / scale);
  if (percentages.length === 0) {
    const gateway = `Takes ${scale} for 1 % (PERCENT_SCALE).`;
    return { name: NAME, state: 'unknown', found: 'no coupon with a percentage', gateway };
  }
  const [least, most] = [Math.min(...percentages), Math.max(...percentages)];
  const found = `from ${least} % to ${most} % with PERCENT_SCALE=${scale}`;
  if (most > 100) {
    return { name: NAME, state: 'bad', found, gateway: 'Shows impossible discounts: give a larger PERCENT_SCALE.' };
  }
  // 100 % at a scale of 1 is 10 % at a scale of 10.
  if (scale > 1 && most <= 10) {
    const gateway = "Compare one with PayNow's dashboard: if it says more there, give a smaller PERCENT_SCALE.";
    return { name: NAME, state: 'note', found, gateway };
  }
  return { name: NAME, state: 'good', found, gateway: 'Shows them as such.' };
}
