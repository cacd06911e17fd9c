import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { rowsOf } from '../bench/rows.ts';
import { EMPTY_STORE_ID, type GatewayOptions, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const BY_CODE = /* GraphQL */ `
  query ByCode($storeId: FlakeID!, $code: String!) {
    store(storeId: $storeId) { couponByCode(code: $code) { couponId code } }
  }
`;

/** A list of coupons, as a REST call asks for it. */
const LIST_PATH = /\/coupons\?/;

async function start(options: GatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** What a code leads to, and the REST calls that it took. */
async function find(gateway: TestGateway, code: string, storeId = STORE_ID, key = 'sandbox') {
  const authorization = `APIKey ${key}`;
  const { data, errors, extensions } = await gateway.query(BY_CODE, { storeId, code }, { authorization });
  return {
    id: data.store.couponByCode?.couponId as string | undefined,
    code: data.store.couponByCode?.code as string | undefined,
    error: errors?.[0]?.extensions.code as string | undefined,
    message: errors?.[0]?.message,
    calls: extensions.cost.restCalls as number,
  };
}

describe('couponByCode', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  test('finds each coupon of a store, and once a code was seen, for one call', async () => {
    const { data } = await gateway.query(`{ store(storeId: "${STORE_ID}") {
      newest: coupons(first: 100) { nodes { couponId code } }
      oldest: coupons(last: 100) { nodes { couponId code } }
    } }`);
    const { newest, oldest } = data.store;
    const missing = await find(gateway, 'NO-SUCH-CODE');
    expect(missing).toMatchObject({ id: undefined, error: undefined });
    for (const { couponId, code } of [...newest.nodes, ...oldest.nodes]) {
      expect(await find(gateway, code)).toMatchObject({ id: couponId, code, error: undefined, calls: 1 });
    }
  });

  test('takes codes that differ in case only for the same, as the REST API does', async () => {
    const [id] = gateway.sandbox.data.insertCoupons(STORE_ID, [{ code: 'Größe-Ünï-42' }]);
    for (const code of ['Größe-Ünï-42', 'GRÖßE-ÜNÏ-42', 'größe-ünï-42']) {
      expect(await find(gateway, code)).toMatchObject({ id, code: 'Größe-Ünï-42' });
    }
    expect(await find(gateway, 'Große-Ünï-42')).toMatchObject({ id: undefined, error: undefined });
    expect(await find(gateway, ' Größe-Ünï-42')).toMatchObject({ id: undefined, error: undefined });
  });

  test('looks for several codes together, and for equal ones once', async () => {
    const [first, second] = gateway.sandbox.data.insertCoupons(STORE_ID, [{ code: 'TWIN-A' }, { code: 'TWIN-B' }]);
    const { data, errors, extensions } = await gateway.query(`{ store(storeId: "${STORE_ID}") {
      a: couponByCode(code: "TWIN-A") { couponId store { name } }
      b: couponByCode(code: "twin-b") { couponId }
      c: couponByCode(code: "twin-a") { couponId }
      d: couponByCode(code: "TWIN-C") { couponId }
    } }`);
    expect(errors).toBeUndefined();
    expect(data.store).toEqual({
      a: { couponId: first, store: { name: 'Craftkeep' } },
      b: { couponId: second },
      c: { couponId: first },
      d: null,
    });
    expect(extensions.cost.deduplicated).toBe(1);
    expect(extensions.cost.restCalls).toBeLessThan(10);
  });

  test('is null for a store without coupons, and for one that does not exist', async () => {
    for (const storeId of [EMPTY_STORE_ID, '411486491630370818']) {
      expect(await find(gateway, 'ANY', storeId)).toMatchObject({ id: undefined, error: undefined, calls: 1 });
    }
  });

  test('refuses an empty code for no call', async () => {
    expect(await find(gateway, '')).toMatchObject({ id: undefined, error: 'BAD_USER_INPUT', calls: 0 });
  });

  test('is never null where the list breaks off with a 404', async () => {
    const { faults } = gateway.sandbox;
    faults.add({ kind: 'html', status: 404 }, { when: { path: `/v1/stores/${STORE_ID}/coupons` }, skip: 1 });
    const { data, errors } = await gateway.query(
      `{ store(storeId: "${STORE_ID}") { couponByCode(code: "NONE") { id } } }`,
    );
    faults.clear();
    expect(data.store.couponByCode).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_BAD_RESPONSE' } }]);
  });

  test('fails alone, with what the REST API says', async () => {
    const fault = gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: LIST_PATH } });
    const { data, errors } = await gateway.query(
      `{ store(storeId: "${STORE_ID}") { name couponByCode(code: "FORBIDDEN-FRUIT") { id } } }`,
    );
    fault.remove();
    expect(data).toEqual({ store: { name: 'Craftkeep', couponByCode: null } });
    expect(errors).toMatchObject([{ path: ['store', 'couponByCode'], extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('what was seen of a code', () => {
  test('proves nothing: a code that its coupon has lost is not found, one that another has now is', async () => {
    const gateway = await start();
    const { data } = gateway.sandbox;
    const [id, other] = data.insertCoupons(STORE_ID, [{ code: 'SPRING' }, { code: 'AUTUMN' }]) as [string, string];
    expect(await find(gateway, 'SPRING')).toMatchObject({ id, calls: 1 });
    data.changeCoupon(STORE_ID, id, { code: 'SUMMER' });
    const stale = await find(gateway, 'SPRING');
    expect(stale).toMatchObject({ id: undefined, error: undefined });
    // It is not tried again.
    expect(await find(gateway, 'SPRING')).toEqual({ ...stale, calls: stale.calls - 1 });
    data.changeCoupon(STORE_ID, other, { code: 'spring' });
    expect(await find(gateway, 'SPRING')).toMatchObject({ id: other, code: 'spring' });
    data.deleteCoupon(STORE_ID, other);
    expect(await find(gateway, 'SPRING')).toMatchObject({ id: undefined, error: undefined });
    expect(await find(gateway, 'SUMMER')).toMatchObject({ id });
  });

  test('proves nothing where a list has lied', async () => {
    const gateway = await start();
    const [id] = gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ code: 'TRUTH' }]) as [string];
    const coupon = gateway.sandbox.data.coupon(EMPTY_STORE_ID, id);
    const lie = gateway.sandbox.respondWith(
      { path: LIST_PATH },
      { status: 200, body: JSON.stringify([{ ...coupon, code: 'LIE' }]) },
    );
    expect(await find(gateway, 'OTHER', EMPTY_STORE_ID)).toMatchObject({ id: undefined });
    lie.remove();
    expect(await find(gateway, 'LIE', EMPTY_STORE_ID)).toMatchObject({ id: undefined, error: undefined, calls: 2 });
    expect(await find(gateway, 'TRUTH', EMPTY_STORE_ID)).toMatchObject({ id, code: 'TRUTH', calls: 1 });
  });

  test('comes from every list that passes, once somebody asks by code', async () => {
    const gateway = await start();
    expect(await find(gateway, 'NOT-YET', EMPTY_STORE_ID)).toMatchObject({ id: undefined, calls: 1 });
    gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, Array(300).fill({}));
    const [id] = gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ code: 'PASSED-BY' }]);
    gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, Array(300).fill({}));
    const page = `query Page($after: String) { store(storeId: "${EMPTY_STORE_ID}") {
      coupons(first: 100, after: $after, sort: OLDEST_FIRST) { pageInfo { endCursor } }
    } }`;
    let after: string | null = null;
    for (let pages = 0; pages < 4; pages++)
      after = (await gateway.query(page, { after })).data.store.coupons.pageInfo.endCursor;
    expect(await find(gateway, 'PASSED-BY', EMPTY_STORE_ID)).toMatchObject({ id, calls: 1 });
  });

  test('by one caller is nothing to another: same answer and same cost as if nobody had asked before', async () => {
    const options = { sandbox: { keys: ['alpha-key', 'beta-key'] } };
    const [warm, fresh] = [await start(options), await start(options)];
    const [{ code }] = (
      await warm.query(
        `{ store(storeId: "${STORE_ID}") { coupons(first: 1, sort: OLDEST_FIRST) { nodes { code } } } }`,
        {},
        { authorization: 'APIKey alpha-key' },
      )
    ).data.store.coupons.nodes;
    await find(warm, 'NO-SUCH-CODE', STORE_ID, 'alpha-key');
    expect(await find(warm, code, STORE_ID, 'alpha-key')).toMatchObject({ code, calls: 1 });

    const expected = await find(fresh, code, STORE_ID, 'beta-key');
    expect(expected.calls).toBeGreaterThan(1);
    expect(await find(warm, code, STORE_ID, 'beta-key')).toEqual(expected);
    const strangers = await Promise.all([warm, fresh].map((gateway) => find(gateway, code, STORE_ID, 'gamma-key')));
    expect(strangers[0]).toEqual(strangers[1]);
    expect(strangers[0]).toMatchObject({ id: undefined, error: 'UNAUTHENTICATED', calls: 1 });
  });

  test('by a caller who is not let in any more leads to what the REST API says', async () => {
    const gateway = await start();
    const [id] = gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ code: 'OURS' }]);
    expect(await find(gateway, 'OURS', EMPTY_STORE_ID)).toMatchObject({ id });
    gateway.sandbox.faults.add({ kind: 'error', status: 403 });
    expect(await find(gateway, 'OURS', EMPTY_STORE_ID)).toMatchObject({ id: undefined, error: 'FORBIDDEN', calls: 1 });
  });
});

describe.each(['even', 'bursty'] as const)('a store of 5,000 coupons whose ids lie %s', (spread) => {
  const IDS = rowsOf({ rows: 5000, spread }).map(({ id }) => id);
  /** A caller of its own for each of some codes, who has seen nothing yet. */
  const PLACES = [0, 1, 99, 100, 101, 1250, 2499, 2500, 3750, 4899, 4900, 4999];
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { keys: ['other', ...PLACES.map((place) => `key-${place}`)] } });
    gateway.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      IDS.map((id, place) => ({ id, code: `CODE-${place}` })),
    );
  });
  afterAll(() => gateway.close());

  test('never seems to lack one: each is found, or the search is refused within the budget', async () => {
    let found = 0;
    for (const place of PLACES) {
      const { id, error, calls } = await find(gateway, `CODE-${place}`, EMPTY_STORE_ID, `key-${place}`);
      expect(calls).toBeLessThanOrEqual(50);
      if (id === undefined) expect([place, error]).toEqual([place, 'OPERATION_TOO_COSTLY']);
      else found++;
      expect(id ?? IDS[place]).toBe(IDS[place]);
    }
    expect(found).toBeGreaterThanOrEqual(PLACES.length / 2);
  });

  test('is too large to tell that it lacks one, and the error says what to do', async () => {
    const { id, error, message, calls } = await find(gateway, 'NO-SUCH-CODE', EMPTY_STORE_ID, 'other');
    expect([id, error, calls]).toEqual([undefined, 'OPERATION_TOO_COSTLY', 50]);
    expect(message).toMatch(/page through `coupons` and compare `code`.*MAX_REST_CALLS/);
  });

  test('leaves other fields the calls that they need', async () => {
    const { data, errors, extensions } = await gateway.query(
      `{ store(storeId: "${EMPTY_STORE_ID}") {
        couponByCode(code: "NO-SUCH-CODE") { id }
        couponsCount(limit: 900) { count }
        a: coupons(first: 100) { nodes { id } pageInfo { hasNextPage } }
        b: coupons(first: 100, sort: OLDEST_FIRST) { nodes { id } pageInfo { hasNextPage } }
        name
      } }`,
      {},
      { authorization: 'APIKey other' },
    );
    expect(errors).toMatchObject([{ path: ['store', 'couponByCode'] }]);
    expect(data.store).toMatchObject({ couponsCount: { count: 900 }, a: { pageInfo: { hasNextPage: true } } });
    expect(extensions.cost.restCalls).toBeLessThanOrEqual(50);
  });
});
