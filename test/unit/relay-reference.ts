/** Relay's arguments with cursors read as ids. One of `first` and `last` is given. */
export interface ReferenceArgs {
  readonly first?: number | undefined;
  readonly after?: bigint | undefined;
  readonly last?: number | undefined;
  readonly before?: bigint | undefined;
}

/** A page of a list of ids by the Relay algorithm. */
export interface ReferencePage {
  /** In the order of the list. */
  readonly ids: readonly bigint[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * The page by the algorithm of the GraphQL Cursor Connections Specification, section 4, over the whole list in memory.
 * Two points are this API's own:
 *
 * - A cursor is compared by value: it has its place whether or not its element still exists, and with `before` in front
 *   of `after` there is nothing between them. (The specification ignores a cursor whose element it does not find.)
 * - The server can always "efficiently determine" whether elements exist prior to `after` or following `before`, the
 *   one at the cursor included, and says so beside `last` and `first` too: a flag tells whether the list goes on at
 *   that side of the page, whatever ended the page there. (The specification's formal part stops at `last` or `first`.)
 *
 * @param ids the whole list in its order.
 * @param ascending whether ids rise along it.
 */
export function referencePage(ids: readonly bigint[], ascending: boolean, args: ReferenceArgs): ReferencePage {
  const { first, after, last, before } = args;
  const isBehind = (id: bigint, cursor: bigint) => (ascending ? id > cursor : id < cursor);

  // ApplyCursorsToEdges
  let edges = ids;
  if (after !== undefined) edges = edges.filter((id) => isBehind(id, after));
  if (before !== undefined) edges = edges.filter((id) => isBehind(before, id));

  // EdgesToReturn
  let page = edges;
  if (first !== undefined && page.length > first) page = page.slice(0, first);
  if (last !== undefined && page.length > last) page = page.slice(page.length - last);

  // HasPreviousPage, HasNextPage
  const existsUpToAfter = after !== undefined && ids.some((id) => !isBehind(id, after));
  const existsFromBefore = before !== undefined && ids.some((id) => !isBehind(before, id));
  return {
    ids: page,
    hasPreviousPage: (last !== undefined && edges.length > last) || existsUpToAfter,
    hasNextPage: (first !== undefined && edges.length > first) || existsFromBefore,
  };
}
