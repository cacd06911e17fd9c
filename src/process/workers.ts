import { setTimeout } from 'node:timers/promises';
import type { Log } from '../server/log.ts';
import { createCensus } from './census.ts';
import { type Death, type Fork, forkWorker } from './fork.ts';
import { ListenError } from './listen-error.ts';
import type { Listening, Report, ServeOrder } from './messages.ts';
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
  /** Ends them by a signal, and resolves once none is left: true when each ended as it should. */
  end(signal: NodeJS.Signals): Promise<boolean>;
  /** Ends at once those that are left. */
  kill(): void;
}

export function startWorkers({ count, order, log }: WorkersOptions): Workers {
  const present = new Map<number, Fork>();
  const serving = new Map<number, Fork>();
  const listening = Promise.withResolvers<Listening>();
  const hopeless = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  let hasStarted = false;
  let endedBy: NodeJS.Signals | undefined;
  let isOrderly = true;

  const census = createCensus(() => {
    for (const worker of serving.values()) worker.send({ kind: 'count' });
    return serving.keys();
  });

  /** Keeps a worker in one place until the end. */
  async function keep(place: number): Promise<void> {
    const restarts = createRestarts();
    while (endedBy === undefined) {
      const startedAt = performance.now();
      const worker = forkWorker((report) => receive(place, worker, report));
      present.set(place, worker);
      worker.send({ kind: 'serve', number: place, ...order });
      const death = await worker.gone;
      present.delete(place);
      serving.delete(place);
      census.retire(place);
      const facts = { worker: { number: place, pid: worker.pid }, ...death };
      if (endedBy !== undefined) {
        if (isEnd(death, endedBy)) return;
        isOrderly = false;
        log.error(facts, 'a worker died while draining');
        return;
      }
      const pauseMs = restarts.pauseAfter(performance.now() - startedAt);
      log.error({ ...facts, replacedAfterMs: pauseMs }, 'a worker died');
      if (pauseMs === undefined) return void hopeless.resolve();
      await Promise.race([setTimeout(pauseMs), ending.promise]);
    }
  }

  function receive(place: number, worker: Fork, report: Report): void {
    switch (report.kind) {
      case 'listening':
        serving.set(place, worker);
        if (hasStarted) log.info({ worker: { number: place, pid: worker.pid } }, 'a worker took its place');
        else if (serving.size === count) {
          hasStarted = true;
          listening.resolve(report);
        }
        break;
      case 'refused':
        if (!hasStarted) listening.reject(new ListenError(report.reason));
        else {
          log.error({ worker: { number: place, pid: worker.pid }, reason: report.reason }, 'a worker cannot listen');
          worker.kill('SIGTERM');
        }
        break;
      case 'counted':
        // What comes after the end of a worker is counted as past already.
        if (serving.get(place) === worker) census.note(place, report.families);
        break;
      case 'scraped':
        void census.take().then((families) => worker.send({ kind: 'total', families }));
    }
  }

  const places = Array.from({ length: count }, (_, index) => keep(index + 1));
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const worker of present.values()) worker.kill(signal);
  };
  return {
    listening: listening.promise,
    hopeless: hopeless.promise,
    async end(signal) {
      endedBy = signal;
      ending.resolve();
      signalAll(signal);
      await Promise.all(places);
      return isOrderly;
    },
    kill: () => signalAll('SIGKILL'),
  };
}

/** Whether a worker ended as it was asked to; one that had not started yet takes the signal itself for it. */
function isEnd(death: Death, signal: NodeJS.Signals): boolean {
  return 'code' in death ? death.code === 0 : death.signal === signal;
}
