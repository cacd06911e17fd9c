import { describe, expect, it } from 'vitest';
import { allUnread, planScan, unreadAfter, unreadBelow } from '../../src/rest/scan-plan.ts';

/** A hundred ids from one on, so far apart. */
function hundredFrom(first: bigint, distance = 1n): bigint[] {
  return Array.from({ length: 100 }, (_, place) => first + BigInt(place) * distance);
}

describe('what is unread', () => {
  const unread = unreadBelow(allUnread(0n), hundredFrom(10_000n))[0]!;

  it('holds the id at which the next page starts, which that page does not hold', () => {
    const [page, next] = [
      { start: 0n, ids: hundredFrom(1n) },
      { start: 101n, ids: [] },
    ];
    expect(unreadAfter(unread, [page, next])).toMatchObject([{ above: 100n, below: 102n }]);
    expect(unreadAfter(unread, [page, { ...next, start: 100n }])).toEqual([]);
  });

  it('holds nothing behind a page that is not full, since the list ends with it', () => {
    expect(unreadAfter(unread, [{ start: 0n, ids: [1n, 2n] }])).toEqual([]);
    expect(unreadBelow(allUnread(0n), hundredFrom(10_000n).slice(1))).toEqual([]);
    expect(unreadBelow(allUnread(0n), [])).toEqual([]);
  });

  it('holds what lies in front of the first page', () => {
    const rest = unreadAfter(unread, [{ start: 500n, ids: hundredFrom(9_900n) }]);
    expect(rest).toMatchObject([{ above: 0n, below: 501n }]);
  });

  it('holds nothing below the smallest id there can be', () => {
    expect(unreadBelow(allUnread(0n), hundredFrom(1n))).toEqual([]);
  });
});

describe('pages that are read at once', () => {
  it('share what lies between the first row that is expected and the newest rows', () => {
    const [unread] = unreadBelow(allUnread(1_000_000n), hundredFrom(2_000_000n, 1000n));
    const { steps } = planScan([unread!], 1, 1000);
    expect(steps.map(({ starts }) => starts)).toEqual([[0n, 1_333_333n, 1_666_666n]]);
  });

  it('share all ids where there are rows before the first one that is expected', () => {
    const [unread] = unreadBelow(allUnread(5_000_000n), hundredFrom(900_000n, 1000n));
    const { steps } = planScan([unread!], 1, 1000);
    expect(steps.map(({ starts }) => starts)).toEqual([[0n, 300_000n, 600_000n]]);
  });

  it('become twice as many with each round trip within a burst', () => {
    const burst = hundredFrom(1_000_000n);
    const [unread] = unreadBelow(allUnread(0n), hundredFrom(2n ** 60n, 2n ** 50n));
    let rest = unreadAfter(unread!, [{ start: 0n, ids: burst }]);
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      const { steps } = planScan(rest, 100, 1000);
      const { unread: part, starts } = steps[0]!;
      counts.push(starts.length);
      rest = unreadAfter(
        part,
        starts.map((start) => ({ start, ids: hundredFrom(start + 1n) })),
      );
      rest = rest.slice(-1);
    }
    expect(counts).toEqual([2, 4, 8, 16]);
  });
});
