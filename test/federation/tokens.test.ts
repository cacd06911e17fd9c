import { describe, expect, it, onTestFinished } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { startTokenGateway, type TokenGateway } from '../support/token-gateway.ts';
import { COMPOSERS } from './compose.ts';
import { type OrderRow, startOrders } from './orders.ts';
import { type Router, startRouter } from './router.ts';
import { WHOLE_SUBGRAPH_ENV } from './whole-subgraph.ts';

const SECRET = 'a secret of sixteen or more';
const COUPON_ID = '9000000000000000001';

const order = (orderId: string, more: Partial<OrderRow>): OrderRow => ({
  orderId,
  storeId: STORE_ID,
  customerId: '411600000000000000',
  productIds: [],
  ...more,
});

const ORDERS = [
  order('own', { couponId: COUPON_ID }),
  order('of another store', { storeId: EMPTY_STORE_ID, couponId: COUPON_ID }),
  order('mail', { mailKind: 'ABANDONED_CHECKOUT' }),
];
const QUERY = '{ orders { orderId coupon { code } mail { enabled } } }';

/**
 * A router in front of the subgraph, which passes on what the caller sends. @apollo/gateway takes no supergraph with
 * directives for authorization (FEDERATION_AUTH), so all that is demanded is demanded here.
 */
async function start(compose = COMPOSERS['@apollo/composition']): Promise<{ gateway: TokenGateway; router: Router }> {
  const gateway = await startTokenGateway({ env: { ...WHOLE_SUBGRAPH_ENV, ROUTER_SECRETS: SECRET } });
  for (const store of [STORE_ID, EMPTY_STORE_ID]) {
    gateway.sandbox.data.insertCoupons(store, [{ id: COUPON_ID, code: 'WELCOME' }]);
  }
  const orders = await startOrders(ORDERS);
  const secret = { 'x-router-secret': SECRET };
  const sdl = await (await fetch(`${gateway.url}/schema.graphql`, { headers: secret })).text();
  const { errors, supergraphSdl } = compose([{ name: 'paynow', sdl, url: `${gateway.url}/graphql` }, orders]);
  expect(errors).toEqual([]);
  const router = await startRouter({
    supergraphSdl,
    inserted: { paynow: secret },
    propagated: ['authorization', 'x-scopes', 'x-user'],
  });
  onTestFinished(async () => {
    await router.close();
    await orders.close();
  });
  return { gateway, router };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe.each(Object.entries(COMPOSERS))('behind @apollo/gateway with a supergraph of %s', (_name, compose) => {
  it('a token is passed on, verified again, and decides on each entity', async () => {
    const { gateway, router } = await start(compose);
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: [STORE_ID] } });
    const { data, errors } = await router.query(QUERY, {}, bearer(token));
    expect(data.orders).toEqual([
      { orderId: 'own', coupon: { code: 'WELCOME' }, mail: null },
      { orderId: 'of another store', coupon: null, mail: null },
      { orderId: 'mail', coupon: null, mail: null },
    ]);
    expect(errors?.map(({ extensions: { code, requiredScope } }) => [code, requiredScope]).toSorted()).toEqual([
      ['FORBIDDEN', 'paynow:coupons:read'],
      ['FORBIDDEN', 'paynow:marketing:read'],
    ]);
    expect(gateway.sandbox.requests).toHaveLength(1);
  });

  it('a mutation needs its scope here, whatever the router thinks of it', async () => {
    const { gateway, router } = await start(compose);
    const id = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
    const change = `mutation { couponUpdate(input: { id: "${id}", set: { note: "by a router" } }) { coupon { note } } }`;
    const reader = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: '*' } });
    const refused = await router.query(
      change,
      {},
      { ...bearer(reader), 'x-scopes': 'paynow:coupons:write', 'x-user': 'root' },
    );
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', requiredScope: 'paynow:coupons:write' } },
    ]);
    expect(gateway.sandbox.requests).toHaveLength(0);
    const writer = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:write', stores: '*' } });
    const { data, errors } = await router.query(change, {}, bearer(writer));
    expect(errors).toBeUndefined();
    expect(data).toEqual({ couponUpdate: { coupon: { note: 'by a router' } } });
  });

  it('a token that does not hold lets nobody in, and none is made up for its caller', async () => {
    const { gateway, router } = await start(compose);
    const expired = await gateway.issuer.sign({ claims: { exp: 1 } });
    for (const authorization of [`Bearer ${expired}`, 'Bearer nonsense', 'APIKey sandbox']) {
      const { data, errors } = await router.query(QUERY, {}, { authorization });
      expect(data.orders.map(({ coupon }: { coupon: unknown }) => coupon)).toEqual([null, null, null]);
      expect(errors?.length).toBeGreaterThan(0);
    }
    expect(gateway.sandbox.requests).toHaveLength(0);
  });
});
