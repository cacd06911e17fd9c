import { setTimeout } from 'node:timers/promises';
import { addFamilies, type Family } from '../server/exposition.ts';

/** How long a worker may take to say what it has counted. One that is stuck must not hide the others. */
const PATIENCE_MS = 1000;

/** Adds up what workers have counted, so that no count ever falls: neither when one dies, nor when one is late. */
export interface Aggregator {
  /** Asks all workers, and gives their sum. */
  collect(): Promise<readonly Family[]>;
  /** Notes the answer of a worker. */
  note(worker: number, families: readonly Family[]): void;
  /** Notes that a worker is gone. Drops what it counted since its last answer. */
  retire(worker: number): void;
}

/**
 * @param ask sends the question to the workers that can answer, and gives their numbers.
 * @param readOwn gives what this process has counted itself.
 */
export function createAggregator(ask: () => Iterable<number>, readOwn: () => readonly Family[]): Aggregator {
  const answers = new Map<number, readonly Family[]>();
  let past: readonly Family[] = [];
  let silent = new Set<number>();
  let onAnswer: (() => void) | undefined;
  let round: Promise<readonly Family[]> | undefined;

  const hear = (worker: number): void => {
    silent.delete(worker);
    if (silent.size === 0) onAnswer?.();
  };

  async function collectRound(): Promise<readonly Family[]> {
    silent = new Set(ask());
    const all = new Promise<void>((resolve) => {
      onAnswer = resolve;
    });
    if (silent.size > 0) await Promise.race([all, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
    const lists = Array.from(answers, ([worker, families]) => (silent.has(worker) ? toCounts(families) : families));
    return addFamilies([past, readOwn(), ...lists]);
  }

  return {
    collect() {
      round ??= collectRound().finally(() => {
        round = undefined;
      });
      return round;
    },
    note(worker, families) {
      answers.set(worker, families);
      hear(worker);
    },
    retire(worker) {
      past = addFamilies([past, toCounts(answers.get(worker) ?? [])]);
      answers.delete(worker);
      hear(worker);
    },
  };
}

/** Drops gauges; keeps what only ever grows. */
function toCounts(families: readonly Family[]): readonly Family[] {
  return families.filter(({ type }) => type !== 'gauge');
}
