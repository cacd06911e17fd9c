import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const COUNT = /* GraphQL */ `
  query Count($storeId: FlakeID!, $filter: CouponFilter, $limit: Int) {
    store(storeId: $storeId) { couponsCount(filter: $filter, limit: $limit) { count precision } }
  }
`;

describe('couponsCount', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  /** A count, and the REST calls that it took. */
  async function count(variables: object = {}): Promise<readonly [string, number, number]> {
    const { data, errors, extensions } = await gateway.query(COUNT, { storeId: STORE_ID, ...variables });
    expect(errors).toBeUndefined();
    const { precision, count: coupons } = data.store.couponsCount;
    return [precision, coupons, extensions.cost.restCalls];
  }

  test('says how many coupons there are, for one call in each hundred', async () => {
    expect(await count()).toEqual(['EXACT', 250, 3]);
    expect(await count({ storeId: EMPTY_STORE_ID })).toEqual(['EXACT', 0, 1]);
    expect(await count({ limit: null })).toEqual(['EXACT', 250, 3]);
  });

  test('ends at its limit, and says so', async () => {
    expect(await count({ limit: 99 })).toEqual(['AT_LEAST', 99, 1]);
    expect(await count({ limit: 100 })).toEqual(['AT_LEAST', 100, 2]);
    expect(await count({ limit: 1 })).toEqual(['AT_LEAST', 1, 1]);
    expect(await count({ limit: 249 })).toEqual(['AT_LEAST', 249, 3]);
    expect(await count({ limit: 250 })).toEqual(['EXACT', 250, 3]);
    expect(await count({ limit: 5000 })).toEqual(['EXACT', 250, 3]);
  });

  test('counts what each filter leaves, as its list holds it', async () => {
    const filters = [
      { status: 'ACTIVE' },
      { status: 'INACTIVE', origin: 'GENERATED' },
      { created: { from: '2025-10-01T00:00:00Z', before: '2025-11-01T00:00:00Z' } },
      { created: { before: '2025-11-01T00:00:00Z' }, origin: 'MANUAL' },
      { created: { from: '2025-11-01T00:00:00Z' } },
    ];
    for (const filter of filters) {
      const { data } = await gateway.query(
        `query Page($filter: CouponFilter) { store(storeId: "${STORE_ID}") {
          first: coupons(first: 100, filter: $filter) { nodes { id } pageInfo { endCursor } }
        } }`,
        { filter },
      );
      const { nodes, pageInfo } = data.store.first;
      const rest = await gateway.query(
        `query Page($filter: CouponFilter, $after: String) { store(storeId: "${STORE_ID}") {
          rest: coupons(first: 100, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage } }
        } }`,
        { filter, after: pageInfo.endCursor },
      );
      expect(rest.data.store.rest.pageInfo.hasNextPage).toBe(false);
      const expected = nodes.length + rest.data.store.rest.nodes.length;
      expect(expected).toBeGreaterThan(10);
      expect((await count({ filter })).slice(0, 2)).toEqual(['EXACT', expected]);
    }
  });

  test('counts nothing in a stretch of time that ends where it begins, for no call', async () => {
    const created = { from: '2025-10-01T00:00:00Z', before: '2025-10-01T00:00:00Z' };
    expect(await count({ filter: { created } })).toEqual(['EXACT', 0, 0]);
  });

  test('is null for a store that does not exist', async () => {
    const { data, errors } = await gateway.query(COUNT, { storeId: '411486491630370818' });
    expect(data).toEqual({ store: { couponsCount: null } });
    expect(errors).toBeUndefined();
  });

  test.each([0, -1, 5001, -2_147_483_648, 2_147_483_647])('refuses a limit of %d for no call', async (limit) => {
    const calls = await gateway.callsOf(async () => {
      const { data, errors } = await gateway.query(COUNT, { storeId: STORE_ID, limit });
      expect(data).toEqual({ store: { couponsCount: null } });
      expect(errors).toMatchObject([{ path: ['store', 'couponsCount'], message: '`limit` must be from 1 to 5000.' }]);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    });
    expect(calls).toBe(0);
  });

  test('is made once for equal questions, however they are asked', async () => {
    const answer = await gateway.query(`{ store(storeId: "${STORE_ID}") {
      a: couponsCount { count }
      b: couponsCount(limit: 1000, filter: {}) { count precision }
      c: couponsCount(limit: null, filter: { status: null, created: { before: "2300-01-01T00:00:00Z" } }) { count }
      d: couponsCount(filter: { created: { from: "2025-10-01T02:00:00+02:00" } }) { count }
      e: couponsCount(filter: { created: { from: "2025-10-01T00:00:00.000Z" } }) { count }
    } }`);
    expect(answer.data.store).toMatchObject({ a: { count: 250 }, b: { count: 250 }, c: { count: 250 } });
    expect(answer.data.store.e).toEqual(answer.data.store.d);
    expect(answer.extensions.cost).toMatchObject({ restCalls: 4, deduplicated: 3 });
  });

  test('fails alone when the REST API does not let the caller in', async () => {
    const fault = gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: /coupons/ } });
    const { data, errors } = await gateway.query(`{ store(storeId: "${STORE_ID}") { name couponsCount { count } } }`);
    fault.remove();
    expect(data).toEqual({ store: { name: 'Craftkeep', couponsCount: null } });
    expect(errors).toMatchObject([{ path: ['store', 'couponsCount'], extensions: { code: 'FORBIDDEN' } }]);
  });
});

/** A store with so many coupons, below a gateway that may make so many calls. */
async function startStore(coupons: number, maxCalls = 50): Promise<TestGateway> {
  const gateway = await startGateway({ env: { MAX_REST_CALLS: String(maxCalls) } });
  gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, Array(coupons).fill({}));
  return gateway;
}

describe('a count that meets its limit', () => {
  test.each([
    [999, 50, { count: 999, precision: 'EXACT' }, 10],
    [1000, 50, { count: 1000, precision: 'EXACT' }, 11],
    [1001, 50, { count: 1000, precision: 'AT_LEAST' }, 11],
    // Nothing is left to see whether there are more.
    [999, 10, { count: 999, precision: 'EXACT' }, 10],
    [1000, 10, { count: 1000, precision: 'AT_LEAST' }, 10],
    [1001, 10, { count: 1000, precision: 'AT_LEAST' }, 10],
  ])('of %i coupons, where %i calls may be made', async (coupons, maxCalls, expected, calls) => {
    const gateway = await startStore(coupons, maxCalls);
    try {
      const { data, extensions } = await gateway.query(COUNT, { storeId: EMPTY_STORE_ID });
      expect(data.store.couponsCount).toEqual(expected);
      expect(extensions.cost.restCalls).toBe(calls);
    } finally {
      await gateway.close();
    }
  });

  test('leaves the calls that other fields need to them', async () => {
    const gateway = await startStore(200, 4);
    try {
      const query = (fields: string) =>
        gateway.query(`{ store(storeId: "${EMPTY_STORE_ID}") { couponsCount(limit: 200) { precision } ${fields} } }`);
      expect((await query('name')).data.store).toMatchObject({ couponsCount: { precision: 'EXACT' } });
      const { data, errors, extensions } = await query('name coupons(first: 1, sort: OLDEST_FIRST) { nodes { id } }');
      expect(errors).toBeUndefined();
      expect(data.store).toMatchObject({ couponsCount: { precision: 'AT_LEAST' }, coupons: { nodes: [{}] } });
      expect(extensions.cost.restCalls).toBe(4);
    } finally {
      await gateway.close();
    }
  });

  test('is refused before its first call when its limit may take more than the budget', async () => {
    const gateway = await startStore(3);
    try {
      const calls = await gateway.callsOf(async () => {
        const { errors } = await gateway.query(`{ store(storeId: "${EMPTY_STORE_ID}") {
          couponsCount(limit: 5000) { count } name
        } }`);
        expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
        expect(errors?.[0]?.message).toContain('51 REST calls');
      });
      expect(calls).toBe(0);
      const alone = await gateway.query(COUNT, { storeId: EMPTY_STORE_ID, limit: 5000 });
      expect(alone.data.store.couponsCount).toEqual({ count: 3, precision: 'EXACT' });
      expect(alone.extensions.cost.restCalls).toBe(1);
    } finally {
      await gateway.close();
    }
  });

  test('counts afresh after each write of the operation', async () => {
    const gateway = await startStore(2);
    try {
      const [id] = gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{}]);
      const update = `couponUpdate(input: { id: "gid://paynow/Coupon/${EMPTY_STORE_ID}/${id}", set: { note: "x" } }) {
        coupon { store { couponsCount { count } } }
      }`;
      const { data, extensions } = await gateway.query(`mutation { a: ${update} b: ${update} }`);
      expect(data.a.coupon.store).toEqual({ couponsCount: { count: 3 } });
      expect(data.b).toEqual(data.a);
      expect(extensions.cost.restCalls).toBe(4);
    } finally {
      await gateway.close();
    }
  });
});
