import type { Cancellation } from './cancellation.ts';
import { AbandonedError, OverloadedError, TimedOutError } from './errors.ts';

export interface ConcurrencyLimits {
  /** Calls that may be under way at once. */
  readonly limit: number;
  /** Calls that may wait; one more is refused at once. */
  readonly queueLimit: number;
}

/** Bounds how many calls are under way and how many wait, and shares both fairly between stores. */
export interface ConcurrencyLimiter {
  /** Permits that are given out. */
  readonly active: number;
  readonly waiting: number;
  /**
   * Resolves once the store has a permit: at once, without a promise, while there is room. Each permit needs one
   * `release`.
   *
   * @throws {OverloadedError | TimedOutError | AbandonedError} when it cannot wait, or waited too long.
   */
  acquire(storeId: string, timeoutMs: number, cancellation: Cancellation | undefined): void | Promise<void>;
  release(storeId: string): void;
}

/** Gives the permit to one that waits. */
type Admit = () => void;

/**
 * Makes a limiter. It stands in front of pools of connections, which cost much more per call when they queue themselves.
 *
 * A store may take one more permit while it has fewer than are free, and one more place in the queue likewise (dynamic
 * thresholds: Choudhury and Hahne, 1998). So one store alone has half at the most, two have a third each, and however
 * many of them hang, there is room for the next one. Stores that wait take turns.
 */
export function createConcurrencyLimiter({ limit, queueLimit }: ConcurrencyLimits): ConcurrencyLimiter {
  /** The permits of each store that has any. */
  const permits = new Map<string, number>();
  /**
   * Who waits, by store, in the order of their turns and then of arrival; a Set gives up a place in the middle in
   * constant time. None of these stores may start: whoever may does so at once.
   */
  const queues = new Map<string, Set<Admit>>();
  let active = 0;
  let waiting = 0;

  const mayStart = (storeId: string): boolean => (permits.get(storeId) ?? 0) < limit - active;

  function start(storeId: string): void {
    permits.set(storeId, (permits.get(storeId) ?? 0) + 1);
    active++;
  }

  function enqueue(storeId: string, admit: Admit): void {
    const queue = queues.get(storeId);
    if (queue) queue.add(admit);
    else queues.set(storeId, new Set([admit]));
    waiting++;
  }

  /** Whether it was still in the queue. */
  function dequeue(storeId: string, admit: Admit): boolean {
    const queue = queues.get(storeId);
    if (!queue?.delete(admit)) return false;
    if (queue.size === 0) queues.delete(storeId);
    waiting--;
    return true;
  }

  function wait(storeId: string, timeoutMs: number, cancellation: Cancellation | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): boolean => {
        clearTimeout(timer);
        cancellation?.remove(abandon);
        return dequeue(storeId, admit);
      };
      const admit = (): void => {
        leave();
        start(storeId);
        resolve();
      };
      const abandon = (): void => {
        leave();
        reject(new AbandonedError('The client went away.', false));
      };
      const expire = (): void => {
        if (!leave()) return;
        reject(new TimedOutError('Too many calls to the PayNow API were waiting for their turn.', false));
      };
      // When the timer is late, answers that came in meanwhile give their permits back first.
      const timer = setTimeout(() => setImmediate(expire), timeoutMs);
      cancellation?.add(abandon);
      enqueue(storeId, admit);
    });
  }

  /** Lets the next one start that may; false when there is none. */
  function admitNext(): boolean {
    for (const [storeId, queue] of queues) {
      const [admit] = queue;
      if (!admit || !mayStart(storeId)) continue;
      admit();
      // The next turn is another store's.
      if (queues.delete(storeId)) queues.set(storeId, queue);
      return true;
    }
    return false;
  }

  return {
    get active() {
      return active;
    },
    get waiting() {
      return waiting;
    },
    acquire(storeId, timeoutMs, cancellation) {
      if (mayStart(storeId)) return start(storeId);
      // Who is gone already would never be told to leave the queue.
      if (cancellation?.isCancelled) throw new AbandonedError('The client went away.', false);
      if ((queues.get(storeId)?.size ?? 0) >= queueLimit - waiting) {
        throw new OverloadedError('Too many calls to the PayNow API are waiting already.');
      }
      return wait(storeId, timeoutMs, cancellation);
    },
    release(storeId) {
      const held = permits.get(storeId) ?? 0;
      if (held > 1) permits.set(storeId, held - 1);
      else permits.delete(storeId);
      active--;
      while (waiting > 0 && admitNext());
    },
  };
}
