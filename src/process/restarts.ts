/** A worker that ended sooner has not done its work. */
const EARLY_MS = 10_000;
const FIRST_PAUSE_MS = 100;
/** After five pauses, which add up to three seconds. */
const MOST_EARLY_DEATHS = 6;

/** Decides when a worker that died is replaced. */
export interface Restarts {
  /**
   * @param livedMs how long the worker lived that has just died.
   * @returns milliseconds to wait, more after each early death in a row; undefined: another one would die as well.
   */
  pauseAfter(livedMs: number): number | undefined;
}

/** Counts the deaths at one place among the workers. */
export function createRestarts(): Restarts {
  let earlyDeaths = 0;
  return {
    pauseAfter(livedMs) {
      earlyDeaths = livedMs < EARLY_MS ? earlyDeaths + 1 : 0;
      if (earlyDeaths >= MOST_EARLY_DEATHS) return undefined;
      return FIRST_PAUSE_MS * 2 ** Math.max(0, earlyDeaths - 1);
    },
  };
}
