import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/rest/call.ts';
import type { Connections } from '../../src/rest/connections.ts';
import { COUPONS } from '../../src/rest/coupons.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { scanRows } from '../../src/rest/scan-rows.ts';
import { createRandom, rowsOf } from '../bench/rows.ts';
import { listIds, READINGS, type Reading } from './fake-list.ts';
import { createFakeUpstream, STORE, toRow } from './fake-upstream.ts';

/** Ids of a store, rising. */
type Store = readonly bigint[];

const BY_VALUE: Reading = { cursors: 'value', cut: 'far' };
const YEAR_MS = 365 * 86_400_000;
const OPENING_MS = 1e11;

/** A process in front of a store, before it knows anything. */
function startProcess(rows: () => Store, reading = BY_VALUE) {
  const api = createFakeUpstream((query) => listIds(rows(), reading, query).map(toRow));
  let round = 0;
  let answered = 0;
  // Answers come later, all that were asked for by then at once: each time is a round trip.
  const reads: Connections = {
    ...api.upstream.reads,
    dispatch(options, handler) {
      const asked = answered + 1;
      setImmediate(() => {
        answered = asked;
        round = Math.max(round, asked);
        api.upstream.reads.dispatch(options, handler);
      });
      return true;
    },
  };
  const upstream = { ...api.upstream, reads };

  /** Visits rows until one is found, or all of them. */
  async function scan(wanted: bigint | undefined, calls: number, given: Partial<Call> = {}) {
    const seen = new Set<string>();
    round = 0;
    answered = 0;
    const call = api.call({ upstream, budget: calls, spareCalls: calls, ...given });
    const end = await scanRows(call, COUPONS, STORE, (coupons) => {
      for (const { id } of coupons) seen.add(id);
      return wanted !== undefined && seen.has(String(wanted));
    });
    return {
      end,
      seen: [...seen].map(BigInt).toSorted(compare),
      calls: call.restCalls,
      rounds: round,
      left: call.spareCalls,
    };
  }
  return { scan, queries: api.queries };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const gap = fc.oneof(fc.constant(1n), fc.bigInt(1n, 2n ** 22n), fc.bigInt(1n, 2n ** 52n));
const anyStore: fc.Arbitrary<Store> = fc
  .record({
    length: fc.oneof(fc.constantFrom(0, 1, 99, 100, 101, 199, 200, 201, 300), fc.nat(900)),
    gaps: fc.array(gap, { minLength: 1, maxLength: 60 }),
    // Below and above the store's own id.
    start: fc.bigInt(0n, 2n ** 60n),
  })
  .map(({ length, gaps, start }) => {
    let id = start;
    return Array.from({ length }, (_, index) => {
      id += gaps[index % gaps.length] as bigint;
      return id;
    });
  });

/** Rows that came at these moments, in ms since the first of all. */
function storeOf(rows: number, seed: number, nextMs: (random: () => number, place: number) => number): Store {
  const random = createRandom(seed);
  const ids = new Set<bigint>();
  for (let place = 0; ids.size < rows; place++) {
    ids.add((BigInt(Math.floor(OPENING_MS + nextMs(random, place))) << 22n) + BigInt(Math.floor(random() * 2 ** 22)));
  }
  return [...ids].toSorted(compare);
}

/** How the rows of stores come. */
const SHAPES: Readonly<Record<string, (rows: number, seed: number) => Store>> = {
  'one by one': (rows, seed) => storeOf(rows, seed, (random) => random() * 2 * YEAR_MS),
  'ever faster': (rows, seed) =>
    storeOf(rows, seed, (random) => (Math.log(1 + 50 * random()) / Math.log(51)) * 2 * YEAR_MS),
  'in mass mails, and some between them': (rows, seed) => {
    let mailMs = 0;
    return storeOf(rows, seed, (random, place) => {
      if (place % 150 === 0) mailMs = random() * 2 * YEAR_MS;
      return place % 10 === 0 ? random() * 2 * YEAR_MS : mailMs + random() * 5000;
    });
  },
  'most of them within five seconds': (rows, seed) =>
    storeOf(rows, seed, (random, place) => (place % 10 === 0 ? random() * 2 * YEAR_MS : YEAR_MS + random() * 5000)),
  'in bursts, as the benchmark has them': (rows) => rowsOf({ rows, spread: 'bursty' }).map(({ id }) => BigInt(id)),
};

describe('a scan', () => {
  it('says that it visited all rows only when it did, and never makes more calls than it may', () =>
    fc.assert(
      fc.asyncProperty(
        anyStore,
        fc.constantFrom(...READINGS),
        fc.oneof(fc.nat(6), fc.nat(40)),
        async (rows, reading, most) => {
          const { end, seen, calls, left } = await startProcess(() => rows, reading).scan(undefined, most);
          expect(calls).toBeLessThanOrEqual(most);
          expect(left).toBe(most - calls);
          expect(['all', 'out of calls']).toContain(end);
          if (end === 'all') expect(seen).toEqual(rows);
          else expect(calls).toBe(most);
        },
      ),
      { numRuns: 400 },
    ));

  it('visits all rows whatever it has seen before, of which some are gone and others new', () =>
    fc.assert(
      fc.asyncProperty(anyStore, fc.nat(200), fc.nat(200), fc.nat(), async (rows, gone, added, seed) => {
        const random = createRandom(seed);
        let present: Store = rows;
        const { scan } = startProcess(() => present);
        await scan(undefined, 1000);
        const kept = rows.filter(() => random() * rows.length >= gone);
        const last = rows.at(-1) ?? 0n;
        const fresh = Array.from({ length: added }, (_, place) => last + BigInt(place + 1) * 2n ** 24n);
        present = [...kept, ...fresh];
        const { end, seen } = await scan(undefined, 1000);
        expect([end, seen]).toEqual(['all', present]);
      }),
      { numRuns: 150 },
    ));

  it('takes one round trip, and a call for each hundred rows, once it has seen them all', async () => {
    for (const rows of [99, 100, 101, 200, 201, 1000, 1001, 4899]) {
      const store = SHAPES['one by one']?.(rows, 1) ?? [];
      const { scan } = startProcess(() => store);
      await scan(undefined, 1000);
      const { end, calls, rounds } = await scan(undefined, 50);
      expect({ rows, end, calls, rounds }).toEqual({ rows, end: 'all', calls: Math.floor(rows / 100) + 1, rounds: 1 });
    }
  });

  it('learns nothing of what another caller has seen', async () => {
    const store = SHAPES['one by one']?.(1000, 1) ?? [];
    const { scan } = startProcess(() => store);
    const cold = await scan(undefined, 50);
    expect(await scan(undefined, 50, { credential: createKeyCredential('APIKey other') })).toEqual(cold);
  });

  it('ends as soon as it is enough, whatever becomes of the other calls', async () => {
    const store = SHAPES['one by one']?.(2000, 1) ?? [];
    const { scan, queries } = startProcess(() => store);
    expect(await scan(store.at(-1), 50)).toMatchObject({ end: 'enough', calls: 1 });
    expect(queries).toHaveLength(1);
  });

  describe.each(Object.entries(SHAPES))('of rows that came %s', (_shape, create) => {
    it.each([
      [300, 4],
      [1000, 8],
      [2500, 9],
      [3000, 12],
    ])('reads %i to their end with 50 calls, in at most %i round trips', async (rows, most) => {
      for (const seed of [1, 2, 3]) {
        const { end, seen, rounds } = await startProcess(() => create(rows, seed)).scan(undefined, 50);
        expect([end, seen.length]).toEqual(['all', rows]);
        expect(rounds).toBeLessThanOrEqual(most);
      }
    });

    it('finds most of 5,000 with 50 calls', async () => {
      const random = createRandom(7);
      const store = create(5000, 1);
      let found = 0;
      for (let search = 0; search < 20; search++) {
        const wanted = store[Math.floor(random() * store.length)];
        const { end } = await startProcess(() => store).scan(wanted, 50);
        if (end === 'enough') found++;
      }
      expect(found).toBeGreaterThanOrEqual(14);
    });
  });
});
