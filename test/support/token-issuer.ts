import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

/** A key that signs tokens, with its public half as a key set holds it. */
export interface SigningKey {
  readonly algorithm: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** A pair of keys; the public one has the id. */
export async function createSigningKey(kid?: string, algorithm: 'ES256' | 'RS256' = 'ES256'): Promise<SigningKey> {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  return { algorithm, privateKey, publicJwk: { ...jwk, ...(kid !== undefined && { kid }), use: 'sig' } };
}

/** What a token says beside what every one of them does. */
export interface TokenOptions {
  readonly claims?: JWTPayload;
  /** What its head holds beside its algorithm, and its key's id unless it is null. */
  readonly head?: Readonly<Record<string, unknown>> & { readonly crit?: string[] };
  /** The first of the issuer unless given. */
  readonly key?: SigningKey;
}

/** An issuer that publishes its key set on a port of its own. */
export interface TokenIssuer {
  readonly name: string;
  readonly audience: string;
  /** Where its key set is. */
  readonly url: string;
  /** The keys that it publishes, which are the test's to change. */
  readonly keys: SigningKey[];
  /** How often its key set was asked for. */
  readonly fetches: number;
  /** Answers in the place of the key set; undefined: it is published again. */
  answer: RequestListener | undefined;
  /** Signs a token that holds for five minutes, unless the claims say otherwise; a claim that is undefined is left out. */
  sign(options?: TokenOptions): Promise<string>;
  close(): void;
}

const AUDIENCE = 'coupons';

export async function startTokenIssuer(first?: SigningKey): Promise<TokenIssuer> {
  const keys = [first ?? (await createSigningKey('first'))];
  let fetches = 0;
  const server = createServer((request, response) => {
    fetches++;
    if (issuer.answer) return issuer.answer(request, response);
    response.setHeader('content-type', 'application/jwk-set+json');
    response.end(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const name = `${origin}/`;
  const issuer: TokenIssuer = {
    name,
    audience: AUDIENCE,
    url: `${origin}/jwks.json`,
    keys,
    get fetches() {
      return fetches;
    },
    answer: undefined,
    async sign({ claims = {}, head = {}, key = keys[0] as SigningKey } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: name, aud: AUDIENCE, sub: 'ann', iat: now, exp: now + 300, ...claims };
      const { kid } = key.publicJwk;
      return new SignJWT(payload)
        .setProtectedHeader({ alg: key.algorithm, ...(kid !== undefined && { kid }), ...head })
        .sign(key.privateKey, { crit: Object.fromEntries((head.crit ?? []).map((name) => [name, true])) });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return issuer;
}
