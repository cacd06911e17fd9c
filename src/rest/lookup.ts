import type { Call } from './call.ts';
import { compareFlakeIds, flakeIdBefore } from './flake-id.ts';
import type { Row, RowSource } from './row-source.ts';
import { planWindows, SMALLEST_WINDOW, WINDOW_ROWS, type Window } from './windows.ts';

/** What became of one wanted id: the row, undefined when there is none, or why it could not be read. */
type LookupResult<R> = R | undefined | Error;

/**
 * Reads many rows of one store in few calls: a list from just below a wanted id answers all those that follow within
 * its rows. How many rows lie between two ids is guessed from the lists before; while nothing is known of a store, one
 * window goes ahead. What a window does not hold is read singly, since it may lie behind the last row, and since a list
 * may hide rows.
 *
 * Costs at most one call per id, and one more for each window of which no id exists. Gives what became of each id, in
 * their order.
 */
export async function lookUpRows<R extends Row>(
  call: Call,
  source: RowSource<R>,
  storeId: string,
  wantedIds: readonly string[],
): Promise<LookupResult<R>[]> {
  const readSingly = (id: string): Promise<LookupResult<R>> =>
    source.fetchRow(call, storeId, id).catch((error: Error) => error);
  if (wantedIds.length < SMALLEST_WINDOW) return Promise.all(wantedIds.map(readSingly));

  const { densities } = call.upstream;
  const list = `${source.noun} ${storeId}`;
  const results = new Map<string, LookupResult<R>>();

  async function readEachSingly(ids: readonly string[]): Promise<void> {
    const read = await Promise.all(ids.map(readSingly));
    for (const [index, id] of ids.entries()) results.set(id, read[index]);
  }

  /** Gives the ids that it did not find, and the last one that it could have. */
  async function readWindow({ ids, limit }: Window): Promise<{ open: readonly string[]; lastId?: string | undefined }> {
    const [first] = ids as readonly [string];
    const after = flakeIdBefore(first);
    const query = { limit, asc: true, ...(after !== undefined && { after }) };
    const found = await source.fetchWindow(call, storeId, query, ids).catch((error: Error) => error);
    if (found === undefined || found instanceof Error) {
      for (const id of ids) results.set(id, found);
      return { open: [] };
    }
    const { rows, count, lastId } = found;
    for (const [id, row] of rows) results.set(id, row);
    if (lastId !== undefined) densities.learn(list, first, lastId, count);
    return { open: ids.filter((id) => !rows.has(id)), lastId: count < limit ? undefined : lastId };
  }

  async function readAsPlanned(ids: readonly string[]): Promise<void> {
    const { windows, singles } = planWindows(ids, densities.of(list));
    const readWithLeftovers = async (window: Window) => readEachSingly((await readWindow(window)).open);
    await Promise.all([readEachSingly(singles), ...windows.map(readWithLeftovers)]);
  }

  const wanted = wantedIds.toSorted(compareFlakeIds);
  if (densities.of(list) !== undefined) {
    await readAsPlanned(wanted);
  } else {
    const { open, lastId } = await readWindow({ ids: wanted, limit: WINDOW_ROWS });
    const isBehind = (id: string): boolean => lastId !== undefined && compareFlakeIds(id, lastId) > 0;
    await Promise.all([readAsPlanned(open.filter(isBehind)), readEachSingly(open.filter((id) => !isBehind(id)))]);
  }
  return wantedIds.map((id) => results.get(id));
}
