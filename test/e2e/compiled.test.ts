import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Answer, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { queryRequestOf } from './request-arbitrary.ts';

/** A document is compiled when it comes for the third time: until then the reference executor answers. */
const SIGHTINGS = 4;
const RUNS = Number(process.env.COMPILED_RUNS ?? 150);

/** What a key's look-ups have shown decides how many calls its next ones take: each sighting has a key of its own. */
const KEYS = Array.from({ length: (RUNS + 100) * SIGHTINGS }, (_, index) => `a-key-of-its-own-${index}`);
const unused = KEYS.values();
const nextKey = (): string => unused.next().value ?? 'sandbox';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ env: { MAX_REST_CALLS: '1000' }, sandbox: { keys: ['sandbox', ...KEYS] } });
});
afterAll(() => gateway.close());

const ID_OF_REQUEST = new Set(['requestId', 'traceId']);

/**
 * What must not depend on who executes: everything but the ids of a request, to the letter and in order. Only errors
 * come in the order in which REST calls failed, which differs from time to time.
 */
function textOf({ data, errors, extensions }: Answer): string {
  const calls = extensions?.cost?.restCalls;
  const withoutIds = (key: string, value: unknown): unknown => (ID_OF_REQUEST.has(key) ? undefined : value);
  const texts = errors?.map((error) => JSON.stringify(error, withoutIds)).toSorted();
  return JSON.stringify({ data, errors: texts, calls });
}

async function textsOf(query: string, variables?: object, operationName?: string): Promise<string[]> {
  const texts: string[] = [];
  for (let sighting = 1; sighting <= SIGHTINGS; sighting++) {
    texts.push(
      textOf(await gateway.send({ query, variables, operationName }, { authorization: `APIKey ${nextKey()}` })),
    );
  }
  return texts;
}

/** What goes wrong at the REST API, the same each time. */
const FAULTS: readonly (readonly [fault: Fault, path: RegExp])[] = [
  [{ kind: 'error', status: 403 }, /marketing/],
  [{ kind: 'error', status: 403 }, /stores\/\d+$/],
  [{ kind: 'error', status: 400 }, /coupons\?/],
  [{ kind: 'error', status: 401 }, /coupons\/\d+$/],
  [{ kind: 'empty', status: 404 }, /marketing|coupons\?/],
  [{ kind: 'answer', status: 200, body: '{"id":5}' }, /coupons\/\d+$|stores\/\d+$/],
  [{ kind: 'answer', status: 200, body: `[{"id":"1","store_id":"${STORE_ID}"}]` }, /coupons\?/],
  [{ kind: 'answer', status: 200, body: `{"store_id":"${STORE_ID}","enabled":5}` }, /marketing/],
  [{ kind: 'content-type', type: 'text/html' }, /coupons\/\d+$/],
];

test('a query gets the same answer, errors and cost, compiled or not, whatever the REST API does', async () => {
  // What lists mean is learned first, so that it costs no query a call.
  const cursor = (
    await gateway.query(`{ store(storeId: "${STORE_ID}") { coupons(first: 1) { pageInfo { endCursor } } } }`)
  ).data.store.coupons.pageInfo.endCursor;
  await gateway.query(`{ store(storeId: "${STORE_ID}") { coupons(first: 1, after: "${cursor}") { nodes { id } } } }`);
  const requests = queryRequestOf(createSchema());
  await fc.assert(
    fc.asyncProperty(requests, fc.option(fc.constantFrom(...FAULTS)), async (request, trouble) => {
      gateway.sandbox.faults.clear();
      if (trouble) gateway.sandbox.faults.add(trouble[0], { when: { path: trouble[1] } });
      const [reference, ...others] = await textsOf(request.query, request.variables, request.operationName);
      for (const other of others) expect(other).toBe(reference);
    }),
    { numRuns: RUNS },
  );
  gateway.sandbox.faults.clear();
});

const COUPONS = `coupons(first: 3) { nodes { code discountAmount note } }`;

const WORKED: readonly (readonly [id: string, query: string, variables?: object])[] = [
  [
    'aliases and fragments',
    `query { s: store(storeId: "${STORE_ID}") { ...A ...A } } fragment A on Store { id c: ${COUPONS} }`,
  ],
  [
    'skip and include by variables',
    'query($y: Boolean!) { __typename @skip(if: $y) store(storeId: "1") @include(if: $y) { id } }',
    { y: true },
  ],
  ['a field whose first selection is skipped', '{ a: __typename @skip(if: true) b: __typename a: __typename }'],
  [
    'an abstract type',
    `query($i: [ID!]!) { nodes(ids: $i) { __typename id ... on Store { storeId } } }`,
    { i: [`gid://paynow/Store/${STORE_ID}`, 'x'] },
  ],
  ['a default value', `query($f: Int = 2) { store(storeId: "${STORE_ID}") { coupons(first: $f) { nodes { code } } } }`],
  ['an argument that is refused', `{ store(storeId: "${STORE_ID}") { id coupons(first: 101) { nodes { id } } } }`],
  ['a variable that is refused', 'query($s: FlakeID!) { store(storeId: $s) { id } }', { s: 5 }],
  [
    'a null variable for a default',
    `query($o: CouponSort = OLDEST_FIRST) { store(storeId: "${STORE_ID}") { coupons(first: 1, sort: $o) { nodes { id } } } }`,
    { o: null },
  ],
  ['introspection', '{ __type(name: "Coupon") { name fields { name type { name kind ofType { name } } } } }'],
];

test.each(WORKED.map(([id, query, variables]) => ({ id, query, variables })))('the same holds for $id', async (row) => {
  const { query, variables } = row;
  const [reference, ...others] = await textsOf(query, variables);
  for (const other of others) expect(other).toBe(reference);
});

test('the same holds for a field that fails at the REST API, and no call is made twice for it', async () => {
  gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: /marketing/ } });
  const query = `{ store(storeId: "${STORE_ID}") { name marketingConfiguration(kind: ABANDONED_CHECKOUT) { id } } }`;
  const [reference, ...others] = await textsOf(query);
  expect(JSON.parse(reference as string)).toMatchObject({ errors: [expect.stringContaining('FORBIDDEN')], calls: 2 });
  for (const other of others) expect(other).toBe(reference);
  expect(await gateway.callsOf(() => gateway.query(query))).toBe(2);
  gateway.sandbox.faults.clear();
});

test('with two operations in a document, each request gets the one it names', async () => {
  const query = `query A { store(storeId: "1") { id } } query B { store(storeId: "2") { id } }`;
  const ask = async (operationName: string) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query, operationName });
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    return ((await response.json()) as Answer).data.store.id;
  };
  for (let sighting = 1; sighting <= SIGHTINGS; sighting++) {
    expect([await ask('A'), await ask('B')]).toEqual(['gid://paynow/Store/1', 'gid://paynow/Store/2']);
  }
});
