import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import {
  AbandonedError,
  BadResponseError,
  BudgetExceededError,
  MissingCredentialError,
  OverloadedError,
  RefusedError,
  TimedOutError,
  UnavailableError,
} from '../rest/errors.ts';
import { meaningOf } from '../rest/status-meaning.ts';
import { copyError } from './copy-error.ts';
import { ERROR_CODES, explain } from './error-catalogue.ts';
import { withoutValues } from './redact.ts';

/** Every `extensions.code` of this API. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error whose message says what to change in the request. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode } });
}

/** What a client is told of a failure. */
interface Description {
  readonly code: ErrorCode;
  readonly message: string;
  readonly extensions?: GraphQLErrorExtensions;
}

/** Says what to do beside what happened, which is what the catalogue says of the code unless it is known better. */
function advise(code: ErrorCode, whatHappened?: string, extensions: GraphQLErrorExtensions = {}): Description {
  return { code, message: explain(whatHappened, ERROR_CODES[code]), extensions };
}

/**
 * The one table from what can fail to what a client sees. Whatever it does not list is masked, so no message, stack or
 * value of an unforeseen error leaves the process.
 */
function describe(error: unknown): Description {
  if (error instanceof RefusedError) return describeRefusal(error);
  // This one says how to send the key.
  if (error instanceof MissingCredentialError) return { code: 'UNAUTHENTICATED', message: error.message };
  if (error instanceof BudgetExceededError) return advise('OPERATION_TOO_COSTLY', error.message);
  if (error instanceof TimedOutError) return advise('UPSTREAM_TIMEOUT', error.message);
  if (error instanceof BadResponseError) return advise('UPSTREAM_BAD_RESPONSE', error.message);
  if (error instanceof OverloadedError) return advise('UPSTREAM_UNAVAILABLE', error.message);
  if (error instanceof UnavailableError) return advise('UPSTREAM_UNAVAILABLE', error.message);
  if (error instanceof AbandonedError) return advise('UPSTREAM_UNAVAILABLE', error.message);
  return advise('INTERNAL_SERVER_ERROR');
}

function describeRefusal(error: RefusedError): Description {
  const upstream = upstreamOf(error);
  const { status, retryAfter } = error;
  switch (status) {
    case 401:
      return advise('UNAUTHENTICATED', 'The PayNow API does not accept this API key.', { upstream });
    case 403:
      return advise('FORBIDDEN', undefined, { upstream });
    case 429:
      return advise('RATE_LIMITED', undefined, { ...(retryAfter !== undefined && { retryAfter }), upstream });
    default:
      if (meaningOf(status) === undefined) return advise('UPSTREAM_ERROR', error.message, { upstream });
      return advise('UPSTREAM_UNAVAILABLE', 'The PayNow API is not available.', { upstream });
  }
}

function upstreamOf({ status, code, traceId }: RefusedError): GraphQLErrorExtensions {
  return { status, ...(code !== undefined && { code }), ...(traceId !== undefined && { traceId }) };
}

/**
 * Turns anything thrown during a request into the error that its client sees: with a documented `extensions.code`, a
 * message that says what to do, and nothing else. Errors of GraphQL itself (syntax, validation, coercion) stay.
 */
export function toClientError(error: unknown): GraphQLError {
  if (!(error instanceof GraphQLError)) return toGraphQLError(describe(error), undefined);
  const cause = error.originalError;
  if (cause instanceof GraphQLError) return toClientCause(error, cause);
  if (cause) return toGraphQLError(describe(cause), error);
  if (error.extensions.code !== undefined) return error;
  // Without a path nothing was executed: the request itself was at fault.
  return error.path === undefined
    ? withCode(error, 'BAD_USER_INPUT')
    : toGraphQLError(advise('INTERNAL_SERVER_ERROR'), error);
}

function toClientCause(error: GraphQLError, cause: GraphQLError): GraphQLError {
  if (cause.extensions.code !== undefined) return error;
  // An argument that could not be coerced names its node in the document; a value that could not be printed does not.
  if (error.path === undefined || cause.nodes) return withCode(error, 'BAD_USER_INPUT');
  return toGraphQLError(advise('INTERNAL_SERVER_ERROR'), error);
}

/** What graphql-js says of the request itself. */
function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  error.message = withoutValues(error.message);
  error.extensions.code = code;
  return error;
}

function toGraphQLError(description: Description, located: GraphQLError | undefined): GraphQLError {
  return copyError(located, description.message, { code: description.code, ...description.extensions });
}
