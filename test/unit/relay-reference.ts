import { connectionFromArray, offsetToCursor } from 'graphql-relay';

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
 * The page as graphql-relay-js cuts it from the whole list in memory (GraphQL Cursor Connections, section 4.4). Two
 * points are this API's own:
 *
 * - A cursor is compared by value: it has its place whether or not its element still exists, and with `before` in front
 *   of `after` there is nothing between them. (The specification ignores a cursor whose element it does not find.)
 * - The server can always "efficiently determine" whether elements exist up to `after` or from `before` on, the one at
 *   the cursor included. (graphql-relay-js never determines it.)
 *
 * @param ids the whole list in its order.
 * @param ascending whether ids rise along it.
 */
export function referencePage(ids: readonly bigint[], ascending: boolean, args: ReferenceArgs): ReferencePage {
  const { first, after, last, before } = args;
  const isInFront = (id: bigint, other: bigint) => (ascending ? id < other : id > other);
  const upToAfter = after === undefined ? 0 : ids.filter((id) => !isInFront(after, id)).length;
  const fromBefore = before === undefined ? 0 : ids.filter((id) => !isInFront(id, before)).length;
  const { edges, pageInfo } = connectionFromArray([...ids], {
    first: first ?? null,
    after: after === undefined ? null : offsetToCursor(upToAfter - 1),
    last: last ?? null,
    before: before === undefined ? null : offsetToCursor(ids.length - fromBefore),
  });
  return {
    ids: edges.map(({ node }) => node),
    hasNextPage: first === undefined ? fromBefore > 0 : pageInfo.hasNextPage,
    hasPreviousPage: last === undefined ? upToAfter > 0 : pageInfo.hasPreviousPage,
  };
}
