import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
afterEach(() => gateway.sandbox.faults.clear());

/** A document is compiled when it comes for the third time: until then the reference executor answers. */
const SIGHTINGS = 5;

async function answersTo(query: string, variables: object = {}): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let sighting = 1; sighting <= SIGHTINGS; sighting++) answers.push(await gateway.query(query, variables));
  return answers;
}

const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
const TOO_COSTLY = [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }];
const MEBIBYTE = 1024 * 1024;

describe('an answer has eight MiB at most, compiled or not', () => {
  const LONG = 'x'.repeat(90_000);

  test.each([
    ['a note of a coupon', 'note'],
    ['a code of a coupon', 'code'],
  ])('whatever is repeated in it: %s', async (_id, field) => {
    const storeId = '77';
    gateway.sandbox.data.setStore(storeId, {});
    gateway.sandbox.data.insertCoupons(
      storeId,
      Array.from({ length: 40 }, (_, index) => ({ [field]: `${LONG}${index}` })),
    );
    const page = (fields: string): string =>
      `{ store(storeId: "${storeId}") { coupons(first: 40) { nodes { ${fields} } } } }`;
    for (const { data, errors } of await answersTo(page(aliases(99, field)))) {
      expect(data).toBeUndefined();
      expect(errors).toMatchObject(TOO_COSTLY);
      expect(errors?.[0]?.message).toContain('larger than 8,388,608 bytes');
    }
    for (const { data, errors } of await answersTo(page(aliases(2, field)))) {
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data).length).toBeGreaterThan(6 * MEBIBYTE);
    }
  });

  test.each([
    [
      'the command of a marketing mail',
      'commands',
      `marketingConfiguration(kind: PURCHASE_FOLLOW_UP) { commands { ${aliases(95, 'command')} } }`,
    ],
    ['the name of a store', 'name', aliases(95, 'name')],
  ])('whatever text it is: %s', async (_id, key, fields) => {
    const long = 'x'.repeat(1_000_000);
    gateway.sandbox.faults.add(
      { kind: 'answer', status: 200, body: JSON.stringify(bodyWith(key, long)) },
      { when: { path: key === 'name' ? /stores\/\d+$/ : /marketing/ } },
    );
    for (const { data, errors } of await answersTo(`{ store(storeId: "${STORE_ID}") { ${fields} } }`)) {
      expect(errors).toMatchObject(TOO_COSTLY);
      expect(data).toBeUndefined();
    }
  });

  test('lists of plain values are not copied before it is known that they fit', async () => {
    const ids = Array.from({ length: 200_000 }, (_, index) => String(411_486_491_630_370_000n + BigInt(index)));
    gateway.sandbox.faults.add(
      { kind: 'answer', status: 200, body: JSON.stringify({ ...coupon(), apply_to_products: ids }) },
      { when: { path: /coupons\/\d+$/ } },
    );
    const query = `{ coupon(storeId: "${STORE_ID}", couponId: "5") { ${aliases(99, 'applyToProductIds')} } }`;
    for (const { errors } of await answersTo(query)) expect(errors).toMatchObject(TOO_COSTLY);
  });

  function bodyWith(key: string, text: string): object {
    if (key === 'name') return { id: STORE_ID, name: text };
    const configuration = gateway.sandbox.data.marketing(STORE_ID, 'purchase-follow-ups');
    return { ...configuration, commands: [{ id: '1', store_id: STORE_ID, command: text, online_only: false }] };
  }

  function coupon(): object {
    const [id] = gateway.sandbox.data.insertCoupons(STORE_ID, [{}]);
    return { ...gateway.sandbox.data.coupon(STORE_ID, id as string), id: '5' };
  }
});

describe('an answer has a hundred errors at most, and one that counts the others', () => {
  const ids = Array.from({ length: 1500 }, () => `gid://paynow/Store/${EMPTY_STORE_ID}`);
  const NAMES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Store { name } } }';

  test.each([
    [500, /^400 more fields failed, whose errors are left out\. Ask for fewer at once\.$/],
    [1500, /^1,400 more fields failed, .* The operation ended after 1,000 of them\./],
  ])('of %i fields that fail', async (count, summary) => {
    gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: /stores\/\d+$/ } });
    for (const { data, errors = [], extensions } of await answersTo(NAMES, { ids: ids.slice(0, count) })) {
      expect(errors).toHaveLength(101);
      expect(errors.slice(0, 100).map(({ extensions: { code } }) => code)).toEqual(Array(100).fill('FORBIDDEN'));
      expect(errors[100]).toMatchObject({ message: expect.stringMatching(summary), ...TOO_COSTLY[0] });
      expect(data.nodes).toHaveLength(count);
      expect(data.nodes[count - 1]).toEqual({ id: ids[0], name: null });
      expect(extensions.cost).toMatchObject({ restCalls: 1, deduplicated: count - 1 });
    }
  });

  test('of a hundred there is none too many', async () => {
    gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: /stores\/\d+$/ } });
    const { errors } = await gateway.query(NAMES, { ids: ids.slice(0, 100) });
    expect(errors).toHaveLength(100);
  });

  test('and fields whose arguments cannot be used are refused before any is executed', async () => {
    const query = `query ($ids: [ID!]!, $id: FlakeID = "1") {
      nodes(ids: $ids) { ... on Store { coupon(couponId: $id) { id } } }
    }`;
    const calls = await gateway.callsOf(async () => {
      for (const { data, errors } of await answersTo(query, { ids, id: null })) {
        expect(data).toBeUndefined();
        expect(errors).toMatchObject(TOO_COSTLY);
      }
    });
    expect(calls).toBe(0);
  });
});

test('what an operation cost is the same however often its document came, also when a field fails', async () => {
  gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: /marketing/ } });
  const store = `store(storeId: "${STORE_ID}") { name slug marketingConfiguration(kind: ABANDONED_CHECKOUT) { id } }`;
  const answers = await answersTo(`{ a: ${store} b: ${store} }`);
  for (const { extensions } of answers) {
    expect(extensions.cost).toEqual({ restCalls: 2, budget: 50, deduplicated: 4, retried: 0 });
  }
});

describe('an operation that reads and brings no usable credential', () => {
  test.each([
    ['a read', `{ store(storeId: "${STORE_ID}") { name } }`],
    ['a read that a variable skips', `query ($no: Boolean = false) { store(storeId: "1") { name @include(if: $no) } }`],
    ['a read of nothing', '{ nodes(ids: []) { id } }'],
    ['a write whose input is wrong', 'mutation { couponDelete(input: { id: "x" }) { userErrors { code } } }'],
  ])('is answered with one error before it is executed: %s', async (_id, query) => {
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', 401],
    ] as const) {
      const headers = { 'content-type': 'application/json', accept };
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
      });
      expect(response.status).toBe(status);
      const { data, errors } = (await response.json()) as Answer;
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  test('is told when the header came twice', async () => {
    const { errors } = await gateway.query(
      `{ store(storeId: "1") { name } }`,
      {},
      { authorization: 'APIKey a, APIKey a' },
    );
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('came more than once'),
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ]);
  });
});

describe('what a request holds beside the parameters of GraphQL over HTTP', () => {
  test.each(['id', 'doc_id', 'documentId', '__proto__', 'constructor'])('is ignored: %s', async (name) => {
    const body = `{"query":"{ __typename }","${name}":{"a":1}}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
  });

  test('is ignored in a query string too', async () => {
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('{ __typename }')}&id=x`);
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
  });
});

const HASH_FIRST = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };

describe('a client that asks by a hash first', () => {
  test.each(['documentId', 'doc_id', 'id'])('or by an id is told so too: %s', async (name) => {
    expect(await gateway.send({ [name]: 'x' })).toMatchObject({ errors: [{ message: 'PersistedQueryNotSupported' }] });
  });

  test('is told by POST and by GET that texts are sent here, so that it does', async () => {
    const refusal = { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } };
    expect(await gateway.send({ extensions: HASH_FIRST })).toMatchObject({ errors: [refusal] });
    const query = new URLSearchParams({ extensions: JSON.stringify(HASH_FIRST) });
    const response = await fetch(`${gateway.url}/graphql?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [refusal] });
  });

  test('is answered when the text comes beside the hash', async () => {
    expect(await gateway.send({ query: '{ __typename }', extensions: HASH_FIRST })).toMatchObject({
      data: { __typename: 'Query' },
    });
  });
});

test('an operation name that is empty is told so', async () => {
  const { errors } = await gateway.send({ query: 'query A { __typename }', operationName: '' });
  expect(errors).toMatchObject([{ message: expect.stringContaining('`operationName` is empty') }]);
});
