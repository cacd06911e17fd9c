import type { GraphQLError } from 'graphql';
import { copyError } from '../graphql/copy-error.ts';
import { BudgetExceededError, MissingCredentialError, RefusedError, RestError } from '../rest/errors.ts';
import { type Log, toLoggable } from './log.ts';
import type { RequestState } from './request-state.ts';

/** An answer with errors. */
interface FailedResult {
  readonly errors?: readonly GraphQLError[];
}

/** Logs why fields failed, and puts the request's id into each error, so that a client can name it to the operator. */
export function reportErrors<T extends FailedResult>(log: Log, state: RequestState, result: T): T {
  const { requestId } = state;
  const errors = result.errors ?? [];
  for (const error of errors) reportCause(log, requestId, error);
  state.errorCodes = errors.map((error) => String(error.extensions.code));
  // Copies: errors of parsing and validation are cached and serve other requests too.
  return { ...result, errors: errors.map((error) => withRequestId(error, requestId)) };
}

function reportCause(log: Log, requestId: string, error: GraphQLError): void {
  const cause = error.originalError ?? error;
  if (cause instanceof RefusedError) {
    log.warn({ requestId, status: cause.status, code: cause.code, traceId: cause.traceId }, 'refused by the REST API');
  } else if (cause instanceof MissingCredentialError || cause instanceof BudgetExceededError) {
    // The caller's doing; the line of the request holds the code.
  } else if (cause instanceof RestError) {
    log.warn({ requestId, sent: cause.sent }, cause.message);
  } else if (error.extensions.code === 'INTERNAL_SERVER_ERROR') {
    log.error({ requestId, ...toLoggable(cause) }, 'unexpected error');
  }
}

function withRequestId(error: GraphQLError, requestId: string): GraphQLError {
  const { extensions, originalError } = error;
  return copyError(error, error.message, { ...extensions, requestId }, originalError);
}
