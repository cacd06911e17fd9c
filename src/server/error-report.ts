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
  state.errorCodes = countCodes(errors);
  reportCauses(log, requestId, errors);
  return { ...result, errors: errors.map((error) => withRequestId(error, requestId)) };
}

function countCodes(errors: readonly GraphQLError[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { extensions } of errors) {
    const code = String(extensions.code);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** A line of the log, and how many fields failed for its reason. */
interface Cause {
  readonly level: 'warn' | 'error';
  readonly message: string;
  /** Made of the first of the errors alone. */
  readonly describe: () => object;
  count: number;
}

/** An answer whose fields all fail for another reason is not explained by more lines. */
const MAX_CAUSES = 20;

/** One line a cause, however many fields failed for it. */
function reportCauses(log: Log, requestId: string, errors: readonly GraphQLError[]): void {
  const causes = new Map<string, Cause>();
  let others = 0;
  for (const error of errors) {
    const cause = toCause(error);
    if (cause === undefined) continue;
    const known = causes.get(cause.key);
    if (known) known.count++;
    else if (causes.size < MAX_CAUSES) causes.set(cause.key, cause);
    else others++;
  }
  for (const { level, message, describe, count } of causes.values()) {
    log[level]({ requestId, count, ...describe() }, message);
  }
  if (others > 0) log.warn({ requestId, count: others }, 'more errors of other causes');
}

/** Undefined for what is the caller's doing: the line of the request holds the code. */
function toCause(error: GraphQLError): (Cause & { readonly key: string }) | undefined {
  const cause = error.originalError ?? error;
  if (cause instanceof RefusedError) {
    const { status, code, traceId } = cause;
    return {
      key: `${status} ${code}`,
      level: 'warn',
      message: 'refused by the REST API',
      describe: () => ({ status, code, traceId }),
      count: 1,
    };
  }
  if (cause instanceof MissingCredentialError || cause instanceof BudgetExceededError) return undefined;
  if (cause instanceof RestError) {
    const { message, sent } = cause;
    return { key: message, level: 'warn', message, describe: () => ({ sent }), count: 1 };
  }
  if (error.extensions.code !== 'INTERNAL_SERVER_ERROR') return undefined;
  return { key: cause.name, level: 'error', message: 'unexpected error', describe: () => toLoggable(cause), count: 1 };
}

/**
 * An error with a path was made for this answer and is changed in place. Others are copied: those of parsing and
 * validation are kept, and serve other requests too.
 */
function withRequestId(error: GraphQLError, requestId: string): GraphQLError {
  // Of its own: an error takes over the extensions of what it was thrown for.
  const extensions = { ...error.extensions, requestId };
  return error.path
    ? Object.assign(error, { extensions })
    : copyError(error, error.message, extensions, error.originalError);
}
