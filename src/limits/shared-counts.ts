import type { Lead } from './allowance.ts';
import { connectRedis, type RedisConnection, reasonOf } from './redis.ts';

/** Counts that all replicas share, as long as they can be reached. */
export interface SharedCounts {
  /** Whether they can be reached. */
  readonly isUp: boolean;
  /** How often they could not be reached any more. */
  readonly outages: number;
  /**
   * Takes what a call costs, unless a subject would be more than a minute ahead then, and gives its lead before;
   * undefined, at once or after 100 ms, while they cannot be reached.
   */
  take(subject: string, cost: Lead): Promise<Lead | undefined> | undefined;
  close(): void;
}

/** Told when shared counts come and go. */
export interface SharedCountsObserver {
  onUp(): void;
  /** Also when the first connection fails. */
  onDown(reason: string): void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Opens a connection in the background, and another one whenever it is lost, after a pause that grows. */
export function openSharedCounts(url: string, { onUp, onDown }: SharedCountsObserver): SharedCounts {
  let connection: RedisConnection | undefined;
  let outages = 0;
  let failures = 0;
  let isClosed = false;
  let isKnownDown = false;
  let pausing: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    try {
      const opened = await connectRedis(url);
      if (isClosed) return opened.close();
      connection = opened;
      isKnownDown = false;
      onUp();
      void opened.lost.then((reason) => drop(opened, reason));
    } catch (error) {
      retry(reasonOf(error));
    }
  }

  /** Uses a connection no more, however it failed: one that is silent may be so for a quarter of an hour. */
  function drop(failed: RedisConnection, reason: string): void {
    if (connection !== failed) return;
    connection = undefined;
    failed.close();
    retry(reason);
  }

  function retry(reason: string): void {
    if (isClosed) return;
    if (!isKnownDown) {
      isKnownDown = true;
      outages++;
      onDown(reason);
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures++, LONGEST_PAUSE_MS);
    // Replicas that lost it together do not come back together.
    pausing = setTimeout(connect, pauseMs * (0.5 + Math.random() / 2)).unref();
  }

  void connect();
  return {
    get isUp() {
      return connection !== undefined;
    },
    get outages() {
      return outages;
    },
    take(subject, cost) {
      const asked = connection;
      return asked?.take(subject, cost).then(
        (lead) => {
          failures = 0;
          return lead;
        },
        (error) => {
          drop(asked, reasonOf(error));
          return undefined;
        },
      );
    },
    close() {
      isClosed = true;
      clearTimeout(pausing);
      connection?.close();
      connection = undefined;
    },
  };
}
