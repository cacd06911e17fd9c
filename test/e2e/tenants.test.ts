import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { OverloadedError } from '../../src/rest/errors.ts';
import { fetchStore } from '../../src/rest/stores.ts';
import type { Upstream } from '../../src/rest/upstream.ts';
import { startGateway } from '../support/gateway.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';

/** What the REST API does for a store. */
type Conduct = (response: ServerResponse, storeId: string) => void;

const good: Conduct = (response, storeId) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: storeId, name: 'Shop' }));
};
const status =
  (code: number): Conduct =>
  (response) =>
    void response.writeHead(code, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
const reset: Conduct = (response) => void response.socket?.resetAndDestroy();
const hang: Conduct = () => undefined;

/** A REST API of store profiles that treats each store as it is told to. */
interface Api {
  readonly origin: string;
  /** The stores of all requests, in the order in which they came. */
  readonly requests: string[];
  /** By store; `else` for the others. */
  conduct: Record<string, Conduct>;
}

async function startApi(conduct: Api['conduct']): Promise<Api> {
  const requests: string[] = [];
  const api = { origin: '', requests, conduct };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const [, storeId = ''] = /^\/v1\/stores\/(\d+)$/.exec(request.url ?? '') ?? [];
    requests.push(storeId);
    (api.conduct[storeId] ?? api.conduct.else ?? good)(response, storeId);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(api, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const read = (upstream: Upstream, storeId: string) => fetchStore(createCall(upstream), storeId);
const hitsOf = ({ requests }: Api, storeId: string) => requests.filter((each) => each === storeId).length;
const stores = (count: number) => Array.from({ length: count }, (_, index) => String(1000 + index));

describe('a store that fails', () => {
  it.each<[string, Conduct]>([
    ['500', status(500)],
    ['502', status(502)],
    ['503', status(503)],
    ['520', status(520)],
    ['521', status(521)],
    ['a reset', reset],
  ])('makes no call of another store fail, and its own are held back: %s', async (_kind, conduct) => {
    const api = await startApi({ '1': conduct });
    const gateway = await startGateway({ apiUrl: api.origin });
    onTestFinished(() => gateway.close());
    const nameOf = (storeId: string) => gateway.query(`{ store(storeId: "${storeId}") { name } }`);
    const rounds = 200;
    for (let round = 0; round < rounds; round++) {
      const [failed, other] = await Promise.all([nameOf('1'), nameOf('2')]);
      expect(failed.errors).toHaveLength(1);
      expect(other.errors).toBeUndefined();
    }
    expect(hitsOf(api, '2')).toBe(rounds);
    // Ten calls and their retries, then one probe every five seconds.
    expect(hitsOf(api, '1')).toBeLessThan(40);
  });

  it('and that hangs takes neither all connections nor the whole queue, so that another is served at once', async () => {
    const api = await startApi({ '1': hang });
    const upstream = openUpstream({ origin: api.origin, concurrency: 16, queueLimit: 16 });
    const settled: string[] = [];
    const flood = Array.from({ length: 100 }, () => read(upstream, '1').catch((error: Error) => error));
    for (const call of flood) void call.then(() => settled.push('1'));
    await vi.waitFor(() => expect(hitsOf(api, '1')).toBe(8), { interval: 2 });
    for (let i = 0; i < 20; i++) expect(await read(upstream, '2')).toMatchObject({ id: '2' });
    expect(hitsOf(api, '1')).toBe(8);
    // Eight are under way and eight wait; the others were refused at once.
    expect(settled).toHaveLength(100 - 8 - 8);
    expect((await Promise.race(flood)) as Error).toBeInstanceOf(OverloadedError);
  });

  it('and others that hang as well leave room for one that works', async () => {
    const hanging = stores(8);
    const api = await startApi(Object.fromEntries(hanging.map((storeId) => [storeId, hang])));
    const upstream = openUpstream({ origin: api.origin, concurrency: 256 });
    for (const storeId of hanging) {
      for (let i = 0; i < 150; i++) read(upstream, storeId).catch(() => undefined);
    }
    // The half of all, the half of the rest, and so on: 255 of 256.
    await vi.waitFor(() => expect(api.requests).toHaveLength(255), { interval: 2, timeout: 3000 });
    const before = api.requests.length;
    for (let i = 0; i < 20; i++) expect(await read(upstream, '2')).toMatchObject({ id: '2' });
    expect(api.requests.length).toBe(before + 20);
  });

  it('does not spend the retries of another', async () => {
    const api = await startApi({ '1': status(503) });
    const upstream = openUpstream({ origin: api.origin });
    await Promise.allSettled(Array.from({ length: 40 }, () => read(upstream, '1')));
    expect(hitsOf(api, '1')).toBeLessThanOrEqual(50);
    // A blip each three answers.
    api.conduct['2'] = (response, storeId) => (hitsOf(api, '2') % 3 === 1 ? status(503) : good)(response, storeId);
    for (let i = 0; i < 8; i++) expect(await read(upstream, '2')).toMatchObject({ id: '2' });
    expect(hitsOf(api, '2')).toBe(12);
  });
});

it('stores that wait take turns, however many calls each of them has', async () => {
  const waiting: (() => void)[] = [];
  const api = await startApi({ '9': (response, storeId) => void waiting.push(() => good(response, storeId)) });
  const upstream = openUpstream({ origin: api.origin, concurrency: 1 });
  const first = read(upstream, '9');
  const calls = ['1', '1', '1', '1', '1', '1', '2', '2', '3'].map((storeId) => read(upstream, storeId));
  await vi.waitFor(() => expect(waiting).toHaveLength(1), { interval: 2 });
  waiting[0]?.();
  await Promise.all([first, ...calls]);
  expect(api.requests.join('')).toBe('9123121111');
});

describe('a dead API with 200 stores in use', () => {
  const STORES = stores(200);

  it.each<[string, Conduct]>([
    ['resets', reset],
    ['answers 500', status(500)],
    ['answers 503', status(503)],
    ['answers 521', status(521)],
    ['does not answer', hang],
  ])('sees a tenth more than their first calls at the most, and none after that: it %s', async (_kind, conduct) => {
    const api = await startApi({ else: conduct });
    const upstream = openUpstream({ origin: api.origin, attemptTimeoutMs: 150 });
    const wave = () => Promise.allSettled(STORES.map((storeId) => read(upstream, storeId)));
    const first = await wave();
    expect(first.every(({ status }) => status === 'rejected')).toBe(true);
    // Fewer where the breaker opens before the last of them is sent.
    expect(api.requests.length).toBeGreaterThan(0);
    expect(api.requests.length).toBeLessThanOrEqual(220);
    expect(upstream.breakers.state).toBe('open');
    const before = api.requests.length;
    for (let i = 0; i < 5; i++) await wave();
    expect(api.requests).toHaveLength(before);
  });

  it('is called by ten of them only, when they call one after the other', async () => {
    const api = await startApi({ else: status(500) });
    const upstream = openUpstream({ origin: api.origin });
    for (const storeId of STORES) await read(upstream, storeId).catch(() => undefined);
    expect(api.requests).toEqual(STORES.slice(0, 10));
  });

  it('is back for all of them after one probe', async () => {
    const api = await startApi({ else: reset });
    const upstream = openUpstream({ origin: api.origin, breakerPauseMs: 200 });
    await Promise.allSettled(STORES.map((storeId) => read(upstream, storeId)));
    expect(upstream.breakers.state).toBe('open');
    const held: (() => void)[] = [];
    api.conduct.else = (response, storeId) => void held.push(() => good(response, storeId));
    const before = api.requests.length;
    await vi.waitFor(() => upstream.breakers.check('1000'), { interval: 5 });
    const wave = STORES.map((storeId) => read(upstream, storeId));
    const early = await Promise.allSettled(wave.slice(1));
    expect(early.every((result) => result.status === 'rejected' && result.reason instanceof OverloadedError)).toBe(
      true,
    );
    await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 2 });
    expect(api.requests).toHaveLength(before + 1);
    api.conduct.else = good;
    held[0]?.();
    await wave[0];
    const names = await Promise.all(STORES.map((storeId) => read(upstream, storeId)));
    expect(names.map((store) => store?.id)).toEqual(STORES);
    expect(api.requests).toHaveLength(before + 1 + 200);
  });

  it('that nobody can connect to is not tried any more, and is back after one probe', async () => {
    const api = await startApi({});
    const port = Number(new URL(api.origin).port);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: closedPort } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    expect(closedPort).not.toBe(port);
    const upstream = openUpstream({ origin: `http://127.0.0.1:${closedPort}`, breakerPauseMs: 200 });
    await Promise.allSettled(STORES.map((storeId) => read(upstream, storeId)));
    expect(upstream.breakers.state).toBe('open');
    await expect(read(upstream, '5')).rejects.toThrow('held back');

    const hits: string[] = [];
    const back = createServer((request, response) => {
      const storeId = request.url?.split('/').at(-1) as string;
      hits.push(storeId);
      good(response, storeId);
    }).listen(closedPort, '127.0.0.1');
    await once(back, 'listening');
    onTestFinished(() => {
      back.closeAllConnections();
      back.close();
    });
    await vi.waitFor(() => upstream.breakers.check('1000'), { interval: 5 });
    await read(upstream, '1000');
    expect(hits).toEqual(['1000']);
    await Promise.all(STORES.map((storeId) => read(upstream, storeId)));
    expect(hits).toHaveLength(201);
  });
});

it('a store that is still broken when the API is back does not hold back the others for good', async () => {
  const api = await startApi({ else: status(503) });
  const upstream = openUpstream({ origin: api.origin, breakerPauseMs: 50 });
  await Promise.allSettled(stores(20).map((storeId) => read(upstream, storeId)));
  expect(upstream.breakers.state).toBe('open');
  api.conduct = { '1': status(500) };
  const isServed = () =>
    read(upstream, '2').then(
      () => true,
      () => false,
    );
  await vi.waitFor(
    async () => {
      // It is always there first.
      await read(upstream, '1').catch(() => undefined);
      expect(await isServed()).toBe(true);
    },
    { interval: 1 },
  );
  expect(upstream.breakers.state).toBe('closed');
});
