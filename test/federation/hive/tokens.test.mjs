import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { EMPTY_STORE_ID, STORE_ID, startGateway } from '../../support/gateway.ts';
import { startTokenIssuer } from '../../support/token-issuer.ts';
import { COMPOSERS } from '../compose.ts';
import { startOrders } from '../orders.ts';
import { WHOLE_SUBGRAPH_ENV } from '../whole-subgraph.ts';

const SECRET = 'a secret of sixteen or more';
const COUPON_ID = '9000000000000000001';
const order = (orderId, storeId) => ({
  orderId,
  storeId,
  couponId: COUPON_ID,
  customerId: '411600000000000000',
  productIds: [],
});
const QUERY = '{ orders { orderId coupon { code } } }';
const CHANGE = `mutation {
  couponUpdate(input: { id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}", set: { note: "by a router" } }) { coupon { note } }
}`;

let issuer;
let gateway;
let orders;
let hive;
let server;
let folder;

before(async () => {
  issuer = await startTokenIssuer();
  folder = mkdtempSync(join(tmpdir(), 'hive-'));
  for (const store of [STORE_ID, EMPTY_STORE_ID]) writeFileSync(join(folder, store), 'sandbox');
  gateway = await startGateway({
    env: {
      ...WHOLE_SUBGRAPH_ENV,
      FEDERATION_AUTH: 'scopes',
      ROUTER_SECRETS: SECRET,
      AUTH_MODE: 'tokens',
      STORE_KEYS_DIR: folder,
      TOKEN_ISSUER: issuer.name,
      TOKEN_AUDIENCE: issuer.audience,
      TOKEN_JWKS: issuer.url,
    },
  });
  for (const store of [STORE_ID, EMPTY_STORE_ID]) gateway.sandbox.data.insertCoupons(store, [{ id: COUPON_ID }]);
  orders = await startOrders([order('own', STORE_ID), order('of another store', EMPTY_STORE_ID)]);
  const sdl = await (await fetch(`${gateway.url}/schema.graphql`, { headers: { 'x-router-secret': SECRET } })).text();
  assert.match(sdl, /@requiresScopes\(scopes: \[\["paynow:coupons:write"\]\]\)/);
  const paynow = { name: 'paynow', sdl, url: `${gateway.url}/graphql` };
  const { errors, supergraphSdl } = COMPOSERS['@theguild/federation-composition']([paynow, orders]);
  assert.deepEqual(errors, []);
  const keys = createRemoteJWKSet(new URL(issuer.url));
  hive = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    // The router demands what the directives of the supergraph say, by what the token claims.
    genericAuth: {
      mode: 'protect-granular',
      rejectUnauthenticated: false,
      async resolveUserFn({ headers: { authorization = '' } }) {
        const verified = await jwtVerify(authorization.replace('Bearer ', ''), keys).catch(() => undefined);
        return verified?.payload;
      },
    },
    propagateHeaders: {
      fromClientToSubgraphs({ request, subgraphName }) {
        if (subgraphName !== 'paynow') return undefined;
        return { authorization: request.headers.get('authorization') ?? '', 'x-router-secret': SECRET };
      },
    },
  });
  server = createServer(hive);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => gateway.sandbox.clearRequests());

after(async () => {
  server.closeAllConnections();
  server.close();
  await hive.dispose();
  await orders.close();
  await gateway.close();
  issuer.close();
  rmSync(folder, { recursive: true });
});

async function ask(document, claims) {
  const authorization = claims && `Bearer ${await issuer.sign({ claims })}`;
  const response = await fetch(`http://127.0.0.1:${server.address().port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ query: document }),
  });
  return response.json();
}

const codesOf = ({ errors }) => errors?.map(({ extensions }) => extensions.code);

test('a token passes the router and the subgraph, which decides on each store', async () => {
  const answer = await ask(QUERY, { scope: 'paynow:coupons:read', stores: [STORE_ID] });
  assert.equal(answer.data.orders[0].coupon.code.length > 0, true);
  assert.equal(answer.data.orders[1].coupon, null);
  assert.ok(codesOf(answer).includes('FORBIDDEN'));
  assert.equal(gateway.sandbox.requests.length, 1);
  assert.equal(gateway.sandbox.requests[0].headers.authorization, 'APIKey sandbox');
});

test('a token without the scope is stopped by the router, which no REST call follows', async () => {
  const answer = await ask(QUERY, { scope: 'paynow:marketing:read', stores: '*' });
  assert.deepEqual([...new Set(codesOf(answer))], ['UNAUTHORIZED_FIELD_OR_TYPE']);
  assert.deepEqual([...new Set(codesOf(await ask(QUERY)))], ['UNAUTHORIZED_FIELD_OR_TYPE']);
  assert.deepEqual(gateway.sandbox.requests, []);
});

test('a change needs the scope of the router and the store of the subgraph', async () => {
  const reader = await ask(CHANGE, { scope: 'paynow:coupons:read', stores: '*' });
  assert.deepEqual(codesOf(reader), ['UNAUTHORIZED_FIELD_OR_TYPE']);
  const stranger = await ask(CHANGE, { scope: 'paynow:coupons:write', stores: [EMPTY_STORE_ID] });
  assert.deepEqual(codesOf(stranger), ['FORBIDDEN']);
  assert.deepEqual(gateway.sandbox.requests, []);
  // Whoever may write may also read the coupon that comes back, for both of them.
  const { data, errors } = await ask(CHANGE, { scope: 'paynow:coupons:write', stores: [STORE_ID] });
  assert.equal(errors, undefined);
  assert.deepEqual(data, { couponUpdate: { coupon: { note: 'by a router' } } });
});
