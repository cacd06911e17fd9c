/** A list call for some of the rows that it is expected to hold. */
export interface Window {
  /** Ascending; the list begins with the first one. */
  readonly ids: readonly string[];
  /** Rows to ask for: 1 to 100. */
  readonly limit: number;
}

/** From this many ids on, a list call is cheaper than single reads. */
export const SMALLEST_WINDOW = 3;
/** Rows that one window can hold. */
export const WINDOW_ROWS = 100;

/**
 * Rows that one window is planned for. With the slack below, one operation in ten or fewer meets ids after the last row
 * of a window, on stores of 20 to 5000 rows that came in bursts or evenly; planned for 80 rows, windows would be a tenth
 * more.
 */
const EXPECTED_ROWS = 90;

/** How many rows to ask for where so many are expected. */
function toLimit(expectedRows: number): number {
  return Math.min(WINDOW_ROWS, Math.ceil(expectedRows * 1.5) + 10);
}

/** How many rows there are per distance of 1 between ids, by two rows and how many there are from one to the other. */
export function rowsPerDistance(firstId: string | bigint, lastId: string | bigint, rows: number): number {
  return (rows - 1) / Number(BigInt(lastId) - BigInt(firstId));
}

/**
 * Divides ids among list calls and single reads: as many neighbours as are expected within the rows of one list go
 * together, and ids with fewer than two such neighbours stay alone.
 *
 * @param ids ascending.
 * @param density how many rows to expect per distance of 1 between ids.
 */
export function planWindows(
  ids: readonly string[],
  density: number,
): { readonly windows: readonly Window[]; readonly singles: readonly string[] } {
  const windows: Window[] = [];
  const singles: string[] = [];
  // Ids are beyond 2^53, their distances hardly ever.
  const origin = BigInt(ids[0] ?? 0);
  const positions = ids.map((id) => Number(BigInt(id) - origin));
  let start = 0;
  while (start < ids.length) {
    const rowsTo = (index: number): number =>
      1 + ((positions[index] as number) - (positions[start] as number)) * density;
    let end = start + 1;
    while (end < ids.length && rowsTo(end) <= EXPECTED_ROWS) end++;
    if (end - start >= SMALLEST_WINDOW) {
      const expected = Math.max(rowsTo(end - 1), end - start);
      windows.push({ ids: ids.slice(start, end), limit: toLimit(expected) });
      start = end;
    } else {
      singles.push(ids[start] as string);
      start++;
    }
  }
  return { windows, singles };
}
