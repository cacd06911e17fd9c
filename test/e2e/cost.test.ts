import fc from 'fast-check';
import { type FragmentDefinitionNode, type GraphQLSchema, getOperationAST, Kind, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { shapeAnswer } from '../../src/graphql/cost/answer-shape.ts';
import { sizeFor } from '../../src/graphql/cost/answer-size.ts';
import { estimateCost } from '../../src/graphql/cost/estimate.ts';
import { toCursor } from '../../src/graphql/cursor.ts';
import { createSchema, createSubgraphSchema } from '../../src/graphql/schema.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { WHOLE_SUBGRAPH } from '../federation/whole-subgraph.ts';
import { emptyFact, listFacts } from '../support/facts.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { operationOf, printLiteral } from './schema-arbitrary.ts';

const SCHEMA = createSchema();
const SUBGRAPH = createSubgraphSchema(WHOLE_SUBGRAPH);
const BUDGET = 1000;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ env: { MAX_REST_CALLS: String(BUDGET) } });
});
afterAll(() => gateway.close());

/** What an operation may cost and give, as it is worked out before it is executed; nothing for what does not fit. */
function predict(query: string, schema = SCHEMA) {
  const document = parse(query);
  if (validate(schema, document).length > 0) return { bound: 0, atMost: 0, atLeast: 0, values: 0 };
  const operation = getOperationAST(document)!;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const shape = shapeAnswer(schema, fragments, operation);
  const context = { schema, fragments, variables: {}, downwards: 2, calling: shape.calling };
  return { bound: shape.calls, ...estimateCost(operation, context), values: sizeFor(shape, {}).values };
}

/** Values in an answer, without what stands for none. */
function countValues(data: unknown): number {
  if (Array.isArray(data)) return data.reduce((sum, item) => sum + countValues(item), 0);
  if (typeof data !== 'object' || data === null) return 0;
  return Object.values(data).reduce((sum, value) => sum + 1 + countValues(value), 0);
}

/** What an operation really costs, as the gateway counts it and as the API sees it. */
async function take(query: string, of = gateway): Promise<{ readonly calls: number; readonly values: number }> {
  let counted = 0;
  let values = 0;
  const calls = await of.callsOf(async () => {
    const answer = await of.query(query);
    counted = answer.extensions?.cost?.restCalls ?? 0;
    values = countValues(answer.data);
  });
  expect(calls).toBe(counted);
  return { calls, values };
}

/** Nothing takes more than it was estimated to, and no estimate is above the bound that needs no variables. */
async function expectWithin(query: string): Promise<void> {
  const predicted = predict(query);
  const taken = await take(query);
  expect(taken.calls).toBeLessThanOrEqual(predicted.atMost);
  expect(predicted.atMost).toBeLessThanOrEqual(predicted.bound);
  expect(taken.values).toBeLessThanOrEqual(predicted.values);
}

test('no generated query takes more than its estimate, nor is that more than its bound', async () => {
  const query = operationOf(SCHEMA, 'query');
  await fc.assert(fc.asyncProperty(query, expectWithin), { numRuns: 150 });
});

test('no generated mutation takes more than its estimate, nor is that more than its bound', async () => {
  const mutation = operationOf(SCHEMA, 'mutation');
  await fc.assert(fc.asyncProperty(mutation, expectWithin), { numRuns: 60 });
});

const COUPON = 'id store { name marketingConfiguration(kind: ABANDONED_CHECKOUT) { id } }';

test.each([
  ['a handle', `{ store(storeId: "${STORE_ID}") { id } }`, 0],
  [
    'a profile, however often',
    `{ a: store(storeId: "${STORE_ID}") { name slug } b: store(storeId: "${STORE_ID}") { name } }`,
    1,
  ],
  [
    'a fragment in two stores',
    `{ a: store(storeId: "${STORE_ID}") { ...A } b: store(storeId: "${EMPTY_STORE_ID}") { ...A } } fragment A on Store { name }`,
    2,
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
  [
    'a key that is another field on each type',
    `{ node(id: "gid://paynow/Store/${STORE_ID}") { ... on Coupon { x: note } ... on Store { x: name } } }`,
    1,
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
  expect(predict(query).atMost).toBe(calls);
  expect((await take(query)).calls).toBe(calls);
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
  const update = `couponUpdate(input: { id: "gid://paynow/Coupon/${STORE_ID}/${couponId}", set: { note: "x" } }) { coupon { note } }`;
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

const COUPON_ID = '450000000000000001';
const AMOUNT_ID = '450000000000000002';
const MARKETING = { enabled: false, triggerAfter: 'PT1H', minimumOrderValue: 0, commands: [] };
const MAIL_COUPON = `{ discountType: AMOUNT, discountAmount: 1, duration: ONCE, minimumOrderValue: 0,
  discountOnlyRequiredTagsOrProducts: false, discountApplyBeforeSales: false, requiredTagIds: [], requiredProductIds: [],
  customerRedeemLimitEnabled: false, customerRedeemLimit: 0, usableOnOneTimePurchases: true, usableOnSubscriptions: true }`;
const CURSOR = toCursor('NEWEST_FIRST', COUPON_ID);
const UP_CURSOR = toCursor('OLDEST_FIRST', '1');
const inStore = (fields: string): string => `{ store(storeId: "${STORE_ID}") { ${fields} } }`;

const GLOBAL_ID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
const VERSION = '7';
const inTwoStores = (version: string): string =>
  [STORE_ID, EMPTY_STORE_ID]
    .map((storeId) => `{ id: "gid://paynow/Coupon/${storeId}/${COUPON_ID}", expectedVersion: "${version}" }`)
    .join(' ');
/** More than those for which a field that calls counts. */
const MANY_VALUES = Array.from({ length: 90 }, (_, index) => `i${index}: index`).join(' ');
const OF_ITS_STORE = 'store { name marketingConfigurations { kind } }';
/** Values that are never null: each is a mistake. */
const NULLS = [
  ...['enabled', 'code', 'duration', 'discountType', 'discountAmount', 'discountApplyIndividually', 'discount'],
  ...['discountApplyBeforeSales', 'minimumOrderValue', 'redeemLimitStoreEnabled', 'redeemLimitStoreAmount'],
  ...['redeemLimitCustomerEnabled', 'redeemLimitCustomerAmount', 'usableOnOneTimePurchase', 'usableOnSubscription'],
]
  .map((name) => `${name}: null`)
  .join(' ');

/** For each field that costs or gives something by itself, an operation that shows it. */
const WITNESSES: Readonly<Record<string, string>> = {
  'Query.store': `{ a: store(storeId: "${STORE_ID}") { name } b: store(storeId: "${EMPTY_STORE_ID}") { name } }`,
  'Query.coupon': `{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { id } }`,
  'Query.node': `{ node(id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}") { id } }`,
  'Query.nodes': `{ nodes(ids: [${Array(20).fill('"gid://paynow/Store/1"').join(' ')}, "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}"]) { id } }`,
  'Query._entities': `{ _entities(representations: [
    ${'{ __typename: "Store", storeId: "1" }'.repeat(20)} { __typename: "Coupon", storeId: "${STORE_ID}", couponId: "${COUPON_ID}" }
  ]) { __typename } }`,
  'Store.name': inStore('name'),
  'Store.slug': inStore('slug'),
  'Store.currency': inStore('currency'),
  'Store.platform': inStore('platform'),
  'Store.liveMode': inStore('liveMode'),
  'Store.coupon': inStore(`coupon(couponId: "${COUPON_ID}") { id }`),
  'Store.coupons': inStore(`coupons(first: 50, after: "${UP_CURSOR}", sort: OLDEST_FIRST) { nodes { id } }`),
  'Store.couponByCode': inStore('couponByCode(code: "NO-SUCH-CODE") { id }'),
  'Store.couponsCount': inStore('couponsCount(limit: 200) { count }'),
  'Store.marketingConfiguration': inStore('marketingConfiguration(kind: ABANDONED_CHECKOUT) { id }'),
  // The page takes both of its calls, so that nothing is left of them for the flag.
  'PageInfo.hasNextPage': inStore(`coupons(first: 100, after: "${CURSOR}") { pageInfo { hasNextPage } }`),
  'PageInfo.hasPreviousPage': inStore(`coupons(first: 99, after: "${CURSOR}") { pageInfo { hasPreviousPage } }`),
  'CouponAmountDiscount.currency': inStore(
    `coupon(couponId: "${AMOUNT_ID}") { discount { ... on CouponAmountDiscount { currency } } }`,
  ),
  'Store.marketingConfigurations': inStore(`marketingConfigurations {
    id kind enabled invalid version storeId triggerAfter minimumOrderValue maximumOrderValue updatedAt
    maxCouponsPerCustomerAmount maxCouponsPerCustomerPeriod maxCouponsGlobalAmount maxCouponsGlobalPeriod
    couponConfiguration {
      duration discountType discountAmount discountApplyBeforeSales discountOnlyRequiredTagsOrProducts expiresAfter
      durationInIntervals minimumOrderValue requiredTagIds requiredProductIds customerRedeemLimit
      customerRedeemLimitEnabled usableOnOneTimePurchases usableOnSubscriptions
    }
  }`),
  'Mutation.couponCreate': `mutation { couponCreate(input: { storeId: "${STORE_ID}",
    coupon: { code: "WITNESS", discount: { amount: 1 } } }) { reconciled } }`,
  'Mutation.couponUpdate': `mutation { couponUpdate(input: { id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}",
    set: { note: "x" } }) { userErrors { code } } }`,
  'Mutation.couponDelete': `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/1" }) { deletedCouponId } }`,
  'Mutation.couponBulkCreate': `mutation { couponBulkCreate(input: { storeId: "${STORE_ID}",
    template: { discount: { amount: 1 } }, generate: { count: 3 } }) { results { index code outcome reconciled
      coupon { id couponId code note enabled duration discountAmount discountType minimumOrderValue storeId version } } } }`,
  'Mutation.couponBulkUpdate': `mutation { couponBulkUpdate(input: { items: [${inTwoStores(VERSION)}], set: { note: "x" } }) {
    results { ${MANY_VALUES} coupon { ${OF_ITS_STORE} } } } }`,
  'Mutation.couponBulkDelete': `mutation { couponBulkDelete(input: { items: [${inTwoStores('another')}] }) {
    results { ${MANY_VALUES} coupon { ${OF_ITS_STORE} } } } }`,
  'CouponBulkCreatePayload.userErrors': `mutation { couponBulkCreate(input: { storeId: "${STORE_ID}",
    template: { ${NULLS} }, generate: { count: 1 } }) { userErrors { field message code } } }`,
  'CouponBulkCreateResult.userErrors': `mutation { couponBulkCreate(input: { storeId: "${STORE_ID}", template: {},
    items: [{ code: "A", set: { ${NULLS} } }] }) { results { userErrors { field message code } } } }`,
  'CouponBulkUpdatePayload.userErrors': `mutation { couponBulkUpdate(input: { set: { ${NULLS} },
    items: [{ id: "${GLOBAL_ID}" }] }) { userErrors { field message code } } }`,
  'CouponBulkUpdateResult.userErrors': `mutation { couponBulkUpdate(input: {
    items: [{ id: "${GLOBAL_ID}", set: { ${NULLS} } }] }) { results { userErrors { field message code } } } }`,
  'CouponBulkDeletePayload.userErrors': `mutation { couponBulkDelete(input: {
    items: [{ id: "${GLOBAL_ID}" }] }) { userErrors { field message code } } }`,
  'CouponBulkDeleteResult.userErrors': `mutation { couponBulkDelete(input: {
    items: [{ id: "${GLOBAL_ID}" }] }) { results { userErrors { field message code } } } }`,
  'Mutation.marketingConfigurationSet': `mutation { marketingConfigurationSet(input: { storeId: "${STORE_ID}",
    kind: ABANDONED_CHECKOUT, configuration: {
      ${printLiteral(MARKETING).slice(1, -1)}, couponConfiguration: ${MAIL_COUPON} } }) { userErrors { code } } }`,
  'Mutation.marketingConfigurationUpdate': `mutation { marketingConfigurationUpdate(input: {
    id: "gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT",
    set: { enabled: true } }) { userErrors { code } } }`,
};

/** Only the REST API finds more than one thing wrong with a deletion. */
const REFUSAL: Fault = {
  kind: 'error',
  status: 409,
  errors: Array.from({ length: 9 }, () => ({ code: 'conflict', message: 'in use', path: '', validation: '' })),
};

/** Each fact about what a field costs or gives, by its field. */
const FACTS = listFacts(SUBGRAPH).filter(([, fact]) =>
  ['calls', 'callsAtLeast', 'allowance', 'rows', 'reads'].includes(fact),
);

describe('what fields cost is told at them, and each fact is needed', () => {
  test.each(FACTS)('%s: %s', async (coordinate, fact) => {
    const query = WITNESSES[coordinate];
    if (!query) throw new Error(`Give an operation that shows what ${coordinate} costs.`);
    const isFederated = coordinate === 'Query._entities';
    // A gateway that has not learned yet what a cursor means to the REST API.
    const fresh = await startGateway({
      sandbox: { reading: { cursors: 'position', cut: 'far' } },
      env: { MAX_REST_CALLS: String(BUDGET), FEDERATION: isFederated ? 'on' : 'off' },
    });
    onTestFinished(() => fresh.close());
    const amountOff = { id: AMOUNT_ID, discount_type: 'amount' };
    fresh.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID, version_id: VERSION }, amountOff]);
    fresh.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ id: COUPON_ID, version_id: VERSION }]);
    if (coordinate.startsWith('CouponBulkDelete')) fresh.sandbox.faults.add(REFUSAL, { when: { method: 'DELETE' } });
    const taken = await take(query, fresh);
    const schemaOf = () => (isFederated ? createSubgraphSchema(WHOLE_SUBGRAPH) : createSchema());
    const isWithin = (schema: GraphQLSchema): boolean => {
      const { bound, atMost, atLeast, values } = predict(query, schema);
      const isMost = taken.calls <= atMost && atMost <= bound && taken.values <= values;
      return isMost && taken.calls >= atLeast;
    };
    expect(isWithin(schemaOf())).toBe(true);
    const emptied = schemaOf();
    emptyFact(emptied, coordinate, fact);
    expect(isWithin(emptied)).toBe(false);
  });
});
