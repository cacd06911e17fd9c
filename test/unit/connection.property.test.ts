import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatePage, type Page, readPage, readPageRequest } from '../../src/graphql/connection.ts';
import { readCursor, toCursor } from '../../src/graphql/cursor.ts';
import { toIdRange } from '../../src/graphql/date-time-range.ts';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { COUPONS } from '../../src/rest/coupons.ts';
import { listAfter, listBefore } from '../../src/rest/pages.ts';
import { listIds, READINGS, type Reading } from './fake-list.ts';
import { createFakeUpstream, STORE, toRow } from './fake-upstream.ts';
import { referencePage } from './relay-reference.ts';
import { type Scenario, scenario, scenarioInTime, toDateTimeRange, wantedOf } from './scenario.ts';

/** For each property and each way to read cursors. */
const RUNS = 1500;
/** The same for properties that read many pages, or want rare ones. */
const FEW_RUNS = 300;
const DEFAULT_SIZE = 20;

type Flag = 'hasNextPage' | 'hasPreviousPage';
const BOTH: readonly Flag[] = ['hasNextPage', 'hasPreviousPage'];

interface Outcome {
  readonly ids: readonly bigint[];
  readonly flags: { readonly [F in Flag]?: boolean };
  readonly calls: number;
  /** What these flags and rows were expected to cost at most. */
  readonly estimate: number;
}

/** Reads the page as the schema's field does, down to the REST API, which is a list in memory. */
async function read(scenario: Scenario, reading: Reading, asked: readonly Flag[], learned: boolean): Promise<Outcome> {
  const { ids, ascending, args, created } = scenario;
  const sort = ascending ? 'OLDEST_FIRST' : 'NEWEST_FIRST';
  const api = createFakeUpstream((query) => listIds(ids, reading, query).map(toRow));
  if (learned) api.upstream.downParameter = reading.cursors === 'value' ? 'before' : 'after';
  const call = api.call();
  const cursor = (id: bigint | undefined) => (id === undefined ? null : toCursor(sort, id.toString()));
  const given = { first: args.first, after: cursor(args.after), last: args.last, before: cursor(args.before) };
  const readId = (argument: string, text: string) => readCursor(argument, text, sort);
  const range = toIdRange(created && toDateTimeRange(created));
  const request = readPageRequest(given, ascending, readId, range);
  const cost = estimatePage(request, learned ? 1 : 2);
  const walk = (from: string | undefined, limit: number) => ({
    source: COUPONS,
    storeId: STORE,
    from,
    limit,
    filter: {},
  });
  const list = {
    up: (from: string | undefined, limit: number) => listAfter(call, walk(from, limit)),
    down: (from: string | undefined, limit: number) => listBefore(call, walk(from, limit)),
  };

  const page = (await readPage(list, request)) as Page<CouponDto>;
  // As GraphQL does, the flags are worked out at the same time.
  const flags = await Promise.all(asked.map(async (flag) => [flag, await page[flag]()] as const));
  return {
    ids: page.rows.map(({ id }) => BigInt(id)),
    flags: Object.fromEntries(flags),
    calls: api.queries.length,
    estimate: asked.reduce((calls, flag) => calls + cost[flag], cost.page),
  };
}

/**
 * Reads page after page, on with `first` or back with `last`, for as long as the flag of that direction says so, and
 * gives all rows in the order of the list. The cursor of the far end stays as it is.
 */
async function walk(scenario: Scenario, reading: Reading): Promise<readonly bigint[]> {
  const flag = isForward(scenario) ? 'hasNextPage' : 'hasPreviousPage';
  let { args } = scenario;
  let rows: readonly bigint[] = [];
  // One page more than there are rows is a walk without an end.
  for (let pages = 0; pages <= scenario.ids.length; pages++) {
    const { ids, flags } = await read({ ...scenario, args }, reading, [flag], true);
    rows = isForward(scenario) ? [...rows, ...ids] : [...ids, ...rows];
    if (!flags[flag]) return rows;
    args = isForward(scenario) ? { ...args, after: ids.at(-1) } : { ...args, before: ids[0] };
  }
  throw new Error('The walk goes on after its last row.');
}

function expected({ ids: all, ascending, args, created }: Scenario) {
  const ids = wantedOf(all, created);
  const { first, last } = args;
  const sized = first === undefined && last === undefined ? { ...args, first: DEFAULT_SIZE } : args;
  return referencePage(ascending ? ids : ids.toReversed(), ascending, sized);
}

/**
 * What the rows alone cost: nothing where the size or the order of the cursors tells that there are none, else one
 * call. Flags add nothing to it, although many cannot be known from that call, so limits above it are strict.
 */
function callsForRows(scenario: Scenario): number {
  const { ascending, args } = scenario;
  const { after, before } = args;
  const isInverted = after !== undefined && before !== undefined && (ascending ? after >= before : after <= before);
  return sizeOf(scenario) === 0 || isInverted ? 0 : 1;
}

function isForward({ args }: Scenario): boolean {
  return args.last === undefined;
}

function sizeOf({ args }: Scenario): number {
  return args.first ?? args.last ?? DEFAULT_SIZE;
}

function check(property: (scenario: Scenario) => Promise<void>, numRuns = RUNS): Promise<void> {
  return fc.assert(fc.asyncProperty(scenario, property), { numRuns });
}

function checkInTime(property: (scenario: Scenario) => Promise<void>, numRuns = RUNS): Promise<void> {
  return fc.assert(fc.asyncProperty(scenarioInTime, property), { numRuns });
}

describe.each(READINGS)('a list that takes cursors by $cursors and cuts $cut', (reading) => {
  it('gives the rows and flags of the Relay algorithm, for two calls more than the rows need at most', () =>
    check(async (scenario) => {
      const { ids, ...flags } = expected(scenario);
      const outcome = await read(scenario, reading, BOTH, true);
      expect({ ids: outcome.ids, flags: outcome.flags }).toEqual({ ids, flags });
      expect(outcome.calls).toBeLessThanOrEqual(callsForRows(scenario) + 2);
    }));

  it('gives the same before it is known how the server reads cursors, for one call more at most', () =>
    check(async (scenario) => {
      const { ids, ...flags } = expected(scenario);
      const outcome = await read(scenario, reading, BOTH, false);
      expect({ ids: outcome.ids, flags: outcome.flags }).toEqual({ ids, flags });
      expect(outcome.calls).toBeLessThanOrEqual(callsForRows(scenario) + 3);
    }));

  it('costs one call without flags, none where the page must be empty, and one more while it learns', () =>
    check(async (scenario) => {
      const known = await read(scenario, reading, [], true);
      expect(known.calls).toBe(callsForRows(scenario));
      const learning = await read(scenario, reading, [], false);
      expect([known.calls, known.calls * 2]).toContain(learning.calls);
    }));

  it('costs no call for the flag ahead of a page below 100 rows, else one at most', () =>
    check(async (scenario) => {
      const flag = isForward(scenario) ? 'hasNextPage' : 'hasPreviousPage';
      const { flags, calls } = await read(scenario, reading, [flag], true);
      expect(flags[flag]).toBe(expected(scenario)[flag]);
      const least = callsForRows(scenario);
      expect(calls).toBeLessThanOrEqual(least === 1 && sizeOf(scenario) < 100 ? 1 : least + 1);
    }));

  it('costs no call for the flag behind a page up to 98 rows whose cursor still has its row, else one at most', () =>
    check(async (scenario) => {
      const flag = isForward(scenario) ? 'hasPreviousPage' : 'hasNextPage';
      const { flags, calls } = await read(scenario, reading, [flag], true);
      expect(flags[flag]).toBe(expected(scenario)[flag]);
      const least = callsForRows(scenario);
      const near = isForward(scenario) ? scenario.args.after : scenario.args.before;
      const isKnown = near === undefined || (least === 1 && sizeOf(scenario) <= 98 && scenario.ids.includes(near));
      expect(calls).toBeLessThanOrEqual(isKnown ? least : least + 1);
    }));

  it('costs no call for the flag ahead of a page that the far cursor ends', () =>
    check(async (scenario) => {
      const { after, before } = scenario.args;
      const { ids, ...flags } = expected(scenario);
      fc.pre((isForward(scenario) ? before : after) !== undefined && ids.length < sizeOf(scenario));
      fc.pre(ids.length > 0);
      const flag = isForward(scenario) ? 'hasNextPage' : 'hasPreviousPage';
      expect(flags[flag]).toBe(false);
      expect((await read(scenario, reading, [flag], true)).calls).toBe(1);
    }, FEW_RUNS));

  it('is walked to the end of a fixed range with each row exactly once, by `first` as by `last`', () =>
    check(async (scenario) => {
      const { after, before } = scenario.args;
      fc.pre(sizeOf(scenario) > 0);
      const order = scenario.ascending ? scenario.ids : scenario.ids.toReversed();
      const all = referencePage(order, scenario.ascending, { first: order.length, after, before });
      expect(await walk(scenario, reading)).toEqual(all.ids);
    }, FEW_RUNS));

  it.each([
    ['once it is known how the server reads cursors', true],
    ['before that', false],
  ])('costs no more than the estimate, %s', (_when, learned) =>
    check(async (scenario) => {
      for (const asked of [[], ['hasNextPage'], ['hasPreviousPage'], BOTH] as const) {
        const { calls, estimate } = await read(scenario, reading, asked, learned);
        expect(calls).toBeLessThanOrEqual(estimate);
      }
    }, FEW_RUNS),
  );

  it('gives of a stretch of time what a list of nothing else would, for no more calls than of all time', () =>
    checkInTime(async (scenario) => {
      const { ids, ...flags } = expected(scenario);
      const inTime = await read(scenario, reading, BOTH, true);
      expect({ ids: inTime.ids, flags: inTime.flags }).toEqual({ ids, flags });
      const { created: _, ...ofAllTime } = scenario;
      for (const asked of [[], ['hasNextPage'], ['hasPreviousPage'], BOTH] as const) {
        const { calls, estimate } = await read(scenario, reading, asked, true);
        expect(calls).toBeLessThanOrEqual((await read(ofAllTime, reading, asked, true)).calls);
        expect(calls).toBeLessThanOrEqual(estimate);
      }
    }));

  it('gives the same of a stretch of time before it is known how the server reads cursors, within the estimate', () =>
    checkInTime(async (scenario) => {
      const { ids, ...flags } = expected(scenario);
      const outcome = await read(scenario, reading, BOTH, false);
      expect({ ids: outcome.ids, flags: outcome.flags }).toEqual({ ids, flags });
      expect(outcome.calls).toBeLessThanOrEqual(outcome.estimate);
    }, FEW_RUNS));

  it('costs no call for a stretch of time that ends where it begins, or before', () =>
    checkInTime(async (scenario) => {
      const { from, before } = scenario.created ?? {};
      fc.pre(from !== undefined && before !== undefined);
      const [later, earlier] = from > before ? [from, before] : [before, from];
      const created = { from: later, before: earlier };
      const outcome = await read({ ...scenario, created }, reading, BOTH, false);
      expect(outcome).toEqual({
        ids: [],
        flags: { hasNextPage: false, hasPreviousPage: false },
        calls: 0,
        estimate: 0,
      });
    }, FEW_RUNS));
});

describe('the estimate is reached', () => {
  /** Every second id is gone, cursors stand where none is left, and the server reads them as nobody would guess. */
  const reading: Reading = { cursors: 'position', cut: 'near' };
  const ids = Array.from({ length: 400 }, (_, index) => BigInt(index * 2 + 1));
  const [low, high] = [200n, 600n];
  const cases = [0, 1, 98, 99, 100].flatMap((size) =>
    [true, false].flatMap((ascending) =>
      (['first', 'last'] as const).flatMap((slice) =>
        [{}, { after: low }, { after: low, before: high }, { after: high, before: low }, { before: high }].flatMap(
          (cursors) => [true, false].map((learned) => ({ size, ascending, slice, cursors, learned })),
        ),
      ),
    ),
  );

  it.each(cases)(
    'for $slice: $size with $cursors, ascending: $ascending, learned: $learned',
    async ({ size, ascending, slice, cursors, learned }) => {
      const { after, before }: { after?: bigint; before?: bigint } = cursors;
      const args = { [slice]: size, ...(ascending ? { after, before } : { after: before, before: after }) };
      for (const asked of [[], ['hasNextPage'], ['hasPreviousPage'], BOTH] as const) {
        const { calls, estimate } = await read({ ids, ascending, args }, reading, asked, learned);
        expect({ asked, calls }).toEqual({ asked, calls: estimate });
      }
    },
  );
});
