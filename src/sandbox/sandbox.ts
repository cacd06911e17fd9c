import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ContractVersion } from '../rest/contract/version.ts';
import { apiOf } from './api.ts';
import { createSandboxData, type SandboxData } from './data.ts';
import { openDatabase } from './database.ts';
import {
  createFaults,
  type Fault,
  type FaultHandle,
  type FaultScope,
  type Faults,
  type RequestMatch,
} from './faults.ts';
import { createFlakeIds } from './flake-ids.ts';
import { createHttpServer } from './http-server.ts';
import { createRecorder, type RecordedRequest } from './recorder.ts';
import { seed } from './seed.ts';
import type { Reading, World } from './world.ts';

/** How a sandbox is started. Everything can be left out. */
export interface SandboxOptions {
  /** The address to listen on; 127.0.0.1. */
  host?: string;
  /** The port to listen on; 0, which takes a free one. */
  port?: number;
  /** The path of an SQLite file that keeps the data; in memory. */
  dataFile?: string;
  /** The version of the API that is spoken; 2026-08. */
  api?: ContractVersion;
  /** How much later than it could every answer goes out, in milliseconds; 0. */
  latencyMs?: number;
  /** The API keys that are let in; `sandbox`. */
  keys?: string[];
  /** Whether an empty database gets the two stores with their data; true. */
  seed?: boolean;
  /** How the coupon list takes `after` and `before`; by value, cut far, as the plainest SQL does. */
  reading?: Reading;
  /** What a PUT answers: 200 with the document, or 204 with nothing; 200. */
  putAnswers?: 200 | 204;
  /** What becomes of body keys that the contract does not list: what it says, or kept as by a newer API; `contract`. */
  unknownKeys?: 'contract' | 'keep';
  /** Faults to begin with; none. */
  faults?: { fault: Fault; scope?: FaultScope }[];
  /** Whether requests are kept for {@link Sandbox.requests}; false. */
  record?: boolean;
  /** The clock, in milliseconds since 1970; the system's. */
  now?: () => number;
  /** Gives numbers from 0 up to 1, for faults with a probability; the system's. */
  random?: () => number;
  /** Told why, whenever an answer would break the contract or the sandbox fails otherwise; standard error. */
  report?: (reason: string) => void;
}

/** A sandbox REST API that listens. */
export interface Sandbox {
  /** Its origin, without a slash at the end. */
  url: string;
  data: SandboxData;
  faults: Faults;
  /** The requests since the start or the last `clearRequests`; throws unless started with `record`. */
  readonly requests: RecordedRequest[];
  /** The most requests in work at the same time, over the same span. */
  readonly peakConcurrency: number;
  clearRequests(): void;
  /** Answers matching requests with anything: short for a fault of kind `answer`. */
  respondWith(when: RequestMatch, answer: Omit<Extract<Fault, { kind: 'answer' }>, 'kind'>): FaultHandle;
  /** Cuts all connections and lets go of the port and the data. */
  close(): Promise<void>;
}

/**
 * Starts a REST server that speaks the contract, for development, demonstrations and tests. It refuses what the
 * contract refuses, answers errors in the vendor's shape, and holds its own answers against the contract: one that
 * breaks it becomes a 500 that says why.
 *
 * @throws when the port or the data file cannot be opened.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, api: version = '2026-08', now = Date.now, record = false } = options;
  const keepsUnknownKeys = options.unknownKeys === 'keep';
  const api = await apiOf(version, keepsUnknownKeys);
  const database = openDatabase(options.dataFile);
  if (options.seed ?? true) seed(database);

  const ids = createFlakeIds(now, database.lastId());
  const { reading = { cursors: 'value', cut: 'far' }, putAnswers = 200 } = options;
  const world: World = { version, database, ids, now, reading, putAnswers, keepsUnknownKeys };
  const faults = createFaults(options.random ?? Math.random);
  for (const { fault, scope } of options.faults ?? []) faults.add(fault, scope);
  const recorder = createRecorder(record);
  const server = createHttpServer({
    api,
    world,
    keys: options.keys ?? ['sandbox'],
    latencyMs: options.latencyMs ?? 0,
    recorder,
    befall: faults.befall,
    // biome-ignore lint/suspicious/noConsole: the failure of a test server belongs where a developer looks.
    report: options.report ?? ((reason) => console.error(reason)),
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    database.close();
    throw error;
  }

  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    data: createSandboxData(database, ids),
    faults: { add: faults.add, clear: faults.clear },
    get requests() {
      return recorder.requests;
    },
    get peakConcurrency() {
      return recorder.peak;
    },
    clearRequests: recorder.clear,
    respondWith: (when, answer) => faults.add({ kind: 'answer', ...answer }, { when }),
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      database.close();
    },
  };
}
