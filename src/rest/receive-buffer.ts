/** An answer that is still coming, and can be told to wait. */
export interface Incoming {
  pause(): void;
  resume(): void;
}

/** Bounds what a process holds of large answers of the REST API, from their first byte until nobody needs them. */
export interface ReceiveBuffer {
  readonly bytes: number;
  /** Counts bytes of an answer that have come. When they are too many, all large answers but the first wait. */
  hold(answer: Incoming, bytes: number): void;
  /** Lets the next one go on, since this answer is whole or given up. Gives the bytes that are still counted. */
  complete(answer: Incoming): number;
  /** Counts so many bytes no more. */
  release(bytes: number): void;
}

/** An answer up to this size never waits: a page of a hundred usual coupons has 60 KB. */
export const LARGE_BYTES = 256 * 1024;

/**
 * Creates the buffer of one process. The answer that began to be large first always goes on, so that none waits for ever:
 * forty reads of 4 MB at once took 530 MB without it.
 *
 * @param maxBytes of all large answers together, give or take a packet for each, and the first of them.
 */
export function createReceiveBuffer(maxBytes: number): ReceiveBuffer {
  /** By answer that is not whole, in the order in which they began to be large. */
  const coming = new Map<Incoming, number>();
  const paused = new Set<Incoming>();
  let bytes = 0;

  function resume(): void {
    const [first] = coming.keys();
    if (bytes > maxBytes) {
      if (first && paused.delete(first)) first.resume();
      return;
    }
    for (const answer of paused) answer.resume();
    paused.clear();
  }

  return {
    get bytes() {
      return bytes;
    },
    hold(answer, more) {
      coming.set(answer, (coming.get(answer) ?? 0) + more);
      bytes += more;
      const [first] = coming.keys();
      if (bytes <= maxBytes || answer === first) return;
      paused.add(answer);
      answer.pause();
    },
    complete(answer) {
      const own = coming.get(answer) ?? 0;
      coming.delete(answer);
      paused.delete(answer);
      resume();
      return own;
    },
    release(released) {
      bytes -= released;
      resume();
    },
  };
}
