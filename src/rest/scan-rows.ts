import { type Call, listKey, takeSpareCall } from './call.ts';
import { BadResponseError } from './errors.ts';
import { listAfter, listBefore } from './pages.ts';
import type { Row, RowSource } from './row-source.ts';
import {
  allUnread,
  isOpen,
  planScan,
  type ScannedPage,
  type ScanStep,
  type Unread,
  unreadAfter,
  unreadBelow,
} from './scan-plan.ts';
import { WINDOW_ROWS } from './windows.ts';

/** How a scan ended: its visitor had enough, every row was visited, no call was left, or there is no such list. */
type ScanEnd = 'enough' | 'all' | 'out of calls' | 'no list';

/**
 * Visits the rows of a list, a hundred a call and many calls at once, while there are spare calls.
 *
 * What was seen of the list before, by the same caller, only says where pages begin.
 *
 * @param visit takes the rows of a page, pages in any order and some rows twice, and says whether that is enough.
 * @throws {RestError} when a page cannot be read, unless the others are enough.
 */
export async function scanRows<R extends Row>(
  call: Call,
  source: RowSource<R>,
  storeId: string,
  visit: (rows: readonly R[]) => boolean,
): Promise<ScanEnd> {
  const { knownRows } = call.upstream;
  const list = listKey(call, source.noun, storeId);
  const walk = { source, storeId, limit: WINDOW_ROWS, filter: {} };
  let callsMade = 0;
  let isEnough = false;
  let isSeen = false;
  let isMissing = false;

  const countCallsLeft = (): number => Math.min(call.spareCalls, call.budget - call.restCalls);

  /** @param fromId from which on these are all rows. */
  function look(rows: readonly R[] | undefined, fromId: string): bigint[] {
    if (!rows) isMissing = true;
    else if (visit(rows)) isEnough = true;
    if (rows?.length) isSeen = true;
    const ids = rows?.map(({ id }) => id) ?? [];
    knownRows.learn(list, fromId, { count: ids.length, firstId: ids[0], lastId: ids.at(-1), all: () => ids });
    return ids.map(BigInt);
  }

  function spendCall(): void {
    callsMade++;
    takeSpareCall(call);
  }

  async function readAfter(start: bigint): Promise<ScannedPage> {
    spendCall();
    const rows = await listAfter(call, { ...walk, from: start === 0n ? undefined : start.toString() });
    return { start, ids: look(rows, (start + 1n).toString()) };
  }

  async function readNewest(): Promise<bigint[]> {
    spendCall();
    const rows = await listBefore(call, { ...walk, from: undefined });
    return look(rows?.toReversed(), rows?.at(-1)?.id ?? '1');
  }

  /** Reads all pages of some steps at once, and gives what they leave unread. */
  async function take(steps: readonly ScanStep[]): Promise<Unread[]> {
    const reads = await Promise.allSettled(steps.flatMap(({ starts }) => starts.map(readAfter)));
    const failed = reads.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected' && !isEnough) throw failed.reason;
    const pages = new Map(
      reads.flatMap((read) => (read.status === 'fulfilled' ? [[read.value.start, read.value]] : [])),
    );
    return steps.flatMap(({ unread, starts }) =>
      unreadAfter(
        unread,
        starts.flatMap((start) => pages.get(start) ?? []),
      ),
    );
  }

  /** Where the pages begin, if the rows are known and there are calls for all of them. */
  function knownStarts(): readonly bigint[] {
    const rows = knownRows.from(list, '1', WINDOW_ROWS * countCallsLeft());
    if (!rows || rows.length === WINDOW_ROWS * countCallsLeft()) return [];
    return [0n, ...rows.filter((_row, place) => (place + 1) % WINDOW_ROWS === 0)];
  }

  async function readOn(unread: readonly Unread[]): Promise<readonly Unread[]> {
    const open = unread.find(isOpen);
    if (open) return [...unread.filter((each) => each !== open), ...unreadBelow(open, await readNewest())];
    const { steps, later } = planScan(unread, callsMade, countCallsLeft());
    return [...later, ...(await take(steps))];
  }

  const all = allUnread(BigInt(storeId));
  const starts = knownStarts();
  let unread: readonly Unread[] = starts.length > 0 ? await take([{ unread: all, starts }]) : [all];
  while (!isEnough && !isMissing && unread.length > 0) {
    if (countCallsLeft() <= 0) return 'out of calls';
    unread = await readOn(unread);
  }
  if (isEnough) return 'enough';
  if (isMissing && isSeen) throw new BadResponseError('The PayNow API denied a list of which it had sent a part.');
  return isMissing ? 'no list' : 'all';
}
