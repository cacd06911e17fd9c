import { type FieldNode, GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { ASK_FOR_LESS, tooCostly } from './errors.ts';

/** What one operation may amount to, whatever was predicted of it. */
export interface AccountLimits {
  /** Values in its answer. */
  readonly values: number;
  /** Fields that fail. */
  readonly failures: number;
}

/**
 * Thrown for every field once the operation has ended. It is one object and located already, so that graphql-js makes no
 * copy of it: a field then fails at a tenth of the cost.
 */
export const ENDED = new GraphQLError('The operation has ended.', { path: [] });

/**
 * Counts what an operation amounts to while it is executed, so that a wrong prediction cannot matter: every
 * multiplication of an answer passes a list, and every failure passes the field that reads.
 */
export class Account {
  readonly #limits: AccountLimits;
  readonly #end: () => void;
  #rowValues: ReadonlyMap<FieldNode, number> = new Map();
  #values = 0;
  #failures = 0;
  #hasEnded = false;

  /** @param end ends what the operation still reads, when it is too much. */
  constructor(limits: AccountLimits, end: () => void) {
    this.#limits = limits;
    this.#end = end;
  }

  /**
   * Begins to count from zero.
   *
   * @param rowValues values in one row of each list that is about to be executed.
   */
  begin(rowValues: ReadonlyMap<FieldNode, number>): void {
    this.#rowValues = rowValues;
    this.#values = 0;
    this.#failures = 0;
    this.#hasEnded = false;
  }

  /**
   * Lets a field that waits for something begin.
   *
   * @throws {GraphQLError} when the operation has ended.
   */
  proceed(): void {
    if (this.#hasEnded) throw ENDED;
  }

  /**
   * Counts the rows of a list and gives them back.
   *
   * @throws {GraphQLError} `OPERATION_TOO_COSTLY` when the answer holds more than it may.
   */
  rows<T extends readonly unknown[]>({ fieldNodes: [node] }: GraphQLResolveInfo, rows: T): T {
    this.#values += rows.length * ((node && this.#rowValues.get(node)) ?? 1);
    if (this.#values <= this.#limits.values) return rows;
    this.proceed();
    this.#endNow();
    const most = this.#limits.values.toLocaleString('en');
    throw tooCostly(`The answer holds too many values (${most} at most). ${ASK_FOR_LESS}`);
  }

  /** Counts a field that fails, and throws for it: its own error while there may be more of them. */
  fail(error: unknown): never {
    this.#failures++;
    if (this.#failures <= this.#limits.failures) throw error;
    if (!this.#hasEnded) this.#endNow();
    throw ENDED;
  }

  #endNow(): void {
    this.#hasEnded = true;
    this.#end();
  }
}
