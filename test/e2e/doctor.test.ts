import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { readOptions } from '../../src/doctor/options.ts';
import { createPatient } from '../../src/doctor/patient.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { createFolder } from '../support/token-gateway.ts';
import { startTokenIssuer } from '../support/token-issuer.ts';

const KEY = 'c4n4ry-key';
const LIST = `/v1/stores/${STORE_ID}/coupons`;
const MAIL = `/v1/stores/${STORE_ID}/marketing/abandoned-checkouts/configuration`;

const sandboxes: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()));
});

async function startApi(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ record: true, keys: [KEY], ...options });
  sandboxes.push(sandbox);
  return sandbox;
}

/** The findings by name, each as its state and its two texts in one. */
async function examined(
  origin: string,
  storeId = STORE_ID,
  key = KEY,
  percentScale = 10,
): Promise<Record<string, string>> {
  const patient = createPatient({ origin, storeId, key, percentScale, timeoutMs: 2000 });
  const findings = await Array.fromAsync(examine(patient));
  await patient.call.upstream.close();
  return Object.fromEntries(
    findings.map(({ name, state, found, gateway }) => [name, `${state}: ${found}. ${gateway}`]),
  );
}

/** `npm run doctor`, without npm. */
async function runDoctor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['src/doctor/main.ts', ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map((stream) => Array.fromAsync(stream)));
  const [code] = await closed;
  return { code, stdout: String(stdout?.join('')), stderr: String(stderr?.join('')) };
}

describe('the doctor', () => {
  test.each([
    [1, 'bad', /impossible discounts: give a larger/],
    [10, 'good', /Shows them as such/],
    [100, 'note', /if it says more there, give a smaller/],
    [1000, 'note', /Compare one with PayNow's dashboard/],
  ])('says whether percentages make sense at a scale of %i', async (scale, state, advice) => {
    const { url } = await startApi();
    const { Percentages } = await examined(url, STORE_ID, KEY, scale);
    expect(Percentages).toMatch(new RegExp(`^${state}: from .* with PERCENT_SCALE=${scale}\\.`));
    expect(Percentages).toMatch(advice);
  });

  test('finds all well with the present API, and only reads', async () => {
    const sandbox = await startApi();
    expect(await examined(sandbox.url)).toEqual({
      Address: expect.stringMatching(/^good: 127\.0\.0\.1; no TLS\./),
      Key: expect.stringMatching(/^good: accepted/),
      Latency: expect.stringMatching(/^good: \d+ ms for one coupon, the median of 5; the slowest \d+ ms\..* 2000 ms/),
      Clock: expect.stringMatching(/^good: (?:the same as here|1 s )/),
      'Store profile': expect.stringMatching(/^good: Craftkeep, eur\./),
      Lists: expect.stringMatching(/^good: 100 or more coupons/),
      Cursors: expect.stringMatching(/^good: they compare ids/),
      Ids: expect.stringMatching(/^good: they hold the time of creation, to \d+ ms\./),
      Filters: expect.stringMatching(/^good: status, origin, usableByCustomerId honoured\./),
      Percentages: 'good: from 5 % to 100 % with PERCENT_SCALE=10. Shows them as such.',
      Marketing: expect.stringMatching(/^good: abandoned-checkouts: on; purchase-follow-ups: off, invalid\./),
      Version: 'good: 2026-07 or later. Offers all that it can.',
    });
    expect(new Set(sandbox.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('tells what the API of the documentation pages lacks, and what that means', async () => {
    const { url } = await startApi({ api: '2025-08' });
    const found = await examined(url);
    expect(found).toMatchObject({
      'Store profile':
        'note: none (404): the API is older than 2026-02. Store.name, slug, currency, platform and liveMode are null.',
      Filters: expect.stringMatching(
        /^note: status, origin, usableByCustomerId not honoured\..*do not use status, origin/,
      ),
      Version: expect.stringMatching(
        /^good: before 2025-09; lacks list filters, commands in marketing configurations, store profile, duration_in_intervals.* Coupon.durationInIntervals is null; write durationInMonths/,
      ),
    });
    expect(Object.values(found).filter((text) => text.startsWith('bad'))).toEqual([]);
  });

  test.each([
    ['value', 'far', /^good: they compare ids.* Learns this by itself; cursors work/],
    ['value', 'near', /^good: they compare ids.* Learns this by itself; cursors work/],
    ['position', 'far', /^good: they follow the order.* with one more call after each start; cursors work/],
    ['position', 'near', /^good: they follow the order.* with one more call after each start; cursors work/],
  ] as const)('tells cursors by %s that keep what is %s', async (cursors, cut, expected) => {
    for (const api of ['2025-08', '2026-08'] as const) {
      const { url } = await startApi({ api, reading: { cursors, cut } });
      expect((await examined(url)).Cursors).toMatch(expected);
    }
  });

  test('says that an empty store tells little', async () => {
    const { url } = await startApi();
    expect(await examined(url, EMPTY_STORE_ID)).toMatchObject({
      Lists: expect.stringMatching(/^unknown: the store holds no coupon/),
      Cursors: expect.stringMatching(/^unknown: /),
      Ids: expect.stringMatching(/^unknown: /),
      Filters: expect.stringMatching(/^unknown: no coupons that would tell about status, origin, usableByCustomerId\./),
      Percentages: 'unknown: no coupon with a percentage. Takes 10 for 1 % (PERCENT_SCALE).',
      Marketing: expect.stringMatching(/^unknown: abandoned-checkouts: none; purchase-follow-ups: none\./),
      Version: expect.stringMatching(/^good: 2026-02 or later; nothing to tell by: list filters, commands/),
    });
  });

  test.each<[string, number, RegExp]>([
    ['a key that is not accepted', 401, /^bad: not accepted \(401\)\..*UNAUTHENTICATED/],
    ['a key that may not read', 403, /^bad: accepted, but may not read .*\(403\)\..*FORBIDDEN/],
    ['a store that is not there', 404, /^bad: there is no such store, .*\(404\)\. Everything in the store is null/],
    ['an API that asks for fewer requests', 429, /^bad: too many requests .*\(429\)\..*RATE_LIMITED/],
    ['an API that fails', 500, /^bad: .*status 500\..*UPSTREAM_ERROR/],
  ])('ends at %s', async (_what, status, expected) => {
    const sandbox = await startApi();
    sandbox.faults.add({ kind: 'error', status });
    const found = await examined(sandbox.url);
    expect(found.Key).toMatch(expected);
    expect(Object.keys(found)).toEqual(['Address', 'Key']);
  });

  test('says that nothing listens, that a name has no address, and that no answer came', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const gone = await examined(`http://127.0.0.1:${port}`);
    expect(gone).toEqual({ Address: expect.stringMatching(/^bad: .* cannot be reached \(ECONNREFUSED\)\./) });
    expect(await examined('http://paynow.invalid')).toEqual({
      Address: expect.stringMatching(/^bad: paynow\.invalid cannot be reached \(E[A-Z_]+\)\..*UPSTREAM_UNAVAILABLE/),
    });

    const sandbox = await startApi({ faults: [{ fault: { kind: 'reset' } }] });
    const found = await examined(sandbox.url);
    expect(Object.keys(found)).toEqual(['Address', 'Answers']);
    expect(found.Answers).toMatch(/^bad: The connection to the PayNow API broke/);
  });

  test('warns of a connection to another machine that nothing secures', async () => {
    const { url } = await startApi();
    const { Address } = await examined(url.replace('127.0.0.1', '0.0.0.0'));
    expect(Address).toBe("note: 0.0.0.0; no TLS. Sends its callers' keys unencrypted.");
  });

  test('finds lists that break the order or the limit, and cursors that leave out', async () => {
    const sandbox = await startApi();
    const [oldest, second, third, fourth] = await rowsOf(sandbox);
    const answer = (query: RegExp, rows: readonly unknown[]) =>
      sandbox.respondWith({ path: query }, { status: 200, body: JSON.stringify(rows) });

    const shuffled = answer(/limit=3&asc=false$/, [oldest, fourth]);
    expect((await examined(sandbox.url)).Lists).toMatch(/^bad: .*not in the order asked for\..*UPSTREAM_BAD_RESPONSE/);
    shuffled.remove();
    const long = answer(/limit=3&asc=true$/, [oldest, second, third, fourth]);
    expect((await examined(sandbox.url)).Lists).toMatch(/^bad: The PayNow API sent more coupons than were asked for/);
    long.remove();
    const short = answer(/limit=3&asc=true$/, [oldest]);
    expect((await examined(sandbox.url)).Lists).toMatch(/^bad: a page of 3 held 1, of 100 or more coupons/);
    short.remove();
    answer(/before=/, [oldest]);
    expect((await examined(sandbox.url)).Cursors).toMatch(/^bad: .*next to the cursor are left out\..*OLDEST_FIRST/);
  });

  test('tells how far the time in ids is off that of creation, which no filter by time can be exact about', async () => {
    const sandbox = await startApi();
    const [{ id }] = (await rowsOf(sandbox)) as [{ id: string }];
    sandbox.data.changeCoupon(STORE_ID, id, { created_at: '2025-04-03T11:00:00Z' });
    expect((await examined(sandbox.url)).Ids).toMatch(/^note: they are up to 3\d{3} s off created_at\..*can disagree/);
    sandbox.data.changeCoupon(STORE_ID, id, { created_at: 'yesterday' }, { raw: true });
    expect((await examined(sandbox.url)).Ids).toMatch(/^note: created_at is no moment\./);
  });

  test('tells a clock that is far off, in the direction that matters', async () => {
    const sandbox = await startApi();
    const answerAt = (ms: number) => {
      const headers = { date: new Date(Date.now() + ms).toUTCString() };
      return sandbox.faults.add({ kind: 'answer', status: 200, body: '[]', headers }, { times: 1 });
    };
    answerAt(-60_000);
    expect((await examined(sandbox.url)).Clock).toMatch(/^note: (?:59|60|61) s behind this one\..*OUTCOME_UNKNOWN/);
    answerAt(60_000);
    expect((await examined(sandbox.url)).Clock).toMatch(/^note: (?:59|60|61) s ahead of this one\. Works, but/);
  });

  test('tells an unreadable configuration from an unreadable profile', async () => {
    const sandbox = await startApi();
    const noMail = sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: MAIL } });
    expect((await examined(sandbox.url)).Marketing).toMatch(
      /^bad: abandoned-checkouts: The PayNow API answered with status 403\.; purchase-follow-ups: off/,
    );
    noMail.remove();
    sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: `/v1/stores/${STORE_ID}` } });
    const found = await examined(sandbox.url);
    expect(found['Store profile']).toMatch(/^bad: The PayNow API answered with status 403/);
    expect(found.Version).toMatch(/^good: 2026-07 or later; nothing to tell by: store profile\./);
  });

  test('names fields that are newer than the gateway', async () => {
    const sandbox = await startApi();
    const [oldest] = await rowsOf(sandbox);
    sandbox.data.changeCoupon(STORE_ID, String(oldest?.id), { mood: 'good' }, { raw: true });
    expect((await examined(sandbox.url)).News).toBe(
      'note: fields newer than this gateway: Coupon.mood. Leaves them out of answers, and keeps them when it changes parts of a marketing configuration.',
    );
  });
});

async function rowsOf(sandbox: Sandbox): Promise<readonly { readonly id: string }[]> {
  const response = await fetch(`${sandbox.url}${LIST}?limit=4&asc=true`, {
    headers: { authorization: `APIKey ${KEY}` },
  });
  return (await response.json()) as { id: string }[];
}

describe('its command', () => {
  test('tries the sandbox when no API is named, and reports to people', async () => {
    const { code, stdout, stderr } = await runDoctor(['--no-json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\nThe sandbox at http:\/\/127\.0\.0\.1:\d+, store 411486491630370816\n\n✔ Address {8}127/);
    expect(stdout).toContain('✔ Version        2026-07 or later\n                 → Offers all that it can.\n');
    expect(stdout).toMatch(/\nAll is well\.\n$/);
  });

  test('reports to programs, and fails without giving the key away', async () => {
    const sandbox = await startApi({ keys: ['another key'] });
    const env = { PAYNOW_API_URL: sandbox.url, PAYNOW_API_KEY: `APIKey ${KEY}` };
    const { code, stdout, stderr } = await runDoctor([STORE_ID], env);
    const report = JSON.parse(stdout) as { origin: string; storeId: string; healthy: boolean; findings: Finding[] };
    expect({ ...report, code, stderr, findings: report.findings.map(({ name, state }) => [name, state]) }).toEqual({
      origin: sandbox.url,
      storeId: STORE_ID,
      healthy: false,
      findings: [
        ['Address', 'good'],
        ['Key', 'bad'],
      ],
      code: 1,
      stderr: '',
    });
    expect(sandbox.requests.map(({ headers }) => headers.authorization)).toEqual([`APIKey ${KEY}`]);
    expect(stdout).not.toContain(KEY);
  });

  test('shows how it is used when it cannot begin', async () => {
    const { code, stdout, stderr } = await runDoctor([STORE_ID], { PAYNOW_API_URL: 'http://127.0.0.1:9' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^PAYNOW_API_KEY is not set\.\n\n[\s\S]*npm run doctor -- <store id>/);
  });

  test.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['a store', [], { PAYNOW_API_URL: 'http://127.0.0.1:9', PAYNOW_API_KEY: KEY }, /^Give the id of a store\.$/],
    ['one store only', [STORE_ID, EMPTY_STORE_ID], {}, /^Give one store id\.$/],
    ['a store id that is one', ['craftkeep'], {}, /^A store id is a number of up to 19 digits\.$/],
    ['an origin that is one', [STORE_ID], { PAYNOW_API_URL: 'api.paynow.gg' }, /PAYNOW_API_URL .*: give an origin/],
    ['an option that it knows', ['--fast'], {}, /^Unknown option '--fast'/],
  ])('asks for %s', (_what, args, env, message) => {
    expect(() => readOptions(args, env)).toThrow(message);
  });
});

test('the doctor also looks at LIMITS_URL, even when it cannot reach the API', async () => {
  const env = {
    PAYNOW_API_URL: 'http://127.0.0.1:9',
    PAYNOW_API_KEY: KEY,
    LIMITS_URL: 'redis://:canary-pass@127.0.0.1:9/1',
  };
  const { code, stdout, stderr } = await runDoctor([STORE_ID], env);
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
  expect(findings.map(({ name, state }) => `${name} ${state}`)).toEqual(['Address bad', 'Limits bad']);
  expect(findings[1]?.found).toBe('redis://127.0.0.1:9/1 cannot be used (ECONNREFUSED)');
  expect([code, stdout + stderr]).toEqual([1, expect.not.stringContaining('canary-pass')]);
});

describe('with tokens, the doctor also looks at', () => {
  async function findingsOf(sandbox: Sandbox, env: Readonly<Record<string, string>>, keys: Record<string, string>) {
    const given = { PAYNOW_API_URL: sandbox.url, AUTH_MODE: 'tokens', STORE_KEYS_DIR: createFolder(keys), ...env };
    const { code, stdout, stderr } = await runDoctor([STORE_ID], given);
    expect(stdout + stderr).not.toContain(KEY);
    const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
    return { code, findings: findings.slice(-3).map(({ name, state, found }) => `${name} ${state}: ${found}`) };
  }

  test('the keys, the key set and the grants, with the key that is held for the store', async () => {
    const [sandbox, issuer] = [await startApi(), await startTokenIssuer()];
    onTestFinished(() => issuer.close());
    const grants = [{ when: '*', stores: [STORE_ID], scopes: ['paynow:coupons:read'] }];
    const access = { issuers: [{ issuer: issuer.name, jwks: issuer.url, audience: ['coupons'], grants }] };
    const ACCESS_FILE = join(createFolder({ access: JSON.stringify(access) }), 'access');
    expect(await findingsOf(sandbox, { ACCESS_FILE }, { [STORE_ID]: KEY, [EMPTY_STORE_ID]: KEY })).toEqual({
      code: 0,
      findings: [
        'Held keys good: 2, and each may read the coupons of its store',
        `Key set good: one key of ${issuer.name}`,
        'Access file good: one grant, in stores with a key',
      ],
    });
  });

  test('what is wrong with them', async () => {
    const [sandbox, issuer] = [await startApi(), await startTokenIssuer()];
    onTestFinished(() => issuer.close());
    issuer.answer = (_request, response) => void response.writeHead(500).end();
    const grants = [{ when: '*', stores: ['7'], scopes: ['paynow:coupons:read'] }];
    const access = { issuers: [{ issuer: issuer.name, jwks: issuer.url, audience: ['coupons'], grants }] };
    const ACCESS_FILE = join(createFolder({ access: JSON.stringify(access) }), 'access');
    expect(await findingsOf(sandbox, { ACCESS_FILE }, { [STORE_ID]: KEY, [EMPTY_STORE_ID]: 'revoked' })).toEqual({
      code: 1,
      findings: [
        `Held keys bad: 2, and not these: ${EMPTY_STORE_ID} (401)`,
        `Key set bad: that of ${issuer.name} was answered with status 500`,
        'Access file note: one grant, some of them in stores without a key: 7',
      ],
    });
  });

  test('files that cannot be used, each with what is wrong', async () => {
    const env = {
      PAYNOW_API_URL: 'http://127.0.0.1:9',
      AUTH_MODE: 'tokens',
      STORE_KEYS_DIR: createFolder({ [STORE_ID]: '' }),
      ACCESS_FILE: '/no/such/file',
    };
    const { code, stderr } = await runDoctor([STORE_ID], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`STORE_KEYS_DIR: The file "${STORE_ID}" is empty`);
    expect(stderr).toContain('ACCESS_FILE: It cannot be read (ENOENT).');
  });
});
