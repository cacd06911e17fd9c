import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** Whether Redis is installed here (`apt-get install redis-server`). */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A real Redis, which ends with the test at the latest. */
export interface Redis {
  readonly port: number;
  /** Without user and password. */
  readonly url: string;
  /** Answers to a command, as redis-cli prints them. */
  command(...words: readonly string[]): string;
  /** Stops it from answering; its connections stay. */
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  /** Starts it anew, empty and on the same port. */
  restart(): Promise<void>;
}

/** @param options of redis-server, such as `['--requirepass', 'secret']`. */
export async function startRedis(options: readonly string[] = []): Promise<Redis> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  let child: ChildProcess;

  async function start(): Promise<void> {
    const own = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      folder,
      '--enable-debug-command',
      'yes',
    ];
    child = spawn('redis-server', [...own, ...options], { stdio: 'ignore' });
    await vi.waitFor(
      async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.destroy();
      },
      { timeout: 10_000 },
    );
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  await start();
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true });
  });
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    command(...words) {
      const { stdout, status } = spawnSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`redis-cli ended with ${status}: ${stdout}`);
      return stdout.trim();
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    restart: start,
  };
}

/** A port that was free just now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
