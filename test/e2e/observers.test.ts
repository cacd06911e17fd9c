import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Attempt } from '../../src/rest/attempts.ts';
import type { OperationEvent } from '../../src/server/operation-events.ts';
import { STORE_ID, startGateway } from '../support/gateway.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;

function listen<T>(name: string, note: (message: T) => void): void {
  const onMessage = (message: unknown): void => note(message as T);
  subscribe(name, onMessage);
  onTestFinished(() => void unsubscribe(name, onMessage));
}

async function start() {
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  return gateway;
}

test('an operation is told of when its head is there, and again when its answer is sent', async () => {
  const gateway = await start();
  const events: string[] = [];
  const note =
    (kind: string) =>
    ({ state: { operation, res } }: OperationEvent) =>
      void events.push(`${kind}: ${operation?.type}, sent: ${res.writableFinished}`);
  listen('paynow.operation.start', note('start'));
  listen('paynow.operation.end', note('end'));
  await gateway.query(NAME);
  await vi.waitFor(() => expect(events).toHaveLength(2));
  expect(events).toEqual(['start: undefined, sent: false', 'end: query, sent: true']);
});

test('each attempt to call the REST API is told of when it is over', async () => {
  const gateway = await start();
  const attempts: Attempt[] = [];
  listen<Attempt>('paynow.rest.attempt', (attempt) => void attempts.push({ ...attempt }));
  gateway.sandbox.faults.add({ kind: 'error', status: 503, headers: { 'retry-after': '0' } }, { times: 1 });
  await gateway.query(NAME);
  expect(attempts).toMatchObject([
    { endpoint: { method: 'get', path: '/v1/stores/{storeId}' }, outcome: '5xx', isRetried: true },
    { endpoint: { method: 'get', path: '/v1/stores/{storeId}' }, outcome: '2xx', isRetried: false },
  ]);
  for (const { durationMs } of attempts) expect(durationMs).toBeGreaterThan(0);
});

test('a gateway counts and logs its own operations, not those of another one in its process', async () => {
  const [busy, quiet] = [await start(), await start()];
  await busy.query(NAME);
  await vi.waitFor(() => expect(busy.logged()).toContain('"msg":"request"'));
  const metrics = await (await fetch(`${quiet.url}/metrics`)).text();
  expect(metrics).not.toContain('paynow_gateway_requests_total{');
  expect(metrics).not.toContain('paynow_gateway_rest_calls_total{');
  expect(quiet.logged()).not.toContain('"msg":"request"');
});

test('a gateway that is closed observes no more', async () => {
  const closed = await startGateway();
  await closed.close();
  const logged = closed.logged();
  await (await start()).query(NAME);
  expect(closed.logged()).toBe(logged);
});
