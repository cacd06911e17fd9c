import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReads } from '../../src/graphql/cost/reads.ts';
import { COUPONS } from '../../src/rest/coupons.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { lookUpRows } from '../../src/rest/lookup.ts';
import { createRandom, rowsOf, STORES, shuffle } from '../bench/rows.ts';
import { createFakeUpstream, type FakeUpstream, STORE, toRow } from './fake-upstream.ts';

/** The ids of a store, rising. */
type Store = readonly bigint[];

/** What a caller looks up, in terms of whatever store it is; see {@link idsOf}. */
interface Wish {
  readonly kind: 'scattered' | 'side by side' | 'in a part' | 'below all' | 'above all' | 'missing' | 'mixed';
  readonly count: number;
  readonly seed: number;
}

const UNBOUNDED = 1_000_000;
const MAX_ID = 2n ** 63n - 1n;

/** Rows that came in a mass mail, thousands within seconds, between others that came one by one over a year. */
function createMassMail(): Store {
  const random = createRandom(3);
  const ids = new Set<bigint>();
  const year = 365 * 86_400_000;
  const idAt = (ms: number, counter: number) => (BigInt(Math.floor(ms)) << 22n) | BigInt(counter);
  for (let i = 0; i < 200; i++) ids.add(idAt(1e10 + random() * year, 1));
  for (let i = 0; i < 2000; i++) ids.add(idAt(1e10 + year / 3 + random() * 3000, i));
  return [...ids].toSorted((a, b) => (a < b ? -1 : 1));
}

const KNOWN_STORES: readonly Store[] = [
  ...STORES.map((spec) => rowsOf(spec).map(({ id }) => BigInt(id))),
  createMassMail(),
];

/** Any ids at all, at any distances. */
const anyStore: fc.Arbitrary<Store> = fc
  .array(fc.oneof(fc.bigInt(1n, 4n), fc.bigInt(1n, 2n ** 30n), fc.bigInt(1n, 2n ** 54n)), {
    minLength: 1,
    maxLength: 400,
    size: 'max',
  })
  .map((gaps) => {
    let id = 0n;
    return gaps.map((gap) => {
      id += gap;
      return id;
    });
  });

const store = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...KNOWN_STORES) }, { weight: 1, arbitrary: anyStore });

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom(
    'scattered',
    'scattered',
    'side by side',
    'in a part',
    'below all',
    'above all',
    'missing',
    'mixed',
  ),
  count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 3, max: 100 })),
  seed: fc.nat(),
});

function idsOf(rows: Store, { kind, count, seed }: Wish): string[] {
  const random = createRandom(seed);
  const at = (index: number): bigint => rows[Math.min(rows.length - 1, Math.floor(index))] as bigint;
  const part = random() * rows.length;
  const pick = (): bigint => {
    switch (kind) {
      case 'side by side':
        return at(part + random() * count);
      case 'in a part':
        return at(part + random() * count * 5);
      case 'below all':
        return at(0) - BigInt(Math.ceil(random() * 2 ** 45));
      case 'above all':
        return at(rows.length) + BigInt(Math.ceil(random() * 2 ** 45));
      case 'missing':
        return at(random() * rows.length) + (random() < 0.5 ? 1n : -1n);
      case 'mixed':
        return at(random() * rows.length) + BigInt(Math.floor(random() * 3) - 1);
      default:
        return at(random() * rows.length);
    }
  };
  const ids = new Set<bigint>();
  for (let i = 0; i < count; i++) ids.add(pick());
  return shuffle([...ids], random)
    .filter((id) => id > 0n && id <= MAX_ID)
    .map(String);
}

/** A process in front of a store, before it knows anything. */
function startProcess(rows: Store): FakeUpstream {
  return createFakeUpstream(
    (query) => {
      const after = BigInt(query.get('after') ?? 0);
      const start = placeBehind(rows, after);
      return rows.slice(start, start + Number(query.get('limit'))).map(toRow);
    },
    (id) => rowOf(rows, id),
  );
}

function placeBehind(rows: Store, id: bigint): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as bigint) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function lookUp(process: FakeUpstream, ids: readonly string[], budget = UNBOUNDED, authorization = 'APIKey a') {
  const call = process.call({ budget, credential: createKeyCredential(authorization) });
  const results = await lookUpRows(call, COUPONS, STORE, ids);
  return { calls: call.restCalls, results };
}

function rowOf(rows: Store, id: string): unknown {
  const position = BigInt(id);
  return rows[placeBehind(rows, position) - 1] === position ? toRow(id) : undefined;
}

/** What a look-up has to give. */
function expected(rows: Store, ids: readonly string[]): unknown[] {
  return ids.map((id) => rowOf(rows, id));
}

describe('a look-up', () => {
  it('gives what is there, for as many calls as in a fresh process, whatever was looked up before', () =>
    fc.assert(
      fc.asyncProperty(store, fc.array(wish, { maxLength: 12 }), wish, async (rows, history, last) => {
        const process = startProcess(rows);
        for (const earlier of history) await lookUp(process, idsOf(rows, earlier));
        const ids = idsOf(rows, last);
        const fresh = await lookUp(startProcess(rows), ids);
        const later = await lookUp(process, ids);
        expect(fresh.results).toEqual(expected(rows, ids));
        expect(later.results).toEqual(fresh.results);
        expect(later.calls).toBe(fresh.calls);
      }),
      { numRuns: 300 },
    ));

  it('loses no row to a budget that is enough in a fresh process, whatever was looked up before', () =>
    fc.assert(
      fc.asyncProperty(store, fc.array(wish, { maxLength: 12 }), wish, async (rows, history, last) => {
        const process = startProcess(rows);
        for (const earlier of history) await lookUp(process, idsOf(rows, earlier));
        const ids = idsOf(rows, last);
        // What is enough is less than it costs when nothing is short.
        let budget = (await lookUp(startProcess(rows), ids)).calls;
        const isEnough = async (calls: number) => {
          const { results } = await lookUp(startProcess(rows), ids, calls);
          return !results.some((result) => result instanceof Error);
        };
        while (budget > 0 && (await isEnough(budget - 1))) budget--;
        expect((await lookUp(process, ids, budget)).results).toEqual(expected(rows, ids));
      }),
      { numRuns: 300 },
    ));

  it('costs what it would in a fresh process when all before was looked up with other keys', () =>
    fc.assert(
      fc.asyncProperty(store, fc.array(wish, { maxLength: 6 }), wish, async (rows, history, last) => {
        const process = startProcess(rows);
        for (const [index, earlier] of history.entries()) {
          await lookUp(process, idsOf(rows, earlier), UNBOUNDED, `APIKey b${index}`);
        }
        const ids = idsOf(rows, last);
        expect((await lookUp(process, ids)).calls).toBe((await lookUp(startProcess(rows), ids)).calls);
      }),
      { numRuns: 300 },
    ));

  it('costs no more than is estimated', () =>
    fc.assert(
      fc.asyncProperty(store, fc.array(wish, { maxLength: 4 }), wish, async (rows, history, last) => {
        const process = startProcess(rows);
        for (const earlier of history) await lookUp(process, idsOf(rows, earlier));
        const ids = idsOf(rows, last);
        const reads = createReads();
        for (const id of ids) reads.lookUp(STORE, id);
        const { atLeast, atMost } = reads.cost();
        for (const each of [process, startProcess(rows)]) {
          const { calls } = await lookUp(each, ids);
          expect(calls).toBeLessThanOrEqual(atMost);
          expect(calls).toBeGreaterThanOrEqual(atLeast);
        }
      }),
      { numRuns: 300 },
    ));

  it('finds what was created since, and nothing that was deleted', () =>
    fc.assert(
      fc.asyncProperty(store, fc.array(wish, { maxLength: 6 }), fc.nat(), wish, async (before, history, seed, last) => {
        const rows = [...before];
        const process = startProcess(rows);
        for (const earlier of history) await lookUp(process, idsOf(rows, earlier));
        const random = createRandom(seed);
        const changed = before.flatMap((id) => (random() < 0.3 ? [] : random() < 0.1 ? [id, id + 1n] : [id]));
        const after = [...new Set(changed)].toSorted((a, b) => (a < b ? -1 : 1));
        rows.splice(0, rows.length, ...after);
        const ids = idsOf(before, last);
        for (let time = 0; time < 3; time++) {
          expect((await lookUp(process, ids)).results).toEqual(expected(after, ids));
        }
      }),
      { numRuns: 200 },
    ));
});
