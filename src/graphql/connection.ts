import { compareFlakeIds, flakeIdAfter, flakeIdBefore } from '../rest/flake-id.ts';
import { ALL_IDS, endOf, type IdRange, isEmpty, rangeAbove, rangeBelow, startOf } from '../rest/id-range.ts';
import { badUserInput } from './errors.ts';

/** Relay's four arguments as a client sends them (GraphQL Cursor Connections, section 4). */
export interface ConnectionArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The arguments once they are checked, with cursors read as row ids. */
export interface PageRequest {
  /** 0 to 100 rows. */
  readonly size: number;
  /** True for `first` rows from `after` on, false for `last` rows up to `before`. */
  readonly forward: boolean;
  readonly after: string | undefined;
  readonly before: string | undefined;
  /** Whether ids rise along the list. */
  readonly ascending: boolean;
  /** The only ids that the list holds; cursors may stand anywhere. */
  readonly range: IdRange;
}

/** A list ordered by id that can be walked both ways from an id (exclusive), or from its end, nearest rows first. */
export interface WalkableList<Row> {
  up(from: string | undefined, limit: number): Promise<readonly Row[] | undefined>;
  down(from: string | undefined, limit: number): Promise<readonly Row[] | undefined>;
}

/** One page. The flags are asked for only when selected, since an exact answer may cost one more row to read. */
export interface Page<Row> {
  /** In the order of the list. */
  readonly rows: readonly Row[];
  hasNextPage(): boolean | Promise<boolean>;
  hasPreviousPage(): boolean | Promise<boolean>;
}

/** Rows of a page when no size is asked for. */
export const DEFAULT_SIZE = 20;
/** Rows that a page may have. */
export const MAX_SIZE = 100;

/**
 * Checks Relay's arguments before any REST call.
 *
 * @throws {GraphQLError} `BAD_USER_INPUT`
 */
export function readPageRequest(
  args: ConnectionArgs,
  ascending: boolean,
  readCursor: (argument: 'after' | 'before', cursor: string) => string,
  range: IdRange = ALL_IDS,
): PageRequest {
  const { first, last } = args;
  if (first != null && last != null) throw badUserInput('Give `first` or `last`, not both.');
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 0 || size > MAX_SIZE) {
    throw badUserInput(`\`${first == null ? 'last' : 'first'}\` must be from 0 to ${MAX_SIZE}.`);
  }
  return {
    size,
    forward: last == null,
    after: args.after == null ? undefined : readCursor('after', args.after),
    before: args.before == null ? undefined : readCursor('before', args.before),
    ascending,
    range,
  };
}

/** The part of a list whose ids lie in a range. Its ends work as cursors do, so walks take the same calls or fewer. */
function withinRange<Row extends { readonly id: string }>(list: WalkableList<Row>, range: IdRange): WalkableList<Row> {
  const holds = ({ id }: Row) => range.above < BigInt(id) && BigInt(id) < range.below;
  return {
    async up(from, limit) {
      const part = rangeAbove(range, from);
      return isEmpty(part) ? [] : (await list.up(startOf(part), limit))?.filter(holds);
    },
    async down(from, limit) {
      const part = rangeBelow(range, from);
      return isEmpty(part) ? [] : (await list.down(endOf(part), limit))?.filter(holds);
    },
  };
}

/**
 * Reads one page in one call, whatever the combination of arguments, and answers each flag without another call
 * wherever one row more on either side of the page tells.
 *
 * The page is read from its near cursor (`after` when forward, `before` when backward) towards the far one. A cursor
 * stands for a place, not for a row, so one of a deleted row works. Gives undefined when there is no such list.
 *
 * Flags follow GraphQL Cursor Connections, section 4.4: the one ahead says whether the range between the cursors goes
 * on, the one behind whether rows exist from the near cursor back, that of the cursor included.
 */
export async function readPage<Row extends { readonly id: string }>(
  whole: WalkableList<Row>,
  request: PageRequest,
): Promise<Page<Row> | undefined> {
  const { size, forward, range } = request;
  const list = range === ALL_IDS ? whole : withinRange(whole, range);
  const near = forward ? request.after : request.before;
  const far = forward ? request.before : request.after;
  const rising = forward === request.ascending;
  const [walk, walkBack] = rising ? [list.up, list.down] : [list.down, list.up];
  const order = rising ? compareFlakeIds : (a: string, b: string) => compareFlakeIds(b, a);
  // A walk that shall begin with the row of a cursor begins one id before it.
  const [stepBack, stepOn] = rising ? [flakeIdBefore, flakeIdAfter] : [flakeIdAfter, flakeIdBefore];

  const isInRange = (row: Row) => far === undefined || order(row.id, far) < 0;
  const anyAhead = async (from: string | undefined) => (await walk(from, 1))?.some(isInRange) ?? false;
  const anyUpTo = async (from: string) => (await walkBack(stepOn(from), 1))?.length === 1;
  const anyBehind = () => near !== undefined && anyUpTo(near);
  const toPage = (rows: readonly Row[], ahead: () => boolean | Promise<boolean>, behind: typeof ahead) =>
    forward
      ? { rows, hasNextPage: ahead, hasPreviousPage: behind }
      : { rows: rows.toReversed(), hasNextPage: behind, hasPreviousPage: ahead };

  if (near !== undefined && far !== undefined && order(near, far) >= 0) return toPage([], () => false, anyBehind);
  if (size === 0) return toPage([], () => anyAhead(near), anyBehind);

  // One row to look ahead, and one to look back where there is room for both: the row of the cursor, if it still exists.
  const looksBack = near !== undefined && size + 2 <= MAX_SIZE;
  const limit = Math.min(size + (looksBack ? 2 : 1), MAX_SIZE);
  const answer = await walk(looksBack ? stepBack(near) : near, limit);
  if (answer === undefined) return undefined;

  const sawBehind = looksBack && answer[0]?.id === near;
  const onwards = sawBehind ? answer.slice(1) : answer;
  const inRange = far === undefined ? onwards : onwards.filter(isInRange);
  const rows = inRange.slice(0, size);
  // Only a page of 100 rows leaves no room to look ahead.
  const ahead = () => inRange.length > size || (inRange.length === limit && anyAhead(rows.at(-1)?.id));
  return toPage(rows, ahead, sawBehind ? () => true : anyBehind);
}

/** The REST calls that a page may cost, as {@link readPage} makes them. */
export interface PageCost {
  readonly page: number;
  readonly hasNextPage: number;
  readonly hasPreviousPage: number;
}

/**
 * What a page may cost, never less than it does.
 *
 * @param downwards what one walk down from a cursor may cost: 2 until it is known how the REST API reads cursors.
 */
export function estimatePage(request: PageRequest, downwards: number): PageCost {
  const { size, forward, range } = request;
  if (isEmpty(range)) return { page: 0, hasNextPage: 0, hasPreviousPage: 0 };
  const near = forward ? request.after : request.before;
  const far = forward ? request.before : request.after;
  const rising = forward === request.ascending;
  const [walk, walkBack] = rising ? [1, downwards] : [downwards, 1];
  const isInverted = near !== undefined && far !== undefined && compareFlakeIds(near, far) * (rising ? 1 : -1) >= 0;
  // The first walk begins at the near cursor, the end of the range or that of the list, the second at a row. The first
  // that begins at an id learns how the REST API reads it.
  const start = near ?? (rising ? startOf(range) : endOf(range));
  const [first, second] = start === undefined ? [1, walk] : [walk, 1];
  const page = size === 0 || isInverted ? 0 : first;
  const hasRoomToLookAhead = size > 0 && size < MAX_SIZE;
  const probe = size === 0 ? first : second;
  const ahead = isInverted || hasRoomToLookAhead ? 0 : probe;
  const behind = near === undefined ? 0 : walkBack;
  return { page, hasNextPage: forward ? ahead : behind, hasPreviousPage: forward ? behind : ahead };
}
