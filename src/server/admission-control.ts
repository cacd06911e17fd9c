import type { ServerResponse } from 'node:http';

export interface AdmissionOptions {
  /** How many operations may be in flight at once. */
  readonly maxInFlight: number;
}

/** Leave to execute one operation; whoever gets one gives it back. */
export interface Permit {
  readonly caller: string;
  readonly share: Share;
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

/** What one caller has in flight. */
interface Share {
  count: number;
}

export function createAdmissionControl({ maxInFlight }: AdmissionOptions): AdmissionControl {
  const maxOfCaller = Math.ceil(maxInFlight / 2);
  const shares = new Map<string, Share>();
  // Slots, not a Set: whatever a Set held when it grew out of its table outlives its request by many seconds, which cost
  // a sixth of a small operation.
  const slots: (ServerResponse | undefined)[] = [];
  const free: number[] = [];
  let inFlight = 0;
  let isOpen = false;

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
      let share = shares.get(caller);
      if (share === undefined) {
        share = { count: 0 };
        shares.set(caller, share);
      } else if (share.count >= maxOfCaller) return 'caller is full';
      share.count++;
      inFlight++;
      const slot = free.pop() ?? slots.length;
      slots[slot] = res;
      return { caller, share, slot };
    },
    release({ caller, share, slot }) {
      slots[slot] = undefined;
      free.push(slot);
      if (--share.count === 0) shares.delete(caller);
      inFlight--;
    },
    close() {
      isOpen = false;
      // A connection that stayed open would wait for requests that must not come any more.
      for (const res of slots) if (res) res.shouldKeepAlive = false;
    },
  };
}
