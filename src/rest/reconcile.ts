import { unappliedPaths } from './applied.ts';
import type { Call } from './call.ts';
import type { CouponCreateDto, CouponDto } from './contract/dto.ts';
import { COUPONS } from './coupons.ts';
import { idsMade, startOf } from './id-range.ts';
import { listAfter } from './pages.ts';
import { WINDOW_ROWS } from './windows.ts';

/** How far the API's clock may be behind ours, in ms. */
export const CLOCK_SKEW_MS = 5000;

/** Creations that were sent and whose answers were lost. */
export interface LostCreations {
  readonly bodies: readonly CouponCreateDto[];
  /** Unix time in ms at which the first of them was sent. */
  readonly sinceMs: number;
  /** How many pages of coupons created since may be looked at: REST calls. */
  readonly pages: number;
}

/**
 * Looks once for coupons whose creation was sent and whose answer was lost: among those created since, each the one with
 * exactly this code and every value that was sent. One that is not there may still come to be: the API may be working
 * on it.
 */
export async function findCreatedCoupons(
  call: Call,
  storeId: string,
  { bodies, sinceMs, pages }: LostCreations,
): Promise<ReadonlyMap<CouponCreateDto, CouponDto>> {
  const found = new Map<CouponCreateDto, CouponDto>();
  const byCode = new Map(bodies.map((body) => [body.code, body]));
  let from = startOf(idsMade({ fromMs: sinceMs - CLOCK_SKEW_MS }));
  for (let page = 0; page < pages && found.size < bodies.length; page++) {
    const rows = await listAfter(call, { source: COUPONS, storeId, from, limit: WINDOW_ROWS, filter: {} });
    for (const row of rows ?? []) {
      const body = byCode.get(row.code);
      if (body && unappliedPaths(body, row).length === 0) found.set(body, row);
    }
    if (!rows || rows.length < WINDOW_ROWS) break;
    from = rows.at(-1)?.id;
  }
  return found;
}
