import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { fetchCoupon } from '../../src/rest/coupons.ts';
import { AbandonedError, OverloadedError, TimedOutError } from '../../src/rest/errors.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { startGateway as startGatewayProcess } from '../support/gateway-process.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';

const COUPON_ID = '9000000000000000001';
const READ = `{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { couponId } }`;

async function startRestApi(): Promise<Sandbox> {
  const sandbox = await startSandbox({ record: true });
  onTestFinished(() => sandbox.close());
  sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  return sandbox;
}

afterEach(() => vi.restoreAllMocks());

describe('calls to the REST API', () => {
  it('of one store are half of all at once at the most, and all are made', async () => {
    const sandbox = await startRestApi();
    sandbox.faults.add({ kind: 'delay', ms: 20 });
    const upstream = openUpstream({ origin: sandbox.url, concurrency: 8 });
    const reads = Array.from({ length: 40 }, () => fetchCoupon(createCall(upstream), STORE_ID, COUPON_ID));
    expect((await Promise.all(reads)).map((coupon) => coupon?.id)).toEqual(Array(40).fill(COUPON_ID));
    expect(sandbox.peakConcurrency).toBe(4);
    expect([upstream.limiter.active, upstream.limiter.waiting]).toEqual([0, 0]);
  });

  it('are as many at once as the process may make, whatever operations ask for together', async () => {
    const gateway = await start({ UPSTREAM_CONCURRENCY: '256' });
    gateway.sandbox.faults.add({ kind: 'delay', ms: 1500 });
    const operations = Array.from({ length: 10 }, (_, operation) => {
      const ids = Array.from({ length: 40 }, (_, index) => 1 + operation * 40 + index);
      return `{ ${ids.map((id) => `s${id}: store(storeId: "${id}") { name }`).join(' ')} }`;
    });
    const answers = await Promise.all(operations.map((operation) => gateway.query(operation)));
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(gateway.sandbox.requests).toHaveLength(400);
    expect(gateway.sandbox.peakConcurrency).toBe(256);
  });

  it('fail at once when too many wait already', async () => {
    const sandbox = await startRestApi();
    sandbox.faults.add({ kind: 'delay', ms: 200 });
    const upstream = openUpstream({ origin: sandbox.url, concurrency: 1, queueLimit: 4 });
    const read = () => fetchCoupon(createCall(upstream), STORE_ID, COUPON_ID);
    const admitted = [read(), read(), read()];
    await expect(read()).rejects.toBeInstanceOf(OverloadedError);
    expect((await Promise.all(admitted)).map((coupon) => coupon?.id)).toEqual(Array(3).fill(COUPON_ID));
    expect(sandbox.requests).toHaveLength(3);
  });

  it('wait for their turn no longer than their operation has time', async () => {
    const sandbox = await startRestApi();
    sandbox.faults.add({ kind: 'hang' });
    const upstream = openUpstream({ origin: sandbox.url, concurrency: 1 });
    const holder = new Cancellation();
    const held = fetchCoupon(createCall(upstream, { cancellation: holder }), STORE_ID, COUPON_ID);
    const deadline = performance.now() + 100;
    const waits = fetchCoupon(createCall(upstream, { deadline }), STORE_ID, COUPON_ID);
    await expect(waits).rejects.toMatchObject({ constructor: TimedOutError, sent: false });
    expect(sandbox.requests).toHaveLength(1);
    holder.cancel();
    await expect(held).rejects.toBeInstanceOf(AbandonedError);
  });

  it('leave the queue when their client goes away', async () => {
    const sandbox = await startRestApi();
    sandbox.faults.add({ kind: 'hang' });
    const upstream = openUpstream({ origin: sandbox.url, concurrency: 1 });
    const cancellation = new Cancellation();
    const reads = [1, 2].map(() => fetchCoupon(createCall(upstream, { cancellation }), STORE_ID, COUPON_ID));
    expect(upstream.limiter.waiting).toBe(1);
    cancellation.cancel();
    for (const read of reads) await expect(read).rejects.toBeInstanceOf(AbandonedError);
    expect([upstream.limiter.active, upstream.limiter.waiting]).toEqual([0, 0]);
  });

  it('do not queue for an API that is known to be down', async () => {
    const sandbox = await startRestApi();
    const upstream = openUpstream({ origin: sandbox.url, concurrency: 1 });
    const reset = sandbox.faults.add({ kind: 'reset' });
    const read = (cancellation = new Cancellation()) =>
      fetchCoupon(createCall(upstream, { cancellation }), STORE_ID, COUPON_ID);
    const slow = new Cancellation();
    for (let i = 0; i < 100 && upstream.breakers.storesHeldBack === 0; i++) await read().catch(() => undefined);
    reset.remove();
    // Somebody holds the only place, from before.
    expect(upstream.limiter.acquire(STORE_ID, 1000, slow)).toBeUndefined();
    await expect(read()).rejects.toThrow('held back');
    expect(upstream.limiter.waiting).toBe(0);
    upstream.limiter.release(STORE_ID);
  });
});

async function start(env: Readonly<Record<string, string>>, keys = ['sandbox']): Promise<TestGateway> {
  const gateway = await startGateway({ env, sandbox: { keys } });
  onTestFinished(() => gateway.close());
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  return gateway;
}

it('operations past MAX_IN_FLIGHT get 503 with Retry-After at once, and are let in again when there is room', async () => {
  const gateway = await start({ MAX_IN_FLIGHT: '2' }, ['sandbox', 'other']);
  const send = (key = 'sandbox') =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
      body: JSON.stringify({ query: READ }),
    });
  const slow = gateway.sandbox.faults.add({ kind: 'delay', ms: 300 });
  const admitted = [send('sandbox'), send('other')];
  await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(2), { interval: 2 });
  const refused = await send('third');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toEqual({
    errors: [
      {
        message: expect.stringContaining('try again'),
        extensions: { code: 'OVERLOADED', requestId: refused.headers.get('x-request-id') },
      },
    ],
  });
  expect(gateway.sandbox.requests).toHaveLength(2);
  for (const answer of admitted) expect((await answer).status).toBe(200);
  slow.remove();
  expect((await send()).status).toBe(200);
});

describe('an answer that is larger than may be', () => {
  const MIB = 2 ** 20;

  /** Resident memory of the gateway, in bytes. */
  async function rssOf(url: string): Promise<number> {
    const text = await (await fetch(new URL('/metrics', url))).text();
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
  }

  it.each<[string, Fault]>([
    ['20 MB in chunks', { kind: 'oversize' }],
    ['20 MB, declared', { kind: 'oversize', declared: true }],
    ['a gzip bomb of 200 MB', { kind: 'gzip-bomb' }],
  ])('is dropped at 5 MB, and the memory with it: %s', async (_id, fault) => {
    const sandbox = await startRestApi();
    const gateway = await startGatewayProcess({ PAYNOW_API_URL: sandbox.url });
    onTestFinished(() => gateway.stop());
    const send = async () => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
        body: JSON.stringify({ query: READ }),
      });
      return response.json();
    };
    const failure = {
      data: { coupon: null },
      errors: [
        {
          extensions: { code: 'UPSTREAM_BAD_RESPONSE' },
          message: expect.stringContaining('larger than 5242880 bytes'),
        },
      ],
    };
    await send();
    sandbox.faults.add(fault);
    expect(await send()).toMatchObject(failure);
    const before = await rssOf(gateway.url);
    for (let i = 0; i < 30; i++) expect(await send()).toMatchObject(failure);
    const after = await rssOf(gateway.url);
    expect(before).toBeGreaterThan(MIB);
    // What waits to be collected is bounded. Kept, it would be 150 MB; read to the end, more than that each time.
    expect((after - before) / MIB).toBeLessThan(110);
  });
});

describe('an API that moves to another address', () => {
  const HOST = 'api.paynow.test';
  const OTHER_ADDRESS = '127.0.0.2';

  async function listenAt(address: string, port: number): Promise<{ server: Server; hits: () => number }> {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits++;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: COUPON_ID, store_id: STORE_ID }));
    }).listen(port, address);
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { server, hits: () => hits };
  }

  it('is found there by the next call', async ({ skip }) => {
    const first = await listenAt('127.0.0.1', 0);
    const { port } = first.server.address() as AddressInfo;
    const second = await listenAt(OTHER_ADDRESS, port).catch(() => undefined);
    if (!second) return skip('This system has one loopback address only.');

    let address = '127.0.0.1';
    const resolve = (
      _host: string,
      options: { readonly all?: boolean },
      done: (...result: unknown[]) => void,
    ): void => {
      if (options.all) done(null, [{ address, family: 4 }]);
      else done(null, address, 4);
    };
    vi.spyOn(dns, 'lookup').mockImplementation(resolve as typeof dns.lookup);
    const upstream = openUpstream({ origin: `http://${HOST}:${port}` });
    const read = () => fetchCoupon(createCall(upstream), STORE_ID, COUPON_ID);
    expect(await read()).toMatchObject({ id: COUPON_ID });
    expect([first.hits(), second.hits()]).toEqual([1, 0]);

    address = OTHER_ADDRESS;
    first.server.closeAllConnections();
    first.server.close();
    expect(await read()).toMatchObject({ id: COUPON_ID });
    expect([first.hits(), second.hits()]).toEqual([1, 1]);
  });
});
