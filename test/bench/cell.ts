import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Exchange } from './dialects/exchange.ts';
import type { LoadResult } from './load.ts';
import { readUsage } from './measure.ts';
import { type Emulator, type Load, type RunningServer, startServer } from './processes.ts';
import { parse, send } from './send.ts';
import { SERVERS, type ServerName } from './servers.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** One server under one workload. */
export interface CellSpec {
  readonly server: ServerName;
  readonly workload: Workload;
  readonly concurrency: number;
  /** One slice of the warm-up; there are two at least. */
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** How many operations to measure at least. */
  readonly operations?: number;
  /** What to warm up with, unless it is the workload itself. */
  readonly warmup?: Workload;
  readonly latencyMs?: number;
}

/** What one cell cost. */
export interface Cell {
  /** Processor time of the server's processes per operation. */
  readonly cpuMs: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly restCalls: number;
  readonly restBytes: number;
  readonly answerBytes: number;
  /** The most memory that was seen under load. */
  readonly rssBytes: number;
  /** Processor time ÷ time: above 1.1 the garbage collector works beside the program. */
  readonly cpuShare: number;
  /** From the start of the process to its first correct answer. */
  readonly startMs: number;
}

/** The processes that stay for a whole run. */
export interface Bench {
  readonly emulator: Emulator;
  readonly load: Load;
  /** Another checkout of the gateway. */
  readonly base: string | undefined;
}

const RSS_INTERVAL_MS = 500;
const START_LIMIT_MS = 60_000;
const MAX_SLICES = 6;

export function canDo(server: ServerName, workload: Workload): boolean {
  return SERVERS[server].dialect(workload) !== undefined;
}

/**
 * Measures one cell in a fresh process of the server.
 *
 * @throws {Error} when the server fails, or gives a wrong answer.
 */
export async function measureCell({ emulator, load, base }: Bench, spec: CellSpec): Promise<Cell> {
  const { server, workload, concurrency, latencyMs = 0 } = spec;
  await emulator.behave({ latencyMs, vary: workload.vary });
  const { faults } = await emulator.count();
  const running = await startServer(server, emulator.origin, workload, base);
  const job = { origin: running.origin, server, workload, concurrency };
  try {
    const startMs = await awaitFirstAnswer(running, server, spec.warmup ?? workload);
    const slice = { ...job, workload: spec.warmup ?? workload, seconds: spec.warmupSeconds, operations: 0 };
    await warmUp(running, () => load.run(slice));

    const rss = watchRss(running);
    const [usageBefore, countersBefore] = [readUsage(running.pid), await emulator.count()];
    const result = await load.run({ ...job, seconds: spec.seconds, operations: spec.operations ?? 0 });
    const [usage, counters] = [readUsage(running.pid), await emulator.count()];
    const rssBytes = Math.max(rss.stop(), usage.rssBytes);
    if (counters.faults > faults) throw new Error('The REST API was asked for something that it does not know.');
    const cpuMs = usage.cpuMs - usageBefore.cpuMs;
    return {
      cpuMs: cpuMs / result.operations,
      perSecond: result.operations / result.seconds,
      p50: result.p50,
      p99: result.p99,
      restCalls: (counters.calls - countersBefore.calls) / result.operations,
      restBytes: (counters.bytes - countersBefore.bytes) / result.operations,
      answerBytes: result.answerBytes,
      rssBytes,
      cpuShare: cpuMs / (result.seconds * 1000),
      startMs,
    };
  } catch (error) {
    // On one line, for a table.
    throw new Error((running.failure() ?? (error as Error).message).replace(/\s+/g, ' '));
  } finally {
    await running.stop();
  }
}

/** Goes on until operations get no cheaper: V8's compiler takes a while, the more so on a busy machine. */
async function warmUp({ pid }: RunningServer, runSlice: () => Promise<LoadResult>): Promise<void> {
  let previous = Number.POSITIVE_INFINITY;
  for (let slice = 0; slice < MAX_SLICES; slice++) {
    const before = readUsage(pid).cpuMs;
    const { operations } = await runSlice();
    const cost = (readUsage(pid).cpuMs - before) / operations;
    if (cost > previous * 0.95) return;
    previous = cost;
  }
}

/** Lets the processes that stay for the whole run get up to speed before anything is measured. */
export async function warmUpBench(bench: Bench): Promise<void> {
  for (const workload of [WORKLOADS.W1, WORKLOADS.W2] as Workload[]) {
    await measureCell(bench, { server: 'raw', workload, concurrency: 32, warmupSeconds: 1, seconds: 1 });
  }
}

/** Asks until the server listens. Gives the milliseconds from its start to its first answer, which must be correct. */
async function awaitFirstAnswer(running: RunningServer, server: ServerName, workload: Workload): Promise<number> {
  const exchange = SERVERS[server].dialect(workload)?.[0] as Exchange;
  while (performance.now() < running.startedAt + START_LIMIT_MS && running.failure() === undefined) {
    const pool = new Pool(running.origin, { connections: 1 });
    const answer = await send(pool, SERVERS[server], exchange).catch(() => undefined);
    const startMs = performance.now() - running.startedAt;
    await pool.close();
    if (answer) {
      exchange.check(parse(exchange, answer));
      return startMs;
    }
    await sleep(5);
  }
  throw new Error('It did not start.');
}

function watchRss({ pid }: RunningServer): { stop(): number } {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, readUsage(pid).rssBytes);
  }, RSS_INTERVAL_MS);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
