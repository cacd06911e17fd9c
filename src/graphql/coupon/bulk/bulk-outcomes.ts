import { isApiFault, RefusedError, RestError } from '../../../rest/errors.ts';
import { meaningOf } from '../../../rest/status-meaning.ts';
import type { ItemEnd } from '../../../rest/write-each.ts';
import {
  notAttempted,
  notFound,
  outcomeUnknown,
  readUserErrors,
  rejected,
  type UserError,
  type WriteSubject,
} from '../../user-error.ts';
import type { BulkOutcome } from './bulk-results.ts';

/** The end of one item, in the words of the schema. */
export interface Outcome<V> {
  readonly outcome: BulkOutcome;
  readonly userErrors: readonly UserError[];
  /** What the write gave. */
  readonly value?: V;
  /** Why nothing was done, where that is not in the input. */
  readonly reason?: RestError;
}

/**
 * Says what became of an item.
 *
 * @throws what is no failure of the REST API.
 */
export function readEnd<V extends { readonly userErrors: readonly UserError[] }>(
  end: ItemEnd<V>,
  subject: WriteSubject,
): Outcome<V> {
  if (end.kind === 'done') {
    const { value } = end;
    return { outcome: outcomeOf(value.userErrors), userErrors: value.userErrors, value };
  }
  const error = end.kind === 'failed' ? end.error : end.reason;
  if (!(error instanceof RestError)) throw error;
  if (end.kind === 'not begun') return notDone(subject, error);
  const userErrors = readUserErrors(subject, error);
  if (userErrors) return { outcome: outcomeOf(userErrors), userErrors };
  if (isApiFault(error)) return { outcome: 'OUTCOME_UNKNOWN', userErrors: [outcomeUnknown(subject, error)] };
  if (!(error instanceof RefusedError) || meaningOf(error.status) !== undefined) return notDone(subject, error);
  const isOfCaller = error.status === 401 || error.status === 403;
  return isOfCaller ? notDone(subject, error) : { outcome: 'REJECTED', userErrors: [rejected(error)] };
}

function notDone({ notFoundPath }: WriteSubject, reason: RestError): Outcome<never> {
  const isMissing = reason instanceof RefusedError && reason.status === 404;
  return { outcome: 'NOT_ATTEMPTED', userErrors: [isMissing ? notFound(notFoundPath) : notAttempted(reason)], reason };
}

function outcomeOf(userErrors: readonly UserError[]): BulkOutcome {
  const codes = userErrors.map(({ code }) => code);
  if (codes.includes('OUTCOME_UNKNOWN')) return 'OUTCOME_UNKNOWN';
  return codes.every((code) => code === 'NOT_APPLIED') ? 'APPLIED' : 'REJECTED';
}
