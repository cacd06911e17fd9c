import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/server/log.ts';
import { STORE_ID } from '../support/gateway.ts';
import { HELD_KEY, startTokenGateway, type TokenGateway } from '../support/token-gateway.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const OWN_KEY = 'own-key-0b7c11d2e9';

async function answerTo(gateway: TokenGateway, authorization: string | undefined) {
  gateway.sandbox.clearRequests();
  const response = await gateway.post(authorization, NAME, { accept: 'application/graphql-response+json' });
  const { data, errors } = (await response.json()) as { data?: object; errors?: { extensions: object }[] };
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    data,
    extensions: errors?.[0]?.extensions,
    sent: gateway.sandbox.requests.map(({ headers }) => headers.authorization),
  };
}

describe('with AUTH_MODE=both the scheme decides', () => {
  const start = () => startTokenGateway({ mode: 'both', sandbox: { keys: [OWN_KEY, HELD_KEY] } });

  it('an API key is passed through as it came', async () => {
    const gateway = await start();
    expect(await answerTo(gateway, `apikey  ${OWN_KEY}`)).toMatchObject({
      status: 200,
      data: { store: { name: 'Craftkeep' } },
      sent: [`apikey  ${OWN_KEY}`],
    });
  });

  it('a token is taken, and a held key is sent', async () => {
    const gateway = await start();
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: '*' } });
    expect(await answerTo(gateway, `Bearer ${token}`)).toMatchObject({ status: 200, sent: [`APIKey ${HELD_KEY}`] });
  });

  it('nothing falls back: a key that is refused is not made up for by a held one, nor a token by anything', async () => {
    const gateway = await start();
    expect(await answerTo(gateway, 'APIKey of-nobody')).toMatchObject({
      status: 200,
      data: { store: { name: null } },
      extensions: { code: 'UNAUTHENTICATED' },
      sent: ['APIKey of-nobody'],
    });
    expect(await answerTo(gateway, `Bearer ${HELD_KEY}`)).toMatchObject({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
      extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' },
      sent: [],
    });
    const forbidden = await gateway.issuer.sign();
    expect(await answerTo(gateway, `Bearer ${forbidden}`)).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
      sent: [],
    });
  });

  it.each([undefined, 'Basic YW5uOnNlY3JldA==', OWN_KEY])(
    '%j is neither, and both are offered',
    async (authorization) => {
      expect(await answerTo(await start(), authorization)).toMatchObject({
        status: 401,
        challenge: 'Bearer, APIKey',
        extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' },
        sent: [],
      });
    },
  );

  it('an API key of no form is told how to be sent', async () => {
    expect(await answerTo(await start(), 'APIKey a b')).toMatchObject({ status: 401, challenge: 'APIKey', sent: [] });
  });
});

it('with AUTH_MODE=tokens no API key is passed through, not even a good one', async () => {
  const gateway = await startTokenGateway({ sandbox: { keys: [OWN_KEY, HELD_KEY] } });
  expect(await answerTo(gateway, `APIKey ${OWN_KEY}`)).toMatchObject({
    status: 401,
    challenge: 'Bearer',
    extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' },
    sent: [],
  });
});

it('a gateway that should take tokens and cannot does not start', async () => {
  const log = await createLog({ level: 'silent' });
  const dependencies = { log, apiOrigin: 'http://127.0.0.1:9', isSandbox: false };
  for (const mode of ['tokens', 'both']) {
    await expect(createApp(readConfig({ AUTH_MODE: mode }), dependencies)).rejects.toThrow('needs an authenticator');
  }
});

it('metrics tell what becomes of tokens', async () => {
  const gateway = await startTokenGateway();
  const good = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: '*' } });
  const expired = await gateway.issuer.sign({ claims: { exp: 1 } });
  for (const authorization of [`Bearer ${good}`, `Bearer ${good}`, `Bearer ${expired}`, 'Bearer x', undefined]) {
    await gateway.post(authorization, NAME);
  }
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const counted = (result: string) =>
    Number(new RegExp(`auth_total\\{result="${result}"\\} (\\d+)`).exec(metrics)?.[1]);
  expect(['accepted', 'expired', 'invalid', 'missing', 'unavailable'].map(counted)).toEqual([2, 1, 1, 1, 0]);
  const { name } = gateway.issuer;
  expect(metrics).toMatch(new RegExp(`^paynow_gateway_key_set_age_seconds\\{issuer="${name}"\\} [\\d.]+$`, 'm'));
  expect(metrics).toMatch(
    new RegExp(`^paynow_gateway_key_set_fetches_total\\{issuer="${name}",outcome="ok"\\} 1$`, 'm'),
  );
});
