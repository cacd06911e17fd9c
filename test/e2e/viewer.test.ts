import { describe, expect, it } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { startTokenGateway } from '../support/token-gateway.ts';

const VIEWER = '{ viewer { subject issuer expiresAt stores { store { storeId } scopes } } }';
const BUTTONS = `{
  a: store(storeId: "${STORE_ID}") { viewerCanWriteCoupons viewerCanWriteMarketing }
  b: store(storeId: "${EMPTY_STORE_ID}") { viewerCanWriteCoupons viewerCanWriteMarketing }
}`;
const WRITER = { scope: 'paynow:coupons:write openid', stores: [STORE_ID] };

describe('the viewer', () => {
  it('is the person of the token, with the stores where something is allowed, and costs no REST call', async () => {
    const gateway = await startTokenGateway();
    const exp = Math.floor(Date.now() / 1000) + 300;
    const token = await gateway.issuer.sign({ claims: { ...WRITER, exp } });
    const answer = await gateway.ask(token, VIEWER);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.viewer).toEqual({
      subject: 'ann',
      issuer: gateway.issuer.name,
      expiresAt: new Date(exp * 1000).toISOString(),
      stores: [{ store: { storeId: STORE_ID }, scopes: ['COUPONS_READ', 'COUPONS_WRITE'] }],
    });
    expect(answer.extensions.cost.restCalls).toBe(0);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('has every store with a key where that is granted, in the order of ids', async () => {
    const gateway = await startTokenGateway({ keys: { [EMPTY_STORE_ID]: 'key', [STORE_ID]: 'key', '7': 'key' } });
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:marketing:read', stores: '*' } });
    const { data } = await gateway.ask(token, VIEWER);
    expect(data.viewer.stores.map(({ store }: { store: { storeId: string } }) => store.storeId)).toEqual([
      '7',
      STORE_ID,
      EMPTY_STORE_ID,
    ]);
  });

  it('has no store that there is no key for, nor any that its token names as a number', async () => {
    const gateway = await startTokenGateway({ keys: { [STORE_ID]: 'key' } });
    const claims = { scope: 'paynow:coupons:read', stores: [EMPTY_STORE_ID, Number(STORE_ID)] };
    const { data } = await gateway.ask(await gateway.issuer.sign({ claims }), VIEWER);
    expect(data.viewer.stores).toEqual([]);
  });

  it('expires no later than a token may last', async () => {
    const gateway = await startTokenGateway({ env: { TOKEN_MAX_AGE_S: '60' } });
    const iat = Math.floor(Date.now() / 1000) - 10;
    const { data } = await gateway.ask(await gateway.issuer.sign({ claims: { iat, exp: iat + 600 } }), VIEWER);
    expect(data.viewer.expiresAt).toBe(new Date((iat + 60) * 1000).toISOString());
  });

  it('is null with an API key, and so is what it may do', async () => {
    const gateway = await startTokenGateway({ mode: 'both', sandbox: { keys: ['sandbox'] } });
    const nothing = { viewerCanWriteCoupons: null, viewerCanWriteMarketing: null };
    expect((await gateway.query(VIEWER)).data).toEqual({ viewer: null });
    expect((await gateway.query(BUTTONS)).data).toEqual({ a: nothing, b: nothing });
  });

  it('is asked for with a credential only, although it reads nothing', async () => {
    const gateway = await startTokenGateway();
    const response = await gateway.post(undefined, '{ viewer { subject } }');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { reason: 'TOKEN_MISSING' } }] });
    const expired = await gateway.issuer.sign({ claims: { exp: 1 } });
    expect((await gateway.post(`Bearer ${expired}`, '{ viewer { subject } }')).status).toBe(401);
  });

  it('may read of its stores what the budget allows', async () => {
    const gateway = await startTokenGateway({ env: { MAX_REST_CALLS: '1' } });
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: '*' } });
    const { data, errors } = await gateway.ask(token, '{ viewer { stores { store { storeId name } } } }');
    expect(data.viewer.stores.map(({ store }: { store: { name: string | null } }) => store.name)).toEqual([
      'Craftkeep',
      null,
    ]);
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
  });

  it('of very many stores has no more of them than an answer may hold', async () => {
    const keys = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [String(1000 + i), 'key']));
    const gateway = await startTokenGateway({ keys });
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: '*' } });
    const asked = (count: number) => Array.from({ length: count }, (_, i) => `s${i}: scopes`).join(' ');
    const few = await gateway.ask(token, `{ viewer { stores { ${asked(10)} } } }`);
    expect(few.errors).toBeUndefined();
    expect(few.data.viewer.stores).toHaveLength(3000);
    const many = await gateway.ask(token, `{ viewer { stores { ${asked(90)} } } }`);
    expect(many.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
  });
});

describe('what the viewer may do', () => {
  it('is told at each store', async () => {
    const gateway = await startTokenGateway();
    const { data } = await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), BUTTONS);
    expect(data).toEqual({
      a: { viewerCanWriteCoupons: true, viewerCanWriteMarketing: false },
      b: { viewerCanWriteCoupons: false, viewerCanWriteMarketing: false },
    });
    expect(gateway.sandbox.requests).toHaveLength(0);
  });
});

it('a subgraph tells nothing of the viewer', async () => {
  const gateway = await startTokenGateway({ env: { FEDERATION: 'on' } });
  const { errors } = await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), '{ viewer { subject } }');
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});
