import type { CouponQuery, Row } from './database.ts';
import { MAX_INT64, MIN_INT64 } from './flake-ids.ts';
import type { World } from './world.ts';

/** How many coupons a list holds when `limit` is not given; the most it may be. */
const DEFAULT_LIMIT = 100;

/**
 * The coupons that a list request asks for, in the asked order; without `asc` that is the newest first.
 *
 * @param query the parameters, which passed the contract's checks.
 */
export function listCoupons({ database, reading, now }: World, storeId: bigint, query: ListQuery): Row[] {
  const ascending = query.asc === 'true';
  const { after, before } = query;
  const byValue = reading.cursors === 'value' || ascending;
  // What limits the ids from below, and from above.
  const [low, high] = byValue ? [after, before] : [before, after];
  const lowest = low === undefined ? MIN_INT64 : low + 1n;
  const highest = high === undefined ? MAX_INT64 : high - 1n;
  if (lowest > MAX_INT64 || highest < MIN_INT64) return [];

  const nearest = after ?? before;
  const readAscending = reading.cut === 'far' || nearest === undefined ? ascending : nearest === low;
  const wanted: CouponQuery = {
    storeId,
    lowest,
    highest,
    ascending: readAscending,
    limit: query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit),
    status: query.status ?? 'all',
    origin: query.type ?? 'all',
    customerId: query.usable_by_customer_id ?? null,
    now: now(),
  };
  const rows = database.listCoupons(wanted);
  return readAscending === ascending ? rows : rows.reverse();
}

/** The parameters of a list, ids as integers. */
export interface ListQuery {
  limit?: string | undefined;
  after?: bigint | undefined;
  before?: bigint | undefined;
  asc?: string | undefined;
  status?: string | undefined;
  type?: string | undefined;
  usable_by_customer_id?: bigint | undefined;
}
