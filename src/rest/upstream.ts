import { Pool } from 'undici';

/** Something in an answer that the contract does not know; harmless, but worth a line in the log. */
export interface Surprise {
  readonly kind: 'unknown key' | 'unknown enum value';
  /** Where it stood, for example `Coupon.duration`. */
  readonly place: string;
  readonly value: string;
}

export interface UpstreamOptions {
  /** Origin of the REST API, without `/v1`. */
  readonly origin: string;
  /** Milliseconds for one attempt, from dispatch to the last byte. */
  readonly attemptTimeoutMs: number;
  /** Largest answer in bytes, counted after decompression. */
  readonly maxResponseBytes?: number;
  /** Told of each surprise once per process. */
  readonly onSurprise?: (surprise: Surprise) => void;
}

/** The REST API as one process sees it: its connections, and what was learned about it. It holds no credential. */
export interface Upstream {
  readonly reads: Pool;
  readonly writes: Pool;
  readonly attemptTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** Which parameter means "below this id" in a descending list: learned from the first answers, see pages.ts. */
  downParameter: 'before' | 'after' | undefined;
  note(surprise: Surprise): void;
  /** Waits for calls in flight, then closes every connection. */
  close(): Promise<void>;
}

const MEBIBYTE = 1024 * 1024;
/** Bounds the memory that an API full of surprises can take. */
const MAX_SURPRISES = 1000;

export function createUpstream(options: UpstreamOptions): Upstream {
  const settings: Pool.Options = {
    connections: 256,
    allowH2: false,
    connect: { timeout: 2000 },
    // The attempt's own timer ends a call: undici's would be late, and a slow drip defeats them.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const reads = new Pool(options.origin, { ...settings, pipelining: 1 });
  // A reused keep-alive socket may be reset under a request, and a write must not be sent twice to find out.
  const writes = new Pool(options.origin, { ...settings, pipelining: 0 });
  const noted = new Set<string>();
  return {
    reads,
    writes,
    attemptTimeoutMs: options.attemptTimeoutMs,
    maxResponseBytes: options.maxResponseBytes ?? 5 * MEBIBYTE,
    downParameter: undefined,
    note(surprise) {
      const key = `${surprise.kind}\n${surprise.place}\n${surprise.value}`;
      if (noted.has(key) || noted.size >= MAX_SURPRISES) return;
      noted.add(key);
      options.onSurprise?.(surprise);
    },
    async close() {
      await Promise.all([reads.close(), writes.close()]);
    },
  };
}
