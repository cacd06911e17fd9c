import fc from 'fast-check';
import { type FragmentDefinitionNode, getOperationAST, Kind, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { estimateCost } from '../../src/graphql/cost/estimate.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { operationOf } from './schema-arbitrary.ts';

const SCHEMA = createSchema();
const BUDGET = 1000;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ env: { MAX_REST_CALLS: String(BUDGET) } });
});
afterAll(() => gateway.close());

function estimate(query: string) {
  const document = parse(query);
  const operation = getOperationAST(document)!;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return estimateCost(operation, { schema: SCHEMA, fragments, variables: {}, downwards: 2 });
}

/** What an operation really costs, as the gateway counts it and as the API sees it. */
async function costOf(query: string): Promise<number> {
  let counted = 0;
  const seen = await gateway.callsOf(async () => {
    const answer = await gateway.query(query);
    counted = answer.extensions?.cost?.restCalls ?? 0;
  });
  expect(seen).toBe(counted);
  return counted;
}

test('no generated query costs more than its estimate', async () => {
  const query = operationOf(SCHEMA, 'query');
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const cost = estimate(text);
      expect(await costOf(text)).toBeLessThanOrEqual(cost.atMost);
    }),
    { numRuns: 150 },
  );
});

test('no generated mutation costs more than its estimate', async () => {
  const mutation = operationOf(SCHEMA, 'mutation');
  await fc.assert(
    fc.asyncProperty(mutation, async (text) => {
      const cost = estimate(text);
      expect(await costOf(text)).toBeLessThanOrEqual(cost.atMost);
    }),
    { numRuns: 60 },
  );
});

const COUPON = 'id store { name marketingConfiguration(kind: ABANDONED_CHECKOUT) { id } }';

test.each([
  ['a handle', `{ store(storeId: "${STORE_ID}") { id } }`, 0],
  [
    'a profile, however often',
    `{ a: store(storeId: "${STORE_ID}") { name slug } b: store(storeId: "${STORE_ID}") { name } }`,
    1,
  ],
  ['two stores', `{ a: store(storeId: "${STORE_ID}") { name } b: store(storeId: "${EMPTY_STORE_ID}") { name } }`, 2],
  [
    'a page with what its coupons share',
    `{ store(storeId: "${STORE_ID}") { coupons(first: 50) { nodes { ${COUPON} } } } }`,
    3,
  ],
  [
    'a page of 100 with its flag',
    `{ store(storeId: "${STORE_ID}") { coupons(first: 100, sort: OLDEST_FIRST) { pageInfo { hasNextPage } } } }`,
    2,
  ],
  ['what is skipped', `{ store(storeId: "${STORE_ID}") { name @skip(if: true) } }`, 0],
  [
    'a fragment on another type',
    `{ node(id: "gid://paynow/Store/${STORE_ID}") { ... on Coupon { store { name } } } }`,
    0,
  ],
  [
    'a fragment on this type',
    `{ node(id: "gid://paynow/Store/${STORE_ID}") { ...A } } fragment A on Store { name }`,
    1,
  ],
])('the estimate counts each different read once: %s', async (_what, query, calls) => {
  expect(estimate(query).atMost).toBe(calls);
  expect(await costOf(query)).toBe(calls);
});

test('what must cost more than it may is refused before the first call, with the number', async () => {
  const small = await startGateway({ env: { MAX_REST_CALLS: '2' } });
  try {
    const fields = ['1', '2', '3'].map((id) => `s${id}: store(storeId: "${id}") { name }`);
    const answer = await small.query(`{ ${fields.join(' ')} }`);
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'OPERATION_TOO_COSTLY' } });
    expect(answer.errors?.[0]?.message).toContain('at least 3 REST calls');
    expect(small.sandbox.requests).toHaveLength(0);
  } finally {
    await small.close();
  }
});

test('a mutation is refused for what it must cost only, not for what it may', async () => {
  const small = await startGateway({ env: { MAX_REST_CALLS: '3' } });
  const [couponId] = small.sandbox.data.insertCoupons(STORE_ID, [{}]);
  const update = `couponUpdate(input: { id: "gid://paynow/Coupon/${STORE_ID}/${couponId}", note: "x" }) { coupon { note } }`;
  try {
    const { data, errors, extensions } = await small.query(`mutation { a: ${update} b: ${update} c: ${update} }`);
    expect(errors).toBeUndefined();
    expect(data.c).toEqual({ coupon: { note: 'x' } });
    expect(extensions.cost.restCalls).toBe(3);
    const tooMany = await small.query(`mutation { a: ${update} b: ${update} c: ${update} d: ${update} }`);
    expect(tooMany.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
    expect(small.sandbox.requests).toHaveLength(3);
  } finally {
    await small.close();
  }
});

test('equal reads and what was tried again are counted apart', async () => {
  gateway.sandbox.faults.add({ kind: 'error', status: 503 }, { times: 1 });
  const read = `store(storeId: "${STORE_ID}") { name }`;
  const answer = await gateway.query(`{ a: ${read} b: ${read} c: ${read} }`);
  expect(answer.extensions).toEqual({ cost: { restCalls: 1, budget: BUDGET, deduplicated: 2, retried: 1 } });
});
