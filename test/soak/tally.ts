import { isDeepStrictEqual } from 'node:util';
import type { ErrorCode } from '../../src/graphql/errors.ts';
import type { UserErrorCode } from '../../src/graphql/user-error.ts';
import type { Reply } from './client.ts';

/** What came of a run of the load, as it travels between processes. */
export interface Report {
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
  /** Answers without any error. */
  readonly good: number;
  /** Writes whose outcome is unknown, which is said. */
  readonly unknown: number;
  /** Writes whose answer was lost and that were then found. */
  readonly reconciled: number;
  /** Errors by code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Values that were compared with the REST API's. */
  readonly compared: number;
  readonly wrong: number;
  /** The first things that were wrong, in words. */
  readonly words: readonly string[];
  /** Errors with a code that the faults do not explain. */
  readonly unexplained: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

/** What an API in trouble may end in, of items of bulk mutations too. Any other code would be a fault of the gateway, or of this load. */
const EXPECTED: readonly (ErrorCode | UserErrorCode)[] = [
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
  'OVERLOADED',
  'OUTCOME_UNKNOWN',
  'NOT_ATTEMPTED',
];

const MOST_WORDS = 10;

/** Counts answers while they come. */
export interface Tally {
  /** Notes an answer; gives whether it is without errors. */
  note(kind: 'read' | 'write', reply: Reply): boolean;
  /** Notes codes of user errors of one answer, which is not good then. */
  noteUserErrors(codes: readonly string[]): void;
  noteReconciled(): void;
  /** Notes a comparison. */
  compare(what: string, actual: unknown, expected: unknown): void;
  wrong(what: string): void;
  report(): Report;
}

export function createTally(): Tally {
  const startedAt = performance.now();
  const counts = { read: 0, write: 0, good: 0, unknown: 0, reconciled: 0, compared: 0, wrong: 0, unexplained: 0 };
  const codes: Record<string, number> = {};
  const words: string[] = [];
  const latencies: number[] = [];

  function say(what: string): void {
    if (words.length < MOST_WORDS) words.push(what.slice(0, 500));
  }

  function noteCode(code: string): void {
    codes[code] = (codes[code] ?? 0) + 1;
    if (EXPECTED.some((expected) => expected === code)) return;
    counts.unexplained++;
    say(`an error with the code ${code}`);
  }

  const tally: Tally = {
    note(kind, { status, ms, errors, data }) {
      counts[kind]++;
      latencies.push(ms);
      for (const error of errors) noteCode(String(error.extensions?.code));
      if (status !== 200 && status !== 503) tally.wrong(`status ${status}`);
      if (status === 200 && data === undefined) tally.wrong('an answer without data');
      if (errors.length === 0) counts.good++;
      return errors.length === 0;
    },
    noteUserErrors(told) {
      if (told.length > 0) counts.good--;
      counts.unknown += told.filter((code) => code === 'OUTCOME_UNKNOWN').length;
      for (const code of told) noteCode(code);
    },
    noteReconciled: () => void counts.reconciled++,
    compare(what, actual, expected) {
      counts.compared++;
      if (isDeepStrictEqual(actual, expected)) return;
      tally.wrong(`${what} is ${JSON.stringify(actual)}, should be ${JSON.stringify(expected)}`);
    },
    wrong(what) {
      counts.wrong++;
      say(what);
    },
    report() {
      latencies.sort((a, b) => a - b);
      const quantile = (share: number): number =>
        latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
      return {
        seconds: (performance.now() - startedAt) / 1000,
        reads: counts.read,
        writes: counts.write,
        good: counts.good,
        unknown: counts.unknown,
        reconciled: counts.reconciled,
        codes,
        compared: counts.compared,
        wrong: counts.wrong,
        words,
        unexplained: counts.unexplained,
        p50: quantile(0.5),
        p99: quantile(0.99),
        slowest: quantile(1),
      };
    },
  };
  return tally;
}
