import { type CircuitBreakers, createCircuitBreakers } from './circuit-breakers.ts';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from './concurrency-limiter.ts';
import { type Connections, openConnections } from './connections.ts';
import { createKnownCodes, type KnownCodes } from './known-codes.ts';
import { createKnownRows, type KnownRows } from './known-rows.ts';
import { createMemo, type Memo } from './memo.ts';
import { createReceiveBuffer, type ReceiveBuffer } from './receive-buffer.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';
import type { SubjectLimits } from './subject-limits.ts';

/** Something in an answer that the contract does not know; harmless, but worth a line in the log. */
export interface ContractDrift {
  readonly kind: 'unknown key' | 'unknown enum value';
  /** Where it stood, for example `Coupon.duration`. */
  readonly place: string;
  readonly value: string;
}

export interface UpstreamOptions {
  /** Origin of the REST API, without `/v1`. */
  readonly origin: string;
  /** The proxy on the way to it, with user and password where it asks for them. */
  readonly proxyUrl?: string | undefined;
  /** Milliseconds for one attempt, from dispatch to the last byte. */
  readonly attemptTimeoutMs: number;
  /** Largest answer in bytes, counted after decompression. */
  readonly maxResponseBytes?: number;
  /** Calls that may be under way at once, half of them of one store. */
  readonly concurrency?: number;
  /** Calls that may wait for their turn, half of them of one store; one more is refused at once. */
  readonly queueLimit?: number;
  /** Milliseconds after which a write does not share the connection of the one before any more. */
  readonly writeIdleMs?: number;
  /** Milliseconds that a circuit breaker stays open before it tries one call. */
  readonly breakerPauseMs?: number;
  /** What subjects of tokens may do; as they like unless given. */
  readonly subjectLimits?: SubjectLimits | undefined;
  /** Told of each drift once per process. */
  readonly onContractDrift?: (drift: ContractDrift) => void;
}

/** The REST API as one process sees it: its connections, and what was learned about it. It holds no credential. */
export interface Upstream {
  readonly reads: Connections;
  readonly writes: Connections;
  readonly limiter: ConcurrencyLimiter;
  readonly breakers: CircuitBreakers;
  readonly retryBudget: RetryBudget;
  readonly memo: Memo;
  readonly receiveBuffer: ReceiveBuffer;
  readonly knownRows: KnownRows;
  readonly subjectLimits: SubjectLimits | undefined;
  readonly knownCodes: KnownCodes;
  readonly attemptTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** Which parameter means "below this id" in a descending list: learned from the first answers, see pages.ts. */
  downParameter: 'before' | 'after' | undefined;
  note(drift: ContractDrift): void;
  /** Waits for calls in flight, then closes every connection. */
  close(): Promise<void>;
}

const MEBIBYTE = 1024 * 1024;
/** Enough for some 60 pages of 100 coupons. */
const MEMO_BYTES = 32 * MEBIBYTE;
/** Three of the largest answers. */
const RECEIVE_BYTES = 16 * MEBIBYTE;
/** Bounds the memory that an API full of drifts can take. */
const MAX_DRIFTS = 1000;
const MAX_DRIFT_LENGTH = 64;

export function createUpstream(options: UpstreamOptions): Upstream {
  const concurrency = options.concurrency ?? 1024;
  const { origin, proxyUrl } = options;
  const reads = openConnections({ origin, proxyUrl, connections: concurrency });
  // A connection that was idle may be reset under a request, and a write must not be sent twice to find out. Servers
  // let one be idle for five seconds or more, so a write that follows another within one second can share it.
  const writes = openConnections({
    origin,
    proxyUrl,
    connections: concurrency,
    idleMs: options.writeIdleMs ?? 1000,
  });
  const noted = new Set<string>();
  return {
    reads,
    writes,
    limiter: createConcurrencyLimiter({ limit: concurrency, queueLimit: options.queueLimit ?? 2048 }),
    breakers: createCircuitBreakers({ pauseMs: options.breakerPauseMs ?? 5000 }),
    retryBudget: createRetryBudget(),
    memo: createMemo(MEMO_BYTES),
    receiveBuffer: createReceiveBuffer(RECEIVE_BYTES),
    knownRows: createKnownRows(),
    subjectLimits: options.subjectLimits,
    knownCodes: createKnownCodes(),
    attemptTimeoutMs: options.attemptTimeoutMs,
    maxResponseBytes: options.maxResponseBytes ?? 5 * MEBIBYTE,
    downParameter: undefined,
    note({ kind, place, value }) {
      const key = `${kind}\n${place}\n${value.slice(0, MAX_DRIFT_LENGTH)}`;
      if (noted.has(key) || noted.size >= MAX_DRIFTS) return;
      noted.add(key);
      // As a whole: the log takes secrets out before it cuts.
      options.onContractDrift?.({ kind, place, value });
    },
    async close() {
      await Promise.all([reads.close(), writes.close()]);
    },
  };
}
