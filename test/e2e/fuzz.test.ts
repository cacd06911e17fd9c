import * as fc from 'fast-check';
import { isEnumType } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import { type Answer, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { sendHttp } from '../support/wire.ts';
import { COUPON_ID, inputOf, operationOf } from './schema-arbitrary.ts';

const SCHEMA = createSchema();
/** What a client may be told when the REST API works: all documented codes but those that blame the API or us. */
const CODES: readonly string[] = [
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_TOO_COSTLY',
];
const MAX_REST_CALLS = 50;
const RUNS = { numRuns: 100, interruptAfterTimeLimit: 10_000 };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
});
beforeEach(() => gateway.sandbox.clearRequests());
afterAll(() => gateway.close());

/** Sends a body and checks what holds for every answer. */
async function ask(body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: 'APIKey sandbox' };
  let text = '';
  const calls = await gateway.callsOf(async () => {
    const answer = await sendHttp(gateway.url, { headers, body });
    expect(answer.status).toBeLessThan(500);
    text = answer.text;
  });
  const answer = JSON.parse(text) as Answer;
  expect('data' in answer || 'errors' in answer).toBe(true);
  for (const { message, extensions } of answer.errors ?? []) {
    expect(CODES, message).toContain(extensions.code);
    expect(message).not.toMatch(/\n +at |node_modules|\[object|https?:/);
  }
  if (answer.data === undefined) expect(calls).toBe(0);
  expect(calls).toBeLessThanOrEqual(MAX_REST_CALLS);
  return answer;
}

const TOKENS = fc.constantFrom(
  ...['{', '}', '(', ')', '[', ']', '!', '$', '...', ':', '=', '@', '|', '&', '"', '"""', '#', '\n', ',', '\\'],
  ...[
    'query',
    'mutation',
    'fragment',
    'on',
    'true',
    'null',
    'store',
    'coupons',
    'nodes',
    'id',
    '__schema',
    '1',
    '-0.1e9',
  ],
);

test('any text for a document is answered with a documented code, without a REST call', async () => {
  const texts = fc.oneof(
    fc.array(TOKENS, { maxLength: 40 }).map((tokens) => tokens.join(' ')),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary' }).map((text) => `{ node(id: ${JSON.stringify(text)}) { id } }`),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (query) => {
      const calls = await gateway.callsOf(() => ask(JSON.stringify({ query })));
      expect(calls).toBe(0);
    }),
    { ...RUNS, numRuns: 300 },
  );
});

test('any JSON for a request is answered with a documented code, without a REST call', async () => {
  const parameters = fc.record(
    {
      query: fc.oneof(fc.constant('query A($a: ID) { node(id: $a) { id } }'), fc.jsonValue()),
      variables: fc.jsonValue(),
      operationName: fc.oneof(fc.constant('A'), fc.jsonValue()),
      extensions: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        parameters.map((given) => JSON.stringify(given)),
        fc.json(),
        fc.string(),
      ),
      async (body) => {
        const calls = await gateway.callsOf(() => ask(body));
        expect(calls).toBe(0);
      },
    ),
    { ...RUNS, numRuns: 200 },
  );
});

test('any query is answered with documented codes within its budget, and the same when it is compiled', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(operationOf(SCHEMA, 'query'), async (query) => {
      const body = JSON.stringify({ query });
      const first = await ask(body);
      if (!first.data) return;
      answered++;
      await ask(body);
      await ask(body);
      expect((await ask(body)).data).toEqual(first.data);
    }),
    RUNS,
  );
  expect(answered).toBeGreaterThan(RUNS.numRuns / 10);
});

test('any mutation is answered with documented codes within its budget', async () => {
  await fc.assert(
    fc.asyncProperty(operationOf(SCHEMA, 'mutation'), async (query) => {
      await ask(JSON.stringify({ query }));
    }),
    RUNS,
  );
});

const INPUTS = [
  'CouponCreateInput',
  'CouponUpdateInput',
  'CouponDeleteInput',
  'MarketingConfigurationSetInput',
  'MarketingConfigurationUpdateInput',
];

test.each(INPUTS)('any %s in a variable is answered with documented codes', async (name) => {
  const type = SCHEMA.getType(name);
  if (!type || !('getFields' in type) || isEnumType(type)) throw new Error(`no input type ${name}`);
  const field = name.charAt(0).toLowerCase() + name.slice(1, -'Input'.length);
  const query = `mutation ($input: ${name}!) { ${field}(input: $input) { userErrors { code field message } } }`;
  const inputs = fc.oneof(inputOf(type as Parameters<typeof inputOf>[0]), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      await ask(JSON.stringify({ query, variables: { input } }));
    }),
    { ...RUNS, numRuns: 50 },
  );
});

test('any text that is said about a value is said without it', async () => {
  const canary = 'c4n4ry';
  const hidden = fc.tuple(fc.string(), fc.string()).map((around) => around.join(canary));
  const places: readonly ((value: string) => object)[] = [
    (value) => ({ query: `{ store(storeId: ${JSON.stringify(value)}) { id } }` }),
    (value) => ({ query: `{ store(storeId ${JSON.stringify(value)}) { id } }` }),
    (value) => ({ query: `{ store(storeId: "1") { coupons(sort: ${JSON.stringify(value)}) { nodes { id } } } }` }),
    (value) => ({ query: `{ store(storeId: "1") { coupons(after: ${JSON.stringify(value)}) { nodes { id } } } }` }),
    (value) => ({ query: 'query ($a: FlakeID!) { store(storeId: $a) { id } }', variables: { a: value } }),
    (value) => ({ query: 'query ($a: CouponSort) { __typename }', variables: { a: value } }),
    (value) => ({
      query: `query ($a: Int) { store(storeId: "${STORE_ID}") { coupons(first: $a) { nodes { id } } } }`,
      variables: { a: value },
    }),
    (value) => ({
      query: `query ($a: CouponFilter) { store(storeId: "${STORE_ID}") { coupons(filter: $a) { nodes { id } } } }`,
      variables: { a: { usableByCustomerId: value, status: value } },
    }),
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), hidden, async (place, value) => {
      const { errors = [] } = await ask(JSON.stringify(place(value)));
      expect(errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toContain(canary);
    }),
    { ...RUNS, numRuns: 200 },
  );
  expect(gateway.logged()).not.toContain(canary);
});

test('none of all this was unexpected', () => {
  expect(gateway.logged()).toContain('"msg":"request"');
  expect(gateway.logged()).not.toMatch(/"level":[56]0/);
});
