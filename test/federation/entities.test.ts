import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSeedCoupons } from '../../src/sandbox/seed-coupons.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { WHOLE_SUBGRAPH_ENV } from './whole-subgraph.ts';

const COUPON_IDS = createSeedCoupons(STORE_ID).map(({ id }) => id);
const GONE = '411486491630370999';
const FIELDS = `
  __typename
  ... on Store { storeId }
  ... on Coupon { storeId couponId }
  ... on MarketingConfiguration { storeId kind }
`;
const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) { ${FIELDS} } }`;

type Representation = Readonly<Record<string, unknown>>;

const storeByKey = (storeId: string): Representation => ({ __typename: 'Store', storeId });
const storeById = (storeId: string): Representation => ({ __typename: 'Store', id: `gid://paynow/Store/${storeId}` });
const couponByKey = (storeId: string, couponId: string): Representation => ({
  __typename: 'Coupon',
  storeId,
  couponId,
});
const couponById = (storeId: string, couponId: string): Representation => ({
  __typename: 'Coupon',
  id: `gid://paynow/Coupon/${storeId}/${couponId}`,
});
const mailById = (storeId: string, kind: string): Representation => ({
  __typename: 'MarketingConfiguration',
  id: `gid://paynow/MarketingConfiguration/${storeId}/${kind}`,
});

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ env: WHOLE_SUBGRAPH_ENV });
});

afterEach(() => {
  gateway.sandbox.faults.clear();
  gateway.sandbox.clearRequests();
});

afterAll(() => gateway.close());

describe('fifty mixed representations of two stores, by both keys, in aliased fields', () => {
  /** Every fifth coupon of the full store, newest first; the first ten come twice, by either key. */
  const full = COUPON_IDS.filter((_, index) => index % 12 === 0).toReversed();
  let few: string[];
  let representations: Representation[];

  beforeAll(() => {
    few = gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, Array(5).fill({}));
    representations = [
      ...full.map((id, index) => (index % 2 ? couponById : couponByKey)(STORE_ID, id)),
      storeByKey(STORE_ID),
      mailById(STORE_ID, 'ABANDONED_CHECKOUT'),
      ...few.map((id, index) => (index % 2 ? couponByKey : couponById)(EMPTY_STORE_ID, id)),
      storeById(EMPTY_STORE_ID),
      mailById(STORE_ID, 'PURCHASE_FOLLOW_UP'),
      mailById(STORE_ID, 'ABANDONED_CHECKOUT'),
      storeById(STORE_ID),
      ...full.slice(0, 18).map((id, index) => (index % 2 ? couponByKey : couponById)(STORE_ID, id)),
    ];
  });

  const ask = () =>
    gateway.query(
      `query ($of: [_Any!]!, $last: [_Any!]!) {
        first: _entities(representations: $of) { ${FIELDS} }
        again: _entities(representations: $of) { __typename ... on Coupon { code store { name } } }
        last: _entities(representations: $last) { ${FIELDS} }
      }`,
      { of: representations.slice(0, 40), last: representations.slice(40) },
    );

  test('come in their order', async () => {
    expect(representations).toHaveLength(50);
    const coupon = (storeId: string) => (couponId: string) => ({ __typename: 'Coupon', storeId, couponId });
    const mail = (kind: string) => ({ __typename: 'MarketingConfiguration', storeId: STORE_ID, kind });
    const { data, errors } = await ask();
    expect(errors).toBeUndefined();
    expect([...data.first, ...data.last]).toEqual([
      ...full.map(coupon(STORE_ID)),
      { __typename: 'Store', storeId: STORE_ID },
      mail('ABANDONED_CHECKOUT'),
      ...few.map(coupon(EMPTY_STORE_ID)),
      { __typename: 'Store', storeId: EMPTY_STORE_ID },
      mail('PURCHASE_FOLLOW_UP'),
      mail('ABANDONED_CHECKOUT'),
      { __typename: 'Store', storeId: STORE_ID },
      ...full.slice(0, 18).map(coupon(STORE_ID)),
    ]);
    expect(data.again).toHaveLength(40);
  });

  test('are read in list windows, and nothing is read twice', async () => {
    await ask();
    const reads = gateway.sandbox.requests.map(({ path, query }) => `${path}?${query}`);
    expect(new Set(reads).size).toBe(reads.length);
    const calls = (pattern: RegExp) => reads.filter((read) => pattern.test(read)).length;
    expect(calls(new RegExp(`^/v1/stores/${STORE_ID}/coupons`))).toBeLessThanOrEqual(3);
    expect(calls(new RegExp(`^/v1/stores/${EMPTY_STORE_ID}/coupons`))).toBe(1);
    expect(calls(/marketing/)).toBe(2);
    // The profiles of both stores, for their names.
    expect(calls(/^\/v1\/stores\/\d+\?/)).toBe(2);
    expect(reads.length).toBeLessThanOrEqual(8);
  });
});

test('an entity that does not exist is null in its place, without an error', async () => {
  const of = [
    couponByKey(STORE_ID, GONE),
    couponById(STORE_ID, COUPON_IDS[0]!),
    mailById(EMPTY_STORE_ID, 'ABANDONED_CHECKOUT'),
    couponById('1', GONE),
  ];
  const { data, errors } = await gateway.query(ENTITIES, { of });
  expect(errors).toBeUndefined();
  expect(data._entities).toEqual([null, expect.objectContaining({ couponId: COUPON_IDS[0] }), null, null]);
});

describe('a malformed key is an error at its own index only', () => {
  test.each<[string, unknown]>([
    ['no key', { __typename: 'Coupon' }],
    ['half a key', { __typename: 'Coupon', storeId: STORE_ID }],
    ['the key of another type', { __typename: 'Coupon', storeId: STORE_ID, kind: 'ABANDONED_CHECKOUT' }],
    ['the global id of another type', { __typename: 'Coupon', id: `gid://paynow/Store/${STORE_ID}` }],
    ['a global id with more behind it', { __typename: 'Store', id: `gid://paynow/Store/${STORE_ID}/1` }],
    ['a global id that is a path', { __typename: 'Coupon', id: `gid://paynow/Coupon/${STORE_ID}/../1` }],
    ['a global id of null', { ...storeByKey(STORE_ID), id: null }],
    ['a raw id that is a number', { __typename: 'Store', storeId: 411486491630370 }],
    ['a raw id that is a path', couponByKey(STORE_ID, '../1')],
    ['a raw id above 2^63', couponByKey(STORE_ID, '9223372036854775808')],
    ['a kind that there is not', mailById(STORE_ID, 'BIRTHDAY')],
    ['a store and a kind', { __typename: 'MarketingConfiguration', storeId: STORE_ID, kind: 'ABANDONED_CHECKOUT' }],
    ['a type that there is not', { __typename: 'Order', orderId: '1' }],
    ['a type that others own', { __typename: 'Product', storeId: STORE_ID, productId: '1' }],
    ['no type', { storeId: STORE_ID }],
    ['a name of every object', { __typename: '__proto__', id: 'constructor' }],
    ['a list', [storeByKey(STORE_ID)]],
    ['a string', 'gid://paynow/Store/1'],
  ])('%s', async (_name, malformed) => {
    const of = [storeByKey(STORE_ID), malformed, storeById(EMPTY_STORE_ID)];
    const { data, errors } = await gateway.query(ENTITIES, { of });
    expect(data._entities.map((entity: Representation | null) => entity?.storeId)).toEqual([
      STORE_ID,
      undefined,
      EMPTY_STORE_ID,
    ]);
    expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(gateway.sandbox.requests).toEqual([]);
  });
});

test('representations may be written into the document, with variables inside', async () => {
  const { data, errors } = await gateway.query(
    `query ($id: ID!) {
      _entities(representations: [
        { __typename: "Store", storeId: "${STORE_ID}" }
        { __typename: "Coupon", storeId: "${STORE_ID}", couponId: $id }
      ]) { ${FIELDS} }
    }`,
    { id: COUPON_IDS[7] },
  );
  expect(errors).toBeUndefined();
  expect(data._entities).toEqual([storeByKey(STORE_ID), couponByKey(STORE_ID, COUPON_IDS[7]!)]);
});

describe('MAX_REPRESENTATIONS', () => {
  test('lets a thousand entities through, by the longest key there is', async () => {
    const of = Array(1000).fill(mailById(STORE_ID, 'ABANDONED_CHECKOUT'));
    const { data, errors } = await gateway.query(ENTITIES, { of });
    expect(errors).toBeUndefined();
    expect(data._entities).toHaveLength(1000);
    expect(gateway.sandbox.requests).toHaveLength(1);
  });

  test('refuses one entity more, before any is read', async () => {
    const of = Array(1001).fill(couponByKey(STORE_ID, COUPON_IDS[0]!));
    const { errors } = await gateway.query(ENTITIES, { of });
    expect(errors).toMatchObject([{ path: ['_entities'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(gateway.sandbox.requests).toEqual([]);
  });

  test('counts all aliased fields of an operation together, before any is read', async () => {
    const of = Array(501).fill(couponByKey(STORE_ID, COUPON_IDS[0]!));
    const { errors } = await gateway.query(
      `query ($of: [_Any!]!) {
        a: _entities(representations: $of) { ${FIELDS} }
        b: _entities(representations: $of) { ${FIELDS} }
      }`,
      { of },
    );
    expect(errors).toMatchObject([{ path: ['a'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(gateway.sandbox.requests).toEqual([]);
  });
});

test('an operation that comes often is answered as the first time, errors and limit included', async () => {
  const some = [couponByKey(STORE_ID, COUPON_IDS[3]!), { __typename: 'Coupon' }, couponByKey(STORE_ID, GONE)];
  const of = [...some, ...Array(700).fill(storeByKey(STORE_ID))];
  const ask = async () => {
    const { data, errors } = await gateway.query(ENTITIES, { of });
    return { data, errors: errors?.map(({ path, extensions }) => [path, extensions.code]) };
  };
  const first = await ask();
  expect(first.errors).toEqual([[['_entities', 1], 'BAD_USER_INPUT']]);
  expect(first.data._entities.slice(0, 3)).toEqual([couponByKey(STORE_ID, COUPON_IDS[3]!), null, null]);
  for (let round = 0; round < 20; round++) expect(await ask()).toEqual(first);
});

describe('the stubs of what other subgraphs own', () => {
  test('are keys made from ids, with null and [] kept apart', async () => {
    const [some, none, empty] = gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [
      { apply_to_products: ['7', '8'], apply_to_tags: ['9'], usable_by_customer_id: '10' },
      { apply_to_products: null, apply_to_tags: null, usable_by_customer_id: null },
      { apply_to_products: [], apply_to_tags: [] },
    ]);
    const { data, errors } = await gateway.query(
      `query ($of: [_Any!]!) {
        _entities(representations: $of) {
          ... on Coupon {
            applyToProducts { storeId productId }
            applyToTags { storeId tagId }
            usableByCustomer { storeId customerId }
          }
        }
      }`,
      { of: [some, none, empty].map((id) => couponByKey(EMPTY_STORE_ID, id!)) },
    );
    const storeId = EMPTY_STORE_ID;
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      {
        applyToProducts: [
          { storeId, productId: '7' },
          { storeId, productId: '8' },
        ],
        applyToTags: [{ storeId, tagId: '9' }],
        usableByCustomer: { storeId, customerId: '10' },
      },
      { applyToProducts: null, applyToTags: null, usableByCustomer: null },
      { applyToProducts: [], applyToTags: [], usableByCustomer: null },
    ]);
  });

  test('cost no REST call', async () => {
    const calls = await gateway.callsOf(() =>
      gateway.query(
        `query ($of: [_Any!]!) {
          _entities(representations: $of) {
            ... on MarketingConfiguration {
              couponConfiguration { requiredProducts { productId } requiredTags { tagId } }
            }
          }
        }`,
        { of: [mailById(STORE_ID, 'ABANDONED_CHECKOUT')] },
      ),
    );
    expect(calls).toBe(1);
  });
});

describe('errors reach a router with status 200 and their code', () => {
  const post = (body: object, headers: Readonly<Record<string, string>>) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox', ...headers },
      body: JSON.stringify(body),
    });

  describe.each(['application/json', 'application/graphql-response+json'])('as %s', (accept) => {
    test.each([
      [401, 'UNAUTHENTICATED'],
      [403, 'FORBIDDEN'],
      [429, 'RATE_LIMITED'],
      [500, 'UPSTREAM_ERROR'],
      [503, 'UPSTREAM_UNAVAILABLE'],
    ])('when the REST API answers one store with %i: %s', async (status, code) => {
      const { faults } = gateway.sandbox;
      const path = new RegExp(`/stores/${EMPTY_STORE_ID}/`);
      faults.add({ kind: 'error', status, headers: { 'retry-after': '60' } }, { when: { path } });
      const of = [couponByKey(EMPTY_STORE_ID, GONE), couponByKey(STORE_ID, COUPON_IDS[0]!)];
      const response = await post({ query: ENTITIES, variables: { of } }, { accept });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.json()).toMatchObject({
        data: { _entities: [null, { couponId: COUPON_IDS[0] }] },
        errors: [{ path: ['_entities', 0], extensions: { code } }],
      });
    });

    test('but 401 for who accepts it, and one error, when no Authorization header came', async () => {
      const of = [couponByKey(STORE_ID, COUPON_IDS[0]!), storeByKey(STORE_ID)];
      const response = await post({ query: ENTITIES, variables: { of } }, { accept, authorization: '' });
      expect(response.status).toBe(accept === 'application/json' ? 200 : 401);
      expect(response.headers.get('www-authenticate')).toBe('APIKey');
      expect(await response.json()).toEqual({
        errors: [
          { message: expect.any(String), extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) } },
        ],
      });
      expect(gateway.sandbox.requests).toEqual([]);
    });

    test('when too many entities are asked for: BAD_USER_INPUT', async () => {
      const of = Array(1001).fill(storeByKey(STORE_ID));
      const response = await post({ query: ENTITIES, variables: { of } }, { accept });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    });
  });
});
