/** An answer that is still coming, and can be told to wait. */
export interface Incoming {
  pause(): void;
  resume(): void;
}

/** Bounds what a process holds of large answers of the REST API while they are still coming. */
export interface ReceiveBuffer {
  readonly bytes: number;
  /** Counts bytes of an answer that have come. When they are too many, all large answers but the first wait. */
  hold(answer: Incoming, bytes: number): void;
  /** Counts no byte of it any more: it is whole, or given up. */
  release(answer: Incoming): void;
}

/** An answer up to this size never waits: a page of a hundred usual coupons has 60 KB. */
export const LARGE_BYTES = 256 * 1024;

/**
 * Creates the buffer of one process. The answer that began to be large first always goes on, so that none waits for ever:
 * forty reads of 4 MB at once took 530 MB without it.
 *
 * @param maxBytes of all large answers together, give or take a packet for each.
 */
export function createReceiveBuffer(maxBytes: number): ReceiveBuffer {
  /** By answer, in the order in which they began to be large. */
  const held = new Map<Incoming, number>();
  const paused = new Set<Incoming>();
  let bytes = 0;

  function resumeAll(): void {
    for (const answer of paused) answer.resume();
    paused.clear();
  }

  return {
    get bytes() {
      return bytes;
    },
    hold(answer, more) {
      held.set(answer, (held.get(answer) ?? 0) + more);
      bytes += more;
      const [first] = held.keys();
      if (bytes <= maxBytes || answer === first) return;
      paused.add(answer);
      answer.pause();
    },
    release(answer) {
      const own = held.get(answer);
      if (own === undefined) return;
      held.delete(answer);
      paused.delete(answer);
      bytes -= own;
      const [first] = held.keys();
      if (bytes <= maxBytes) resumeAll();
      else if (first && paused.delete(first)) first.resume();
    },
  };
}
