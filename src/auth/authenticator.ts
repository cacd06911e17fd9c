import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import type { Credential } from '../rest/credential.ts';
import { parseAccess } from './access-file.ts';
import type { AuthLog } from './auth-log.ts';
import type { Claims } from './claims.ts';
import { type Access, createAccess } from './grants.ts';
import { CLOCK, type Clock, createKeySet, type KeySet } from './key-set.ts';
import { openKeySet, type ProxyFor } from './key-set-source.ts';
import { createReloader, type Reloader } from './reloader.ts';
import type { AuthSettings, Issuer } from './settings.ts';
import { createFixedKeys, createStoreKeys, type StoreKeys } from './store-keys.ts';
import { createTokenCredential } from './token-credential.ts';
import { EXPIRED, invalid, issuerOf, type TokenRefusal, UNKNOWN_ISSUER, verifyToken } from './verifier.ts';

/** Finds out whose tokens hold, and what they let their bearers do. */
export interface Authenticator {
  /** The credential of a token, at once where it was verified before; or why it is not taken. */
  authenticate(token: string): Credential | TokenRefusal | Promise<Credential | TokenRefusal>;
  /** Whether a key set has been had since the start. */
  readonly isReady: boolean;
  readonly keySets: readonly IssuerKeySet[];
  /** How often a look at files has found something that cannot be used, by the variable that names them. */
  readonly reloadFailures: Readonly<Record<'STORE_KEYS_DIR' | 'ACCESS_FILE', number>>;
  /** How often the REST API has refused a key that is held here. */
  readonly keyRejections: number;
  /** Fetches and looks at nothing more. */
  close(): Promise<void>;
}

/** The key set of an issuer, for metrics. */
interface IssuerKeySet {
  readonly issuer: string;
  readonly keySet: Pick<KeySet, 'ageMs' | 'fetches'>;
}

/** How time passes. */
export interface AuthenticatorPace {
  readonly clock?: Clock;
  /** Unix time in ms. */
  readonly now?: () => number;
  /** Milliseconds between two looks at files. */
  readonly reloadMs?: number;
}

export interface AuthenticatorOptions extends AuthenticatorPace {
  readonly settings: AuthSettings;
  readonly proxyFor: ProxyFor;
  readonly log: AuthLog;
  /** Told of all keys that are held, whenever they have changed. */
  onKeys(keys: readonly string[]): void;
}

/** An issuer whose tokens are taken. */
interface OpenIssuer {
  readonly issuer: Issuer;
  readonly accessOf: (claims: Claims) => Access;
  readonly keySet: KeySet;
  close(): Promise<void>;
}

/** A token that was verified before. */
interface Known {
  readonly credential: Credential;
  readonly keySet: KeySet;
  /** Unix time in ms until which it holds. */
  readonly until: number;
}

/** Bytes of a token; a larger one is not looked at. */
const MAX_TOKEN_BYTES = 8192;
/** Tokens that are remembered, so that none is verified with every request. */
const MAX_KNOWN = 10_000;
/** What they may take together, in bytes of memory. */
const MAX_KNOWN_BYTES = 16 * 2 ** 20;
/** What one takes beside the stores that it names, and each of these. */
const KNOWN_BYTES = 1024;
const STORE_BYTES = 128;

/** Opens everything that tokens need. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { settings, proxyFor, log, onKeys, clock = CLOCK, now = Date.now, reloadMs } = options;
  const reloading = reloadMs === undefined ? {} : { intervalMs: reloadMs };
  const keys = openKeys();
  /** By SHA-256: whoever reads the memory of this process finds no tokens in it. */
  const known = new LRUCache<string, Known>({ max: MAX_KNOWN, maxSize: MAX_KNOWN_BYTES });
  const pending = new Map<string, Promise<Credential | TokenRefusal>>();
  let issuers: ReadonlyMap<string, OpenIssuer> = new Map();
  /** Grows when what was verified before may not hold any more. */
  let edition = 0;

  function openKeys(): StoreKeys {
    const { keys: where } = settings;
    if (isFolder(where)) return createStoreKeys({ folder: where.folder, log, onKeys, ...reloading });
    onKeys(Object.values(where));
    return createFixedKeys(where);
  }

  function forget(): void {
    edition++;
    known.clear();
  }

  function open(issuer: Issuer): OpenIssuer {
    const { close, ...source } = openKeySet(issuer.keySet, proxyFor);
    const keySet = createKeySet({ issuer: issuer.name, ...source, log, onChange: forget, clock });
    return {
      issuer,
      accessOf: createAccess(issuer),
      keySet,
      async close() {
        keySet.close();
        await close();
      },
    };
  }

  /** Takes other issuers. One with the same keys keeps what was fetched of them. */
  function take(list: readonly Issuer[]): void {
    const before = issuers;
    issuers = new Map(
      list.map((issuer) => {
        const same = before.get(issuer.name);
        const keeps = same?.issuer.keySet === issuer.keySet;
        return [issuer.name, keeps ? { ...same, issuer, accessOf: createAccess(issuer) } : open(issuer)] as const;
      }),
    );
    for (const [name, each] of before) if (issuers.get(name)?.keySet !== each.keySet) void each.close();
    forget();
  }

  const reloader = start();

  function start(): Reloader | undefined {
    if (!('file' in settings.issuers)) {
      take(settings.issuers);
      return undefined;
    }
    const { file } = settings.issuers;
    const text = readFileSync(file, 'utf8');
    take(parseAccess(text).issuers);
    const use = (changed: string): readonly string[] => {
      const parsed = parseAccess(changed);
      if (parsed.faults.length > 0) return parsed.faults;
      take(parsed.issuers);
      log.info({ issuers: issuers.size }, 'ACCESS_FILE has changed');
      return [];
    };
    return createReloader(
      // It names files of key sets, which may come after it.
      { variable: 'ACCESS_FILE', read: () => readFile(file, 'utf8'), use, retries: true, log, ...reloading },
      text,
    );
  }

  async function verify(token: string, digest: string): Promise<Credential | TokenRefusal> {
    for (;;) {
      const begun = edition;
      const verified = await verifyNow(token);
      // Keys or grants have changed meanwhile: what was found may not hold any more.
      if (edition !== begun) continue;
      if ('reason' in verified) return verified;
      known.set(digest, verified.known, { size: verified.size });
      return verified.known.credential;
    }
  }

  async function verifyNow(token: string): Promise<{ readonly known: Known; readonly size: number } | TokenRefusal> {
    const named = issuerOf(token);
    const from = named === undefined ? undefined : issuers.get(named);
    if (!from) return invalid(named === undefined ? 'it is not a signed JWT with an issuer (`iss`).' : UNKNOWN_ISSUER);
    const { issuer, accessOf, keySet } = from;
    if (!(await keySet.isGood())) return unavailable(keySet);
    const verified = await verifyToken(token, issuer, keySet, now());
    if ('reason' in verified) return verified;
    const { claims, until, expiresAt } = verified;
    const access = accessOf(claims);
    const credential = createTokenCredential({ issuer: issuer.name, subject: claims.sub, expiresAt, access }, keys);
    // By rules, stores are shared.
    const stores = issuer.grants.by === 'rules' ? 0 : access.byStore.size;
    return { known: { credential, keySet, until }, size: KNOWN_BYTES + stores * STORE_BYTES };
  }

  return {
    authenticate(token) {
      if (token.length > MAX_TOKEN_BYTES) return TOO_LONG;
      const digest = hash('sha256', token, 'base64');
      const found = known.get(digest);
      if (found) {
        if (now() >= found.until) return EXPIRED;
        if (clock.now() < found.keySet.goodUntil) return found.credential;
        return unavailable(found.keySet);
      }
      let verifying = pending.get(digest);
      if (!verifying) {
        verifying = verify(token, digest).finally(() => pending.delete(digest));
        pending.set(digest, verifying);
      }
      return verifying;
    },
    get isReady() {
      return issuers.values().some(({ keySet }) => keySet.ageMs !== undefined);
    },
    get keySets() {
      return Array.from(issuers, ([issuer, { keySet }]) => ({ issuer, keySet }));
    },
    get reloadFailures() {
      return { STORE_KEYS_DIR: keys.failures, ACCESS_FILE: reloader?.failures ?? 0 };
    },
    get keyRejections() {
      return keys.rejections;
    },
    async close() {
      keys.close();
      reloader?.close();
      await Promise.all(issuers.values().map((issuer) => issuer.close()));
    },
  };
}

const TOO_LONG = invalid(`it is longer than ${MAX_TOKEN_BYTES} bytes.`);

function isFolder(keys: AuthSettings['keys']): keys is { readonly folder: string } {
  return 'folder' in keys;
}

function unavailable({ nextFetchMs }: KeySet): TokenRefusal {
  return {
    reason: 'AUTH_UNAVAILABLE',
    message:
      'The token cannot be verified, since the keys of its issuer cannot be had. Try again after as many seconds as the header `Retry-After` says.',
    retryAfter: Math.max(1, Math.ceil(nextFetchMs / 1000)),
  };
}
