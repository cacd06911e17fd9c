import { GraphQLError } from 'graphql';
import { type ErrorCode, type ErrorView, viewError } from '../graphql/errors.ts';
import {
  BudgetExceededError,
  ForbiddenError,
  MissingCredentialError,
  RefusedError,
  RestError,
  SubjectLimitedError,
} from '../rest/errors.ts';
import { endBehindBody, isLong } from './linger.ts';
import { type Log, toLoggable } from './log.ts';
import { errorBody } from './raw-answer.ts';
import { applyHeaders, noteErrors, type RequestState } from './request-state.ts';

/**
 * Gives the errors of an answer as its client sees them: masked, and with the request's id, so that the client can name
 * it to the operator. The log is told why fields failed. Each is a copy, made once: errors of parsing and validation are
 * kept, and serve other requests too.
 */
export function reportErrors(log: Log, state: RequestState, errors: readonly unknown[]): readonly GraphQLError[] {
  const { requestId } = state;
  const causes = createCauses();
  const codes: Record<string, number> = {};
  const copies = errors.map((error) => {
    const view = viewError(error);
    const code = String(view.extensions.code);
    codes[code] = (codes[code] ?? 0) + 1;
    causes.add(error, code);
    return copyError(error, view, requestId);
  });
  noteErrors(state, codes);
  causes.log(log, requestId);
  return copies;
}

/** Logs what failed around an operation, and gives the body of the answer that says no more than it may. */
export function reportFailure(log: Log, state: RequestState, failure: unknown): object {
  const { requestId } = state;
  log.error({ requestId, ...toLoggable(failure) }, 'unexpected error');
  const { message, extensions } = viewError(failure);
  noteErrors(state, { [String(extensions.code)]: 1 });
  return { errors: [{ message, extensions: { ...extensions, requestId } }] };
}

/**
 * Answers a request that is not executed, in the form that GraphQL clients read. Its body may still be coming; the
 * connection stays for another request unless what is left of it may be long.
 */
export function sendHttpError(
  state: RequestState,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code: ErrorCode = 'BAD_USER_INPUT',
  extensions: Readonly<Record<string, string>> = {},
): true {
  const { req, res, requestId } = state;
  noteErrors(state, { [code]: 1 });
  applyHeaders(state);
  const body = errorBody(message, code, { ...extensions, requestId });
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(isLong(req) && { connection: 'close' }),
    ...headers,
  });
  endBehindBody(res, body);
  return true;
}

/** What a client sees of an error, at the same place in the document and in the answer. */
function copyError(error: unknown, { message, extensions }: ErrorView, requestId: string): GraphQLError {
  const isPlaced = error instanceof GraphQLError;
  return new GraphQLError(message, {
    nodes: isPlaced ? (error.nodes ?? null) : null,
    source: isPlaced ? (error.source ?? null) : null,
    positions: isPlaced ? (error.positions ?? null) : null,
    path: isPlaced ? (error.path ?? null) : null,
    // Tells a failure from a fault of the request, which decides on the status of an answer without data.
    originalError: isPlaced ? (error.originalError ?? null) : toError(error),
    extensions: { ...extensions, requestId },
  });
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not an Error');
}

/** A line of the log, and how many fields failed for its reason. */
interface Cause {
  /** The same for failures that one line tells of. */
  readonly key: string;
  readonly level: 'warn' | 'error';
  readonly message: string;
  /** Made of the first of the errors alone. */
  readonly describe: () => object;
  count: number;
}

/** An answer whose fields all fail for another reason is not explained by more lines. */
const MAX_CAUSES = 20;

/** Gathers one line a cause, however many fields failed for it. */
function createCauses() {
  const causes = new Map<string, Cause>();
  let others = 0;
  return {
    add(error: unknown, code: string): void {
      const cause = toCause(error, code);
      if (cause === undefined) return;
      const known = causes.get(cause.key);
      if (known) known.count++;
      else if (causes.size < MAX_CAUSES) causes.set(cause.key, cause);
      else others++;
    },
    log(log: Log, requestId: string): void {
      for (const { level, message, describe, count } of causes.values()) {
        log[level]({ requestId, count, ...describe() }, message);
      }
      if (others > 0) log.warn({ requestId, count: others }, 'more errors of other causes');
    },
  };
}

/** Failures that are the caller's doing. */
const CALLERS = [MissingCredentialError, ForbiddenError, BudgetExceededError, SubjectLimitedError];

/** Undefined for what is the caller's doing: the line of the request holds the code. */
function toCause(error: unknown, code: string): Cause | undefined {
  const cause = toError(error instanceof GraphQLError ? (error.originalError ?? error) : error);
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
  if (CALLERS.some((kind) => cause instanceof kind)) return undefined;
  if (cause instanceof RestError) {
    const { message, sent } = cause;
    return { key: message, level: 'warn', message, describe: () => ({ sent }), count: 1 };
  }
  if (code !== 'INTERNAL_SERVER_ERROR') return undefined;
  return { key: cause.name, level: 'error', message: 'unexpected error', describe: () => toLoggable(cause), count: 1 };
}
