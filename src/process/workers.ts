import { setTimeout } from 'node:timers/promises';
import { ConfigError } from '../config.ts';
import { counter, labelled, type Metric } from '../server/exposition.ts';
import { type Log, readLogMetrics, toLoggable } from '../server/log.ts';
import { createAggregator } from './aggregator.ts';
import { expectHeartbeats } from './heartbeat.ts';
import { ListenError } from './listen-error.ts';
import type { Listening, Report, ServeOrder } from './messages.ts';
import { createRestarts } from './restarts.ts';
import { type ExitReason, forkWorker, type WorkerHandle } from './worker-handle.ts';

/** Until a worker that could not even be started, for want of memory or file descriptors, is tried again. */
const LACK_PAUSE_MS = 1000;

export interface WorkersOptions {
  readonly count: number;
  readonly order: Omit<ServeOrder, 'kind' | 'number'>;
  readonly log: Log;
}

/** The processes that serve, each in its slot. One that dies is replaced, sooner or later. */
export interface Workers {
  /** Where they listen, once all of them do. Rejects with a `ListenError` or a `ConfigError` when they cannot. */
  readonly listening: Promise<Listening>;
  /** Resolves when workers die right at the start again and again, so that no more are started. */
  readonly hopeless: Promise<void>;
  /** What all of them have counted, in Prometheus' text format. */
  readMetrics(): Promise<string>;
  /** Ends them by a signal, and resolves once none is left: true when each ended as it should. */
  end(signal: NodeJS.Signals): Promise<boolean>;
  /** Ends at once those that are left. */
  kill(): void;
}

export function startWorkers({ count, order, log }: WorkersOptions): Workers {
  const present = new Map<number, WorkerHandle>();
  const serving = new Map<number, WorkerHandle>();
  const exits = { died: 0, stuck: 0 };
  const listening = Promise.withResolvers<Listening>();
  const hopeless = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  let hasStarted = false;
  let endedBy: NodeJS.Signals | undefined;
  let isOrderly = true;

  const aggregator = createAggregator(
    () => {
      for (const worker of serving.values()) worker.send({ kind: 'count' });
      return serving.keys();
    },
    () => [...readLogMetrics(log), toExitsMetric(exits)],
  );

  /** Keeps a worker in one slot until the end. */
  async function keep(slot: number): Promise<void> {
    const restarts = createRestarts();
    while (endedBy === undefined) {
      const startedAt = performance.now();
      let isStuck = false;
      const heartbeats = expectHeartbeats(() => {
        isStuck = true;
        log.error({ worker: toFacts(slot, worker) }, 'a worker is stuck, and is killed');
        worker.kill('SIGKILL');
      });
      const worker = forkWorker((report) => {
        heartbeats.note();
        receive(slot, worker, report);
      });
      present.set(slot, worker);
      worker.send({ kind: 'serve', number: slot, ...order });
      const reason = await worker.exited;
      heartbeats.stop();
      present.delete(slot);
      serving.delete(slot);
      aggregator.retire(slot);
      const facts = { worker: toFacts(slot, worker), ...reason };
      if (endedBy !== undefined) {
        if (isEnd(reason, endedBy)) return;
        isOrderly = false;
        log.error(facts, 'a worker died while draining');
        return;
      }
      exits[isStuck ? 'stuck' : 'died']++;
      // While others serve, the machine's lack of something says nothing against the gateway.
      const isLack = worker.pid === undefined && hasStarted;
      const pauseMs = isLack ? LACK_PAUSE_MS : restarts.pauseAfter(performance.now() - startedAt);
      log.error({ ...facts, replacedAfterMs: pauseMs }, 'a worker died');
      if (pauseMs === undefined) return void hopeless.resolve();
      await Promise.race([setTimeout(pauseMs), ending.promise]);
    }
  }

  function receive(slot: number, worker: WorkerHandle, report: Report): void {
    switch (report.kind) {
      case 'listening':
        serving.set(slot, worker);
        if (hasStarted) log.info({ worker: toFacts(slot, worker) }, 'a worker took its place');
        else if (serving.size === count) {
          hasStarted = true;
          listening.resolve(report);
        }
        break;
      case 'refused':
        if (!hasStarted) listening.reject(new ListenError(report.reason));
        else {
          log.error({ worker: toFacts(slot, worker), reason: report.reason }, 'a worker cannot listen');
          worker.kill('SIGTERM');
        }
        break;
      case 'misconfigured':
        if (!hasStarted) listening.reject(new ConfigError(report.faults));
        else
          log.error(
            { worker: toFacts(slot, worker), faults: report.faults },
            'a worker waits for files that it can use',
          );
        break;
      case 'counted':
        // What comes after the end of a worker is counted as past already.
        if (serving.get(slot) === worker) aggregator.note(slot, report.metrics);
        break;
      case 'scraped':
        aggregator.collect().then(
          (text) => worker.send({ kind: 'total', text }),
          (failure) => {
            log.error(toLoggable(failure), 'the metrics could not be added up');
            worker.send({ kind: 'total', text: '' });
          },
        );
    }
  }

  const slots = Array.from({ length: count }, (_, index) => keep(index + 1));
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const worker of present.values()) worker.kill(signal);
  };
  return {
    listening: listening.promise,
    hopeless: hopeless.promise,
    readMetrics: aggregator.collect,
    async end(signal) {
      endedBy = signal;
      ending.resolve();
      signalAll(signal);
      await Promise.all(slots);
      return isOrderly;
    },
    kill: () => signalAll('SIGKILL'),
  };
}

/** Whether a worker ended as it was asked to; one that had not started yet takes the signal itself for it. */
function isEnd(reason: ExitReason, signal: NodeJS.Signals): boolean {
  return 'code' in reason ? reason.code === 0 : reason.signal === signal;
}

function toFacts(slot: number, { pid }: WorkerHandle): object {
  return { number: slot, pid };
}

function toExitsMetric(exits: Readonly<Record<string, number>>): Metric {
  return counter(
    'paynow_gateway_worker_exits_total',
    'Processes that ended unasked and were replaced (stuck: killed, since its event loop stood still).',
    labelled('reason', exits),
  );
}
