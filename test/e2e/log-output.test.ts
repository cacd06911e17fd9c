import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { logLines } from '../support/watched-process.ts';
import { sendHttp } from '../support/wire.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As long as both may be in the log: three thousand lines with them are more than the log holds back. */
const LONG = 'x'.repeat(128);
const OPERATIONS = 3000;

interface Gateway {
  readonly child: ChildProcess;
  readonly url: string;
  readonly exited: Promise<number | null>;
}

/** Starts the gateway with a file descriptor for its standard output, which stays open here. */
async function start(stdout: number, env: Readonly<Record<string, string>> = {}): Promise<Gateway> {
  const port = await findPort();
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: { PORT: String(port), PAYNOW_API_URL: 'http://127.0.0.1:9', ...env },
    stdio: ['ignore', stdout, 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const gateway = { child, url: `http://127.0.0.1:${port}`, exited };
  await vi.waitFor(async () => expect(await statusOf(gateway, '/readyz')).toBe(200), { interval: 20, timeout: 15_000 });
  return gateway;
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function statusOf({ url }: Gateway, path: string): Promise<number> {
  const { status } = await sendHttp(url, { method: 'GET', path });
  return status;
}

/** Sends operations, some at once, and gives the statuses that came. */
async function operate({ url }: Gateway, count = OPERATIONS): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>();
  let sent = 0;
  async function sendSome(): Promise<void> {
    while (sent++ < count) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': LONG },
        body: JSON.stringify({ query: `query ${LONG} { __typename }` }),
      });
      await response.text();
      statuses.add(response.status);
    }
  }
  await Promise.all(Array.from({ length: 20 }, sendSome));
  return statuses;
}

async function metricOf({ url }: Gateway, name: string): Promise<number> {
  const { text } = await sendHttp(url, { method: 'GET', path: '/metrics' });
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A pipe whose reader reads when it is told to. */
interface Pipe {
  readonly writeEnd: number;
  /** Reads what is there now. */
  read(): string;
  closeReadEnd(): void;
}

function openPipe(): Pipe {
  const path = join(openFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  let isReadable = true;
  const closeReadEnd = (): void => {
    if (isReadable) closeSync(readEnd);
    isReadable = false;
  };
  onTestFinished(() => {
    closeReadEnd();
    closeSync(writeEnd);
  });
  const bytes = Buffer.alloc(2 ** 20);
  return {
    writeEnd,
    closeReadEnd,
    read() {
      try {
        return bytes.toString('utf8', 0, readSync(readEnd, bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
        throw error;
      }
    },
  };
}

interface Line {
  readonly msg: string;
  readonly time: string;
  readonly lines?: number;
  readonly pid: number;
}
const parseLines = (text: string): Line[] => logLines(text).map((line) => JSON.parse(line) as Line);

describe.each([
  ['one process', {}],
  ['two processes', { WEB_CONCURRENCY: '2' }],
])('the log of %s', (_id, env: Readonly<Record<string, string>>) => {
  test('stops nothing when nobody reads it: neither answers, nor /livez, nor SIGTERM', async () => {
    const pipe = openPipe();
    const gateway = await start(pipe.writeEnd, env);
    expect(await operate(gateway)).toEqual(new Set([200]));
    expect(await statusOf(gateway, '/livez')).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  test('stops nothing when its reader is gone', async () => {
    const pipe = openPipe();
    const gateway = await start(pipe.writeEnd, env);
    pipe.closeReadEnd();
    expect(await operate(gateway, 200)).toEqual(new Set([200]));
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  test('stops nothing when its disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const gateway = await start(full, env);
    expect(await operate(gateway, 200)).toEqual(new Set([200]));
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  test('is whole and in order in a file, to the last line', async () => {
    const path = join(openFolder(), 'log');
    const file = openSync(path, 'w');
    onTestFinished(() => closeSync(file));
    const gateway = await start(file, env);
    await operate(gateway, 200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(text.match(/^ {2}PayNow GraphQL gateway +http:/gm)).toHaveLength(1);
    const lines = parseLines(text);
    expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(200);
    expect(lines.at(-1)?.msg).toBe('stopped');
  });
});

test('lines that nobody reads are dropped and counted, and the log says how many once it is read again', async () => {
  const pipe = openPipe();
  const gateway = await start(pipe.writeEnd);
  await operate(gateway);
  const dropped = await metricOf(gateway, 'paynow_gateway_log_lines_dropped_total');
  expect(dropped).toBeGreaterThan(0);
  let text = '';
  await vi.waitFor(
    () => {
      text += pipe.read();
      expect(text.includes('lines were dropped')).toBe(true);
    },
    { interval: 1, timeout: 10_000 },
  );
  const lines = parseLines(text);
  expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(OPERATIONS - dropped);
  expect(lines.at(-1)).toMatchObject({ level: 40, lines: dropped });
  expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).toSorted());

  await operate(gateway, 20);
  await vi.waitFor(() => {
    text += pipe.read();
    expect(parseLines(text).filter(({ msg }) => msg === 'request')).toHaveLength(OPERATIONS - dropped + 20);
  });
  expect(await metricOf(gateway, 'paynow_gateway_log_lines_dropped_total')).toBe(dropped);
});

test('a worker that takes the place of another leaves the log as it was: it stops nobody', async () => {
  const pipe = openPipe();
  const gateway = await start(pipe.writeEnd, { WEB_CONCURRENCY: '2' });
  let text = '';
  const logged = (msg: string): Line[] => {
    text += pipe.read();
    return parseLines(text).filter((line) => line.msg === msg);
  };
  const findWorkers = (): number[] => [...new Set(logged('request').map(({ pid }) => pid))];
  await vi.waitFor(async () => {
    // On a connection of its own: those go to one worker after the other.
    const body = JSON.stringify({ query: '{ __typename }' });
    await sendHttp(gateway.url, { headers: { 'content-type': 'application/json' }, body });
    expect(findWorkers()).toHaveLength(2);
  });
  for (const [index, pid] of findWorkers().entries()) {
    process.kill(pid, 'SIGTERM');
    await vi.waitFor(() => expect(logged('a worker took its place')).toHaveLength(index + 1), { timeout: 10_000 });
  }
  expect(await operate(gateway)).toEqual(new Set([200]));
  expect(await statusOf(gateway, '/livez')).toBe(200);
  gateway.child.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
});
