import type { UserError } from '../../user-error.ts';

/** What the schema calls it. */
export type BulkOutcome = 'APPLIED' | 'REJECTED' | 'OUTCOME_UNKNOWN' | 'NOT_ATTEMPTED';

/** What the result of every item has. */
export interface ItemResult {
  /** Its place in the input, from 0. */
  readonly index: number;
  readonly outcome: BulkOutcome;
  readonly userErrors: readonly UserError[];
}

/** What became of a whole batch. */
export interface BulkPayload<Result extends ItemResult> {
  /** In the order of the input; empty where the input as a whole holds mistakes. */
  readonly results: readonly Result[];
  /** Those mistakes, or what went wrong with each item. */
  readonly userErrors: readonly UserError[];
}

export function toPayload<Result extends ItemResult>(results: readonly Result[]): BulkPayload<Result> {
  return { results, userErrors: results.flatMap(({ userErrors }) => userErrors) };
}
