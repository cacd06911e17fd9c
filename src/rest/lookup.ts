import type { Call } from './call.ts';
import type { CouponDto } from './contract/dto.ts';
import { readCoupon } from './coupons.ts';
import { compareFlakeIds, flakeIdBefore } from './flake-id.ts';
import { walkUp } from './pages.ts';

/** What became of one wanted id: the coupon, undefined when there is none, or why it could not be read. */
export type LookupResult = CouponDto | undefined | Error;

/** From this many ids on, one list call is likely to answer more than one of them. */
export const SMALLEST_WINDOW = 3;
/** Rows that one window can hold. */
export const WINDOW_ROWS = 100;
const MAX_WINDOWS = 3;

/**
 * Reads many coupons of one store in few calls: a list from just below the smallest wanted id answers every wanted id
 * up to its last row. What a window does not hold is confirmed by a single read, since a list may hide rows.
 *
 * Costs at most one call per id, plus one when the first window holds none of them. Gives what became of each id, in
 * their order.
 */
export async function lookUpCoupons(
  call: Call,
  storeId: string,
  couponIds: readonly string[],
): Promise<LookupResult[]> {
  const readSingly = (id: string): Promise<LookupResult> =>
    readCoupon(call, storeId, id).catch((error: Error) => error);
  if (couponIds.length < SMALLEST_WINDOW) return Promise.all(couponIds.map(readSingly));

  const results = new Map<string, LookupResult>();
  const singleIds: string[] = [];
  let wanted = couponIds.toSorted(compareFlakeIds);
  // Calls saved so far. A further window is tried only while it cannot make the whole cost more than single reads.
  let saved = 0;
  for (let windows = 0; windows < MAX_WINDOWS && wanted.length >= SMALLEST_WINDOW; windows++) {
    if (windows > 0 && saved < 1) break;
    const window = await readWindow(call, storeId, wanted[0] as string);
    if (window === undefined || window instanceof Error) {
      for (const id of wanted) results.set(id, window);
      wanted = [];
      break;
    }
    saved--;
    const covered = wanted.filter((id) => window.covers(id));
    for (const id of covered) {
      const row = window.rows.get(id);
      if (row === undefined) singleIds.push(id);
      else {
        results.set(id, row);
        saved++;
      }
    }
    wanted = wanted.slice(covered.length);
  }
  singleIds.push(...wanted);
  const singles = await Promise.all(singleIds.map(readSingly));
  for (const [index, id] of singleIds.entries()) results.set(id, singles[index]);
  return couponIds.map((id) => results.get(id));
}

interface Window {
  readonly rows: ReadonlyMap<string, CouponDto>;
  /** Whether the window would hold this id if the list shows it. */
  covers(id: string): boolean;
}

/** Undefined when there is no such store, and so none of its coupons. */
async function readWindow(call: Call, storeId: string, smallest: string): Promise<Window | Error | undefined> {
  try {
    const walk = { storeId, from: flakeIdBefore(smallest), limit: WINDOW_ROWS, filter: {} };
    const rows = await walkUp(call, walk);
    if (rows === undefined) return undefined;
    const last = rows.length < WINDOW_ROWS ? undefined : rows.at(-1)?.id;
    return {
      rows: new Map(rows.map((row) => [row.id, row])),
      covers: (id) => last === undefined || compareFlakeIds(id, last) <= 0,
    };
  } catch (error) {
    return error as Error;
  }
}
