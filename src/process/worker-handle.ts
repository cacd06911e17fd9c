import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { LOG_FD, type Order, type Report } from './messages.ts';

/** A worker, as the primary sees it. */
export interface WorkerHandle {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, or could not even be started. */
  readonly exited: Promise<ExitReason>;
  send(order: Order): void;
  kill(signal: NodeJS.Signals): void;
}

/** How a worker ended: by itself or by a signal; an error's code when it could not be started. */
export type ExitReason = { readonly code: number | string } | { readonly signal: string };

/** What is written beside the log, by Node when a worker breaks down, waits here at most, in bytes. */
const MAX_WAITING_BYTES = 65_536;

/**
 * Starts a worker, with the options that Node was given here. It writes its log to a file descriptor of its own: what a
 * child gets as its standard output or error is made blocking, and with it this process's own, which is the same.
 */
export function forkWorker(receive: (report: Report) => void): WorkerHandle {
  const stdio: (string | number)[] = ['inherit', 'pipe', 'pipe', 'ipc'];
  stdio[LOG_FD] = process.stdout.fd;
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('worker.ts', import.meta.url)),
    serialization: 'advanced', // As JSON, what is undefined would be left out.
    stdio,
  });
  const worker = cluster.fork();
  const { pid, stdout, stderr } = worker.process;
  worker.on('message', receive);
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (text: Buffer) => {
      if (process.stderr.writableLength < MAX_WAITING_BYTES) process.stderr.write(text);
    });
    // Ends with the worker, whose end says more.
    stream?.on('error', () => undefined);
  }
  const exited = new Promise<ExitReason>((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal ? { signal } : { code }));
    // Also comes when something cannot be sent to a worker that is about to exit.
    worker.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (pid === undefined) resolve({ code });
    });
  });
  return {
    pid,
    exited,
    // What cannot be sent is for a worker that is gone or about to be, or could not even be started.
    send(order) {
      if (worker.isConnected()) worker.send(order, () => undefined);
    },
    kill: (signal) => void worker.process.kill(signal),
  };
}
