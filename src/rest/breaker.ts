import { BadResponseError, OverloadedError, RefusedError, TimedOutError, UnavailableError } from './errors.ts';

export interface BreakerOptions {
  /** Milliseconds after which one call is let through to see whether the API is back. */
  readonly pauseMs: number;
  /** The clock, in ms; it never goes back. */
  readonly now?: () => number;
}

/** What the end of a call says of the API: it works, it is in trouble, or neither. */
export type Health = 'up' | 'down' | 'unknown';

/** Admits one call; given back with what became of it. It tells calls of different phases of the breaker apart. */
export type Pass = number;

/** Stops calling an API that is down: it spares the API, and callers get their error at once. */
export interface Breaker {
  readonly state: 'closed' | 'open' | 'half-open';
  /** How often it has opened. */
  readonly openings: number;
  /** @throws {OverloadedError} while calls are held back: the breaker is open, or a probe is under way. */
  check(): void;
  /**
   * Admits a call, or throws as `check` does. Each pass must come back by `leave`.
   *
   * @throws {OverloadedError}
   */
  enter(): Pass;
  leave(pass: Pass, health: Health): void;
}

/** It opens when, within this many seconds, half of the calls failed, and there were at least this many of them. */
const SECONDS = 10;
const MIN_CALLS = 10;

/**
 * Makes a breaker. It takes no function to run, since a closure and its promises for each call would cost more than
 * all the rest of it.
 */
export function createBreaker({ pauseMs, now = () => performance.now() }: BreakerOptions): Breaker {
  const calls = createWindow();
  let state: Breaker['state'] = 'closed';
  let phase = 0;
  let openedAt = 0;
  let openings = 0;

  function turn(next: Breaker['state']): void {
    state = next;
    phase++;
  }

  function open(): void {
    turn('open');
    openedAt = now();
    openings++;
  }

  const breaker: Breaker = {
    get state() {
      return state;
    },
    get openings() {
      return openings;
    },
    check() {
      if (state === 'closed' || (state === 'open' && now() - openedAt >= pauseMs)) return;
      throw new OverloadedError('The PayNow API was failing, so calls are held back for some seconds.');
    },
    enter() {
      breaker.check();
      if (state === 'open') turn('half-open');
      return phase;
    },
    leave(pass, health) {
      // What began in an earlier phase tells nothing new.
      if (pass !== phase) return;
      if (state === 'closed') {
        if (health !== 'unknown' && calls.note(health, Math.floor(now() / 1000))) open();
      } else if (health === 'up') {
        turn('closed');
        calls.clear();
      } else if (health === 'down') {
        open();
      } else {
        // The next call is the probe: this one ended before it told anything.
        turn('open');
      }
    },
  };
  return breaker;
}

/** Calls of the last seconds, counted by second. */
function createWindow() {
  const slots = Array.from({ length: SECONDS }, () => ({ second: -1, up: 0, down: 0 }));
  return {
    /** Whether too many calls failed, this one included. */
    note(health: 'up' | 'down', second: number): boolean {
      const slot = slots[second % SECONDS] as (typeof slots)[number];
      if (slot.second !== second) Object.assign(slot, { second, up: 0, down: 0 });
      slot[health]++;
      return health === 'down' && isFailing(second);
    },
    clear(): void {
      for (const slot of slots) slot.second = -1;
    },
  };

  function isFailing(second: number): boolean {
    let up = 0;
    let down = 0;
    for (const slot of slots) {
      if (slot.second <= second - SECONDS) continue;
      up += slot.up;
      down += slot.down;
    }
    return up + down >= MIN_CALLS && down >= up;
  }
}

/** What a failed call says of the API. One that refuses (4xx, 429 too) says that it works. */
export function healthAfter(error: unknown): Health {
  if (error instanceof RefusedError) return error.status >= 500 ? 'down' : 'up';
  if (error instanceof BadResponseError) return error.brokeOff ? 'down' : 'up';
  return error instanceof UnavailableError || error instanceof TimedOutError ? 'down' : 'unknown';
}
