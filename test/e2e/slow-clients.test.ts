import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/server/log.ts';
import { timeoutsFor } from '../../src/server/server-limits.ts';
import { startHttpServer } from '../support/server.ts';

/** So short that a test can wait for it. */
const SHORT = { head: 100, request: 200, idle: 200, keepAlive: 60_000, check: 20 };
const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n';

interface Started {
  /** The client's end of one connection. */
  readonly client: Socket;
  /** The server's end of it. */
  readonly accepted: Socket;
}

async function start(handle: RequestListener): Promise<Started> {
  const log = await createLog({ level: 'silent' });
  const { url, server } = await startHttpServer(handle, log, { timeouts: SHORT });
  const connection = once(server, 'connection');
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  // A cut connection is what is waited for.
  client.on('error', () => undefined);
  const [accepted] = (await connection) as [Socket];
  onTestFinished(() => void client.destroy());
  return { client, accepted };
}

/** Sends a byte again and again, until the connection is cut. */
function drip(client: Socket, byte: string): void {
  const timer = setInterval(() => client.write(byte), 20);
  client.on('close', () => clearInterval(timer));
  onTestFinished(() => clearInterval(timer));
}

async function answerOf(client: Socket): Promise<string> {
  let text = '';
  client.on('data', (chunk) => {
    text += chunk;
  });
  await once(client, 'close');
  return text;
}

const neverCalled: RequestListener = () => expect.unreachable('the request is not complete');

test('a client that never ends its head is cut, though bytes keep coming', async () => {
  const { client } = await start(neverCalled);
  client.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  drip(client, 'x');
  expect(await answerOf(client)).toMatch(/^HTTP\/1\.1 408 /);
});

test('a client that never ends its body is cut, though bytes keep coming', async () => {
  const { client } = await start((req) => req.resume());
  client.write(POST);
  drip(client, ' ');
  expect(await answerOf(client)).toMatch(/^HTTP\/1\.1 408 /);
});

test('a client that does not read its answer is cut', async () => {
  // More than the system buffers of both ends hold.
  const { client, accepted } = await start((_req, res) => res.end(Buffer.alloc(64 * 1024 * 1024)));
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(accepted, 'close');
  expect(accepted.bytesWritten).toBeGreaterThan(0);
});

test('an operation that takes all of its own time is not taken for a client that does not read', () => {
  expect(timeoutsFor(600_000, 1000, 1000).idle).toBeGreaterThan(600_000);
});
