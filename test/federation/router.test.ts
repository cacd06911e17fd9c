import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSeedCoupons } from '../../src/sandbox/seed-coupons.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { COMPOSERS } from './compose.ts';
import { type OrderRow, type OrdersSubgraph, startOrders } from './orders.ts';
import { type Router, type RouterOptions, startRouter } from './router.ts';
import { WHOLE_SUBGRAPH_ENV } from './whole-subgraph.ts';

const COUPONS = createSeedCoupons(STORE_ID);
const VIP_QUARTER = COUPONS.find((coupon) => coupon.code === 'VIP-QUARTER')!;
const GONE = '411486491630370999';
const SECRET = 'a secret of sixteen or more';

/** Fifty orders, each paid with another coupon, spread over all 250 of the store. */
const ORDERS = COUPONS.filter((_, index) => index % 5 === 0).map((coupon, index) =>
  order(`order-${index}`, { couponId: coupon.id }),
);

function order(orderId: string, more: Partial<OrderRow>): OrderRow {
  return { orderId, storeId: STORE_ID, customerId: '411600000000000000', productIds: [], ...more };
}

let gateway: TestGateway;
let orders: OrdersSubgraph | undefined;
let router: Router | undefined;

beforeAll(async () => {
  gateway = await startGateway({ env: { ...WHOLE_SUBGRAPH_ENV, ROUTER_SECRETS: SECRET, MAX_REPRESENTATIONS: '60' } });
});

afterEach(async () => {
  await router?.close();
  await orders?.close();
  gateway.sandbox.faults.clear();
  gateway.sandbox.clearRequests();
});

afterAll(() => gateway.close());

/** Runs both subgraphs as one supergraph. The SDL is the one that is served. */
async function route(
  rows: readonly OrderRow[],
  { deletedProducts, ...options }: Partial<RouterOptions> & { readonly deletedProducts?: readonly string[] } = {},
  compose = COMPOSERS['@apollo/composition'],
): Promise<Router> {
  const secret = { 'x-router-secret': SECRET };
  const served = await fetch(`${gateway.url}/schema.graphql`, { headers: secret });
  orders = await startOrders(rows, deletedProducts);
  const paynow = { name: 'paynow', sdl: await served.text(), url: `${gateway.url}/graphql` };
  const { errors, supergraphSdl } = compose([paynow, orders]);
  expect(errors).toEqual([]);
  router = await startRouter({ supergraphSdl, inserted: { paynow: secret }, ...options });
  return router;
}

describe.each(Object.entries(COMPOSERS))('@apollo/gateway with a supergraph of %s', (_name, compose) => {
  test('goes from orders to coupons to their products and back', async () => {
    const rows = [
      order('1', { couponId: VIP_QUARTER.id, productIds: ['411498733029261312'] }),
      order('2', { couponId: VIP_QUARTER.id }),
    ];
    const { query } = await route(rows, {}, compose);
    const answer = await query(`{
      orders(first: 1) {
        coupon {
          code
          applyToProducts { name orders { orderId } }
          applyToTags { name }
          usableByCustomer { name }
          orders { orderId coupon { code } }
        }
      }
    }`);
    expect(answer).toEqual({
      data: {
        orders: [
          {
            coupon: {
              code: 'VIP-QUARTER',
              applyToProducts: [{ name: 'Product 411498733029261312', orders: [{ orderId: '1' }] }],
              applyToTags: [{ name: 'Tag 411512043389284352' }, { name: 'Tag 411512043389284353' }],
              usableByCustomer: null,
              orders: [
                { orderId: '1', coupon: { code: 'VIP-QUARTER' } },
                { orderId: '2', coupon: { code: 'VIP-QUARTER' } },
              ],
            },
          },
        ],
      },
    });
  });

  test('goes from orders to a marketing configuration to the products it requires and back', async () => {
    const rows = [order('1', { mailKind: 'ABANDONED_CHECKOUT', productIds: ['411498733029261313'] })];
    const { query } = await route(rows, {}, compose);
    const answer = await query(`{
      orders {
        mail {
          enabled
          couponConfiguration { requiredProducts { name orders { orderId } } requiredTags { name } }
        }
      }
    }`);
    const requiredProducts = [
      { name: 'Product 411498733029261312', orders: [] },
      { name: 'Product 411498733029261313', orders: [{ orderId: '1' }] },
    ];
    const couponConfiguration = { requiredProducts, requiredTags: [{ name: 'Tag 411512043389284352' }] };
    expect(answer).toEqual({ data: { orders: [{ mail: { enabled: true, couponConfiguration } }] } });
  });

  test('has null in the place of a product that its owner does not know any more, and the configuration stands', async () => {
    const rows = [order('1', { mailKind: 'ABANDONED_CHECKOUT' })];
    const { query } = await route(rows, { deletedProducts: ['411498733029261312'] }, compose);
    const answer = await query('{ orders { mail { enabled couponConfiguration { requiredProducts { name } } } } }');
    const requiredProducts = [null, { name: 'Product 411498733029261313' }];
    expect(answer.data).toEqual({ orders: [{ mail: { enabled: true, couponConfiguration: { requiredProducts } } }] });
    // Its name is non-null for its owner. A router tells of that beside the data: no subgraph failed.
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions.valueCompletion).toMatchObject([
      { path: ['orders', 0, 'mail', 'couponConfiguration', 'requiredProducts', 0, 'name'] },
    ]);
  });

  test('goes from a store to its coupons to the orders paid with them and back to the store', async () => {
    const { query } = await route([order('1', { couponId: COUPONS[0]!.id })], {}, compose);
    const answer = await query(`{
      store(storeId: "${STORE_ID}") {
        coupons(first: 2, sort: OLDEST_FIRST) { nodes { code orders { orderId customer { name } store { name } } } }
      }
    }`);
    const paid = { orderId: '1', customer: { name: 'Customer 411600000000000000' }, store: { name: 'Craftkeep' } };
    expect(answer.errors).toBeUndefined();
    expect(answer.data.store.coupons.nodes).toEqual([
      { code: COUPONS[0]!.code, orders: [paid] },
      { code: COUPONS[1]!.code, orders: [] },
    ]);
  });

  test('completes fifty orders with one _entities call and at most six REST calls', async () => {
    const { query, fetches } = await route(ORDERS, {}, compose);
    const calls = await gateway.callsOf(async () => {
      const answer = await query('{ orders { coupon { code } } }');
      expect(answer.errors).toBeUndefined();
      const codes = answer.data.orders.map((row: { coupon: { code: string } }) => row.coupon.code);
      expect(codes).toEqual(ORDERS.map(({ couponId }) => COUPONS.find((coupon) => coupon.id === couponId)?.code));
    });
    const asked = fetches.filter(({ subgraph }) => subgraph === 'paynow');
    expect(asked.map(({ representations }) => representations)).toEqual([50]);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(6);
  });
});

test('a propagated Authorization header arrives at the REST API as it came', async () => {
  const { query } = await route([order('1', { couponId: VIP_QUARTER.id })]);
  await query('{ orders { coupon { code } } }', {}, { authorization: 'APIKey  the-callers-own' });
  expect(gateway.sandbox.requests.map(({ headers }) => headers.authorization)).toEqual(['APIKey  the-callers-own']);
});

test('a router that propagates no Authorization gets UNAUTHENTICATED, and what other subgraphs know', async () => {
  const { query } = await route([order('1', { couponId: VIP_QUARTER.id })], { propagated: [] });
  const answer = await query('{ orders { orderId coupon { code } } }');
  expect(answer.data).toEqual({ orders: [{ orderId: '1', coupon: null }] });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect(gateway.sandbox.requests).toEqual([]);
});

test('a router without the secret gets no entity', async () => {
  const { query } = await route([order('1', { couponId: VIP_QUARTER.id })], { inserted: {} });
  const answer = await query('{ orders { orderId coupon { code } } }');
  expect(answer.data).toEqual({ orders: [{ orderId: '1', coupon: null }] });
  expect(answer.errors).toHaveLength(1);
  expect(gateway.sandbox.requests).toEqual([]);
});

test('a 403 of the REST API on one entity keeps its code and path, and leaves the rest', async () => {
  const forbidden = order('other store', { storeId: EMPTY_STORE_ID, couponId: GONE });
  const { query } = await route([...ORDERS.slice(0, 3), forbidden, ...ORDERS.slice(3, 5)]);
  gateway.sandbox.faults.add(
    { kind: 'error', status: 403, code: 'forbidden' },
    { when: { path: new RegExp(`/stores/${EMPTY_STORE_ID}/`) } },
  );
  const answer = await query('{ orders { coupon { couponId enabled } } }');
  const ids = answer.data.orders.map((row: { coupon: { couponId: string } | null }) => row.coupon?.couponId);
  const [first, second, third, fourth, fifth] = ORDERS.map(({ couponId }) => couponId);
  expect(ids).toEqual([first, second, third, undefined, fourth, fifth]);
  expect(answer.errors).toMatchObject([
    {
      path: ['orders', 3, 'coupon'],
      message: 'You may not do this in this store. Ask for the permission, or use a key or a token that has it.',
      extensions: { code: 'FORBIDDEN', upstream: { status: 403, code: 'forbidden' }, serviceName: 'paynow' },
    },
  ]);
});

test('an order whose coupon is gone has no coupon, without an error', async () => {
  const { query } = await route([order('1', { couponId: GONE }), order('2', { couponId: VIP_QUARTER.id })]);
  const answer = await query('{ orders { orderId coupon { code } } }');
  expect(answer.errors).toBeUndefined();
  expect(answer.data.orders).toEqual([
    { orderId: '1', coupon: null },
    { orderId: '2', coupon: { code: 'VIP-QUARTER' } },
  ]);
});

test('too many entities at once keep their code, and leave what other subgraphs know', async () => {
  const rows = Array.from({ length: 61 }, (_, index) => order(`${index}`, { couponId: String(index + 1) }));
  const { query } = await route(rows);
  const answer = await query('{ orders(first: 61) { orderId coupon { code } } }');
  expect(answer.data.orders).toHaveLength(61);
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  expect(gateway.sandbox.requests).toEqual([]);
});

test('a mutation goes through, and its coupon goes on to other subgraphs', async () => {
  const { query } = await route([order('1', { couponId: VIP_QUARTER.id })]);
  const answer = await query(
    `mutation Pause($input: CouponUpdateInput!) {
      couponUpdate(input: $input) { coupon { enabled orders { orderId } } userErrors { code } }
    }`,
    { input: { id: `gid://paynow/Coupon/${STORE_ID}/${VIP_QUARTER.id}`, set: { enabled: false } } },
  );
  const coupon = { enabled: false, orders: [{ orderId: '1' }] };
  expect(answer).toEqual({ data: { couponUpdate: { coupon, userErrors: [] } } });
});

test('an operation that only other subgraphs can answer never reaches this one', async () => {
  const { query, fetches } = await route(ORDERS);
  const answer = await query('{ orders { coupon { storeId couponId } } }');
  expect(answer.errors).toBeUndefined();
  expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['orders']);
});
