import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Page, readPage, readPageRequest } from '../../src/graphql/connection.ts';
import { readCursor, toCursor } from '../../src/graphql/cursor.ts';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { walkDown, walkUp } from '../../src/rest/pages.ts';
import { listIds, READINGS, type Reading } from './fake-list.ts';
import { createFakeUpstream, STORE, toRow } from './fake-upstream.ts';
import { referencePage } from './relay-reference.ts';
import { type Scenario, scenario } from './scenario.ts';

/** For each property and each way to read cursors. */
const RUNS = 1500;
const DEFAULT_SIZE = 20;

type Flag = 'hasNextPage' | 'hasPreviousPage';
const BOTH: readonly Flag[] = ['hasNextPage', 'hasPreviousPage'];

interface Outcome {
  readonly ids: readonly bigint[];
  readonly flags: { readonly [F in Flag]?: boolean };
  readonly calls: number;
}

/** Reads the page as the schema's field does, down to the REST API, which is a list in memory. */
async function read(scenario: Scenario, reading: Reading, asked: readonly Flag[], learned: boolean): Promise<Outcome> {
  const { ids, ascending, args } = scenario;
  const sort = ascending ? 'OLDEST_FIRST' : 'NEWEST_FIRST';
  const api = createFakeUpstream((query) => listIds(ids, reading, query).map(toRow));
  if (learned) api.upstream.downParameter = reading.cursors === 'value' ? 'before' : 'after';
  const call = api.call();
  const cursor = (id: bigint | undefined) => (id === undefined ? null : toCursor(sort, id.toString()));
  const given = { first: args.first, after: cursor(args.after), last: args.last, before: cursor(args.before) };
  const request = readPageRequest(given, ascending, (argument, text) => readCursor(argument, text, sort));
  const walk = (from: string | undefined, limit: number) => ({ storeId: STORE, from, limit, filter: {} });
  const list = {
    up: (from: string | undefined, limit: number) => walkUp(call, walk(from, limit)),
    down: (from: string | undefined, limit: number) => walkDown(call, walk(from, limit)),
  };

  const page = (await readPage(list, request)) as Page<CouponDto>;
  // As GraphQL does, the flags are worked out at the same time.
  const flags = await Promise.all(asked.map(async (flag) => [flag, await page[flag]()] as const));
  return {
    ids: page.rows.map(({ id }) => BigInt(id)),
    flags: Object.fromEntries(flags),
    calls: api.queries.length,
  };
}

function expected({ ids, ascending, args }: Scenario) {
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

function check(property: (scenario: Scenario) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(scenario, property), { numRuns: RUNS });
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
});
