import { unappliedPaths } from './applied.ts';
import type { Call } from './call.ts';
import type { CouponCreateDto, CouponDto } from './contract/dto.ts';
import { COUPONS } from './coupons.ts';
import { idsMade, startOf } from './id-range.ts';
import { listAfter } from './pages.ts';

/** How far the API's clock may be behind ours, in ms. */
export const CLOCK_SKEW_MS = 5000;
const ROWS = 100;

/**
 * Looks once for a coupon whose creation was sent and whose answer was lost: among those created since, the one with
 * exactly this code and every value that was sent. Undefined when it is not there, which does not mean that it never
 * will be: the API may still be working on it.
 *
 * @param sinceMs Unix time in ms at which the creation was sent.
 */
export async function findCreatedCoupon(
  call: Call,
  storeId: string,
  body: CouponCreateDto,
  sinceMs: number,
): Promise<CouponDto | undefined> {
  const rows = await listAfter(call, {
    source: COUPONS,
    storeId,
    from: startOf(idsMade({ fromMs: sinceMs - CLOCK_SKEW_MS })),
    limit: ROWS,
    filter: {},
  });
  return rows?.find((row) => row.code === body.code && unappliedPaths(body, row).length === 0);
}
