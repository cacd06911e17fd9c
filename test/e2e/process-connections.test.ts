import { expect, onTestFinished, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { STORE_ID } from '../support/gateway.ts';
import { logLines, startProcess } from '../support/watched-process.ts';
import { connectRaw, postOf } from '../support/wire.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;

async function startRestApi() {
  const sandbox = await startSandbox({ record: true });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test('SIGTERM waits for a client that is still reading its answer', async () => {
  const sandbox = await startRestApi();
  const note = 'n'.repeat(90_000);
  const rows = Array.from({ length: 40 }, (_, at) => ({ id: String(900_000_000_000_000_000n + BigInt(at)), note }));
  sandbox.data.insertCoupons(STORE_ID, rows);
  const gateway = await startProcess({ PAYNOW_API_URL: sandbox.url });
  const list = (alias: string) => `${alias}: store(storeId: "${STORE_ID}") { coupons(first: 40) { nodes { note } } }`;
  const { socket, received, closed } = await connectRaw(gateway.url);
  socket.pause();
  socket.write(postOf({ query: `{ ${list('a')} ${list('b')} }` }));
  const unsent = async () => (await (await fetch(`${gateway.url}/metrics`)).text()).match(/unsent_bytes (\d+)/)?.[1];
  await vi.waitFor(async () => expect(Number(await unsent())).toBeGreaterThan(7_000_000), { timeout: 5000 });

  gateway.child.kill('SIGTERM');
  await vi.waitFor(() => expect(gateway.stdout()).toContain('"msg":"draining"'), { interval: 5 });
  socket.resume();
  await closed;
  expect(received().match(/"nnn+"/g)).toHaveLength(80);
  expect(await gateway.exited).toBe(0);
  const requests = logLines(gateway.stdout()).map((line) => JSON.parse(line));
  expect(requests.filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 200 }]);
});

test('SIGTERM tells whoever is still sending, and does not wait for the rest', async () => {
  const sandbox = await startRestApi();
  const gateway = await startProcess({ PAYNOW_API_URL: sandbox.url });
  const { received, closed } = await connectRaw(gateway.url, postOf({ query: NAME }).slice(0, -1));
  // The head has come when the answer to what was sent behind it has.
  await (await fetch(`${gateway.url}/livez`)).text();
  gateway.child.kill('SIGTERM');
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 503 .*\r\nconnection: close\r\n.*"OVERLOADED"/is);
  expect(await gateway.exited).toBe(0);
  expect(sandbox.requests).toEqual([]);
});

test('a process without a file descriptor left lives on, and answers when there are some again', async () => {
  const sandbox = await startRestApi();
  const gateway = await startProcess({ PAYNOW_API_URL: sandbox.url }, [], 48);
  const clients = await Promise.all(Array.from({ length: 100 }, () => connectRaw(gateway.url)));
  await vi.waitFor(() => expect(clients.filter(({ socket }) => socket.destroyed).length).toBeGreaterThan(50));
  for (const { socket } of clients) socket.destroy();
  const send = () =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
      body: JSON.stringify({ query: NAME }),
    });
  await vi.waitFor(async () => expect(await (await send()).text()).toContain('Craftkeep'), { timeout: 5000 });
  expect(gateway.child.exitCode).toBeNull();
  gateway.child.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
  expect(gateway.stderr()).toBe('');
});
