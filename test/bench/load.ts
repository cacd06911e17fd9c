import { Pool } from 'undici';
import type { Exchange } from './dialects/exchange.ts';
import { parse, send } from './send.ts';
import type { Answer } from './servers/shared/dispatch.ts';
import { SERVERS, type ServerName } from './servers.ts';
import type { Workload } from './workloads.ts';

/**
 * The load generator, as a process of its own that is started with `fork`. It keeps a number of requests in flight and
 * sends the next as soon as one is answered (a closed loop). A wrong answer ends the job.
 */

/** A job for the load generator. */
export interface LoadJob {
  /** Origin of the server under test. */
  readonly origin: string;
  readonly server: ServerName;
  readonly workload: Workload;
  readonly concurrency: number;
  /** How much to do at least, in time and in number. */
  readonly seconds: number;
  readonly operations: number;
}

/** What became of a job. */
export interface LoadResult {
  readonly operations: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Bytes of one answer, on average. */
  readonly answerBytes: number;
}

/** What the load generator sends for each job. */
export type LoadReport = { readonly result: LoadResult } | { readonly failure: string };

/** A request with the bytes that were found to be a correct answer to it. */
interface Known {
  readonly exchange: Exchange;
  correct: Buffer | undefined;
  /** How many answers were of other bytes than the correct one, but as many. */
  unlike: number;
}

/** Of answers that differ in their bytes only each so many is parsed: parsing all would slow the load down. */
const SAMPLE = 16;

let planned: { readonly key: string; readonly requests: readonly Known[] } | undefined;

/** The requests of a job; kept for the next job of the same kind, so that what the warm-up checked stays known. */
function plan(job: LoadJob): readonly Known[] {
  const key = JSON.stringify([job.server, job.workload]);
  if (planned?.key !== key) {
    const exchanges = SERVERS[job.server].dialect(job.workload);
    if (exchanges === undefined) throw new Error(`${job.server} cannot do this.`);
    planned = { key, requests: exchanges.map((exchange) => ({ exchange, correct: undefined, unlike: 0 })) };
  }
  return planned.requests;
}

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = plan(job);
  const pool = new Pool(job.origin, { connections: job.concurrency, pipelining: 1, headersTimeout: 30_000 });
  const latencies: number[] = [];
  let bytes = 0;
  let next = 0;
  const start = performance.now();
  const end = start + job.seconds * 1000;
  const goesOn = (): boolean => next < job.operations || performance.now() < end;
  const work = async (): Promise<void> => {
    while (goesOn()) {
      const known = requests[next++ % requests.length] as Known;
      const sent = performance.now();
      const answer = await send(pool, SERVERS[job.server], known.exchange);
      latencies.push(performance.now() - sent);
      bytes += answer.body.length;
      verify(known, answer);
    }
  };
  try {
    await Promise.all(Array.from({ length: job.concurrency }, work));
  } finally {
    // After a wrong answer it also ends what is still under way.
    await pool.destroy();
  }
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    operations: latencies.length,
    seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    answerBytes: bytes / Math.max(1, latencies.length),
  };
}

/** Compares an answer: by its bytes with one that was correct, by what it says when they differ. */
function verify(known: Known, answer: Answer): void {
  const { status, body } = answer;
  if (known.correct?.equals(body)) return;
  if (known.correct?.length === body.length && known.unlike++ % SAMPLE !== 0) return;
  if (status !== 200) throw new Error(`Status ${status}: ${body.toString().slice(0, 500)}`);
  known.exchange.check(parse(known.exchange, answer));
  known.correct ??= body;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

process.on('message', async (job: LoadJob) => {
  let report: LoadReport;
  try {
    report = { result: await run(job) };
  } catch (error) {
    report = { failure: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(report);
});
process.on('disconnect', () => process.exit());
