import { setTimeout } from 'node:timers/promises';
import { addFamilies, type Family } from '../server/exposition.ts';

/** How long a worker may take to say what it has counted. One that is stuck must not hide the others. */
const PATIENCE_MS = 1000;

/** Adds up what workers have counted, so that no count ever falls: neither when one dies, nor when one is late. */
export interface Census {
  /** Asks all workers, and gives their sum. */
  take(): Promise<readonly Family[]>;
  /** Notes the answer of a worker. */
  note(worker: number, families: readonly Family[]): void;
  /** Notes that a worker is gone. What it counted since its last answer is lost. */
  retire(worker: number): void;
}

/** @param ask sends the question to the workers that can answer, and gives their numbers. */
export function createCensus(ask: () => Iterable<number>): Census {
  const answers = new Map<number, readonly Family[]>();
  let past: readonly Family[] = [];
  let silent = new Set<number>();
  let onAnswer: (() => void) | undefined;
  let round: Promise<readonly Family[]> | undefined;

  const hear = (worker: number): void => {
    silent.delete(worker);
    if (silent.size === 0) onAnswer?.();
  };

  async function takeRound(): Promise<readonly Family[]> {
    silent = new Set(ask());
    const all = new Promise<void>((resolve) => {
      onAnswer = resolve;
    });
    if (silent.size > 0) await Promise.race([all, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
    const lists = Array.from(answers, ([worker, families]) => (silent.has(worker) ? toCounts(families) : families));
    return addFamilies([past, ...lists]);
  }

  return {
    take() {
      round ??= takeRound().finally(() => {
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

/** What only ever grows; how things stood is past. */
function toCounts(families: readonly Family[]): readonly Family[] {
  return families.filter(({ type }) => type !== 'gauge');
}
