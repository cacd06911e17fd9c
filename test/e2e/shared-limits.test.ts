import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkLimits } from '../../src/doctor/limits.ts';
import type { Allowance } from '../../src/limits/allowance.ts';
import { openSharedCounts, type SharedCounts } from '../../src/limits/shared-counts.ts';
import { createSubjectLimits } from '../../src/limits/subject-limits.ts';
import { SubjectLimitedError } from '../../src/rest/errors.ts';
import { FULL_GRANT, openIssuer } from '../../src/sandbox/issuer.ts';
import { createCertificate } from '../support/certificate.ts';
import type { Answer } from '../support/gateway.ts';
import { findFreePort, hasRedis, startRedis } from '../support/redis.ts';
import { logLines, startProcess } from '../support/watched-process.ts';

const ANN = { issuer: 'https://issuer.example', name: 'ann' };
const STORE = '411486491630370816';

/** What a user of Redis needs, as the page for operators says. */
const OPERATORS = readFileSync(new URL('../../src/deploy/README.md', import.meta.url), 'utf8');
const RIGHTS = /A user of its own needs `(.+?)`/.exec(OPERATORS)?.[1]?.split(' ') ?? [];

/** Counts that are shared by way of Redis, and what was told of them: `up`, or why not. */
function share(url: string): SharedCounts & { readonly told: readonly string[] } {
  const told: string[] = [];
  const shared = openSharedCounts(url, { onUp: () => told.push('up'), onDown: (reason) => told.push(reason) });
  onTestFinished(() => shared.close());
  return Object.assign(shared, { told });
}

/** One of several processes; it shares its counts from the beginning. */
async function startReplica(url: string, allowance: Partial<Allowance>) {
  const shared = share(url);
  await vi.waitFor(() => expect(shared.told).toEqual(['up']), { timeout: 10_000 });
  const limits = createSubjectLimits({ callsPerMinute: 0, writesPerMinute: 0, ...allowance }, shared);
  return {
    shared,
    /** Whether the call may be made. */
    async charge(subject = ANN, isWrite = false): Promise<boolean> {
      try {
        await limits.charge(subject, STORE, isWrite);
        return true;
      } catch (error) {
        if (error instanceof SubjectLimitedError) return false;
        throw error;
      }
    },
  };
}

type Replica = Awaited<ReturnType<typeof startReplica>>;

/** Charges so many calls at once, the replicas in turn, and gives how many of them may be made. */
async function chargeAtOnce(replicas: readonly Replica[], count: number, subject = ANN): Promise<number> {
  const outcomes = Array.from({ length: count }, (_, i) => replicas[i % replicas.length]?.charge(subject));
  return (await Promise.all(outcomes)).filter(Boolean).length;
}

const isUp = (replica: Replica) => vi.waitFor(() => expect(replica.shared.isUp).toBe(true), { timeout: 15_000 });

describe.runIf(hasRedis)('counts in Redis', () => {
  it('are those of all replicas: of calls made at once, as many go through as with one', async () => {
    const { url } = await startRedis();
    const replicas = await Promise.all([1, 2, 3].map(() => startReplica(url, { callsPerMinute: 5 })));
    expect(await chargeAtOnce(replicas, 60)).toBe(5);
    expect(await chargeAtOnce(replicas, 60, { ...ANN, name: 'bob' })).toBe(5);
  });

  it('limit writes beside calls, and take nothing for what they refuse', async () => {
    const { url } = await startRedis();
    const [one, other] = [
      await startReplica(url, { callsPerMinute: 4, writesPerMinute: 2 }),
      await startReplica(url, { callsPerMinute: 4, writesPerMinute: 2 }),
    ];
    expect([await one.charge(ANN, true), await other.charge(ANN, true)]).toEqual([true, true]);
    expect([await one.charge(ANN, true), await other.charge(ANN, true)]).toEqual([false, false]);
    expect([await one.charge(), await other.charge()]).toEqual([true, true]);
    expect([await one.charge(), await other.charge()]).toEqual([false, false]);
  });

  it('hold no name of a subject, and are gone a minute after the last call', async () => {
    const { url, command } = await startRedis();
    const replica = await startReplica(url, { callsPerMinute: 5 });
    await replica.charge();
    const keys = command('KEYS', '*').split('\n');
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toMatch(/^paynow-gateway:limits:(probe|[\w-]{43})$/);
      expect(Number(command('PTTL', key))).toBeGreaterThan(0);
    }
  });

  it('are not asked for what is used up already', async () => {
    const { url, command } = await startRedis();
    const replica = await startReplica(url, { callsPerMinute: 1 });
    await replica.charge();
    const asked = () => /cmdstat_evalsha:calls=(\d+)/.exec(command('INFO', 'commandstats'))?.[1];
    const before = asked();
    expect(await chargeAtOnce([replica], 50)).toBe(0);
    expect(asked()).toBe(before);
  });

  it.each<[string, 'pause' | 'kill', (redis: Awaited<ReturnType<typeof startRedis>>) => unknown]>([
    ['answers no more', 'pause', (redis) => redis.resume()],
    ['is killed', 'kill', (redis) => redis.restart()],
  ])(
    'that %s under load is missed by none: each process counts on from what it knows, until it is back',
    async (_what, fail, mend) => {
      const redis = await startRedis();
      const [one, other] = [
        await startReplica(redis.url, { callsPerMinute: 40 }),
        await startReplica(redis.url, { callsPerMinute: 40 }),
      ];
      expect(await chargeAtOnce([one, other], 18)).toBe(18);
      expect([await one.charge(), await other.charge()]).toEqual([true, true]);
      const underWay = chargeAtOnce([one, other], 10);
      await redis[fail]();
      // Each of them is let through, whoever counts it.
      expect(await underWay).toBe(10);
      await vi.waitFor(async () => {
        await chargeAtOnce([one, other], 2, { ...ANN, name: 'bob' });
        expect([one.shared.isUp, other.shared.isUp]).toEqual([false, false]);
      });
      expect([one.shared.outages, other.shared.outages]).toEqual([1, 1]);
      // What the other one has taken is not forgotten: 19 calls, and 5 to 10 that were under way.
      const left = await chargeAtOnce([one], 100);
      expect(left).toBeGreaterThanOrEqual(10);
      expect(left).toBeLessThan(30);

      await mend(redis);
      await Promise.all([isUp(one), isUp(other)]);
      expect(one.shared.told).toEqual(['up', expect.any(String), 'up']);
      expect(await chargeAtOnce([one, other], 100, { ...ANN, name: 'cat' })).toBe(40);
      expect([one.shared.outages, other.shared.outages]).toEqual([1, 1]);
    },
  );

  it('that forget their script are counted here, and there again soon', async () => {
    const redis = await startRedis();
    const replica = await startReplica(redis.url, { callsPerMinute: 10 });
    redis.command('SCRIPT', 'FLUSH');
    expect(await replica.charge()).toBe(true);
    await isUp(replica);
    expect(replica.shared.told).toEqual(['up', 'NOSCRIPT', 'up']);
  });

  it.each<
    [
      string,
      readonly string[],
      (redis: { command(...words: readonly string[]): string; port: number }) => string,
      RegExp,
    ]
  >([
    [
      'is not let in without a password',
      ['--requirepass', 'canary-pass'],
      ({ port }) => `redis://127.0.0.1:${port}`,
      /^NOAUTH$/,
    ],
    [
      'is not let in with a wrong password',
      ['--requirepass', 'other'],
      ({ port }) => `redis://:canary-pass@127.0.0.1:${port}`,
      /^WRONGPASS$/,
    ],
    [
      'may not run scripts',
      [],
      ({ port, command }) => {
        command('ACL', 'SETUSER', 'gateway', 'on', '>canary-pass', '~*', '+@connection', '+@read', '+@write');
        return `redis://gateway:canary-pass@127.0.0.1:${port}`;
      },
      /^NOPERM$/,
    ],
    [
      'meets a replica that takes no writes',
      ['--replicaof', '127.0.0.1', '9'],
      ({ port }) => `redis://127.0.0.1:${port}`,
      /^READONLY$/,
    ],
    ['meets a full memory', ['--maxmemory', '1'], ({ port }) => `redis://127.0.0.1:${port}`, /^OOM$/],
  ])('are not shared by who %s, which is told once', async (_what, options, toUrl, reason) => {
    const redis = await startRedis(options);
    const shared = share(toUrl(redis));
    await vi.waitFor(() => expect(shared.told).toHaveLength(1));
    expect(shared.told[0]).toMatch(reason);
    expect(shared.isUp).toBe(false);
    expect(shared.take('a', { calls: 1, writes: 0 })).toBeUndefined();
    const limits = createSubjectLimits({ callsPerMinute: 1, writesPerMinute: 0 }, shared);
    expect(limits.charge(ANN, STORE, false)).toBeUndefined();
    expect(() => limits.charge(ANN, STORE, false)).toThrow(SubjectLimitedError);
  });

  it('are reached with user, password and number of the database, under the name of Valkey as well', async () => {
    const redis = await startRedis();
    redis.command('ACL', 'SETUSER', 'gate@way', 'on', '>p:ss/w@rd', ...RIGHTS);
    const replica = await startReplica(`valkey://gate%40way:p%3Ass%2Fw%40rd@127.0.0.1:${redis.port}/3`, {
      callsPerMinute: 1,
    });
    expect(await replica.charge()).toBe(true);
    expect(redis.command('-n', '3', 'DBSIZE')).toBe('2');
  });

  it('are looked at by the doctor, which says why they cannot be had, and no password', async () => {
    const { port } = await startRedis(['--requirepass', 'canary-pass']);
    const place = `redis://127.0.0.1:${port}/2`;
    const urlWith = (password: string) => `redis://:${password}@127.0.0.1:${port}/2`;
    expect(await checkLimits(urlWith('canary-pass'))).toMatchObject({ state: 'good', found: `${place} counts` });
    expect(await checkLimits(urlWith('canary-word'))).toMatchObject({
      state: 'bad',
      found: `${place} cannot be used (WRONGPASS)`,
    });
  });

  const certificate = createCertificate();
  it.runIf(certificate)('are reached with TLS, when the certificate is trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    writeFileSync(key, certificate?.key ?? '');
    writeFileSync(cert, certificate?.cert ?? '');
    const files = [
      '--tls-key-file',
      key,
      '--tls-cert-file',
      cert,
      '--tls-ca-cert-file',
      cert,
      '--tls-auth-clients',
      'no',
    ];
    const port = await findFreePort();
    await startRedis(['--tls-port', String(port), ...files]);
    const url = `rediss://127.0.0.1:${port}`;
    const distrusting = share(url);
    await vi.waitFor(() => expect(distrusting.told).toEqual([expect.stringContaining('CERT')]));
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, certificate?.cert ?? '']);
    onTestFinished(() => setDefaultCACertificates([...trusted]));
    expect(await (await startReplica(url, { callsPerMinute: 1 })).charge()).toBe(true);
  });
});

describe.runIf(hasRedis)('several processes in front of the sandbox', () => {
  const NAME = `{ store(storeId: "${STORE}") { name } }`;

  /** Asks so often at once, each time on a connection of its own, and gives the codes of the errors. */
  async function ask(url: string, token: string, count: number): Promise<readonly (string | undefined)[]> {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, connection: 'close' },
          body: JSON.stringify({ query: NAME }),
        });
        const { errors } = (await response.json()) as Answer;
        return errors?.[0]?.extensions.code;
      }),
    );
  }

  it('share one limit, go on without Redis, and never tell its password', async () => {
    const redis = await startRedis(['--requirepass', 'canary-pass-1234']);
    const gateway = await startProcess({
      AUTH_MODE: 'tokens',
      WEB_CONCURRENCY: '2',
      SUBJECT_CALLS_PER_MINUTE: '5',
      LIMITS_URL: `redis://:canary-pass-1234@127.0.0.1:${redis.port}`,
    });
    expect(gateway.stdout()).toContain(`redis://127.0.0.1:${redis.port}`);
    const linesWith = (text: string) => logLines(gateway.stdout()).filter((line) => line.includes(text));
    await vi.waitFor(() => expect(linesWith('the counts of LIMITS_URL are shared')).toHaveLength(2), {
      timeout: 10_000,
    });

    const issuer = await openIssuer();
    const tokenOf = (subject: string) => issuer.sign({ ...FULL_GRANT, subject });
    const codes = await ask(gateway.url, await tokenOf('ann'), 40);
    expect(codes.filter((code) => code === undefined)).toHaveLength(5);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(35);

    await redis.kill();
    const unreachable = async () =>
      /paynow_gateway_limits_unreachable (\d)/.exec(await (await fetch(`${gateway.url}/metrics`)).text())?.[1];
    await vi.waitFor(async () => expect(await unreachable()).toBe('2'), { timeout: 10_000 });
    // Each of both counts by itself.
    const alone = await ask(gateway.url, await tokenOf('bob'), 40);
    expect(alone.filter((code) => code === undefined)).toHaveLength(10);
    await redis.restart();
    await vi.waitFor(async () => expect(await unreachable()).toBe('0'), { timeout: 15_000 });
    const again = await ask(gateway.url, await tokenOf('cat'), 40);
    expect(again.filter((code) => code === undefined)).toHaveLength(5);

    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(linesWith('LIMITS_URL cannot be reached')).toHaveLength(2);
    expect(gateway.stdout() + gateway.stderr()).not.toContain('canary-pass');
  });
});

describe('what is no Redis', () => {
  async function startServer(onConnection: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['closes every connection', (socket) => void socket.end()],
    ['resets every connection', (socket) => void socket.resetAndDestroy()],
    ['is something else', (socket) => void socket.end('220 mail.example.com ESMTP\r\n')],
    ['answers with HTTP', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')],
    ['answers with what cannot be used', (socket) => void socket.on('data', () => socket.write('+OK\r\n'))],
  ])('makes no call wait, and is told of once: it %s', async (_what, onConnection) => {
    const shared = share(await startServer(onConnection));
    expect(shared.take('a', { calls: 1, writes: 0 })).toBeUndefined();
    await vi.waitFor(() => expect(shared.told).toHaveLength(1), { timeout: 5000 });
    expect(shared.take('a', { calls: 1, writes: 0 })).toBeUndefined();
    expect(shared.outages).toBe(1);
  });

  it('is not there', async () => {
    const shared = share('redis://127.0.0.1:9');
    await vi.waitFor(() => expect(shared.told).toEqual(['ECONNREFUSED']));
  });

  it('is asked no more once it is closed', async () => {
    let connections = 0;
    const url = await startServer((socket) => {
      connections++;
      socket.destroy();
    });
    const shared = share(url);
    await vi.waitFor(() => expect(shared.told).toHaveLength(1));
    shared.close();
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    await vi.advanceTimersByTimeAsync(120_000);
    expect(connections).toBe(1);
  });
});

it.skipIf(hasRedis)(
  'Redis is not installed: nothing is known of counts that are shared (apt-get install redis-server)',
  () => undefined,
);
