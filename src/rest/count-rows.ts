import { type Call, takeSpareCall } from './call.ts';
import { compareFlakeIds } from './flake-id.ts';
import { endOf, type IdRange, isEmpty, startOf } from './id-range.ts';
import { listIdsAfter } from './pages.ts';
import type { Row, RowSource } from './row-source.ts';
import { WINDOW_ROWS } from './windows.ts';

/** How many rows a list has. */
export interface Count {
  readonly count: number;
  /** False when there may be more. */
  readonly isExact: boolean;
}

/** The rows to count. */
export interface Countable<R extends Row = Row, Filter extends object = object> extends Extent {
  readonly source: RowSource<R, Filter>;
  readonly storeId: string;
  readonly filter: Filter;
}

/** How far counting goes. */
interface Extent {
  /** The only ids that count. */
  readonly range: IdRange;
  /** 1 or more rows. */
  readonly limit: number;
}

/** Names a count among all of an operation. */
export function countKey({ source, range: { above, below }, ...rest }: Countable): string {
  return `${source.noun} count ${above} ${below} ${JSON.stringify(rest)}`;
}

/** REST calls that it takes to see so many rows, and at most one more to see that there are no others. */
export function callsToCount({ range, limit }: Extent): { readonly atMost: number; readonly atLeast: number } {
  if (isEmpty(range)) return { atMost: 0, atLeast: 0 };
  return { atMost: Math.ceil((limit + 1) / WINDOW_ROWS), atLeast: Math.ceil(limit / WINDOW_ROWS) };
}

/**
 * Counts the rows of a list by their ids alone, oldest first; undefined when there is no such list. When the rows up to
 * the limit fill their last page, it takes one call more to see whether there are others: it is made unless another
 * field needs it.
 *
 * One page follows the other, since pages from several places at once overlap, and so would need more calls.
 *
 * @throws {BadResponseError} when a page breaks the order, the cursor or the limit.
 */
export async function countRows<R extends Row, F extends object>(
  call: Call,
  { source, storeId, filter, range, limit }: Countable<R, F>,
): Promise<Count | undefined> {
  if (isEmpty(range)) return { count: 0, isExact: true };
  const end = endOf(range);
  const isCounted = (id: string): boolean => end === undefined || compareFlakeIds(id, end) < 0;
  let from = startOf(range);
  for (let count = 0; ; ) {
    if (count === limit && !takeSpareCall(call)) return { count, isExact: false };
    const rows = Math.min(WINDOW_ROWS, limit + 1 - count);
    const ids = await listIdsAfter(call, { source, storeId, from, limit: rows, filter });
    if (ids === undefined) return undefined;
    const counted = ids.filter(isCounted).length;
    count += counted;
    if (count > limit) return { count: limit, isExact: false };
    if (counted < rows) return { count, isExact: true };
    from = ids.at(-1);
  }
}
