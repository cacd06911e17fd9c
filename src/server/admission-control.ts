import type { ServerResponse } from 'node:http';

export interface AdmissionOptions {
  /** How many operations may be in flight at once. */
  readonly maxInFlight: number;
}

/** Leave to execute one operation; whoever gets one gives it back. */
export interface Permit {
  readonly caller: string;
  readonly res: ServerResponse;
  /** Where it stands among those that are out. */
  readonly slot: number;
}

/** Why an operation gets no permit. */
export type AdmissionRefusal = 'closed' | 'full' | 'caller is full';

/** Decides whether an operation may begin, and knows which are in flight. */
export interface AdmissionControl {
  readonly inFlight: number;
  /** Whether new operations are welcome: the process has started and is not draining. */
  readonly isOpen: boolean;
  open(): void;
  /**
   * Lets an operation begin. It is in flight until its permit is released, which is when its answer has been handed to
   * the socket: how fast that is read has nothing to do with what the gateway can do meanwhile.
   *
   * @param caller who sends it, of whom no more than half of all operations in flight may be.
   */
  acquire(caller: string, res: ServerResponse): Permit | AdmissionRefusal;
  release(permit: Permit): void;
  /** Admits nothing more. */
  close(): void;
}

export function createAdmissionControl({ maxInFlight }: AdmissionOptions): AdmissionControl {
  const maxOfCaller = Math.ceil(maxInFlight / 2);
  // Slots, not a Set: whatever a Set held when it grew out of its table outlives its request by many seconds, which cost
  // a sixth of a small operation.
  const slots: (Permit | undefined)[] = [];
  const free: number[] = [];
  /** How many each caller has: counted only while one may have half, since it takes a fortieth of a small operation. */
  let shares: Map<string, number> | undefined;
  let inFlight = 0;
  let isOpen = false;

  function countShares(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const permit of slots) if (permit) addShare(counts, permit.caller, 1);
    return counts;
  }

  function addShare(counts: Map<string, number>, caller: string, change: 1 | -1): void {
    const count = (counts.get(caller) ?? 0) + change;
    if (count > 0) counts.set(caller, count);
    else counts.delete(caller);
  }

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
    acquire(caller, res) {
      if (!isOpen) return 'closed';
      if (inFlight >= maxInFlight) return 'full';
      if (inFlight >= maxOfCaller) {
        shares ??= countShares();
        if ((shares.get(caller) ?? 0) >= maxOfCaller) return 'caller is full';
      }
      if (shares) addShare(shares, caller, 1);
      inFlight++;
      const permit = { caller, res, slot: free.pop() ?? slots.length };
      slots[permit.slot] = permit;
      return permit;
    },
    release({ caller, slot }) {
      slots[slot] = undefined;
      free.push(slot);
      inFlight--;
      if (shares) addShare(shares, caller, -1);
      if (inFlight < maxOfCaller / 2) shares = undefined;
    },
    close() {
      isOpen = false;
      // A connection that stayed open would wait for requests that must not come any more.
      for (const permit of slots) if (permit) permit.res.shouldKeepAlive = false;
    },
  };
}
