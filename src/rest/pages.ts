import type { Call } from './call.ts';
import { BadResponseError } from './errors.ts';
import { compareFlakeIds, isFlakeId } from './flake-id.ts';
import type { Row, RowSource } from './row-source.ts';

/** A walk over a list of a store, from an id (exclusive) or from the end when it is undefined. */
export interface Walk<R extends Row = Row, Filter extends object = object> {
  readonly source: RowSource<R, Filter>;
  readonly storeId: string;
  readonly from: string | undefined;
  /** 1 to 100 rows. Fewer come back only where the list ends. */
  readonly limit: number;
  readonly filter: Filter;
}

type DownParameter = 'before' | 'after';
type Side = 'above' | 'below' | 'none';

/**
 * The rows with ids above `from`, nearest first; undefined when there is no such store.
 * `asc=true&after` means the same in every reading of the documentation.
 *
 * @throws {BadResponseError} when the page breaks the order, the cursor or the limit.
 */
export async function listAfter<R extends Row, F extends object>(
  call: Call,
  walk: Walk<R, F>,
): Promise<R[] | undefined> {
  const cursor = walk.from === undefined ? {} : { after: walk.from };
  const rows = await walk.source.fetchList(call, walk.storeId, {
    ...walk.filter,
    limit: walk.limit,
    asc: true,
    ...cursor,
  });
  return rows && requireRowOrder(rows, walk, 1);
}

/**
 * The ids of the same rows, of which nothing else is looked at.
 *
 * @throws {BadResponseError} when the page breaks the order, the cursor or the limit.
 */
export async function listIdsAfter<R extends Row, F extends object>(
  call: Call,
  walk: Walk<R, F>,
): Promise<readonly string[] | undefined> {
  const { source, storeId, from, limit, filter } = walk;
  const query = { ...filter, limit, asc: true, ...(from !== undefined && { after: from }) };
  const window = await source.fetchWindow(call, storeId, query, []);
  if (window === undefined) return undefined;
  const ids = window.ids.all().filter(isFlakeId);
  if (ids.length < window.ids.count) throw new BadResponseError(`The PayNow API sent a ${source.noun} without an id.`);
  requireOrder(ids, walk, 1);
  return ids;
}

/**
 * The rows with ids below `from`, nearest first; undefined when there is no such store.
 *
 * The documentation leaves open which parameter means "below" in a descending list: `before`, if it compares ids, or
 * `after`, if it follows the order. The side of `from` on which an answer lies tells, so it is learned once per
 * upstream and remembered; an answer on the other side later makes it learn again.
 *
 * @throws {BadResponseError} when the page breaks the order, the cursor or the limit.
 */
export async function listBefore<R extends Row, F extends object>(
  call: Call,
  walk: Walk<R, F>,
): Promise<R[] | undefined> {
  const { upstream } = call;
  const { from } = walk;
  if (from === undefined) {
    const rows = await listDown(call, walk, {});
    return rows && requireRowOrder(rows, walk, -1);
  }
  const known = upstream.downParameter;
  const parameter: DownParameter = known ?? 'before';
  const rows = await listDown(call, walk, { [parameter]: from });
  if (rows === undefined) return undefined;
  const side = sideOf(rows, from);
  if (side === 'below' || (side === 'none' && known)) {
    const page = requireRowOrder(rows, walk, -1);
    upstream.downParameter = parameter;
    return page;
  }

  const other: DownParameter = parameter === 'before' ? 'after' : 'before';
  const otherRows = await listDown(call, walk, { [other]: from });
  if (otherRows === undefined) return undefined;
  const otherSide = sideOf(otherRows, from);
  if (side === 'above' || otherSide === 'below') {
    const page = requireRowOrder(otherRows, walk, -1);
    upstream.downParameter = other;
    return page;
  }
  // `parameter` found nothing. If `other` looks up, `parameter` looks down and there is nothing below.
  if (otherSide === 'above') upstream.downParameter = parameter;
  return rows;
}

function listDown<R extends Row, F extends object>(
  call: Call,
  walk: Walk<R, F>,
  cursor: { readonly [P in DownParameter]?: string },
) {
  return walk.source.fetchList(call, walk.storeId, { ...walk.filter, limit: walk.limit, asc: false, ...cursor });
}

function sideOf(rows: readonly Row[], from: string): Side {
  const first = rows[0];
  if (first === undefined) return 'none';
  return compareFlakeIds(first.id, from) > 0 ? 'above' : 'below';
}

/** `direction` is 1 for ascending ids, -1 for descending ones. */
function requireRowOrder<R extends Row, F extends object>(rows: R[], walk: Walk<R, F>, direction: 1 | -1): R[] {
  requireOrder(
    rows.map(({ id }) => id),
    walk,
    direction,
  );
  return rows;
}

function requireOrder(ids: readonly string[], { source: { noun }, from, limit }: Walk, direction: 1 | -1): void {
  if (ids.length > limit) throw new BadResponseError(`The PayNow API sent more ${noun}s than were asked for.`);
  let previous = from;
  for (const id of ids) {
    if (previous !== undefined && compareFlakeIds(id, previous) * direction <= 0) {
      throw new BadResponseError(`The PayNow API sent a ${noun} list that is not in the order asked for.`);
    }
    previous = id;
  }
}
