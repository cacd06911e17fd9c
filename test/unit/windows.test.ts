import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFlakeIds } from '../../src/rest/flake-id.ts';
import { planWindows, rowsPerDistance } from '../../src/rest/windows.ts';

const flakeId = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const sortedIds = fc.uniqueArray(flakeId, { maxLength: 60 }).map((ids) => ids.toSorted(compareFlakeIds));

/** `count` ids that are so far apart. */
const idsEvery = (distance: bigint, count: number): string[] =>
  Array.from({ length: count }, (_, index) => (10n ** 17n + BigInt(index) * distance).toString());

describe('the plan for a lookup of many ids', () => {
  it('has each id once, in windows of three neighbours or more, or alone', () =>
    fc.assert(
      fc.property(
        sortedIds,
        fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)),
        (ids, density) => {
          const { windows, singles } = planWindows(ids, density);
          expect([...windows.flatMap((window) => window.ids), ...singles].toSorted(compareFlakeIds)).toEqual(ids);
          for (const window of windows) {
            const start = ids.indexOf(window.ids[0] as string);
            expect(window.ids).toEqual(ids.slice(start, start + window.ids.length));
            expect(window.ids.length).toBeGreaterThanOrEqual(3);
            expect(window.limit).toBeGreaterThanOrEqual(Math.min(100, window.ids.length));
            expect(window.limit).toBeLessThanOrEqual(100);
          }
        },
      ),
    ));

  it('asks for about as many rows as are expected between the first and the last id of a window', () => {
    // One row every 1000, so ten ids that are 5000 apart lie within 46 rows.
    const ids = idsEvery(5000n, 10);
    const { windows, singles } = planWindows(ids, 1 / 1000);
    expect(singles).toEqual([]);
    expect(windows).toEqual([{ ids, limit: Math.ceil(46 * 1.5) + 10 }]);
  });

  it('reads singly what lies too far apart for a list to hold three', () => {
    const ids = idsEvery(50_000n, 10);
    expect(planWindows(ids, 1 / 1000)).toEqual({ windows: [], singles: ids });
  });

  it('tells ids apart that are closer than numbers of their size', () => {
    const ids = idsEvery(1n, 50);
    expect(planWindows(ids, 4).windows.map((window) => window.ids.length)).toEqual([23, 23, 4]);
  });
});

describe('the density of rows', () => {
  it('is counted from row to row', () => {
    expect(rowsPerDistance('1000', '3000', 3)).toBe(1 / 1000);
    expect(rowsPerDistance('411486491630370816', '411486491630370825', 10)).toBe(1);
  });
});
