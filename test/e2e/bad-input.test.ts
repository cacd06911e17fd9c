import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { sendBytes, sendHttp, type WireAnswer } from '../support/wire.ts';
import { BAD_ANSWERS, BAD_INPUTS, type BadInput, CANARY, COUPON } from './bad-inputs.ts';

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json',
  authorization: 'APIKey sandbox',
};

/** The gateway as it starts by default. */
let open: TestGateway;
/** One as in production, without introspection. */
let closed: TestGateway;

beforeAll(async () => {
  open = await startGateway();
  closed = await startGateway({ env: { NODE_ENV: 'production' } });
});
beforeEach(() => open.sandbox.clearRequests());
afterAll(() => Promise.all([open.close(), closed.close()]));

async function send({ url }: TestGateway, sent: BadInput['sent']): Promise<Pick<WireAnswer, 'status' | 'text'>> {
  if ('bytes' in sent) {
    const answer = await sendBytes(url, sent.bytes);
    // One answer only: nothing of what was sent is taken for a second request.
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    const [head = '', ...rest] = answer.split('\r\n\r\n');
    return { status: Number(head.slice(9, 12)), text: rest.join('') };
  }
  if ('query' in sent) return sendHttp(url, { headers: HEADERS, body: JSON.stringify(sent) });
  return sendHttp(url, { ...sent, headers: { authorization: HEADERS.authorization, ...sent.headers } });
}

interface Failure {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

describe('a bad input is refused without an echo and without a REST call', () => {
  test.each(BAD_INPUTS)('$id', async ({ sent, status, code, data, closed: isClosed }) => {
    const gateway = isClosed ? closed : open;
    const answer = await send(gateway, sent);
    expect(answer.status, answer.text).toBe(status);
    // The random id of the request may hold any digits.
    expect(answer.text.replaceAll(/"requestId":"[\w-]+"/g, '')).not.toMatch(
      new RegExp(`${CANARY}|5432|Did you mean|node_modules|\\n +at `),
    );
    expect(gateway.sandbox.requests).toEqual([]);
    if (code === undefined && data === undefined) {
      expect(answer.text).toMatch(/^0?\s*$/);
      return;
    }
    const { errors = [], data: given } = JSON.parse(/{.*}/s.exec(answer.text)?.[0] ?? '') as Failure;
    expect(given).toEqual(data);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(code === undefined ? [] : [code]));
    for (const { message } of errors) expect(message).toMatch(/^.{10,}$/s);
  });

  test('and leaves nothing of itself in the log, which calls nothing unexpected', () => {
    const logged = open.logged() + closed.logged();
    expect(logged).toContain('"msg":"request"');
    expect(logged).not.toMatch(new RegExp(`${CANARY}|"level":[56]0`));
  });
});

test.each([
  ['a field', '{ stor { id } }', {}],
  ['an argument', '{ store(storId: "1") { id } }', {}],
  ['a type', '{ node(id: "1") { ... on Coupn { id } } }', {}],
  ['an enum value', '{ store(storeId: "1") { coupons(sort: NEWEST_FIST) { nodes { id } } } }', {}],
  [
    'an input field',
    'mutation ($a: CouponDeleteInput!) { couponDelete(input: $a) { deletedCouponId } }',
    { a: { i: 1 } },
  ],
  [
    'an enum value in a variable',
    'query ($a: CouponSort) { store(storeId: "1") { coupons(sort: $a) { nodes { id } } } }',
    { a: 'NEWEST_FIST' },
  ],
])('a typo is answered with a hint while the schema may be read anyway: %s', async (_id, query, variables) => {
  const saysOf = async (gateway: TestGateway) => JSON.stringify((await gateway.query(query, variables)).errors);
  expect(await saysOf(open)).toContain('Did you mean');
  expect(await saysOf(closed)).not.toContain('Did you mean');
});

test.each([
  ['none', 'fragment F on Query { __typename }', undefined, /send a query or a mutation/],
  ['two and no name', 'query A { __typename } query B { __typename }', undefined, /Name one .* in `operationName`/],
  ['none of that name', 'query A { __typename }', 'B', /Name one .* in `operationName`/],
])('whoever sends no operation that can be run is told how to: %s', async (_id, query, operationName, advice) => {
  const { text } = await sendHttp(open.url, { headers: HEADERS, body: JSON.stringify({ query, operationName }) });
  expect(text).toMatch(advice);
});

test.each(BAD_ANSWERS)('a bad answer of the REST API is told by its code alone: $id', async (row) => {
  const key = `${CANARY}-long-key`;
  const gateway = await startGateway({ sandbox: { keys: [key] } });
  onTestFinished(() => gateway.close());
  gateway.sandbox.faults.add(row.fault);
  const document = `{ store(storeId: "${STORE_ID}") { name } }`;
  const answer = await gateway.query(document, {}, { authorization: `APIKey ${key}` });
  expect(answer.data).toEqual({ store: { name: null } });
  expect(answer.errors).toMatchObject([{ extensions: { code: row.code } }]);
  expect(gateway.sandbox.requests).toHaveLength(row.calls);
  expect(JSON.stringify(answer) + gateway.logged()).not.toContain(CANARY);
});

describe('what looks bad and is not', () => {
  /** Every field of a coupon, as client libraries send them. */
  const ALL_FIELDS = `__typename applyToProductIds applyToTagIds code couponId createdAt
    createdBy { __typename actorId type } discountAmount discountApplyBeforeSales discountApplyIndividually discountType
    duration durationInIntervals durationInMonths enabled expiresAt id minimumOrderValue note redeemLimitCustomerAmount
    redeemLimitCustomerEnabled redeemLimitStoreAmount redeemLimitStoreEnabled store { __typename id } storeId updatedAt
    updatedBy { __typename actorId type } usableAt usableByCustomerId usableOnOneTimePurchase usableOnSubscription`;

  test('50 coupons with all their fields, each under an alias', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const rows = Array.from({ length: 50 }, (_, index) => ({ id: String(450_000_000_000_000_001n + BigInt(index)) }));
    gateway.sandbox.data.insertCoupons(STORE_ID, rows);
    const fields = rows.map(({ id }) => `c${id}: coupon(storeId: "${STORE_ID}", couponId: "${id}") { ${ALL_FIELDS} }`);
    const { data, errors } = await gateway.query(`query Coupons { ${fields.join(' ').replace(/\s+/g, ' ')} }`);
    expect(errors).toBeUndefined();
    expect(Object.keys(data)).toHaveLength(50);
  });

  test('the largest answer that 50 REST calls can fill', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const lists = Array.from(
      { length: 50 },
      (_, index) => `s${index}: store(storeId: "${index + 1}") { coupons(first: 100) { nodes { ...F } } }`,
    );
    const { data } = await gateway.query(`{ ${lists.join(' ')} } fragment F on Coupon { ${ALL_FIELDS} }`);
    expect(Object.keys(data)).toHaveLength(50);
    expect(gateway.sandbox.requests).toHaveLength(50);
  });

  test('the introspection of every tool', async () => {
    const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true };
    const { data, errors } = await open.query(getIntrospectionQuery({ ...options, inputValueDeprecation: true }));
    expect(errors).toBeUndefined();
    expect(() => buildClientSchema(data)).not.toThrow();
  });

  test.each([
    ['a path', '../x'],
    ['encoded', '%2e%2e%2f%00'],
    ['an emoji', '🎁👩‍👩‍👧'],
    ['from right to left', 'חינם\u202e%50'],
    ['a script', '<script>alert(1)</script>'],
    ['quotes', `"'\`\\`],
  ])('a coupon code goes there and back: %s', async (_id, code) => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const { data } = await gateway.query(
      'mutation ($input: CouponCreateInput!) { couponCreate(input: $input) { coupon { code } userErrors { code } } }',
      { input: { storeId: STORE_ID, coupon: { ...COUPON, code } } },
    );
    expect(data.couponCreate).toEqual({ coupon: { code }, userErrors: [] });
    expect(gateway.sandbox.requests.map(({ method, path }) => [method, path])).toEqual([
      ['POST', `/v1/stores/${STORE_ID}/coupons`],
    ]);
    expect(JSON.parse(gateway.sandbox.requests[0]?.body ?? '')).toMatchObject({ code });
  });

  test.each([
    ['`__proto__` as an alias', '{ __proto__: __typename constructor: __typename }', ['__proto__', 'constructor']],
    ['`__proto__` as a fragment', '{ ...__proto__ } fragment __proto__ on Query { __typename }', ['__typename']],
  ])('a name that JavaScript knows is a name, compiled or not: %s', async (_id, query, keys) => {
    for (let round = 0; round < 4; round++) expect(Object.keys((await open.query(query)).data)).toEqual(keys);
  });
});
