import { ALL_IDS, type IdRange } from './id-range.ts';
import { WINDOW_ROWS } from './windows.ts';

/** A page of a list in ascending order. */
export interface ScannedPage {
  /** It holds what follows this id. */
  readonly start: bigint;
  readonly ids: readonly bigint[];
}

/** Ids of a list that were not looked at yet, and what the pages beside them say of how many rows to expect. */
export interface Unread extends IdRange {
  /** Where rows may begin. */
  readonly from: bigint;
  /** How rows lie on the page of lower ids; undefined where none is. */
  readonly lower: Spacing | undefined;
  /** How they lie on the page of higher ids; undefined when it is not full. */
  readonly higher: Spacing | undefined;
  /** How many pages to read at once where rows lie closer together than on the whole. */
  readonly burst: number;
}

/** How far the ids of a full page lie apart. */
interface Spacing {
  /** From where the page started to its last row. */
  readonly covered: bigint;
  /** From its first row to its last one. */
  readonly span: bigint;
}

/** Pages to read at once of some unread ids. */
export interface ScanStep {
  readonly unread: Unread;
  /** Where each of them starts, ascending; never empty. */
  readonly starts: readonly bigint[];
}

/** What would read some unread ids in one go. */
interface Wish {
  readonly unread: Unread;
  readonly pages: number;
  /** How far apart the pages start; undefined when they share the ids evenly. */
  readonly stride: bigint | undefined;
}

/** Rows that a page is planned for. It can have a hundred, and what follows them takes a page of its own. */
const EXPECTED_ROWS = 90;
/** How many times more rows than on the whole make a burst, as mass mails do. */
const BURST = 4;
/** Pages that are read at once for each one before, so that a wrong guess costs little. */
const GROWTH = 3;
/** Pages that are read at once whatever is known: one after the other would take too long. */
const FEW_PAGES = 3;

/**
 * Plans which pages of a list to read at once, so that all of it is read in few round trips.
 *
 * Pages that start in several places overlap where rows do not lie as expected. So there are no more of them than leave
 * enough calls to read all of the list. Newer ids come first.
 *
 * Measured on lists whose rows came one by one, ever faster, or in bursts: 1000 rows take 12 to 16 pages in 3 to 7 round
 * trips, 2500 take 30 to 39 in 5 to 8. With 50 pages, 2500 are always read to their end and 3000 nearly always; of 5000 rows
 * one is found in 6 to 11 round trips, in 8 of 10 cases or more. One page after the other takes a round trip for each
 * hundred rows.
 *
 * @param unread in any order.
 * @param callsMade 1 or more.
 * @param callsLeft 1 or more.
 */
export function planScan(
  unread: readonly Unread[],
  callsMade: number,
  callsLeft: number,
): { readonly steps: readonly ScanStep[]; readonly later: readonly Unread[] } {
  const newestFirst = unread.toSorted((a, b) => (a.below < b.below ? 1 : -1));
  const needed = unread.reduce((pages, each) => pages + Math.max(1, expectedRows(each) / WINDOW_ROWS), 0);
  // The last page of each stretch is half in vain, and half of what is left over is for what is not as expected.
  const spare = Math.max(0, Math.floor((callsLeft - needed - unread.length / 2) / 2));
  const affordable = Math.max(FEW_PAGES, unread.length + spare);
  const atOnce = Math.min(callsLeft, affordable, Math.max(unread.length, FEW_PAGES, GROWTH * callsMade));

  let extra = Math.max(0, atOnce - unread.length);
  const steps = newestFirst.slice(0, atOnce).map((each) => {
    const wish = wishFor(each);
    const pages = Math.min(wish.pages, 1 + extra);
    extra -= pages - 1;
    return { unread: each, starts: startsOf(wish, pages) };
  });
  return { steps, later: newestFirst.slice(atOnce) };
}

function wishFor(unread: Unread): Wish {
  const { lower, burst } = unread;
  const rows = expectedRows(unread);
  if (lower && rowsWithin(unread, lower.span) > BURST * Math.max(rows, EXPECTED_ROWS)) {
    return { unread, pages: burst, stride: (lower.span * BigInt(EXPECTED_ROWS)) / BigInt(WINDOW_ROWS) };
  }
  return { unread, pages: Math.max(1, Math.ceil(rows / EXPECTED_ROWS)), stride: undefined };
}

function startsOf({ unread: { above, below, from }, stride }: Wish, pages: number): bigint[] {
  const step = stride ?? (below - from) / BigInt(pages);
  const starts = [above];
  for (let page = 1; page < pages; page++) {
    const start = from + step * BigInt(page);
    if (step > 0n && start < below - 1n) starts.push(start);
  }
  return starts;
}

/**
 * All ids, before any was looked at.
 *
 * @param from the smallest id that a row is expected to have.
 */
export function allUnread(from: bigint): Unread {
  return { ...ALL_IDS, from, lower: undefined, higher: undefined, burst: 1 };
}

/** Whether nothing is known of where rows end: the newest page tells. */
export function isOpen({ below }: Unread): boolean {
  return below === ALL_IDS.below;
}

/** What is still unread of some ids without an end, once the newest rows of the list were read, ascending. */
export function unreadBelow(unread: Unread, newest: readonly bigint[]): Unread[] {
  const [first, last] = [newest[0], newest.at(-1)];
  // A page that is not full holds all of the list.
  if (first === undefined || last === undefined || newest.length < WINDOW_ROWS) return [];
  const { above, from } = unread;
  if (first - above <= 1n) return [];
  return [
    {
      ...unread,
      below: first,
      from: from < first ? from : above,
      higher: { covered: last - first, span: last - first },
    },
  ];
}

/**
 * What is still unread of some ids.
 *
 * @param pages what was read of them, ascending.
 */
export function unreadAfter(unread: Unread, pages: readonly ScannedPage[]): Unread[] {
  const [first] = pages;
  if (!first) return [unread];
  const spacings = pages.map((page) => spacingOf(page, unread.from));
  const burst = 2 * Math.min(pages.length, unread.burst);
  const rest: Unread[] = [];
  if (first.start > unread.above)
    rest.push({ ...unread, below: first.start + 1n, higher: spacings[0] ?? unread.higher });
  for (const [index, { ids }] of pages.entries()) {
    const next = pages[index + 1];
    const below = next ? next.start + 1n : unread.below;
    const last = ids.at(-1);
    // A page that is not full ends the list.
    if (last === undefined || ids.length < WINDOW_ROWS || below - last <= 1n) continue;
    rest.push({
      above: last,
      below,
      from: last,
      lower: spacings[index],
      higher: spacings[index + 1] ?? unread.higher,
      burst,
    });
  }
  return rest;
}

/** Undefined for a page that is not full, which ends the list. */
function spacingOf({ start, ids }: ScannedPage, from: bigint): Spacing | undefined {
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined || ids.length < WINDOW_ROWS) return undefined;
  const begin = start > from ? start : from < first ? from : first;
  return { covered: last - begin, span: last - first };
}

/** By what the pages on both sides cover. */
function expectedRows(unread: Unread): number {
  const sides = [unread.lower, unread.higher].filter((side) => side !== undefined);
  const covered = sides.reduce((sum, side) => sum + side.covered, 0n);
  return sides.length === 0 ? 0 : sides.length * rowsWithin(unread, covered);
}

/** How many rows there are when a full page covers so much. */
function rowsWithin({ from, below }: Unread, covered: bigint): number {
  return (Number(below - from) * WINDOW_ROWS) / Number(covered);
}
