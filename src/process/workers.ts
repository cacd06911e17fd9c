import cluster, { type Worker } from 'node:cluster';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Log } from '../server/log.ts';
import { createCensus } from './census.ts';
import { ListenError } from './listen-error.ts';
import type { Listening, Order, Report, ServeOrder } from './messages.ts';
import { createRestarts } from './restarts.ts';

export interface WorkersOptions {
  readonly count: number;
  readonly order: Omit<ServeOrder, 'kind' | 'number'>;
  readonly log: Log;
}

/** The processes that serve, each in its place. One that dies is replaced, sooner or later. */
export interface Workers {
  /** Where they listen, once all of them do. Rejects with a `ListenError` when they cannot. */
  readonly listening: Promise<Listening>;
  /** Resolves when workers die right at the start again and again, so that no more are started in their place. */
  readonly hopeless: Promise<void>;
  /** Lets them drain and end, and resolves once none is left: true when each ended as it should. */
  end(signal: NodeJS.Signals): Promise<boolean>;
  /** Ends them at once. */
  kill(): void;
}

/** How a process ended: by itself or by a signal; an error's code when it could not be started. */
type Death = { readonly code: number | string } | { readonly signal: string };

export function startWorkers({ count, order, log }: WorkersOptions): Workers {
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('worker.ts', import.meta.url)),
    serialization: 'advanced', // As JSON, what is undefined would be left out.
  });
  const present = new Map<number, Worker>();
  const serving = new Map<number, Worker>();
  const listening = Promise.withResolvers<Listening>();
  const hopeless = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  let asked: NodeJS.Signals | undefined;
  let isOrderly = true;
  let hasStarted = false;

  const census = createCensus(() => {
    for (const worker of serving.values()) send(worker, { kind: 'count' });
    return serving.keys();
  });

  /** Keeps a worker in one place until the end. */
  async function keep(number: number): Promise<void> {
    const restarts = createRestarts();
    while (asked === undefined) {
      const worker = cluster.fork();
      const bornAt = performance.now();
      present.set(number, worker);
      worker.on('message', (report: Report) => receive(number, worker, report));
      send(worker, { kind: 'serve', number, ...order });
      const death = await untilGone(worker);
      present.delete(number);
      serving.delete(number);
      census.retire(number);
      const facts = { worker: number, pid: worker.process.pid, ...death };
      if (asked !== undefined) {
        if (('code' in death && death.code === 0) || ('signal' in death && death.signal === asked)) return;
        isOrderly = false;
        log.error(facts, 'a worker died while draining');
        return;
      }
      const pauseMs = restarts.pauseAfter(performance.now() - bornAt);
      log.error({ ...facts, replacedAfterMs: pauseMs }, 'a worker died');
      if (pauseMs === undefined) return hopeless.resolve();
      await Promise.race([setTimeout(pauseMs), ending.promise]);
    }
  }

  function receive(number: number, worker: Worker, report: Report): void {
    switch (report.kind) {
      case 'listening':
        serving.set(number, worker);
        if (hasStarted) log.info({ worker: number, pid: worker.process.pid }, 'a worker took its place');
        else if (serving.size === count) {
          hasStarted = true;
          listening.resolve(report);
        }
        return;
      case 'refused':
        if (hasStarted) log.error({ worker: number, reason: report.reason }, 'a worker cannot listen');
        listening.reject(new ListenError(report.reason));
        worker.process.kill();
        return;
      case 'counted':
        // What comes after the end of a worker is counted as past already.
        if (serving.get(number) === worker) census.note(number, report.families);
        return;
      case 'scraped':
        void census.take().then((families) => send(worker, { kind: 'total', families }));
    }
  }

  const places = Array.from({ length: count }, (_, index) => keep(index + 1));

  function signalAll(signal: NodeJS.Signals): void {
    for (const worker of present.values()) worker.process.kill(signal);
  }
  return {
    listening: listening.promise,
    hopeless: hopeless.promise,
    async end(signal) {
      asked = signal;
      ending.resolve();
      signalAll(signal);
      await Promise.all(places);
      return isOrderly;
    },
    kill: () => signalAll('SIGKILL'),
  };
}

/** A worker that cannot be sent anything is gone, or about to be, which its exit tells. */
function send(worker: Worker, order: Order): void {
  worker.send(order, () => undefined);
}

function untilGone(worker: Worker): Promise<Death> {
  return new Promise((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal ? { signal } : { code }));
    // Also comes when something cannot be sent to a worker that is about to exit.
    worker.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (worker.process.pid === undefined) resolve({ code });
    });
  });
}
