import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export type SteadyCommand = { readonly type: 'pause' } | { readonly type: 'take'; readonly atLeast: number };

/** What an ordinary client met. */
export interface SteadyReport {
  readonly answered: number;
  /** Answers that were not what they must be, and requests that were not answered. */
  readonly faults: readonly string[];
  /** The longest that it waited, in milliseconds. */
  readonly slowestMs: number;
}

/** A client that sends twenty operations a second, one of four a write, whatever becomes of them. */
export interface SteadyClient {
  /**
   * What it met since the last report, as soon as `atLeast` more operations have begun and all that have begun are
   * answered. A client that was paused goes on.
   */
  take(atLeast: number): Promise<SteadyReport>;
  pause(): void;
  close(): Promise<void>;
}

/** @param url origin of the gateway, which stands in front of the hostile API. */
export function startSteadyClient(url: string): SteadyClient {
  const worker = new Worker(new URL('./steady-load.ts', import.meta.url), { workerData: { url } });
  const say = (command: SteadyCommand): void => worker.postMessage(command);
  return {
    async take(atLeast) {
      say({ type: 'take', atLeast });
      const [report] = (await once(worker, 'message')) as [SteadyReport];
      return report;
    },
    pause: () => say({ type: 'pause' }),
    close: async () => void (await worker.terminate()),
  };
}
