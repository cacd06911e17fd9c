/** How long what may take, in milliseconds. */
export interface ServerTimeouts {
  /** From the first byte of a request to the end of its head. */
  readonly head: number;
  /** From the first byte of a request to its last one, as far as it is not waiting for its turn. */
  readonly request: number;
  /** Without a byte moving, while an operation is executed or its answer is read. */
  readonly idle: number;
  /** Between two requests. */
  readonly keepAlive: number;
  /** How often connections are looked at. */
  readonly check: number;
  /** What a sender or reader is given before its pace counts. */
  readonly grace: number;
  /** How long a reader is left alone when others need the room that its answer takes. */
  readonly undisturbed: number;
  /** When it is tried whether a client that has stopped sending still reads, from then on. */
  readonly probes: readonly number[];
}

/** How much a process holds for its clients. */
export interface ServerLimits {
  /** Requests of one connection that are answered at once; more of them wait for their turn. */
  readonly requestsAtOnce: number;
  /** Connections without a request. */
  readonly idleConnections: number;
  /** Bodies that are still coming. */
  readonly bodies: number;
  /** What has come of them, in bytes. */
  readonly bodyBytes: number;
  /** Answers that their readers have not taken, in bytes. */
  readonly unsentBytes: number;
  /** What a sender or reader must move on the average, in bytes a second. */
  readonly pace: number;
}

/**
 * 8 KiB/s is 65 kbit/s: a phone on the edge of a cell does that, and whoever is slower is no client but an attempt to keep
 * something busy. Ten seconds more than that takes are for what is lost on the way and sent again.
 */
const PACE = 8 * 1024;
const GRACE_MS = 10_000;

/** What an answer may take to be read after the operation's own time without a byte moving. */
const READING_MS = 20_000;

export const SERVER_LIMITS: ServerLimits = {
  requestsAtOnce: 32,
  idleConnections: 4096,
  bodies: 1024,
  bodyBytes: 32 * 2 ** 20,
  unsentBytes: 64 * 2 ** 20,
  pace: PACE,
};

/**
 * @param operationTimeoutMs in which no byte may move, since the REST API is waited for.
 * @param keepAliveMs of a connection between two requests.
 * @param maxBodyBytes which the slowest sender still gets through.
 */
export function timeoutsFor(operationTimeoutMs: number, keepAliveMs: number, maxBodyBytes: number): ServerTimeouts {
  const head = 5000;
  return {
    head,
    request: head + GRACE_MS + Math.ceil((1000 * maxBodyBytes) / PACE),
    idle: operationTimeoutMs + READING_MS,
    keepAlive: keepAliveMs,
    check: 1000,
    grace: GRACE_MS,
    undisturbed: 1000,
    // A reset takes one round trip, perhaps to the other side of the world.
    probes: [0, 200, 1000, 4000],
  };
}

/** Whether fewer bytes have moved than must have by now. */
export function isTooSlow(bytes: number, elapsedMs: number, graceMs: number, bytesPerSecond: number): boolean {
  return bytes < ((elapsedMs - graceMs) * bytesPerSecond) / 1000;
}
