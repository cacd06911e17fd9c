import { LRUCache } from 'lru-cache';
import { isFlakeId } from './flake-id.ts';
import type { RowIds } from './row-index.ts';

/**
 * Which rows of a list follow one another, as far as the windows that passed by have shown. It says what a window would
 * hold before it is read, and nothing else: no answer is ever made of it.
 */
export interface KnownRows {
  /** Notes that these are all rows from an id on, up to the last of them. What is not in order is not noted. */
  learn(list: string, fromId: string, ids: RowIds): void;
  /** All rows from an id on, as far as they are known and up to so many; undefined when none is. */
  from(list: string, id: string, maxRows: number): BigUint64Array | undefined;
  forget(list: string): void;
}

/** All rows from `start` on, up to the last of them. */
interface Stretch {
  readonly start: bigint;
  readonly rows: BigUint64Array;
}

/** Of eight bytes each. */
const MAX_ROWS = 400_000;
const MAX_ROWS_OF_LIST = 20_000;

export function createKnownRows(): KnownRows {
  /** The stretches of each list, which do not touch, in ascending order. */
  const lists = new LRUCache<string, readonly Stretch[]>({ maxSize: MAX_ROWS, sizeCalculation: countRows });

  return {
    learn(list, fromId, ids) {
      if (!isFlakeId(ids.lastId)) return;
      const stretches = lists.get(list) ?? [];
      const start = BigInt(fromId);
      if (isKnown(stretches, start, BigInt(ids.lastId), ids.count)) return;
      const rows = toRows(start, ids.all());
      if (!rows) return;
      const merged = merge(stretches, { start, rows });
      lists.set(list, countRows(merged) <= MAX_ROWS_OF_LIST ? merged : [{ start, rows }]);
    },
    from(list, id, maxRows) {
      const position = BigInt(id);
      const stretch = lists.get(list)?.find(({ start, rows }) => start <= position && position <= lastOf(rows));
      if (!stretch) return undefined;
      const place = placeOf(stretch.rows, position);
      return stretch.rows.subarray(place, place + maxRows);
    },
    forget: (list) => void lists.delete(list),
  };
}

function countRows(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { rows }) => sum + rows.length, 0);
}

function isKnown(stretches: readonly Stretch[], start: bigint, last: bigint, count: number): boolean {
  const stretch = stretches.find(({ start: from, rows }) => from <= start && last <= lastOf(rows));
  if (!stretch) return false;
  const end = placeOf(stretch.rows, last);
  return stretch.rows[end] === last && end - placeOf(stretch.rows, start) + 1 === count;
}

/** Undefined when they are not ids in ascending order, from `start` on. */
function toRows(start: bigint, rowIds: readonly unknown[]): BigUint64Array | undefined {
  const rows = new BigUint64Array(rowIds.length);
  let previous = start - 1n;
  for (const [index, id] of rowIds.entries()) {
    if (!isFlakeId(id)) return undefined;
    const row = BigInt(id);
    if (row <= previous) return undefined;
    rows[index] = row;
    previous = row;
  }
  return rows;
}

/** What was learned last counts where it says otherwise than what is known. */
function merge(known: readonly Stretch[], learned: Stretch): readonly Stretch[] {
  const last = lastOf(learned.rows);
  const isBefore = ({ rows }: Stretch): boolean => lastOf(rows) + 1n < learned.start;
  const isBehind = ({ start }: Stretch): boolean => start > last + 1n;
  const touched = known.filter((stretch) => !isBefore(stretch) && !isBehind(stretch));
  const parts = touched.map(({ rows }) => ({
    before: rows.subarray(0, placeOf(rows, learned.start)),
    behind: rows.subarray(placeOf(rows, last + 1n)),
  }));
  const start = touched[0] && touched[0].start < learned.start ? touched[0].start : learned.start;
  const rows = concat([...parts.map(({ before }) => before), learned.rows, ...parts.map(({ behind }) => behind)]);
  return [...known.filter(isBefore), { start, rows }, ...known.filter(isBehind)];
}

function concat(parts: readonly BigUint64Array[]): BigUint64Array {
  const whole = new BigUint64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** No stretch is without rows. */
function lastOf(rows: BigUint64Array): bigint {
  return rows.at(-1) as bigint;
}

/** How many rows are below an id: the place of the first one at or above it. */
function placeOf(rows: BigUint64Array, id: bigint): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as bigint) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
