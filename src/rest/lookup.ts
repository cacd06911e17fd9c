import { type Call, listKey } from './call.ts';
import { compareFlakeIds, flakeIdBefore, isFlakeId } from './flake-id.ts';
import { type Foresight, foresee } from './foresight.ts';
import type { RowIds } from './row-index.ts';
import type { Row, RowSource } from './row-source.ts';
import { planWindows, rowsPerDistance, SMALLEST_WINDOW, WINDOW_ROWS, type Window } from './windows.ts';

/** What became of one wanted id: the row, undefined when there is none, or why it could not be read. */
type LookupResult<R> = R | undefined | Error;

/**
 * Reads many rows of one store in few calls: a list from just below a wanted id answers all those that follow within
 * its rows. The first window begins at the first id. How densely its rows lie tells how to go on behind its last row: by
 * further windows, and by single reads where few ids lie within the rows of one. What lies behind the last row of any of
 * them is planned again by its own rows. What a window does not hold is read singly, since a list may hide rows.
 *
 * What earlier look-ups showed to the same caller only saves waiting: where it says what the first window will hold, the
 * calls that follow from that are made along with it. They are as many as in a process that knows nothing.
 *
 * Costs at most one call per id, and one more for each window of which no id exists. Gives what became of each id, in
 * their order.
 */
export async function lookUpRows<R extends Row>(
  call: Call,
  source: RowSource<R>,
  storeId: string,
  rowIds: readonly string[],
): Promise<LookupResult<R>[]> {
  const readSingly = (id: string): Promise<LookupResult<R>> =>
    source.fetchRow(call, storeId, id).catch((error: Error) => error);
  if (rowIds.length < SMALLEST_WINDOW) return Promise.all(rowIds.map(readSingly));

  const { knownRows } = call.upstream;
  const list = listKey(call, source.noun, storeId);
  const results = new Map<string, LookupResult<R>>();

  async function readOne(id: string): Promise<void> {
    results.set(id, await readSingly(id));
  }

  async function readWindow({ ids, limit }: Window): Promise<void> {
    const [first] = ids as readonly [string];
    const after = flakeIdBefore(first);
    const query = { limit, asc: true, ...(after !== undefined && { after }) };
    const found = await source.fetchWindow(call, storeId, query, ids).catch((error: Error) => error);
    if (found === undefined || found instanceof Error) {
      for (const id of ids) results.set(id, found);
      return;
    }
    const { rows, ids: held } = found;
    knownRows.learn(list, first, held);
    for (const [id, row] of rows) results.set(id, row);
    const open = ids.filter((id) => !rows.has(id));
    if (open.length > 0) await Promise.all(readOpen(open, held, limit));
  }

  /** Reads what a window does not hold: what lies behind its last row, and what it may hide. */
  function readOpen(ids: readonly string[], { firstId, lastId, count }: RowIds, limit: number): Promise<void>[] {
    if (!isFlakeId(firstId) || !isFlakeId(lastId) || count < limit) return ids.map(readOne);
    const isBehind = (id: string): boolean => compareFlakeIds(id, lastId) > 0;
    const behind = readByDensity(ids.filter(isBehind), rowsPerDistance(firstId, lastId, count));
    return [...behind, ...ids.filter((id) => !isBehind(id)).map(readOne)];
  }

  function readByDensity(ids: readonly string[], density: number): Promise<void>[] {
    const { windows, singles } = planWindows(ids, density);
    if (ids.length >= SMALLEST_WINDOW && windows.length + singles.length > call.budget - call.restCalls) {
      // Some would be refused for certain. One window after the other finds no fewer ids per call than single reads.
      return [readWindow({ ids, limit: WINDOW_ROWS })];
    }
    return [...singles.map(readOne), ...windows.map(readWindow)];
  }

  async function readForeseen({ within, limit, absent, behind, density }: Foresight): Promise<void> {
    const first = within.length > 1 ? [readWindow({ ids: within, limit })] : within.map(readOne);
    await Promise.all([...first, ...readByDensity(behind, density), ...absent.map(readOne)]);
    // A window that is not as foreseen teaches better by itself; a single read cannot.
    const isGone = within.length === 1 && within.every((id) => results.get(id) === undefined);
    const isNew = absent.some((id) => results.get(id) !== undefined && !(results.get(id) instanceof Error));
    if (isGone || isNew) knownRows.forget(list);
  }

  const wanted = rowIds.toSorted(compareFlakeIds);
  const foresight = foresee(wanted, knownRows.from(list, wanted[0] as string, WINDOW_ROWS));
  await (foresight ? readForeseen(foresight) : readWindow({ ids: wanted, limit: WINDOW_ROWS }));
  return rowIds.map((id) => results.get(id));
}
