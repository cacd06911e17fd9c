import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { toScopeName } from '../rest/scope.ts';

/** What a token lets its subject do. */
export interface TokenGrant {
  /** Whom the token is for. */
  readonly subject: string;
  /** Store ids; `*` stands for every store. */
  readonly stores: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds until it expires. */
  readonly expiresInS: number;
}

/** Everything, for a month. */
export const FULL_GRANT: TokenGrant = {
  subject: 'you',
  stores: ['*'],
  scopes: [toScopeName('coupons:write'), toScopeName('marketing:write')],
  expiresInS: 2_592_000,
};

/** Signs tokens for whoever develops against the sandbox, as a merchant's identity provider does for its people. */
export interface Issuer {
  /** What `iss` says. */
  readonly issuer: string;
  /** What `aud` says. */
  readonly audience: string;
  /** The public half of its key, as a JSON Web Key Set (RFC 7517). */
  readonly keySet: { readonly keys: readonly JWK[] };
  /** Seconds for which a token is good at most: a year. */
  readonly maxAgeS: number;
  /** A JWT in the compact form, with the claims of RFC 9068. */
  sign(grant: TokenGrant): Promise<string>;
}

/** A name that no real issuer has: RFC 2606 keeps `.invalid` free for ever. */
const ISSUER = 'https://sandbox.invalid/';
const AUDIENCE = 'paynow-graphql-gateway';
const ALGORITHM = 'ES256';
/** The longest that a gateway may be told to take a token for. */
export const MAX_AGE_S = 31_622_400;

/** Lives as long as the installed packages, as the caches of other tools do. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/paynow-graphql-gateway', import.meta.url));
const FILE = 'sandbox-issuer.json';

/**
 * Opens the issuer whose key is kept in a folder of this checkout, so that `npm start` and `npm run token` have the same
 * one, whichever comes first. The key is made when there is none; only the user who made it can read it.
 *
 * @throws {Error} when the key can be neither read nor kept.
 */
export async function openIssuer(folder = FOLDER): Promise<Issuer> {
  const file = join(folder, FILE);
  try {
    if (!existsSync(file)) await keepNewKey(folder, file);
    return await toIssuer(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new Error(
      `The key of the sandbox's issuer cannot be had: ${reason}. Delete ${folder}, or make it writable.`,
      {
        cause,
      },
    );
  }
}

/** An issuer with a new key, which nobody else has. */
export async function createIssuer(): Promise<Issuer> {
  return toIssuer(await generateKey());
}

async function toIssuer(key: JWK): Promise<Issuer> {
  const privateKey = await importJWK(key, ALGORITHM);
  const { d: _secret, ...publicPart } = key;
  const kid = await calculateJwkThumbprint(publicPart);
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    maxAgeS: MAX_AGE_S,
    keySet: { keys: [{ ...publicPart, kid, alg: ALGORITHM, use: 'sig' }] },
    sign({ subject, stores, scopes, expiresInS }) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ scope: scopes.join(' '), stores })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresInS)
        .setJti(randomUUID())
        .sign(privateKey);
    },
  };
}

async function generateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

/** Keeps a new key, unless another process was faster. */
async function keepNewKey(folder: string, file: string): Promise<void> {
  const draft = join(folder, `${randomUUID()}.json`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(draft, JSON.stringify(await generateKey()), { mode: 0o600, flag: 'wx' });
  try {
    // A link is whole from the start, and never takes the place of another file.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}
