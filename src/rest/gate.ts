import type { Cancellation } from './cancellation.ts';
import { AbandonedError, OverloadedError, TimedOutError } from './errors.ts';

export interface GateOptions {
  /** How many may be inside at once. */
  readonly limit: number;
  /** How many may wait; one more is refused at once. */
  readonly queueLimit: number;
}

/** Bounds how many calls are under way, and how many wait for their turn. */
export interface Gate {
  readonly active: number;
  readonly waiting: number;
  /**
   * Resolves once there is room: at once, without a promise, while there is. Each entry needs one `leave`.
   *
   * @throws {OverloadedError | TimedOutError | AbandonedError} when it cannot wait, or waited too long.
   */
  enter(timeoutMs: number, cancellation: Cancellation | undefined): void | Promise<void>;
  leave(): void;
}

interface Waiter {
  admit(): void;
}

/** A pool of connections that queues by itself costs much more per call, so this stands in front of it. */
export function createGate({ limit, queueLimit }: GateOptions): Gate {
  // A Set keeps the order of arrival and gives up a place in the middle in constant time.
  const queue = new Set<Waiter>();
  let active = 0;

  function wait(timeoutMs: number, cancellation: Cancellation | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        queue.delete(waiter);
        clearTimeout(timer);
        cancellation?.remove(abandon);
      };
      const abandon = (): void => {
        settle();
        reject(new AbandonedError('The client went away.', false));
      };
      const waiter: Waiter = {
        admit() {
          settle();
          resolve();
        },
      };
      const timer = setTimeout(() => {
        settle();
        reject(new TimedOutError('Too many calls to the PayNow API were waiting for their turn.', false));
      }, timeoutMs);
      cancellation?.add(abandon);
      queue.add(waiter);
    });
  }

  return {
    get active() {
      return active;
    },
    get waiting() {
      return queue.size;
    },
    enter(timeoutMs, cancellation) {
      if (active < limit) {
        active++;
        return undefined;
      }
      // Who is gone already would never be told to leave the queue.
      if (cancellation?.isCancelled) throw new AbandonedError('The client went away.', false);
      if (queue.size >= queueLimit) throw new OverloadedError('Too many calls to the PayNow API are waiting already.');
      return wait(timeoutMs, cancellation);
    },
    leave() {
      // Whoever waits takes over the place, so `active` stays.
      const [next] = queue;
      if (next) next.admit();
      else active--;
    },
  };
}
