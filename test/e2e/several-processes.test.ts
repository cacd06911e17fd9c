import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { STORE_ID } from '../support/gateway.ts';
import { logLines, runProcess, startProcess, type WatchedProcess } from '../support/watched-process.ts';
import { sendHttp } from '../support/wire.ts';

const TWO = { WEB_CONCURRENCY: '2' };
const STORE_NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const NO_API = { PAYNOW_API_URL: 'http://127.0.0.1:9' };
const SOON = { interval: 10, timeout: 10_000 };

async function startRestApi(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ record: true, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Sends an operation over a connection of its own: those go to one worker after the other. */
async function query(url: string, document: string) {
  const { status, text } = await sendHttp(url, {
    headers: { authorization: 'APIKey sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ query: document }),
  });
  return { status, ...JSON.parse(text) };
}

async function firstCoupon(url: string): Promise<string> {
  const { data } = await query(url, `{ store(storeId: "${STORE_ID}") { coupons(first: 1) { nodes { id } } } }`);
  return data.store.coupons.nodes[0].id;
}

interface LogLine {
  readonly [fact: string]: unknown;
  readonly pid: number;
  readonly msg: string;
  /** Whom the primary speaks of. */
  readonly worker?: { readonly number: number; readonly pid: number };
}

const logOf = ({ stdout }: WatchedProcess, msg: string): LogLine[] =>
  logLines(stdout())
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => line.msg === msg);

/** Has operations answered until as many processes have answered one, and gives their ids when all of it is logged. */
async function findWorkers(gateway: WatchedProcess & { readonly url: string }, count = 2): Promise<number[]> {
  const pids = new Set<number>();
  while (pids.size < count) {
    const logged = logOf(gateway, 'request').length;
    expect((await query(gateway.url, STORE_NAME)).status).toBe(200);
    await vi.waitFor(() => expect(logOf(gateway, 'request')).toHaveLength(logged + 1), SOON);
    for (const { pid } of logOf(gateway, 'request')) pids.add(pid);
  }
  return [...pids];
}

/** Without the primary, a worker that is stopped would stay. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function occupyPort(): Promise<string> {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  onTestFinished(() => void occupant.close());
  return String((occupant.address() as AddressInfo).port);
}

describe('a start of several processes', () => {
  test('says once where all of them answer, how many they are, and what holds for each', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ ...TWO, PAYNOW_API_URL: sandbox.url });
    const workers = await findWorkers(gateway);
    expect(workers).not.toContain(gateway.child.pid);
    expect(gateway.stdout().match(/PayNow GraphQL gateway/g)).toHaveLength(1);
    expect(gateway.stdout()).toMatch(/^ {2}Processes +2$/m);
    expect(gateway.stdout()).toContain('512 operations in flight a process');
    expect(gateway.stderr()).toBe('');
  });

  test('brings one sandbox along for all of them', async () => {
    const gateway = await startProcess(TWO);
    const id = await firstCoupon(gateway.url);
    const update = `mutation { couponUpdate(input: { id: "${id}", set: { note: "shared" } }) { userErrors { message } } }`;
    expect((await query(gateway.url, update)).data).toEqual({ couponUpdate: { userErrors: [] } });
    const read = `{ node(id: "${id}") { ... on Coupon { note } } }`;
    for (const { data } of [await query(gateway.url, read), await query(gateway.url, read)]) {
      expect(data).toEqual({ node: { note: 'shared' } });
    }
    await vi.waitFor(() => expect(logOf(gateway, 'request')).toHaveLength(4), SOON);
    const readers = logOf(gateway, 'request').slice(-2);
    expect(new Set(readers.map(({ pid }) => pid)).size).toBe(2);
    expect(gateway.stdout().match(/embedded sandbox/g)).toHaveLength(1);
  });

  test('names the faults of the configuration once', async () => {
    const gateway = runProcess({ ...TWO, GRAPHIQL: 'yes' });
    expect(await gateway.exited).toBe(78);
    expect(gateway.stderr()).toBe(
      'The configuration cannot be used:\n  - GRAPHIQL is none of the choices: give on or off.\n',
    );
    expect(gateway.stdout()).toBe('');
  });

  test.each(['PORT', 'METRICS_PORT'])('says once that %s is in use, and ends', async (variable) => {
    const port = await occupyPort();
    const gateway = runProcess({ ...TWO, ...NO_API, [variable]: port });
    expect(await gateway.exited).toBe(1);
    expect(gateway.stderr()).toBe(`Cannot listen on 127.0.0.1, port ${port} (EADDRINUSE). Set HOST or ${variable}.\n`);
    expect(gateway.stdout()).toBe('');
  });

  test('gives up when workers die right at the start again and again', async () => {
    const dieAsWorker = 'data:text/javascript,process.argv[1].endsWith("worker.ts") && process.exit(7)';
    const gateway = runProcess({ ...TWO, ...NO_API }, ['--import', dieAsWorker]);
    expect(await gateway.exited).toBe(1);
    const deaths = logOf(gateway, 'a worker died').filter(({ worker }) => worker?.number === 1);
    expect(deaths.every(({ code }) => code === 7)).toBe(true);
    const pauses = deaths.flatMap(({ replacedAfterMs }) => replacedAfterMs ?? []);
    expect(pauses.length).toBeGreaterThan(3);
    expect(pauses).toEqual(pauses.toSorted((a, b) => Number(a) - Number(b)));
    expect(logOf(gateway, 'workers die right at the start again and again: the gateway ends')).toHaveLength(1);
    expect(gateway.stderr()).toBe('');
  });
});

describe('an end of several processes by SIGTERM', () => {
  test('answers the query and the mutation in flight, each in a process of its own', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ ...TWO, PAYNOW_API_URL: sandbox.url });
    const workers = await findWorkers(gateway);
    const id = await firstCoupon(gateway.url);
    sandbox.clearRequests();
    sandbox.faults.add({ kind: 'delay', ms: 800 });

    const update = `mutation { couponUpdate(input: { id: "${id}", set: { note: "kept" } }) { coupon { note } userErrors { code } } }`;
    const answers = Promise.all([query(gateway.url, STORE_NAME), query(gateway.url, update)]);
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(2), { interval: 5 });
    gateway.child.kill('SIGTERM');
    expect(await answers).toMatchObject([
      { data: { store: { name: expect.any(String) } } },
      { data: { couponUpdate: { coupon: { note: 'kept' }, userErrors: [] } } },
    ]);
    expect(await gateway.exited).toBe(0);
    const served = logOf(gateway, 'request').slice(-2);
    expect(served.map(({ pid }) => pid).toSorted()).toEqual(workers.toSorted());
    expect(
      logOf(gateway, 'stopped')
        .map(({ pid }) => pid)
        .toSorted(),
    ).toEqual(workers.toSorted());
    expect(gateway.stderr()).toBe('');
  });

  test.each([
    ['the grace is over', { SHUTDOWN_GRACE_MS: '300' }, 0],
    ['the signal comes again later', { SHUTDOWN_GRACE_MS: '60000' }, 1],
  ])('waits no longer for what never ends when %s', async (_id, env, code) => {
    const sandbox = await startRestApi({ faults: [{ fault: { kind: 'hang' } }] });
    const gateway = await startProcess({
      ...TWO,
      ...env,
      PAYNOW_API_URL: sandbox.url,
      UPSTREAM_TIMEOUT_MS: '60000',
      OPERATION_TIMEOUT_MS: '60000',
    });
    const answer = query(gateway.url, STORE_NAME).catch(() => 'cut');
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1), { interval: 5 });
    // As npm does with Ctrl-C, it comes twice at once.
    gateway.child.kill('SIGINT');
    gateway.child.kill('SIGINT');
    await vi.waitFor(() => expect(logOf(gateway, 'draining')).toHaveLength(2), SOON);
    expect(gateway.child.exitCode).toBe(null);
    const insist = setInterval(() => code === 1 && gateway.child.kill('SIGINT'), 100);
    onTestFinished(() => clearInterval(insist));
    expect(await gateway.exited).toBe(code);
    expect(await answer).toBe('cut');
  });

  test('kills a worker that does not end in time, and says so', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ ...TWO, PAYNOW_API_URL: sandbox.url, SHUTDOWN_GRACE_MS: '100' });
    const [stuck = 0] = await findWorkers(gateway);
    process.kill(stuck, 'SIGSTOP');
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(1);
    expect(logOf(gateway, 'a worker died while draining')).toMatchObject([
      { worker: { pid: stuck }, signal: 'SIGKILL' },
    ]);
  });
});

describe('a worker', () => {
  test('that is killed is replaced, while the others go on answering', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ ...TWO, PAYNOW_API_URL: sandbox.url });
    const [killed = 0, other] = await findWorkers(gateway);
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(
      () =>
        expect(logOf(gateway, 'a worker died')).toMatchObject([
          { pid: gateway.child.pid, worker: { pid: killed }, signal: 'SIGKILL' },
        ]),
      SOON,
    );
    for (let sent = 0; sent < 3; sent++) expect((await query(gateway.url, STORE_NAME)).status).toBe(200);
    await vi.waitFor(() => expect(logOf(gateway, 'a worker took its place')).toHaveLength(1), SOON);
    const workers = await findWorkers(gateway, 3);
    expect(workers).toEqual(expect.arrayContaining([killed, other]));
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  test('that stands still is found, killed and replaced, and counted as stuck', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ ...TWO, PAYNOW_API_URL: sandbox.url });
    const [stuck = 0] = await findWorkers(gateway);
    process.kill(stuck, 'SIGSTOP');
    onTestFinished(() => killIfThere(stuck));
    const LATER = { ...SOON, timeout: 20_000 };
    await vi.waitFor(() => expect(logOf(gateway, 'a worker took its place')).toHaveLength(1), LATER);
    expect(logOf(gateway, 'a worker is stuck, and is killed')).toMatchObject([
      { level: 50, pid: gateway.child.pid, worker: { number: expect.any(Number), pid: stuck } },
    ]);
    expect(logOf(gateway, 'a worker died')).toMatchObject([{ worker: { pid: stuck }, signal: 'SIGKILL' }]);
    await findWorkers(gateway, 3);
    const { text } = await sendHttp(gateway.url, { method: 'GET', path: '/metrics' });
    expect(text).toContain('paynow_gateway_worker_exits_total{reason="stuck"} 1\n');
    expect(text).toContain('paynow_gateway_worker_exits_total{reason="died"} 0\n');
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  test('that breaks down says why, beside the log', async () => {
    const warn = 'data:text/javascript,process.argv[1].endsWith("worker.ts") && process.emitWarning("c4n4ry")';
    const gateway = await startProcess({ ...TWO, ...NO_API }, ['--import', warn]);
    await vi.waitFor(() => expect(gateway.stderr().match(/Warning: c4n4ry/g)).toHaveLength(2), SOON);
    expect(gateway.stdout()).not.toContain('c4n4ry');
  });

  test('ends with the primary, even when that is killed', async () => {
    const gateway = await startProcess({ ...TWO, ...NO_API });
    gateway.child.kill('SIGKILL');
    // Not before all who can write to its output are gone.
    expect(await gateway.exited).toBe(null);
  });
});

describe('/metrics of several processes', () => {
  async function start() {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ ...TWO, PAYNOW_API_URL: sandbox.url, METRICS_PORT: '0' });
    await vi.waitFor(() => expect(gateway.stdout()).toMatch(/\n\n$/), SOON);
    const [metricsUrl = ''] = /\S+(?=\/metrics\n)/.exec(gateway.stdout()) ?? [];
    return { ...gateway, metricsUrl };
  }

  async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
    const { status, text } = await sendHttp(url, { method: 'GET', path: '/metrics' });
    expect(status).toBe(200);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const samples = lines.map((line) => /^(.*) (\S+)$/.exec(line)?.slice(1) as [string, string]);
    expect(new Set(samples.map(([series]) => series)).size).toBe(samples.length);
    return new Map(samples.map(([series, value]) => [series, Number(value)]));
  }
  const answered = (samples: ReadonlyMap<string, number>) =>
    samples.get('paynow_gateway_requests_total{operation="query",status="200"}');

  test('add up what all have counted, whoever is asked, and name each where it stands alone', async () => {
    const gateway = await start();
    await findWorkers(gateway);
    const sent = logOf(gateway, 'request').length;
    for (const samples of [await scrape(gateway.metricsUrl), await scrape(gateway.metricsUrl)]) {
      expect(answered(samples)).toBe(sent);
      expect(samples.get('paynow_gateway_request_duration_seconds_count{operation="query"}')).toBe(sent);
      expect(samples.get('paynow_gateway_request_duration_seconds_bucket{operation="query",le="+Inf"}')).toBe(sent);
      expect(samples.get('paynow_gateway_processes')).toBe(2);
      expect(samples.get('paynow_gateway_breaker_state{state="closed"}')).toBe(2);
      for (const worker of [1, 2]) {
        expect(samples.get(`process_resident_memory_bytes{worker="${worker}"}`)).toBeGreaterThan(2 ** 20);
      }
    }
  });

  test('lose no count with a worker that is killed', async () => {
    const gateway = await start();
    const [killed = 0] = await findWorkers(gateway);
    const sent = logOf(gateway, 'request').length;
    expect(answered(await scrape(gateway.metricsUrl))).toBe(sent);
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(() => expect(logOf(gateway, 'a worker took its place')).toHaveLength(1), SOON);
    const after = await scrape(gateway.metricsUrl);
    expect(answered(after)).toBe(sent);
    expect(after.get('paynow_gateway_processes')).toBe(2);
  });

  test('wait for no worker that is stuck: its counts stay, its present state is left out', async () => {
    const gateway = await start();
    const [stuck = 0] = await findWorkers(gateway);
    const sent = logOf(gateway, 'request').length;
    expect(answered(await scrape(gateway.metricsUrl))).toBe(sent);
    process.kill(stuck, 'SIGSTOP');
    // It may be handed one of two connections, which it never takes.
    const held = [scrape(gateway.metricsUrl), scrape(gateway.metricsUrl)];
    try {
      const samples = await Promise.any(held);
      expect(answered(samples)).toBe(sent);
      expect(samples.get('paynow_gateway_processes')).toBe(1);
    } finally {
      process.kill(stuck, 'SIGCONT');
    }
    await Promise.all(held);
  });
});
