/** How often a worker says that it is alive, in ms. */
export const HEARTBEAT_MS = 1000;

/** How many in a row may be missed: a worker that is only busy is late by much less. */
const MAX_MISSED = 5;
/** Before the first one, when it loads everything. */
const MAX_MISSED_AT_START = 60;

/** The heartbeats that are expected of one worker. */
export interface Heartbeats {
  /** Notes one: whatever the worker sends. */
  note(): void;
  /** Expects no more. */
  stop(): void;
}

/**
 * Expects heartbeats of a worker, and tells once when too many are missed in a row: its event loop stands still, so it
 * holds its connections and answers none. Counts intervals instead of measuring time: a machine that slept, or a primary
 * that stood still itself, has missed one when it goes on.
 */
export function expectHeartbeats(onMissed: () => void, intervalMs = HEARTBEAT_MS): Heartbeats {
  let left = MAX_MISSED_AT_START;
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    onMissed();
  }, intervalMs).unref();
  return {
    note() {
      left = MAX_MISSED;
    },
    stop: () => clearInterval(timer),
  };
}
