import { deepStrictEqual } from 'node:assert';
import type { Wire, Workload } from '../workloads.ts';

/** One request, and what is known of the answer to it. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body: string | null;
  /** The coding in which the answer must come; none unless given. */
  readonly coding?: Wire['coding'];
  /** Throws when the parsed answer is not what the REST API holds. */
  check(answer: unknown): void;
}

/** Turns a workload into requests; undefined where a server cannot do it. */
export type Dialect = (workload: Workload) => Exchange[] | undefined;

/** How many different requests a workload of single things goes around. */
export const VARIANTS = { coupon: 100, update: 100, aliases: 50, entities: 20, nodes: 20 } as const;

/** Makes a check that reads an answer and compares what it says. */
export function expecting(expected: unknown, read: (answer: unknown) => unknown): Exchange['check'] {
  return (answer) => deepStrictEqual(read(answer), expected);
}
