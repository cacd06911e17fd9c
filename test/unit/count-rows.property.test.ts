import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toIdRange } from '../../src/graphql/date-time-range.ts';
import { callsToCount, countRows } from '../../src/rest/count-rows.ts';
import { COUPONS } from '../../src/rest/coupons.ts';
import { BadResponseError } from '../../src/rest/errors.ts';
import { ALL_IDS } from '../../src/rest/id-range.ts';
import { listIds, type Reading } from './fake-list.ts';
import { createFakeUpstream, STORE, toRow } from './fake-upstream.ts';
import { scenarioInTime, toDateTimeRange, wantedOf } from './scenario.ts';

const READING: Reading = { cursors: 'position', cut: 'near' };
const LIST = { source: COUPONS, storeId: STORE, filter: {} };

const limits = fc.oneof(fc.constantFrom(1, 99, 100, 101, 199, 200, 201), fc.integer({ min: 1, max: 260 }));

describe('a count', () => {
  it('is exact up to its limit, wherever the rows begin and end, within the calls that were predicted', () =>
    fc.assert(
      fc.asyncProperty(scenarioInTime, limits, async ({ ids, created = {} }, limit) => {
        const api = createFakeUpstream((query) => listIds(ids, READING, query).map(toRow));
        const range = toIdRange(toDateTimeRange(created));
        const wanted = wantedOf(ids, created).length;
        const counted = await countRows(api.call(), { ...LIST, range, limit });
        expect(counted).toEqual({ count: Math.min(wanted, limit), isExact: wanted <= limit });
        expect(api.queries.length).toBeLessThanOrEqual(callsToCount({ range, limit }).atMost);
      }),
      { numRuns: 2000 },
    ));

  it('needs the call that would make it exact only where the limit fills its last page', async () => {
    for (const [rows, limit, isExact] of [
      [100, 100, false],
      [99, 100, true],
      [101, 101, true],
      [200, 200, false],
      [199, 200, true],
    ] as const) {
      const ids = Array.from({ length: rows }, (_, index) => BigInt(index + 1));
      const api = createFakeUpstream((query) => listIds(ids, READING, query).map(toRow));
      const counted = await countRows(api.call({ spareCalls: 0 }), { ...LIST, range: ALL_IDS, limit });
      expect({ rows, ...counted }).toEqual({ rows, count: rows, isExact });
      expect(api.queries.length).toBeLessThanOrEqual(callsToCount({ range: ALL_IDS, limit }).atLeast);
    }
  });

  it.each<[string, (rows: unknown[]) => unknown]>([
    ['is not sorted', (rows) => [...rows.slice(1), rows[0]]],
    ['begins anew', () => Array.from({ length: 100 }, (_, index) => toRow(BigInt(index + 1)))],
    ['holds more rows than the limit', (rows) => [...rows, toRow('9000')]],
    ['holds a row without an id', ([, ...rows]) => [{}, ...rows]],
    ['is no list', () => ({})],
  ])('fails when a page %s', async (_what, breach) => {
    const ids = Array.from({ length: 250 }, (_, index) => BigInt(index + 1));
    const api = createFakeUpstream((query) => breach(listIds(ids, READING, query).map(toRow)));
    const counting = countRows(api.call(), { ...LIST, range: ALL_IDS, limit: 250 });
    await expect(counting).rejects.toThrow(BadResponseError);
  });
});
