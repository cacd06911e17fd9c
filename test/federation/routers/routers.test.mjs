import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { createSeedCoupons } from '../../../src/sandbox/seed-coupons.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway } from '../../support/gateway.ts';
import { startOrders } from '../orders.ts';
import { WHOLE_SUBGRAPH_ENV } from '../whole-subgraph.ts';
import { composeWithCosmo } from './cosmo.mjs';
import { findExecutable, PROGRAMS, startProgram } from './programs.mjs';

const SECRET = 'a secret of sixteen or more';
const COUPONS = createSeedCoupons(STORE_ID);
const VIP_QUARTER = COUPONS.find((coupon) => coupon.code === 'VIP-QUARTER');
const GONE = '411486491630370999';
const DELETED_PRODUCT = '411498733029261313';

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
let subgraphs;

before(async () => {
  gateway = await startGateway({ env: { ...WHOLE_SUBGRAPH_ENV, ROUTER_SECRETS: SECRET } });
  orders = await startOrders(ROWS, [DELETED_PRODUCT]);
  const { data } = await gateway.query('{ _service { sdl } }', {}, { 'x-router-secret': SECRET });
  subgraphs = [{ name: 'paynow', sdl: data._service.sdl, url: `${gateway.url}/graphql` }, orders];
});

afterEach(() => {
  gateway.sandbox.faults.clear();
  gateway.sandbox.clearRequests();
});

after(async () => {
  await orders.close();
  await gateway.close();
});

test("composes with Cosmo's composer", () => assert.deepEqual(composeWithCosmo(subgraphs).errors, []));

for (const program of PROGRAMS) {
  const skip = findExecutable(program) ? false : `there is none: name its executable in ${program.variable}`;
  describe(`behind ${program.name}`, { skip }, () => {
    let router;
    before(async () => {
      router = await startProgram(program, subgraphs, SECRET);
    });
    after(() => router?.close());

    async function query(document, { variables = {}, authorization = 'APIKey sandbox' } = {}) {
      const response = await fetch(router.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
        body: JSON.stringify({ query: document, variables }),
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

    test('has null in the place of a product that its owner does not know any more, and the configuration stands', async () => {
      const answer = await query(`{
        orders(first: 60) { mail { enabled couponConfiguration { requiredProducts { name } } } }
      }`);
      assert.deepEqual(answer.data.orders.find(({ mail }) => mail !== null).mail, {
        enabled: true,
        couponConfiguration: { requiredProducts: [{ name: 'Product 411498733029261312' }, null] },
      });
    });

    test('goes from a store to its coupons to the orders paid with them', async () => {
      const answer = await query(`{
        store(storeId: "${STORE_ID}") { coupons(first: 1, sort: OLDEST_FIRST) { nodes { code orders { orderId } } } }
      }`);
      assert.deepEqual(answer.data.store.coupons.nodes, [{ code: COUPONS[0].code, orders: [{ orderId: 'order-0' }] }]);
    });

    test('completes fifty orders with one _entities call and at most six REST calls', async (context) => {
      const served = operationsServed();
      const answer = await query('{ orders { coupon { code } } }');
      assert.equal(answer.errors, undefined);
      assert.equal(answer.data.orders.filter(({ coupon }) => coupon !== null).length, 50);
      const [entityCalls, restCalls] = [operationsServed() - served, gateway.sandbox.requests.length];
      context.diagnostic(`${entityCalls} _entities call, ${restCalls} REST calls`);
      assert.equal(entityCalls, 1);
      assert.ok(restCalls > 0 && restCalls <= 6);
    });

    test('passes the Authorization header on as it came', async () => {
      await query('{ orders(first: 1) { coupon { code } } }', { authorization: 'APIKey the-callers-own' });
      const sent = gateway.sandbox.requests.map(({ headers }) => headers.authorization);
      assert.deepEqual(sent, ['APIKey the-callers-own']);
    });

    test('has the code of a refusal when there is no Authorization header, and what other subgraphs know', async () => {
      const answer = await query('{ orders(first: 1) { orderId coupon { code } } }', { authorization: '' });
      assert.deepEqual(answer.data, { orders: [{ orderId: 'order-0', coupon: null }] });
      assert.equal(answer.errors[0].extensions.code, 'UNAUTHENTICATED');
      assert.deepEqual(gateway.sandbox.requests, []);
    });

    test('keeps message and code of a 403 on one entity, and the rest', async () => {
      gateway.sandbox.faults.add(
        { kind: 'error', status: 403, code: 'forbidden' },
        { when: { path: new RegExp(`/stores/${EMPTY_STORE_ID}/`) } },
      );
      const answer = await query('{ orders(first: 52) { orderId coupon { couponId enabled } } }');
      // Some routers add that a non-null field of the coupon is null.
      const [error, ...more] = answer.errors.filter(({ extensions }) => extensions?.code === 'FORBIDDEN');
      assert.deepEqual(more, []);
      const direct = `{ coupon(storeId: "${EMPTY_STORE_ID}", couponId: "${GONE}") { code } }`;
      const { errors } = await gateway.query(direct, {}, { 'x-router-secret': SECRET });
      assert.equal(error.message, errors[0].message);
      assert.equal(answer.data.orders.filter(({ coupon }) => coupon !== null).length, 51);
    });

    test('has no coupon for an order whose coupon is gone, and leaves the rest', async () => {
      const answer = await query('{ orders(first: 60) { orderId coupon { code } } }');
      assert.deepEqual(answer.data.orders.at(-1), { orderId: 'gone', coupon: null });
      assert.equal(answer.data.orders.filter(({ coupon }) => coupon !== null).length, 51);
    });

    test('lets a mutation through once, and its coupon goes on to other subgraphs', async () => {
      const answer = await query(
        `mutation Pause($input: CouponUpdateInput!) {
          couponUpdate(input: $input) { coupon { enabled orders { orderId } } userErrors { code } }
        }`,
        { variables: { input: { id: `gid://paynow/Coupon/${STORE_ID}/${COUPONS[0].id}`, set: { enabled: false } } } },
      );
      const coupon = { enabled: false, orders: [{ orderId: 'order-0' }] };
      assert.deepEqual(answer.data, { couponUpdate: { coupon, userErrors: [] } });
      assert.equal(gateway.sandbox.requests.filter(({ method }) => method === 'PATCH').length, 1);
    });

    test('takes one of two variables for a discount, and refuses both before anything is created', async () => {
      const create = (variables) =>
        query(
          `mutation Create($code: String!, $amount: Int64, $percentage: Decimal) {
            couponCreate(input: {
              storeId: "${EMPTY_STORE_ID}"
              coupon: { code: $code, discount: { amount: $amount, percentage: $percentage } }
            }) { coupon { discount { ... on CouponPercentDiscount { percentage } } } userErrors { code } }
          }`,
          { variables: { code: `FROM-${program.variable}`, ...variables } },
        );
      const refused = await create({ amount: '500', percentage: '12.5' });
      assert.equal(refused.data.couponCreate, null);
      assert.equal(refused.errors[0].extensions.code, 'BAD_USER_INPUT');
      assert.match(refused.errors[0].message, /"input.coupon.discount" takes exactly one of amount, percentage/);
      assert.deepEqual(gateway.sandbox.requests, []);
      const created = await create({ percentage: '12.5' });
      assert.deepEqual(created.data.couponCreate, { coupon: { discount: { percentage: '12.5' } }, userErrors: [] });
    });
  });
}
