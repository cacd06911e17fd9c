import { describe, expect, it } from 'vitest';
import type { AuthLog } from '../../src/auth/auth-log.ts';
import { type Clock, createKeySet } from '../../src/auth/key-set.ts';
import { KeySetError } from '../../src/auth/key-set-text.ts';
import { createSigningKey, type SigningKey } from '../support/token-issuer.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A clock that goes on when it is told to, and does what falls due on its way. */
function createClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 0;
  const due = new Set<{ readonly at: number; readonly act: () => void }>();
  return {
    now: () => now,
    later(delayMs, act) {
      const entry = { at: now + delayMs, act };
      due.add(entry);
      return () => due.delete(entry);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        // What is under way comes to its end first.
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        due.delete(next);
        now = Math.max(now, next.at);
        next.act();
      }
      now = end;
    },
  };
}

/** A key set of an issuer that a test has in its hand. */
async function start(first: SigningKey) {
  const clock = createClock();
  const lines: string[] = [];
  const log = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const issuer = { keys: [first], failure: undefined as string | undefined, hangs: false, fetches: 0, changes: 0 };
  const keySet = createKeySet({
    issuer: 'https://acme.example/',
    async fetch() {
      issuer.fetches++;
      if (issuer.hangs) await new Promise(() => undefined);
      if (issuer.failure) throw new KeySetError(issuer.failure);
      return JSON.stringify({ keys: issuer.keys.map(({ publicJwk }) => publicJwk) });
    },
    intervalMs: 10 * MINUTE,
    gateMs: 30 * SECOND,
    log: { info: log('info'), warn: log('warn'), error: log('error') } satisfies AuthLog,
    onChange: () => void issuer.changes++,
    clock,
  });
  await clock.advance(0);
  const find = async (kid: string) => {
    try {
      await keySet.findKey({ alg: 'ES256', kid }, { payload: '', signature: '' });
      return 'found';
    } catch {
      return 'not found';
    }
  };
  return { clock, lines, issuer, keySet, find };
}

const FIRST = await createSigningKey('first');
const SECOND_KEY = await createSigningKey('second');

describe('a key set', () => {
  it('is fetched at once and then every ten minutes, a tenth more or less, whatever tokens come', async () => {
    const { clock, issuer, find } = await start(FIRST);
    expect(issuer.fetches).toBe(1);
    for (let minute = 0; minute < 60; minute++) {
      await clock.advance(MINUTE);
      expect(await find('first')).toBe('found');
    }
    expect(issuer.fetches).toBeGreaterThanOrEqual(6);
    expect(issuer.fetches).toBeLessThanOrEqual(7);
    expect(issuer.changes).toBe(1);
  });

  it('is fetched again soon after a failure, later and later up to a minute', async () => {
    const { clock, issuer, lines } = await start(FIRST);
    issuer.failure = 'cannot be reached (ECONNREFUSED)';
    await clock.advance(11 * MINUTE);
    const before = issuer.fetches;
    await clock.advance(HOUR);
    expect(issuer.fetches - before).toBeGreaterThan(54);
    expect(issuer.fetches - before).toBeLessThan(68);
    expect(lines).toEqual(['error the key set cannot be reached (ECONNREFUSED) {"issuer":"https://acme.example/"}']);
    issuer.failure = undefined;
    await clock.advance(2 * MINUTE);
    expect(lines[1]).toBe('info the key set can be had again {"issuer":"https://acme.example/"}');
  });

  it('serves for 24 hours without a refresh, and no longer', async () => {
    const { clock, issuer, keySet } = await start(FIRST);
    issuer.failure = 'cannot be reached';
    await clock.advance(24 * HOUR - 1);
    expect(await keySet.isGood()).toBe(true);
    await clock.advance(1);
    expect(clock.now()).toBeGreaterThanOrEqual(keySet.goodUntil);
    expect(await keySet.isGood()).toBe(false);
    issuer.failure = undefined;
    await clock.advance(67 * SECOND);
    expect(await keySet.isGood()).toBe(true);
  });

  it('that has another key is used at once, and one that has not changes nothing', async () => {
    const { clock, issuer, find } = await start(FIRST);
    issuer.keys = [SECOND_KEY];
    await clock.advance(11 * MINUTE);
    expect([await find('first'), await find('second')]).toEqual(['not found', 'found']);
    expect(issuer.changes).toBe(2);
  });

  it('leaves out keys that cannot verify, and says so once', async () => {
    const { clock, issuer, find, lines } = await start(FIRST);
    issuer.keys = [FIRST, { ...FIRST, publicJwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'bad' } }];
    await clock.advance(HOUR);
    expect([await find('first'), await find('bad')]).toEqual(['found', 'not found']);
    expect(lines).toEqual([
      'warn keys of the key set cannot be used, and are left out {"issuer":"https://acme.example/","keys":1}',
    ]);
  });
});

describe('a key that is not known', () => {
  it('causes one fetch in 30 seconds at the most: 200 random ones a second for 40 seconds, two', async () => {
    const { clock, issuer, find } = await start(FIRST);
    await clock.advance(5 * MINUTE);
    const before = issuer.fetches;
    for (let ms = 0; ms < 40_000; ms += 5) {
      const finding = find(`random-${ms}`);
      await clock.advance(5);
      expect(await finding).toBe('not found');
      if (ms % 1000 === 0) expect(await find('first')).toBe('found');
    }
    expect(issuer.fetches - before).toBe(2);
  });

  it('causes no more while the issuer is down', async () => {
    const { clock, issuer, find } = await start(FIRST);
    await clock.advance(5 * MINUTE);
    issuer.failure = 'was answered with status 500';
    const before = issuer.fetches;
    for (let second = 0; second < 59; second++) {
      expect(await find(`random-${second}`)).toBe('not found');
      await clock.advance(SECOND);
    }
    expect(issuer.fetches - before).toBe(2);
    expect(await find('first')).toBe('found');
  });

  it('is found when the fetch that it causes brings it', async () => {
    const { clock, issuer, find } = await start(FIRST);
    await clock.advance(5 * MINUTE);
    issuer.keys = [FIRST, SECOND_KEY];
    expect(await Promise.all([find('second'), find('second'), find('first')])).toEqual(['found', 'found', 'found']);
    expect(issuer.fetches).toBe(2);
  });

  it('waits for a second and no longer, and of many only 64 wait', async () => {
    const { clock, issuer, find } = await start(FIRST);
    await clock.advance(5 * MINUTE);
    issuer.hangs = true;
    const answers: string[] = [];
    for (let i = 0; i < 200; i++) void find(`random-${i}`).then((answer) => answers.push(answer));
    await clock.advance(0);
    expect(answers).toHaveLength(200 - 64);
    await clock.advance(999);
    expect(answers).toHaveLength(200 - 64);
    await clock.advance(1);
    expect(answers).toHaveLength(200);
    expect(await find('first')).toBe('found');
  });
});
