import type { Int64 } from '../rest/json.ts';
import { UNKNOWN } from './fields/enums.ts';
import type { Input } from './fields/rest-body.ts';
import type { Rows } from './fields/row.ts';
import { instantOf } from './moment.ts';
import type { UserError } from './user-error.ts';

/**
 * Mistakes that are certain before the REST API is asked. Each check looks only at what the input holds, so the same
 * ones serve whole objects and changes.
 */
export interface Checks {
  readonly userErrors: readonly UserError[];
  refuse(field: string | readonly string[], message: string, code?: UserError['code']): void;
}

/** Collects refusals of fields below `path`, for example `['input', 'set', 'couponConfiguration']`. */
export function createChecks(path: readonly string[], userErrors: UserError[] = []): Checks {
  return {
    userErrors,
    refuse(field, message, code = 'INVALID') {
      userErrors.push({ field: path.concat(field), message, code });
    },
  };
}

// They walk over the rows' names: a list of their entries would be the larger part of what a check allocates.

/** Amounts and limits are never negative. */
export function checkNotNegative(input: Input, checks: Checks, rows: Rows): void {
  for (const field in rows) {
    const value = input[field] as Int64 | null | undefined;
    if (value != null && rows[field]?.notNegative && value < 0)
      checks.refuse(field, 'Must not be negative.', 'OUT_OF_RANGE');
  }
}

/** In a change, null is refused wherever PayNow never holds it. */
export function checkNulls(input: Input, checks: Checks, rows: Rows): void {
  for (const field in rows) {
    if (input[field] === null && rows[field]?.input && !rows[field].onNull) {
      checks.refuse(field, 'Must not be null: leave it out to keep what is stored.', 'NULL_NOT_ALLOWED');
    }
  }
}

/** `UNKNOWN` stands for values that this schema cannot write. */
export function checkKnown(input: Input, checks: Checks, rows: Rows): void {
  for (const field in rows) {
    if (input[field] === UNKNOWN && rows[field]?.type.isEnum)
      checks.refuse(field, 'UNKNOWN appears in answers only: choose one of the other values.');
  }
}

/**
 * `REPEATING` needs to know how often. In a change the length may be stored already, unless the change clears it.
 */
export function checkRepeating(input: Input, checks: Checks, isChange: boolean): void {
  if (input.duration !== 'REPEATING') return;
  const isMissing = (value: unknown) => (isChange ? value === null : value == null);
  if (isMissing(input.durationInMonths) && isMissing(input.durationInIntervals)) {
    checks.refuse(
      'durationInIntervals',
      'With duration REPEATING, give durationInIntervals (or durationInMonths for an older REST API).',
      'REQUIRED',
    );
  }
}

/** Something that works neither on one-time purchases nor on subscriptions works on nothing. */
export function checkUsable(input: Input, checks: Checks, oneTime: string, subscription: string): void {
  if (input[oneTime] === false && input[subscription] === false) {
    checks.refuse(oneTime, `Usable on nothing: set ${oneTime} or ${subscription} to true.`, 'APPLIES_ON_NOTHING');
  }
}

/** The end lies after the start. */
export function checkPeriod(input: Input, checks: Checks, start: string, end: string): void {
  const [from, to] = [input[start], input[end]];
  if (typeof from === 'string' && typeof to === 'string' && instantOf(to) <= instantOf(from)) {
    checks.refuse(end, `Must be after ${start}.`, 'END_BEFORE_START');
  }
}
