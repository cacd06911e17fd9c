import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { STORE_ID } from '../support/gateway.ts';
import { startTokenGateway, type TokenGateway } from '../support/token-gateway.ts';
import { createSigningKey, startTokenIssuer, type TokenOptions } from '../support/token-issuer.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const READER = { scope: 'paynow:coupons:read', stores: [STORE_ID] };

const nowS = (): number => Math.floor(Date.now() / 1000);
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that nobody signed as it says. */
async function forge(gateway: TokenGateway, alg: string, secret: string): Promise<string> {
  const [, payload] = (await gateway.issuer.sign({ claims: READER })).split('.');
  const head = base64url({ alg, kid: 'first' });
  const signature = alg === 'none' ? '' : createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
  return `${head}.${payload}.${signature}`;
}

async function refusalOf(gateway: TokenGateway, authorization: string | undefined) {
  const before = gateway.sandbox.requests.length;
  const response = await gateway.post(authorization, NAME);
  const { errors } = (await response.json()) as {
    errors: { message: string; extensions: { code: string; reason: string } }[];
  };
  expect(gateway.sandbox.requests).toHaveLength(before);
  expect(errors).toHaveLength(1);
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    code: errors[0]?.extensions.code,
    reason: errors[0]?.extensions.reason,
    message: errors[0]?.message,
  };
}

const INVALID = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  code: 'UNAUTHENTICATED',
  reason: 'TOKEN_INVALID',
};

describe('a token that holds', () => {
  it('is taken, and the store is read with the key that is held here', async () => {
    const gateway = await startTokenGateway();
    const token = await gateway.issuer.sign({ claims: READER });
    for (let round = 0; round < 2; round++) {
      expect((await gateway.ask(token, NAME)).data).toEqual({ store: { name: 'Craftkeep' } });
    }
    expect(gateway.issuer.fetches).toBe(1);
  });

  it.each(['bearer', 'BEARER', 'Bearer  '])('is taken with the scheme spelt %j', async (scheme) => {
    const gateway = await startTokenGateway();
    const response = await gateway.post(`${scheme} ${await gateway.issuer.sign({ claims: READER })}`, NAME);
    expect(await response.json()).toMatchObject({ data: { store: { name: 'Craftkeep' } } });
  });

  it.each<[string, TokenOptions]>([
    ['has an audience among others', { claims: { ...READER, aud: ['other', 'coupons'] } }],
    ['expired less than the clock tolerance ago', { claims: { ...READER, exp: nowS() - 20 } }],
    ['has no time of issue, and expires within a day', { claims: { ...READER, iat: undefined as never } }],
    ['has its scopes and stores as lists', { claims: { scope: [READER.scope], stores: READER.stores } as never }],
    ['has a type that nobody asks for', { claims: READER, head: { typ: 'at+jwt' } }],
  ])('may be one that %s', async (_what, options) => {
    const gateway = await startTokenGateway();
    const { data } = await gateway.ask(await gateway.issuer.sign(options), NAME);
    expect(data).toEqual({ store: { name: 'Craftkeep' } });
  });

  it('may be signed with RSA, and be without a key id where one key alone fits', async () => {
    const issuer = await startTokenIssuer(await createSigningKey(undefined, 'RS256'));
    const gateway = await startTokenGateway({ issuer });
    const { data } = await gateway.ask(await issuer.sign({ claims: READER }), NAME);
    expect(data).toEqual({ store: { name: 'Craftkeep' } });
  });
});

describe('no token', () => {
  const MISSING = { status: 401, challenge: 'Bearer', code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };

  it.each<[string, string | undefined]>([
    ['nothing at all', undefined],
    ['an API key', 'APIKey sandbox'],
    ['another scheme', 'Basic YW5uOnNlY3JldA=='],
  ])('is %s, which says so with status 401', async (_what, authorization) => {
    expect(await refusalOf(await startTokenGateway(), authorization)).toEqual({
      ...MISSING,
      message: 'Send a token in the header `Authorization: Bearer <token>`. No other scheme is taken here.',
    });
  });

  it('is needed for what reads nothing', async () => {
    const gateway = await startTokenGateway();
    expect(await (await gateway.post(undefined, '{ __typename }')).json()).toMatchObject({
      data: { __typename: 'Query' },
    });
  });
});

describe('a token that does not hold is refused with status 401 and no REST call', () => {
  const FAULTS: readonly (readonly [string, TokenOptions, string])[] = [
    [
      'of another issuer',
      { claims: { iss: 'https://other.example/' } },
      'its issuer (`iss`) is none that this gateway takes tokens of.',
    ],
    ['of no issuer', { claims: { iss: undefined as never } }, 'it is not a signed JWT with an issuer (`iss`).'],
    ['for another audience', { claims: { aud: 'other' } }, 'it is meant for another audience (`aud`).'],
    ['for no audience', { claims: { aud: undefined as never } }, 'it is meant for another audience (`aud`).'],
    ['of nobody', { claims: { sub: undefined as never } }, 'it names no subject (`sub`).'],
    ['of an empty name', { claims: { sub: '' } }, 'it names no subject (`sub`).'],
    ['that never expires', { claims: { exp: undefined as never } }, 'it has no time at which it expires (`exp`).'],
    ['that does not hold yet', { claims: { nbf: nowS() + 120 } }, 'it does not hold yet (`nbf`).'],
    ['of the future', { claims: { iat: nowS() + 120 } }, 'its issue (`iat`) lies in the future.'],
    [
      'without a time of issue that holds for long',
      { claims: { iat: undefined as never, exp: nowS() + 200_000 } },
      'it would hold for longer than a token may here.',
    ],
    [
      'with something critical that nobody knows',
      { head: { crit: ['tea'], tea: true } },
      'its head asks for something that is not known here (`crit`, `alg`).',
    ],
    [
      'with a key id that is a path',
      { head: { kid: '../../etc/passwd' } },
      'its issuer publishes no such key (`kid`).',
    ],
    ['with a key id that is no text', { head: { kid: 7 } }, 'its issuer publishes no such key (`kid`).'],
  ];

  it.each(FAULTS)('%s', async (_what, { claims, head }, fault) => {
    const gateway = await startTokenGateway();
    const token = await gateway.issuer.sign({ claims: { ...READER, ...claims }, ...(head && { head }) });
    const refusal = await refusalOf(gateway, `Bearer ${token}`);
    expect(refusal.message).toContain(`The token is not accepted: ${fault} Get `);
    expect(refusal).toEqual({
      ...INVALID,
      message: expect.stringMatching(/ Get (another )?one .*\.$/),
    });
  });

  it.each([
    ['exp passed', { exp: nowS() - 31 }],
    ['issued more than a day ago', { iat: nowS() - 86_431, exp: nowS() + 86_400 }],
  ])('%s', async (_what, claims) => {
    const gateway = await startTokenGateway();
    expect(await refusalOf(gateway, `Bearer ${await gateway.issuer.sign({ claims })}`)).toEqual({
      ...INVALID,
      reason: 'TOKEN_EXPIRED',
      message: 'The token has expired: get a new one from its issuer, then try again.',
    });
  });

  it('of another type than was asked for', async () => {
    const gateway = await startTokenGateway({ env: { TOKEN_TYPE: 'at+jwt' } });
    const { message } = await refusalOf(gateway, `Bearer ${await gateway.issuer.sign({ head: { typ: 'JWT' } })}`);
    expect(message).toContain('The token is not accepted: its type (`typ`) is not one that this gateway takes.');
  });

  it('without a key id, when two keys fit', async () => {
    const gateway = await startTokenGateway({
      issuer: await startTokenIssuer().then(async (issuer) => {
        issuer.keys.push(await createSigningKey('second'));
        return issuer;
      }),
    });
    const token = await gateway.issuer.sign({ head: { kid: undefined } });
    expect(await refusalOf(gateway, `Bearer ${token}`)).toEqual({
      ...INVALID,
      message:
        'The token is not accepted: it does not say which of several keys signed it (`kid`). Get another one from its issuer.',
    });
  });

  it('signed by nobody, with HMAC and the public key, or with an algorithm that is not listed', async () => {
    const gateway = await startTokenGateway();
    const pem = await exportSPKI((await importJWK(gateway.issuer.keys[0]!.publicJwk, 'ES256')) as CryptoKey);
    const rsa = await createSigningKey('rsa', 'RS256');
    const tokens = [
      await forge(gateway, 'none', ''),
      await forge(gateway, 'HS256', pem),
      await gateway.issuer.sign({ key: { ...rsa, algorithm: 'PS256' } }),
    ];
    for (const token of tokens) {
      expect(await refusalOf(gateway, `Bearer ${token}`)).toEqual({
        ...INVALID,
        message:
          'The token is not accepted: its algorithm (`alg`) is not one that this gateway takes. Get another one from its issuer.',
      });
    }
  });

  it('that was changed after it was signed', async () => {
    const gateway = await startTokenGateway();
    const [head, , signature] = (await gateway.issuer.sign({ claims: READER })).split('.');
    const [, payload] = (await gateway.issuer.sign({ claims: { ...READER, stores: '*' } })).split('.');
    expect(await refusalOf(gateway, `Bearer ${head}.${payload}.${signature}`)).toEqual({
      ...INVALID,
      message: 'The token is not accepted: its signature does not fit. Get another one from its issuer.',
    });
  });

  it('longer than 8 KB', async () => {
    const gateway = await startTokenGateway();
    const token = await gateway.issuer.sign({ claims: { ...READER, more: 'x'.repeat(6200) } });
    expect(token.length).toBeGreaterThan(8192);
    expect(await refusalOf(gateway, `Bearer ${token}`)).toEqual({
      ...INVALID,
      message: 'The token is not accepted: it is longer than 8192 bytes. Get another one from its issuer.',
    });
  });

  it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d.e', `${base64url({})}.${base64url([])}.x`, 'ü'])(
    'that is %j',
    async (text) => {
      const { message, ...rest } = await refusalOf(await startTokenGateway(), `Bearer ${text}`);
      expect(rest).toEqual(INVALID);
      expect(message).toContain('it is not a signed JWT');
    },
  );

  it('that came twice', async () => {
    const gateway = await startTokenGateway();
    const token = await gateway.issuer.sign({ claims: READER });
    const { message: _message, ...rest } = await refusalOf(gateway, `Bearer ${token}, Bearer ${token}`);
    expect(rest).toEqual(INVALID);
  });
});
