import { rowsPerDistance, WINDOW_ROWS } from './windows.ts';

/** What a window from the first wanted id would hold and show. */
export interface Foresight {
  /** The ids that it would hold. */
  readonly within: readonly string[];
  /** How many rows it takes to hold those. */
  readonly limit: number;
  /** The ids within its rows that it would not hold. */
  readonly absent: readonly string[];
  /** The ids behind its last row. */
  readonly behind: readonly string[];
  /** How many rows it has per distance of 1 between ids; for those behind it. */
  readonly density: number;
}

/**
 * Tells what a window of 100 rows from the first of some ids would hold; undefined where too little is known, and where it
 * would hold none of them: it is read in vain then, so that a look-up costs the same whatever is known.
 *
 * @param wanted ascending.
 * @param rows all rows from the first of these ids on, as far as they are known.
 */
export function foresee(wanted: readonly string[], rows: BigUint64Array | undefined): Foresight | undefined {
  const [first, last] = [rows?.[0], rows?.at(-1)];
  if (rows === undefined || first === undefined || last === undefined) return undefined;
  const isWhole = rows.length === WINDOW_ROWS;
  const within: string[] = [];
  const absent: string[] = [];
  const behind: string[] = [];
  let place = 0;
  let limit = 0;
  for (const id of wanted) {
    const position = BigInt(id);
    while (place < rows.length && (rows[place] as bigint) < position) place++;
    if (position > last) behind.push(id);
    else if (rows[place] === position) {
      within.push(id);
      limit = place + 1;
    } else {
      absent.push(id);
    }
  }
  // Where fewer rows are known, the window would go on behind them.
  if (within.length === 0 || (!isWhole && behind.length > 0)) return undefined;
  return { within, limit, absent, behind, density: rowsPerDistance(first, last, rows.length) };
}
