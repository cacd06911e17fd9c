import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { logLines, startProcess, type WatchedProcess } from '../support/watched-process.ts';
import { sendHttp } from '../support/wire.ts';

const NO_API = { PAYNOW_API_URL: 'http://127.0.0.1:9' };
const MAX_FILES = 60;
const SOON = { interval: 10, timeout: 10_000 };

/** Takes and gives back all file descriptors of a process when it gets a signal. */
const PRELOAD = `
  import { closeSync, openSync } from 'node:fs';
  const held = [];
  process.on('SIGUSR2', () => {
    if (held.length > 0) return held.splice(0).forEach((fd) => closeSync(fd));
    try {
      for (;;) held.push(openSync('/dev/null'));
    } catch ({ code }) {
      process.stderr.write(code);
    }
  });
`;

const logOf = ({ stdout }: WatchedProcess, msg: string): { readonly [fact: string]: unknown }[] =>
  logLines(stdout())
    .map((line) => JSON.parse(line))
    .filter((line) => line.msg === msg);

async function ask(url: string): Promise<unknown> {
  const { text } = await sendHttp(url, { method: 'GET', path: '/graphql?query={__typename}' });
  return JSON.parse(text).data;
}

test('a gateway without a file descriptor left goes on, and is whole again when it has some', async () => {
  const gateway = await startProcess(NO_API, [], MAX_FILES);
  const { port } = new URL(gateway.url);
  const sockets = Array.from({ length: 2 * MAX_FILES }, (): Socket => {
    const socket = connect(Number(port), '127.0.0.1');
    // Some are not accepted, and closed.
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    return socket;
  });
  const [first] = sockets as [Socket];
  // Needs more than half a thousand files, as likely as not for the first time.
  for (const path of ['/graphql?query={__typename}', '/metrics', '/livez']) {
    first.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const [answer] = await once(first, 'data');
    expect(String(answer)).toMatch(path === '/livez' ? /^HTTP\/1.1 200 / : /^HTTP\/1.1 (200|500) /);
  }
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect(await ask(gateway.url)).toEqual({ __typename: 'Query' }), SOON);
  await vi.waitFor(async () => {
    const { status } = await sendHttp(gateway.url, { method: 'GET', path: '/metrics' });
    expect(status).toBe(200);
  }, SOON);
  gateway.child.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
});

test('a worker that cannot be started without a file descriptor left is started when there are some', async () => {
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(PRELOAD)}`];
  const gateway = await startProcess({ ...NO_API, WEB_CONCURRENCY: '2' }, preload, MAX_FILES);
  await ask(gateway.url);
  await vi.waitFor(() => expect(logOf(gateway, 'request')).toHaveLength(1), SOON);
  gateway.child.kill('SIGUSR2');
  await vi.waitFor(() => expect(gateway.stderr()).toContain('EMFILE'), SOON);
  process.kill(Number(logOf(gateway, 'request')[0]?.pid), 'SIGKILL');
  await vi.waitFor(
    () => {
      const failed = logOf(gateway, 'a worker died').filter(({ code }) => code === 'EMFILE');
      // More than it takes of a worker that dies at its start until the gateway ends.
      expect(failed.length).toBeGreaterThan(6);
    },
    { ...SOON, timeout: 20_000 },
  );
  gateway.child.kill('SIGUSR2');
  await vi.waitFor(() => expect(logOf(gateway, 'a worker took its place')).toHaveLength(1), SOON);
  expect(await ask(gateway.url)).toEqual({ __typename: 'Query' });
  gateway.child.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
});
