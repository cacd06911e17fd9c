import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKnownRows } from '../../src/rest/known-rows.ts';
import type { RowIds } from '../../src/rest/row-index.ts';

function toIds(rows: readonly unknown[]): RowIds {
  const textOf = (row: unknown) => (typeof row === 'string' ? row : undefined);
  return { count: rows.length, firstId: textOf(rows[0]), lastId: textOf(rows.at(-1)), all: () => rows };
}

const ids = (rows: readonly number[]) => toIds(rows.map(String));

/** The known rows from an id on, as numbers. */
function rowsFrom(known: ReturnType<typeof createKnownRows>, id: number, maxRows = 100): number[] | undefined {
  const rows = known.from('list', String(id), maxRows);
  return rows && Array.from(rows, Number);
}

describe('known rows', () => {
  it('are those of a window, from the id that it was asked for to its last row', () => {
    const known = createKnownRows();
    known.learn('list', '10', ids([12, 15, 20]));
    expect(rowsFrom(known, 10)).toEqual([12, 15, 20]);
    expect(rowsFrom(known, 13)).toEqual([15, 20]);
    expect(rowsFrom(known, 20)).toEqual([20]);
    expect(rowsFrom(known, 10, 2)).toEqual([12, 15]);
    expect([rowsFrom(known, 9), rowsFrom(known, 21)]).toEqual([undefined, undefined]);
    expect(known.from('other', '12', 100)).toBeUndefined();
  });

  it('grow together where windows meet', () => {
    const known = createKnownRows();
    known.learn('list', '10', ids([10, 20]));
    known.learn('list', '40', ids([40, 50]));
    expect(rowsFrom(known, 10)).toEqual([10, 20]);
    known.learn('list', '21', ids([30, 40, 45]));
    expect(rowsFrom(known, 10)).toEqual([10, 20, 30, 40, 45, 50]);
  });

  it('are what was seen last', () => {
    const known = createKnownRows();
    known.learn('list', '1', ids([1, 2, 3, 4, 5]));
    known.learn('list', '2', ids([3, 4]));
    expect(rowsFrom(known, 1)).toEqual([1, 3, 4, 5]);
    known.forget('list');
    expect(rowsFrom(known, 1)).toBeUndefined();
  });

  it.each<[string, string, readonly unknown[]]>([
    ['none', '1', []],
    ['out of order', '1', ['2', '1', '3']],
    ['twice the same', '1', ['2', '2', '3']],
    ['before what was asked for', '5', ['4', '6']],
    ['something else', '1', ['1', 'x', '3']],
    ['a number', '1', ['1', 2, '3']],
    ['nothing', '1', ['1', undefined, '3']],
    ['nothing at the end', '1', ['1', '3', null]],
    ['too large', '1', ['1', '9223372036854775808']],
  ])('are not learned from rows that are no list of ids: %s', (_what, from, rows) => {
    const known = createKnownRows();
    known.learn('list', from, toIds(rows));
    expect(known.from('list', '1', 100)).toBeUndefined();
    expect(known.from('list', '6', 100)).toBeUndefined();
  });

  it('may be the largest ids there are', () => {
    const known = createKnownRows();
    const largest = '9223372036854775807';
    known.learn('list', '9223372036854775806', toIds([largest]));
    known.learn('list', '5', toIds(['5', '9223372036854775806']));
    expect(known.from('list', '6', 100)).toEqual(new BigUint64Array([2n ** 63n - 2n, 2n ** 63n - 1n]));
  });

  it('are bounded in each list and in all of them', () => {
    const known = createKnownRows();
    const window = (from: number) => ids(Array.from({ length: 100 }, (_, index) => from + index));
    for (let from = 1; from < 20_000; from += 100) known.learn('list', String(from), window(from));
    expect(rowsFrom(known, 1, 20_000)).toHaveLength(20_000);
    known.learn('list', '20001', window(20_001));
    expect(rowsFrom(known, 1)).toBeUndefined();
    expect(rowsFrom(known, 20_001)).toHaveLength(100);
    for (let list = 0; list < 5000; list++) known.learn(String(list), '1', window(1));
    expect(known.from('list', '20001', 100)).toBeUndefined();
    expect(known.from('4999', '1', 100)).toHaveLength(100);
  });

  it('are always what the list holds, whatever windows they were seen through', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        fc.array(fc.record({ from: fc.integer({ min: 1, max: 300 }), limit: fc.integer({ min: 1, max: 40 }) })),
        fc.integer({ min: 1, max: 300 }),
        (rows, windows, at) => {
          const list = rows.toSorted((a, b) => a - b);
          const listFrom = (id: number) => list.filter((row) => row >= id);
          const known = createKnownRows();
          const seen = new Set<number>();
          for (const { from, limit } of windows) {
            const window = listFrom(from).slice(0, limit);
            known.learn('list', String(from), ids(window));
            for (let id = from; id <= (window.at(-1) ?? 0); id++) seen.add(id);
          }
          const expected = listFrom(at).filter((row) => {
            for (let id = at; id <= row; id++) if (!seen.has(id)) return false;
            return true;
          });
          expect(rowsFrom(known, at, 300)).toEqual(expected.length > 0 ? expected : undefined);
        },
      ),
      { numRuns: 1000 },
    ));
});
