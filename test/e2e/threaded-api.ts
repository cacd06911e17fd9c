import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface ApiOptions {
  /** The JSON that answers every request. */
  readonly answer: string;
  /** Counts the requests that are answered, or will not be. */
  readonly handled: Int32Array;
  /** Whether only the first request is answered. */
  readonly isSilent: boolean;
}

const { answer, handled, isSilent } = workerData as ApiOptions;

function countRequest(): void {
  Atomics.add(handled, 0, 1);
  Atomics.notify(handled, 0);
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().once('end', () => {
    if (isSilent && Atomics.load(handled, 0) > 0) countRequest();
    // The system has all of it once this is called.
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answer, countRequest);
  });
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
