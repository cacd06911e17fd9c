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
  // Places, not a Set: whatever a Set held when it grew out of its table outlives its request by many seconds, which cost
  // a sixth of a small operation.
  const places: (ServerResponse | undefined)[] = [];
  const free: number[] = [];
  let inFlight = 0;
  let isOpen = false;
  let onIdle: (() => void) | undefined;

  return {
    get inFlight() {
      return inFlight;
    },
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
    },
    admit(res) {
      if (!isOpen || inFlight >= maxInFlight) return false;
      const place = free.pop() ?? places.length;
      places[place] = res;
      inFlight++;
      res.once('close', () => {
        places[place] = undefined;
        free.push(place);
        inFlight--;
        if (inFlight === 0) onIdle?.();
      });
      return true;
    },
    drain() {
      isOpen = false;
      // A connection that stayed open would wait for requests that must not come any more.
      for (const res of places) if (res) res.shouldKeepAlive = false;
      return new Promise((resolve) => {
        onIdle = resolve;
        if (inFlight === 0) resolve();
      });
    },
  };
}
