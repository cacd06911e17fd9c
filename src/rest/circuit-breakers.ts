import { CallWindow, WINDOW_SECONDS } from './call-window.ts';
import { OverloadedError } from './errors.ts';
import type { Health } from './health.ts';

export interface CircuitBreakerOptions {
  /** Milliseconds after which one call is let through to see whether it works again. */
  readonly pauseMs: number;
  /** The clock, in ms; it never goes back. */
  readonly now?: () => number;
}

/**
 * Stops calls that would fail: it spares the API, and callers get their error at once. Each store has a breaker of its
 * own, so that one store's trouble is not felt by others, and the API has one as a whole.
 */
export interface CircuitBreakers {
  /** Of the API as a whole. */
  readonly state: State;
  /** How often that one has opened. */
  readonly openings: number;
  /** Stores whose own breaker is not closed. */
  readonly storesHeldBack: number;
  /** How often one of a store has opened. */
  readonly storeOpenings: number;
  /** Whether the store's calls are held back: a breaker is open, or its probe is under way. */
  isHeldBack(storeId: string): boolean;
  /** @throws {OverloadedError} while they are. */
  check(storeId: string): void;
  /**
   * Admits a call, or throws as `check` does. Each permit must come back by `settle`.
   *
   * @throws {OverloadedError}
   */
  admit(storeId: string): Permit;
  settle(permit: Permit, health: Health): void;
}

type State = 'closed' | 'open' | 'half-open';

/**
 * A store while its breaker is in one state. It is also the permit of each call that was admitted then: once it is over,
 * the ends of those calls tell nothing new.
 */
interface Phase {
  readonly storeId: string;
  readonly state: State;
  readonly openedAt: number;
  readonly calls: CallWindow;
  /** The second of the last call. */
  usedAt: number;
  /** How many calls speak against the API as a whole. */
  weight: number;
  isOver: boolean;
}

export type Permit = Phase;

/** A breaker opens when at least half of this many calls or more failed within ten seconds. */
const MIN_CALLS = 10;
/** So that it takes two stores at least, be they few with many calls or many with few. */
const MAX_WEIGHT = MIN_CALLS / 2;
/** Half a kilobyte each. */
const MAX_STORES = 10_000;

/**
 * Makes the breakers of an API. They take no function to run, since a closure and its promises for each call would cost
 * more than all the rest of it.
 *
 * The one of the API opens when connections fail, or when at least half of the stores in use, and two or more, do: then it
 * takes the place of theirs, and one probe of any store is enough for all.
 */
export function createCircuitBreakers({
  pauseMs,
  now = () => performance.now(),
}: CircuitBreakerOptions): CircuitBreakers {
  /** Those in use within ten seconds, the one that was used last at the end. */
  const stores = new Map<string, Phase>();
  let failing = 0;
  let evidence = 0;
  let storesHeldBack = 0;
  let storeOpenings = 0;

  let state: State = 'closed';
  let openedAt = 0;
  let openings = 0;
  let connections = new CallWindow();
  /** The stores that failed as probes: others go first then, since a store that is broken alone would hold back all. */
  const failedProbes = new Set<string>();

  const isPauseOver = (since: number, pauses = 1): boolean => now() - since >= pauses * pauseMs;
  const isTripped = (calls: CallWindow): boolean => calls.calls >= MIN_CALLS && calls.isFailing;

  function begin(storeId: string, usedAt: number, next: State = 'closed', since = 0): Phase {
    const before = stores.get(storeId);
    if (before) end(before);
    const calls = new CallWindow();
    const phase: Phase = { storeId, state: next, openedAt: since, calls, usedAt, weight: 0, isOver: false };
    stores.set(storeId, phase);
    if (next !== 'closed') {
      storesHeldBack++;
      weigh(phase, MAX_WEIGHT);
    }
    return phase;
  }

  function end(phase: Phase): void {
    if (phase.state !== 'closed') storesHeldBack--;
    weigh(phase, 0);
    phase.isOver = true;
    stores.delete(phase.storeId);
  }

  function weigh(phase: Phase, weight: number): void {
    failing += Number(weight > 0) - Number(phase.weight > 0);
    evidence += weight - phase.weight;
    phase.weight = weight;
  }

  /** The store, marked as in use. */
  function use(storeId: string): Phase {
    const second = toSecond(now());
    const known = stores.get(storeId);
    if (known?.usedAt === second) return known;
    forgetIdle(second);
    const phase = stores.get(storeId);
    if (!phase) return begin(storeId, second);
    phase.usedAt = second;
    stores.delete(storeId);
    stores.set(storeId, phase);
    return phase;
  }

  function forgetIdle(second: number): void {
    for (const phase of stores.values()) {
      if (phase.usedAt > second - WINDOW_SECONDS && stores.size < MAX_STORES) return;
      end(phase);
    }
  }

  function openStore({ storeId, usedAt }: Phase): void {
    storeOpenings++;
    begin(storeId, usedAt, 'open', now());
  }

  function open(): void {
    state = 'open';
    openedAt = now();
    openings++;
    startAfresh();
  }

  function startAfresh(): void {
    for (const phase of stores.values()) end(phase);
    connections = new CallWindow();
  }

  function settleProbe(storeId: string, health: Health): void {
    startAfresh();
    if (health === 'up') {
      state = 'closed';
      failedProbes.clear();
      return;
    }
    // The next call is the probe: this one ended before it told anything.
    if (health === 'unknown') state = 'open';
    else open();
    if (health === 'down' && failedProbes.size < MAX_STORES) failedProbes.add(storeId);
  }

  function settleStoreProbe(phase: Phase, health: Health): void {
    if (health === 'up') end(phase);
    else if (health === 'unknown') begin(phase.storeId, phase.usedAt, 'open', phase.openedAt);
    else openStore(phase);
  }

  function note(phase: Phase, isUp: boolean, second: number): void {
    const { calls } = phase;
    calls.note(isUp, second);
    weigh(phase, calls.isFailing ? Math.min(calls.calls, MAX_WEIGHT) : 0);
    if (isUp) return;
    if (isTripped(calls)) openStore(phase);
    if (failing >= 2 && failing * 2 >= stores.size && evidence >= MIN_CALLS) open();
  }

  /** Why the store's calls are held back; undefined when they are not. */
  function whyHeldBack(storeId: string): string | undefined {
    if (state !== 'closed' && (state === 'half-open' || !isPauseOver(openedAt, failedProbes.has(storeId) ? 2 : 1))) {
      return 'The PayNow API was failing, so calls are held back for some seconds.';
    }
    const known = stores.get(storeId);
    if (!known || known.state === 'closed') return undefined;
    const phase = use(storeId);
    return phase.state === 'half-open' || (phase.state === 'open' && !isPauseOver(phase.openedAt))
      ? 'The PayNow API was failing for this store, so calls are held back for some seconds.'
      : undefined;
  }

  function check(storeId: string): void {
    const reason = whyHeldBack(storeId);
    if (reason !== undefined) throw new OverloadedError(reason);
  }

  return {
    get state() {
      return state;
    },
    get openings() {
      return openings;
    },
    get storesHeldBack() {
      forgetIdle(toSecond(now()));
      return storesHeldBack;
    },
    get storeOpenings() {
      return storeOpenings;
    },
    isHeldBack: (storeId) => whyHeldBack(storeId) !== undefined,
    check,
    admit(storeId) {
      check(storeId);
      const phase = use(storeId);
      if (state === 'open') state = 'half-open';
      return phase.state === 'open' ? begin(storeId, phase.usedAt, 'half-open', phase.openedAt) : phase;
    },
    settle(phase, health) {
      if (phase.isOver) return;
      if (state !== 'closed') return settleProbe(phase.storeId, health);
      const second = toSecond(now());
      if (health !== 'unknown') connections.note(health !== 'unreachable', second);
      if (health === 'unreachable' && isTripped(connections)) open();
      else if (phase.state === 'half-open') settleStoreProbe(phase, health);
      else if (health !== 'unknown') note(phase, health === 'up', second);
    },
  };
}

function toSecond(ms: number): number {
  return Math.floor(ms / 1000);
}
