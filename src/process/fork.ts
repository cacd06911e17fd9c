import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import type { Order, Report } from './messages.ts';

/** A worker, as the primary sees it. */
export interface Fork {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, or could not even be started. */
  readonly gone: Promise<Death>;
  send(order: Order): void;
  kill(signal: NodeJS.Signals): void;
}

/** How a worker ended: by itself or by a signal; an error's code when it could not be started. */
export type Death = { readonly code: number | string } | { readonly signal: string };

/** Starts a worker, with the options that Node was given here. */
export function forkWorker(receive: (report: Report) => void): Fork {
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('worker.ts', import.meta.url)),
    serialization: 'advanced', // As JSON, what is undefined would be left out.
  });
  const worker = cluster.fork();
  const { pid } = worker.process;
  worker.on('message', receive);
  const gone = new Promise<Death>((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal ? { signal } : { code }));
    // Also comes when something cannot be sent to a worker that is about to exit.
    worker.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (pid === undefined) resolve({ code });
    });
  });
  return {
    pid,
    gone,
    // What cannot be sent is for a worker that is gone, or about to be.
    send: (order) => void worker.send(order, () => undefined),
    kill: (signal) => void worker.process.kill(signal),
  };
}
