import { Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import type { Route } from '../../src/server/listener.ts';
import { createLog } from '../../src/server/log.ts';
import { createMetricsRoute } from '../../src/server/routes.ts';
import { startHttpServer, startServer } from '../support/server.ts';
import { connectRaw } from '../support/wire.ts';

const CANARY = 'c4n4ry';

const answers: Route = ({ res }) => {
  res.end('here');
  return true;
};
const throws: Route = () => {
  throw new TypeError(CANARY);
};
const rejects: Route = () => Promise.reject(new RangeError(CANARY));
const throwsLate: Route = ({ res }) => {
  res.setHeader('etag', CANARY);
  throw new Error(CANARY);
};
const breaksOff: Route = ({ res }) => {
  res.writeHead(200, { 'content-length': '1000' });
  res.write('begun');
  return Promise.reject(new Error(CANARY));
};
const metrics = createMetricsRoute(() => Promise.reject(new Error(CANARY)));

async function start() {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk)) as undefined) });
  const log = await createLog({ level: 'trace', destination: sink });
  const routes = {
    '/answers': answers,
    '/throws': throws,
    '/rejects': rejects,
    '/throws-late': throwsLate,
    '/breaks-off': breaksOff,
    '/metrics': metrics,
  };
  const server = await startServer({ log, routes });
  return { ...server, logged: () => lines.join('') };
}

function internalErrors({ metrics: { read } }: Awaited<ReturnType<typeof start>>): number | undefined {
  const family = read().find(({ name }) => name === 'paynow_gateway_errors_total');
  return family?.values.find(({ labels }) => labels.code === 'INTERNAL_SERVER_ERROR')?.value;
}

describe('a route that fails', () => {
  test.each([
    ['it throws', '/throws', 'TypeError'],
    ['its promise rejects', '/rejects', 'RangeError'],
    ['it had begun to write a head', '/throws-late', 'Error'],
    ['it is that of the metrics', '/metrics', 'Error'],
  ])('costs its request only, which is told so, counted and logged: %s', async (_id, path, error) => {
    const server = await start();
    const response = await fetch(server.url + path, { headers: { 'x-request-id': 'mine' } });
    expect(response.status).toBe(500);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': 'mine',
      'cache-control': 'private, no-store',
    });
    expect(response.headers.get('etag')).toBeNull();
    expect(await response.json()).toEqual({
      errors: [
        {
          message: expect.stringContaining('Something went wrong'),
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'mine' },
        },
      ],
    });
    expect(internalErrors(server)).toBe(1);
    await vi.waitFor(() => expect(server.logged()).not.toBe(''));
    expect(JSON.parse(server.logged())).toMatchObject({
      level: 50,
      requestId: 'mine',
      error,
      stack: expect.any(Array),
    });
    expect(server.logged()).not.toContain(CANARY);
    expect(await (await fetch(`${server.url}/answers`)).text()).toBe('here');
  });

  test.each([
    ['first', ''],
    ['behind another', 'GET /answers HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('in the middle of its answer cuts its connection: %s', async (_place, before) => {
    const server = await start();
    const { closed } = await connectRaw(server.url, `${before}GET /breaks-off HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await closed).not.toContain(CANARY);
    expect(internalErrors(server)).toBe(1);
    expect(await (await fetch(`${server.url}/answers`)).text()).toBe('here');
  });
});

test('metrics are read once for all who ask at the same time, and anew for whoever asks later', async () => {
  const readings: PromiseWithResolvers<string>[] = [];
  const route = createMetricsRoute(() => {
    const reading = Promise.withResolvers<string>();
    readings.push(reading);
    return reading.promise;
  });
  let asked = 0;
  const counted: Route = (state, path) => {
    asked++;
    return route(state, path);
  };
  const log = await createLog({ level: 'silent' });
  const { url } = await startServer({ log, routes: { '/metrics': counted } });
  const get = async () => (await fetch(`${url}/metrics`)).text();
  const both = Promise.all([get(), get()]);
  await vi.waitFor(() => expect(asked).toBe(2));
  expect(readings).toHaveLength(1);
  readings[0]?.resolve('first');
  expect(await both).toEqual(['first', 'first']);
  const later = get();
  await vi.waitFor(() => expect(readings).toHaveLength(2));
  readings[1]?.resolve('second');
  expect(await later).toBe('second');
});

test('a client that cannot be accepted ends nothing, and is logged', async () => {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk)) as undefined) });
  const log = await createLog({ level: 'trace', destination: sink });
  const { url, server } = await startHttpServer((_req, res) => res.end('here'), log);
  // As node:net says that accept(2) failed.
  for (let time = 0; time < 5; time++)
    server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect(await (await fetch(url)).text()).toBe('here');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, count: 1, code: 'EMFILE' }]);
});
