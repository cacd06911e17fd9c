import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Answer, EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { startTokenGateway } from '../support/token-gateway.ts';

const CALLERS = ['alpha-key', 'beta-key'] as const;
const COUPON_ID = '450000000000000001';

function askAs(gateway: TestGateway, key: string, document: string): Promise<Answer> {
  return gateway.query(document, {}, { authorization: `APIKey ${key}` });
}

it('two callers who ask the same at the same moment are two REST calls, each with its own key', async () => {
  const api = await startOwnDataApi();
  const gateway = await startGateway({ apiUrl: api.url });
  onTestFinished(() => gateway.close());
  const document = `{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { code } }`;
  const answers = await Promise.all(CALLERS.map((key) => askAs(gateway, key, document)));
  expect(answers.map(({ data }) => data)).toEqual(CALLERS.map((key) => ({ coupon: { code: key } })));
  expect(api.calls).toEqual({ 'APIKey alpha-key': 1, 'APIKey beta-key': 1 });
});

it('a caller whose key is refused does not get what another one just read', async () => {
  const gateway = await startGateway({ sandbox: { keys: ['alpha-key'] } });
  onTestFinished(() => gateway.close());
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  gateway.sandbox.faults.add({ kind: 'delay', ms: 50 });
  const document = `{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { code } }`;
  for (let round = 0; round < 2; round++) {
    const [alpha, beta] = await Promise.all(CALLERS.map((key) => askAs(gateway, key, document)));
    expect(alpha?.data.coupon).not.toBeNull();
    expect(beta).toMatchObject({ data: { coupon: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
  expect(gateway.sandbox.requests).toHaveLength(4);
});

it('of 2,000 requests of two callers in turn, none gets a value of the other', async () => {
  const api = await startOwnDataApi();
  const gateway = await startGateway({ apiUrl: api.url, env: { MAX_REST_CALLS: '10', MAX_IN_FLIGHT: '2000' } });
  onTestFinished(() => gateway.close());
  const fields = `a: coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { code note }
    b: store(storeId: "${STORE_ID}") { name }
    c: node(id: "gid://paynow/Coupon/${STORE_ID}/450000000000000002") { ... on Coupon { couponId code note } }`;
  const turns = Array.from({ length: 2000 }, (_, turn) => ({ turn, key: CALLERS[turn % 2] as string }));
  const answers = await Promise.all(turns.map(({ key }) => askAs(gateway, key, `{ ${fields} }`)));
  for (const { turn, key } of turns) {
    expect(answers[turn]?.errors).toBeUndefined();
    expect(answers[turn]?.data).toEqual({
      a: { code: key, note: `APIKey ${key}` },
      b: { name: key },
      c: { couponId: '450000000000000002', code: key, note: `APIKey ${key}` },
    });
  }
  expect(api.calls).toEqual({ 'APIKey alpha-key': 3000, 'APIKey beta-key': 3000 });
});

it('of 2,000 requests of two people of one gateway in turn, none gets what only the other may see', async () => {
  const keys = { [STORE_ID]: 'alpha-key', [EMPTY_STORE_ID]: 'beta-key' };
  const api = await startOwnDataApi();
  const gateway = await startTokenGateway({ apiUrl: api.url, keys, env: { MAX_IN_FLIGHT: '2000' } });
  const mayIn = (...stores: string[]) => ({ scope: 'paynow:coupons:read', stores });
  const people = [
    { sub: 'ann', ...mayIn(STORE_ID) },
    { sub: 'bob', ...mayIn(EMPTY_STORE_ID) },
  ];
  const tokens = await Promise.all(people.map((claims) => gateway.issuer.sign({ claims })));
  const document = `{ viewer { subject }
    a: coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { code }
    b: coupon(storeId: "${EMPTY_STORE_ID}", couponId: "${COUPON_ID}") { code }
    c: node(id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}") { ... on Coupon { code } }
    d: store(storeId: "${EMPTY_STORE_ID}") { viewerCanWriteCoupons coupon(couponId: "${COUPON_ID}") { code } }
  }`;
  const turns = Array.from({ length: 2000 }, (_, turn) => turn % 2);
  const answers = await Promise.all(turns.map((who) => gateway.ask(tokens[who] as string, document)));
  const [alpha, beta] = [{ code: 'alpha-key' }, { code: 'beta-key' }];
  const expected = [
    { viewer: { subject: 'ann' }, a: alpha, b: null, c: alpha, d: { viewerCanWriteCoupons: false, coupon: null } },
    { viewer: { subject: 'bob' }, a: null, b: beta, c: null, d: { viewerCanWriteCoupons: false, coupon: beta } },
  ];
  for (const [turn, { data, errors }] of answers.entries()) {
    expect(data).toEqual(expected[turn % 2]);
    expect(errors?.map(({ path }) => path?.[0]).toSorted()).toEqual(turn % 2 === 0 ? ['b', 'd'] : ['a', 'c']);
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
  }
  // Each person's two fields are one read.
  expect(api.calls).toEqual({ 'APIKey alpha-key': 1000, 'APIKey beta-key': 1000 });
});

it('what one person has filled the room with leaves half of it to another, however many tokens they have', async () => {
  const gateway = await startTokenGateway({ env: { MAX_IN_FLIGHT: '8' } });
  gateway.sandbox.faults.add({ kind: 'hang' });
  const document = `{ store(storeId: "${STORE_ID}") { name } }`;
  const sign = (sub: string, jti: string) =>
    gateway.issuer.sign({ claims: { sub, jti, scope: 'paynow:coupons:read', stores: '*' } });
  const tokens = await Promise.all(Array.from({ length: 6 }, (_, i) => sign('ann', String(i))));
  const refused: number[] = [];
  for (const token of tokens) {
    const asking = gateway.post(`Bearer ${token}`, document).then(({ status }) => refused.push(status));
    asking.catch(() => 'cut at the end of the test');
  }
  await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(4));
  await vi.waitFor(() => expect(refused).toEqual([503, 503]));
  gateway.post(`Bearer ${await sign('bob', '0')}`, document).catch(() => 'cut at the end of the test');
  await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(5));
});

/**
 * An API that holds other data under the same ids for each key. It answers requests two by two, the later one first:
 * both are on their way at once, and answers come in another order than requests.
 */
async function startOwnDataApi(): Promise<{ url: string; calls: Record<string, number> }> {
  const calls: Record<string, number> = {};
  let held: (() => void) | undefined;
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    calls[authorization] = (calls[authorization] ?? 0) + 1;
    const reply = () => answer(request, response);
    if (held === undefined) {
      held = reply;
      return;
    }
    const earlier = held;
    held = undefined;
    reply();
    earlier();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const { authorization = '' } = headers;
  const key = authorization.replace('APIKey ', '');
  const id = url.split('/').at(-1);
  const document = url.includes('/coupons/')
    ? { ...COUPON, id, store_id: url.split('/')[3], code: key, note: authorization }
    : { id, name: key };
  // What a shared cache would take as leave to keep it.
  const cacheable = { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600', etag: '"1"' };
  response.writeHead(200, cacheable).end(JSON.stringify(document));
}

const COUPON = {
  enabled: true,
  duration: 'once',
  discount_type: 'percent',
  discount_amount: 10,
  discount_apply_individually: false,
  discount_apply_before_sales: false,
  minimum_order_value: 0,
  redeem_limit_store_enabled: false,
  redeem_limit_store_amount: 0,
  redeem_limit_customer_enabled: false,
  redeem_limit_customer_amount: 0,
  usable_on_one_time_purchase: true,
  usable_on_subscription: true,
  created_at: '2025-11-03T09:30:00Z',
};
