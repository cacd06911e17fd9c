import type { JWTVerifyGetKey } from 'jose';
import { JWKSNoMatchingKey } from 'jose/errors';
import { createLocalJWKSet } from 'jose/jwks/local';
import type { AuthLog } from './auth-log.ts';
import { KeySetError, parseKeySet } from './key-set-text.ts';

/** The keys with which an issuer signs, kept up with while the gateway serves. */
export interface KeySet {
  /** Finds the key of a token, as jose asks for it. A key that is not known may be worth one more fetch. */
  readonly findKey: JWTVerifyGetKey;
  /** Whether there is a set that counts; the one that is on its way is waited for. */
  isGood(): Promise<boolean>;
  /** Milliseconds of the clock until which the set counts: what was verified with it is good no longer than that. */
  readonly goodUntil: number;
  /** Milliseconds since the set was fetched; undefined: it never was. */
  readonly ageMs: number | undefined;
  /** Milliseconds until it is fetched again. */
  readonly nextFetchMs: number;
  readonly fetches: Readonly<Record<'ok' | 'failed', number>>;
  /** Fetches no more. */
  close(): void;
}

export interface KeySetOptions {
  /** Whose it is, for the log. */
  readonly issuer: string;
  /**
   * Gets the text of the set.
   *
   * @throws {KeySetError}
   */
  fetch(): Promise<string>;
  /** Milliseconds between two fetches. */
  readonly intervalMs: number;
  /** Milliseconds after the begin of a fetch in which tokens cause no other. */
  readonly gateMs: number;
  readonly log: AuthLog;
  /** Told when there are other keys than before. */
  onChange(): void;
  readonly clock: Clock;
}

/** What time it is, and what happens later. */
export interface Clock {
  /** Milliseconds, from any start, that only ever grow. */
  now(): number;
  /** @returns what prevents it. */
  later(delayMs: number, act: () => void): () => void;
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  later(delayMs, act) {
    const timer = setTimeout(act, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** How long a token waits for a fetch that may bring its key. */
const WAIT_MS = 1000;
/** How many of them wait at once. */
const MAX_WAITING = 64;
/** How long a set counts when no fetch brings another. */
const GOOD_MS = 24 * 60 * 60 * 1000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;
/** Gateways that were started together do not fetch together. */
const JITTER = 0.1;

/**
 * Keeps the key set of an issuer. It is fetched by a timer, never by a token that could do with the keys it has. A token
 * with a key that is not known causes a fetch when none was begun for a while (30 seconds), whatever became of that one:
 * jose's own cooldown begins with a fetch that succeeds, so while an issuer is down each such token would fetch.
 */
export function createKeySet(options: KeySetOptions): KeySet {
  const { issuer, fetch, intervalMs, gateMs, log, onChange, clock } = options;
  let find: JWTVerifyGetKey | undefined;
  let current: string | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let begunAt = Number.NEGATIVE_INFINITY;
  let nextAt = 0;
  let fetching: Promise<boolean> | undefined;
  let waiting = 0;
  let logged = '';
  let failures = 0;
  let cancelTimer: () => void = () => undefined;
  let isClosed = false;
  const fetches = { ok: 0, failed: 0 };

  /** Gives whether there is a set as new as can be. */
  async function refresh(): Promise<boolean> {
    begunAt = clock.now();
    try {
      const text = await fetch();
      if (text !== current) take(text);
      fetchedAt = clock.now();
      fetches.ok++;
      note('');
      return true;
    } catch (error) {
      fetches.failed++;
      note(error instanceof KeySetError ? error.message : 'cannot be used');
      return false;
    }
  }

  function take(text: string): void {
    const { keys, leftOut } = parseKeySet(text);
    if (leftOut > 0) log.warn({ issuer, keys: leftOut }, 'keys of the key set cannot be used, and are left out');
    find = createLocalJWKSet({ keys: [...keys] });
    current = text;
    onChange();
  }

  /** Logs what is wrong when that changes. */
  function note(fault: string): void {
    if (fault === logged) return;
    logged = fault;
    if (fault === '') log.info({ issuer }, 'the key set can be had again');
    else log.error({ issuer }, `the key set ${fault}`);
  }

  function refreshOnce(): Promise<boolean> {
    fetching ??= refresh().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  async function refreshByTimer(): Promise<void> {
    const isFresh = await refreshOnce();
    failures = isFresh ? 0 : failures + 1;
    const delayMs = isFresh ? intervalMs : Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    if (isClosed) return;
    const jittered = delayMs * (1 + JITTER * (2 * Math.random() - 1));
    nextAt = clock.now() + jittered;
    cancelTimer = clock.later(jittered, () => void refreshByTimer());
  }

  /** Waits for the fetch under way, but not for long; false when there is none, or too many wait. */
  async function awaitFetch(): Promise<boolean> {
    if (!fetching || waiting >= MAX_WAITING) return false;
    waiting++;
    let cancel: () => void = () => undefined;
    const over = new Promise<boolean>((resolve) => {
      cancel = clock.later(WAIT_MS, () => resolve(false));
    });
    try {
      return await Promise.race([fetching, over]);
    } finally {
      waiting--;
      cancel();
    }
  }

  const isGood = (): boolean => clock.now() < fetchedAt + GOOD_MS;
  const findKnown: JWTVerifyGetKey = (header, token) => {
    if (!find) throw new JWKSNoMatchingKey();
    return find(header, token);
  };

  void refreshByTimer();
  return {
    async findKey(header, token) {
      try {
        return await findKnown(header, token);
      } catch (error) {
        if (!(error instanceof JWKSNoMatchingKey)) throw error;
        if (clock.now() - begunAt >= gateMs) void refreshOnce();
        if (!(await awaitFetch())) throw error;
        return findKnown(header, token);
      }
    },
    async isGood() {
      return isGood() || ((await awaitFetch()) && isGood());
    },
    get goodUntil() {
      return fetchedAt + GOOD_MS;
    },
    get ageMs() {
      return current === undefined ? undefined : clock.now() - fetchedAt;
    },
    get nextFetchMs() {
      return Math.max(0, nextAt - clock.now());
    },
    fetches,
    close() {
      isClosed = true;
      cancelTimer();
    },
  };
}
