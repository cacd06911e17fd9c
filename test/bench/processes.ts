import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counters, EmulatorCommand, EmulatorReport } from './emulator.ts';
import type { LoadJob, LoadReport, LoadResult } from './load.ts';
import { SERVERS, type Server, type ServerName } from './servers.ts';
import type { Workload } from './workloads.ts';

/** The emulated REST API. */
export interface Emulator {
  readonly origin: string;
  behave(behaviour: { readonly latencyMs: number; readonly vary: boolean }): Promise<void>;
  count(): Promise<Counters>;
}

/** The load generator. */
export interface Load {
  /** Throws when an answer was wrong. */
  run(job: LoadJob): Promise<LoadResult>;
}

/** A server under test. */
export interface RunningServer {
  readonly pid: number;
  readonly origin: string;
  /** `performance.now()` when it was started. */
  readonly startedAt: number;
  /** Why it ended by itself, if it did. */
  failure(): string | undefined;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

function keep(child: ChildProcess): void {
  children.add(child);
  child.on('exit', () => children.delete(child));
}

/** Starts the emulator. */
export async function startEmulator(): Promise<Emulator> {
  const ask = await startWorker<EmulatorCommand, EmulatorReport>('./emulator.ts');
  const ready = await ask(undefined);
  if (ready.type !== 'ready') throw new Error('The emulator did not start.');
  return {
    origin: ready.origin,
    async behave(behaviour) {
      await ask({ type: 'behave', ...behaviour });
    },
    async count() {
      const report = await ask({ type: 'count' });
      if (report.type !== 'counters') throw new Error('The emulator did not count.');
      return report.counters;
    },
  };
}

/** Starts the load generator. */
export async function startLoad(): Promise<Load> {
  const ask = await startWorker<LoadJob, LoadReport>('./load.ts');
  return {
    async run(job) {
      const report = await ask(job);
      if ('failure' in report) throw new Error(report.failure);
      return report.result;
    },
  };
}

/** Starts a process of ours; the function asks it one thing at a time, or listens only when there is nothing to ask. */
async function startWorker<Question extends object, Answer>(path: string) {
  const child = fork(new URL(path, import.meta.url), { stdio: 'inherit' });
  keep(child);
  const died = once(child, 'exit').then(() => {
    throw new Error(`${path} ended.`);
  });
  died.catch(() => undefined);
  return async (question: Question | undefined): Promise<Answer> => {
    const answer = once(child, 'message');
    if (question !== undefined) child.send(question);
    const [message] = await Promise.race([answer, died]);
    return message as Answer;
  };
}

/** Starts a server in production mode on a free port. Its log goes nowhere. */
export async function startServer(
  name: ServerName,
  apiOrigin: string,
  workload: Workload,
  base: string | undefined,
): Promise<RunningServer> {
  const server: Server = SERVERS[name];
  const { args, cwd } = server.launch(base);
  const port = await findPort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      PORT: String(port),
      ...server.env(apiOrigin, workload),
    },
  });
  keep(child);
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  const exited = once(child, 'exit');
  return {
    pid: child.pid as number,
    origin: `http://127.0.0.1:${port}`,
    startedAt,
    failure: () => (child.exitCode === null ? undefined : `It ended with ${child.exitCode}: ${complaints}`),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      const timer = sleep(3000).then(() => child.kill('SIGKILL'));
      await Promise.race([exited, timer]);
      await exited;
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
