import type { ServerResponse } from 'node:http';

export interface TrafficOptions {
  /** How many operations may be in flight at once. */
  readonly maxInFlight: number;
}

/** Decides whether an operation may begin, and knows which are still in flight. */
export interface Traffic {
  readonly inFlight: number;
  /** Whether new operations are welcome: the process has started and is not draining. */
  readonly isOpen: boolean;
  open(): void;
  /** True when the operation may begin; it counts as in flight until its response is closed. */
  admit(res: ServerResponse): boolean;
  /** Admits nothing more, and resolves once nothing is in flight. */
  drain(): Promise<void>;
}

export function createTraffic({ maxInFlight }: TrafficOptions): Traffic {
  const responses = new Set<ServerResponse>();
  let isOpen = false;
  let onIdle: (() => void) | undefined;

  return {
    get inFlight() {
      return responses.size;
    },
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
    },
    admit(res) {
      if (!isOpen || responses.size >= maxInFlight) return false;
      responses.add(res);
      res.once('close', () => {
        responses.delete(res);
        if (responses.size === 0) onIdle?.();
      });
      return true;
    },
    drain() {
      isOpen = false;
      // A connection that stayed open would wait for requests that must not come any more.
      for (const res of responses) res.shouldKeepAlive = false;
      return new Promise((resolve) => {
        onIdle = resolve;
        if (responses.size === 0) resolve();
      });
    },
  };
}
