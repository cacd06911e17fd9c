import { setTimeout } from 'node:timers/promises';
import { addMetrics, type Metric, printMetrics } from '../server/exposition.ts';
import { singleFlight } from '../server/single-flight.ts';

/** How long a worker may take to say what it has counted. One that is stuck must not hide the others. */
const ANSWER_TIMEOUT_MS = 1000;

/** Adds up what workers have counted, so that no count ever falls: neither when one dies, nor when one is late. */
export interface Aggregator {
  /** Asks all workers, and gives their sum in Prometheus' text format. */
  collect(): Promise<string>;
  /** Notes the answer of a worker. */
  note(worker: number, metrics: readonly Metric[]): void;
  /** Notes that a worker is gone. Drops what it counted since its last answer. */
  retire(worker: number): void;
}

/**
 * @param ask sends the question to the workers that can answer, and gives their numbers.
 * @param readOwn gives what this process has counted itself.
 */
export function createAggregator(ask: () => Iterable<number>, readOwn: () => readonly Metric[]): Aggregator {
  const answers = new Map<number, readonly Metric[]>();
  let past: readonly Metric[] = [];
  let silent = new Set<number>();
  let onAnswer: (() => void) | undefined;

  const hear = (worker: number): void => {
    silent.delete(worker);
    if (silent.size === 0) onAnswer?.();
  };

  async function collect(): Promise<string> {
    silent = new Set(ask());
    const all = new Promise<void>((resolve) => {
      onAnswer = resolve;
    });
    if (silent.size > 0) await Promise.race([all, setTimeout(ANSWER_TIMEOUT_MS, undefined, { ref: false })]);
    const lists = Array.from(answers, ([worker, metrics]) => (silent.has(worker) ? toCounts(metrics) : metrics));
    return printMetrics([past, readOwn(), ...lists]);
  }

  return {
    collect: singleFlight(collect),
    note(worker, metrics) {
      answers.set(worker, metrics);
      hear(worker);
    },
    retire(worker) {
      past = addMetrics([past, toCounts(answers.get(worker) ?? [])]);
      answers.delete(worker);
      hear(worker);
    },
  };
}

/** Drops gauges; keeps what only ever grows. */
function toCounts(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.filter(({ type }) => type !== 'gauge');
}
