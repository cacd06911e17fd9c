import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { createSeedCoupons } from '../../../src/sandbox/seed-coupons.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway } from '../../support/gateway.ts';
import { COMPOSERS } from '../compose.ts';
import { startOrders } from '../orders.ts';
import { WHOLE_SUBGRAPH_ENV } from '../whole-subgraph.ts';

const SECRET = 'a secret of sixteen or more';
const COUPONS = createSeedCoupons(STORE_ID);
const VIP_QUARTER = COUPONS.find((coupon) => coupon.code === 'VIP-QUARTER');
const GONE = '411486491630370999';

const order = (orderId, more) => ({
  orderId,
  storeId: STORE_ID,
  customerId: '411600000000000000',
  productIds: ['411498733029261312'],
  ...more,
});

const ROWS = [
  ...COUPONS.filter((_, index) => index % 5 === 0).map(({ id }, index) => order(`order-${index}`, { couponId: id })),
  order('forbidden', { storeId: EMPTY_STORE_ID, couponId: GONE }),
  order('mail', { couponId: VIP_QUARTER.id, mailKind: 'ABANDONED_CHECKOUT' }),
  order('gone', { couponId: GONE }),
];

let gateway;
let orders;
let hive;
let server;

before(async () => {
  gateway = await startGateway({ env: { ...WHOLE_SUBGRAPH_ENV, ROUTER_SECRETS: SECRET } });
  orders = await startOrders(ROWS);
  const { data } = await gateway.query('{ _service { sdl } }', {}, { 'x-router-secret': SECRET });
  const paynow = { name: 'paynow', sdl: data._service.sdl, url: `${gateway.url}/graphql` };
  const { errors, supergraphSdl } = COMPOSERS['@theguild/federation-composition']([paynow, orders]);
  assert.deepEqual(errors, []);
  hive = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs({ request, subgraphName }) {
        if (subgraphName !== 'paynow') return undefined;
        return { authorization: request.headers.get('authorization'), 'x-router-secret': SECRET };
      },
    },
  });
  server = createServer(hive);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  gateway.sandbox.faults.clear();
  gateway.sandbox.clearRequests();
});

after(async () => {
  server.closeAllConnections();
  server.close();
  await hive.dispose();
  await orders.close();
  await gateway.close();
});

async function query(document, authorization = 'APIKey sandbox') {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ query: document }),
  });
  return response.json();
}

const operationsServed = () => gateway.logged().match(/"msg":"request"/g)?.length ?? 0;

test('goes from orders to coupons to their products and back', async () => {
  const answer = await query(`{
    orders(first: 60) { orderId coupon { code applyToProducts { name orders { orderId } } orders { orderId } } }
  }`);
  const { coupon } = answer.data.orders.find(({ orderId }) => orderId === 'mail');
  assert.equal(coupon.code, 'VIP-QUARTER');
  assert.equal(coupon.applyToProducts[0].name, 'Product 411498733029261312');
  assert.equal(coupon.applyToProducts[0].orders.length, ROWS.length - 1);
  assert.deepEqual(coupon.orders.at(-1), { orderId: 'mail' });
});

test('goes from orders to a marketing configuration to the products it requires', async () => {
  const answer = await query(`{
    orders(first: 60) { mail { enabled couponConfiguration { requiredProducts { name } } } }
  }`);
  assert.equal(answer.errors, undefined);
  assert.deepEqual(answer.data.orders.find(({ mail }) => mail !== null).mail, {
    enabled: true,
    couponConfiguration: {
      requiredProducts: [{ name: 'Product 411498733029261312' }, { name: 'Product 411498733029261313' }],
    },
  });
});

test('goes from a store to its coupons to the orders paid with them', async () => {
  const answer = await query(`{
    store(storeId: "${STORE_ID}") { coupons(first: 1, sort: OLDEST_FIRST) { nodes { code orders { orderId } } } }
  }`);
  assert.deepEqual(answer.data.store.coupons.nodes, [{ code: COUPONS[0].code, orders: [{ orderId: 'order-0' }] }]);
});

test('completes fifty orders with one _entities call and at most six REST calls', async (context) => {
  const before = operationsServed();
  const answer = await query('{ orders { coupon { code } } }');
  assert.equal(answer.errors, undefined);
  assert.equal(answer.data.orders.filter(({ coupon }) => coupon !== null).length, 50);
  const [entityCalls, restCalls] = [operationsServed() - before, gateway.sandbox.requests.length];
  context.diagnostic(`${entityCalls} _entities call, ${restCalls} REST calls`);
  assert.equal(entityCalls, 1);
  assert.ok(restCalls > 0 && restCalls <= 6);
});

test('passes the Authorization header on, and has nothing in its place', async () => {
  await query('{ orders(first: 1) { coupon { code } } }', 'APIKey the-callers-own');
  assert.deepEqual(
    gateway.sandbox.requests.map(({ headers }) => headers.authorization),
    ['APIKey the-callers-own'],
  );
  gateway.sandbox.clearRequests();
  const answer = await query('{ orders(first: 1) { coupon { code } } }', '');
  assert.deepEqual(answer.data, { orders: [{ coupon: null }] });
  assert.equal(answer.errors[0].extensions.code, 'UNAUTHENTICATED');
  assert.deepEqual(gateway.sandbox.requests, []);
});

test('keeps code and path of a 403 on one entity, and the rest', async () => {
  gateway.sandbox.faults.add(
    { kind: 'error', status: 403, code: 'forbidden' },
    { when: { path: new RegExp(`/stores/${EMPTY_STORE_ID}/`) } },
  );
  const answer = await query('{ orders(first: 52) { orderId coupon { code } } }');
  assert.equal(answer.errors.length, 1);
  assert.equal(answer.errors[0].extensions.code, 'FORBIDDEN');
  assert.deepEqual(answer.errors[0].path.slice(0, 3), ['orders', 50, 'coupon']);
  assert.equal(answer.data.orders.filter(({ coupon }) => coupon !== null).length, 51);
});

test('has no coupon for an order whose coupon is gone', async () => {
  const answer = await query('{ orders(first: 60) { orderId coupon { code } } }');
  assert.deepEqual(answer.data.orders.at(-1), { orderId: 'gone', coupon: null });
  // Hive Gateway completes a null entity to an object, and then reports its non-null field; @apollo/gateway does not.
  assert.deepEqual(
    answer.errors.map(({ path }) => path),
    [
      ['orders', 50, 'coupon', 'code'],
      ['orders', 52, 'coupon', 'code'],
    ],
  );
});
