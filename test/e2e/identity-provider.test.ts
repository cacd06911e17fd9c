import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeProtectedHeader, exportJWK } from 'jose';
import Provider from 'oidc-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID, startGateway } from '../support/gateway.ts';
import { createFolder } from '../support/token-gateway.ts';
import { createSigningKey } from '../support/token-issuer.ts';

const API = 'https://coupons.acme.example';
const CLIENT = { client_id: 'staff-tool', client_secret: 'c4n4ry-of-the-staff-tool' };
const NAMES = `{
  viewer { subject issuer }
  own: store(storeId: "${STORE_ID}") { name viewerCanWriteCoupons coupons(first: 1) { nodes { id } } }
  other: store(storeId: "${EMPTY_STORE_ID}") { name }
}`;

/** A certified identity provider (oidc-provider), whose access tokens for the API are JWTs (RFC 9068, RFC 8707). */
async function startProvider() {
  const key = await createSigningKey('of-the-provider', 'RS256');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
    jwks: { keys: [{ ...(await exportJWK(key.privateKey)), kid: 'of-the-provider', use: 'sig', alg: 'RS256' }] },
    scopes: ['openid', 'paynow:coupons:read', 'paynow:coupons:write', 'paynow:marketing:read'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'paynow:coupons:read paynow:coupons:write paynow:marketing:read',
          audience: API,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: () => ({ paynow: { stores: [STORE_ID] } }),
  });
  server.on('request', provider.callback());
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    issuer,
    /** Gets an access token as the staff tool does. */
    async token(scope: string, resource = API): Promise<string> {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
      });
      const answer = (await response.json()) as { access_token: string };
      expect(answer.access_token, JSON.stringify(answer)).toEqual(expect.any(String));
      return answer.access_token;
    },
    async keySetUrl(): Promise<string> {
      const response = await fetch(`${issuer}/.well-known/openid-configuration`);
      return ((await response.json()) as { jwks_uri: string }).jwks_uri;
    },
  };
}

describe('tokens of a certified identity provider', () => {
  async function start() {
    const provider = await startProvider();
    const gateway = await startGateway({
      env: {
        AUTH_MODE: 'tokens',
        TOKEN_ISSUER: provider.issuer,
        TOKEN_AUDIENCE: API,
        TOKEN_JWKS: await provider.keySetUrl(),
        TOKEN_TYPE: 'at+jwt',
        TOKEN_STORES_CLAIM: '/paynow/stores',
        STORE_KEYS_DIR: createFolder({ [STORE_ID]: 'sandbox', [EMPTY_STORE_ID]: 'sandbox' }),
      },
    });
    onTestFinished(() => gateway.close());
    const ask = (token: string) => gateway.query(NAMES, {}, { authorization: `Bearer ${token}` });
    return { provider, ask };
  }

  it('are taken with its own claims and its own key set', async () => {
    const { provider, ask } = await start();
    const token = await provider.token('paynow:coupons:write');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt', kid: 'of-the-provider' });
    const { data, errors } = await ask(token);
    expect(data.viewer).toEqual({ subject: CLIENT.client_id, issuer: provider.issuer });
    expect(data.own).toMatchObject({ name: 'Craftkeep', viewerCanWriteCoupons: true });
    expect(data.own.coupons.nodes).toHaveLength(1);
    expect(data.other).toEqual({ name: null });
    expect(errors).toMatchObject([{ path: ['other', 'name'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('allow what their scopes say and nothing more', async () => {
    const { provider, ask } = await start();
    const { data, errors } = await ask(await provider.token('paynow:marketing:read'));
    expect(data.own).toEqual({ name: 'Craftkeep', viewerCanWriteCoupons: false, coupons: null });
    expect(errors?.map(({ extensions }) => extensions.requiredScope)).toContain('paynow:coupons:read');
  });
});
