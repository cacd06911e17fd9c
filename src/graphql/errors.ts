import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import {
  AbandonedError,
  BadResponseError,
  BudgetExceededError,
  MissingCredentialError,
  OverloadedError,
  RefusedError,
  RestError,
  TimedOutError,
  UnavailableError,
} from '../rest/errors.ts';
import { copyError } from './copy-error.ts';

/** Every `extensions.code` of this API beside GraphQL's own `GRAPHQL_PARSE_FAILED` and `GRAPHQL_VALIDATION_FAILED`. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'OPERATION_TOO_COSTLY'
  | 'RATE_LIMITED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'UPSTREAM_ERROR'
  | 'OVERLOADED'
  | 'INTERNAL_SERVER_ERROR';

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

const INTERNAL: Description = {
  code: 'INTERNAL_SERVER_ERROR',
  message: 'Something went wrong in the gateway. Tell its operator the requestId.',
};

/**
 * The one table from what can fail to what a client sees. Whatever it does not list is masked, so no message, stack or
 * value of an unforeseen error leaves the process.
 */
function describe(error: unknown): Description {
  if (error instanceof RefusedError) return describeRefusal(error);
  if (error instanceof MissingCredentialError) return { code: 'UNAUTHENTICATED', message: error.message };
  if (error instanceof BudgetExceededError) return { code: 'OPERATION_TOO_COSTLY', message: error.message };
  if (error instanceof TimedOutError) return { code: 'UPSTREAM_TIMEOUT', message: error.message };
  if (error instanceof BadResponseError) return { code: 'UPSTREAM_BAD_RESPONSE', message: error.message };
  if (error instanceof OverloadedError) return { code: 'UPSTREAM_UNAVAILABLE', message: error.message };
  if (error instanceof UnavailableError) return { code: 'UPSTREAM_UNAVAILABLE', message: error.message };
  if (error instanceof AbandonedError) return { code: 'UPSTREAM_UNAVAILABLE', message: error.message };
  if (error instanceof RestError) return { code: 'UPSTREAM_ERROR', message: error.message };
  return INTERNAL;
}

function describeRefusal(error: RefusedError): Description {
  const extensions = { upstream: upstreamOf(error) };
  switch (error.status) {
    case 401:
      return { code: 'UNAUTHENTICATED', message: 'The PayNow API does not accept this API key.', extensions };
    case 403:
      return { code: 'FORBIDDEN', message: 'This API key may not do this in this store.', extensions };
    case 429:
      return {
        code: 'RATE_LIMITED',
        message: 'The PayNow API asks for fewer requests: wait, then try again.',
        extensions: { ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }), ...extensions },
      };
    case 502:
    case 503:
    case 504:
      return { code: 'UPSTREAM_UNAVAILABLE', message: 'The PayNow API is not available: try again later.', extensions };
    default:
      return { code: 'UPSTREAM_ERROR', message: `The PayNow API answered with status ${error.status}.`, extensions };
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
  return error.path === undefined ? withCode(error, 'BAD_USER_INPUT') : toGraphQLError(INTERNAL, error);
}

function toClientCause(error: GraphQLError, cause: GraphQLError): GraphQLError {
  if (cause.extensions.code !== undefined) return error;
  // An argument that could not be coerced names its node in the document; a value that could not be printed does not.
  if (error.path === undefined || cause.nodes) return withCode(error, 'BAD_USER_INPUT');
  return toGraphQLError(INTERNAL, error);
}

function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  error.extensions.code = code;
  return error;
}

function toGraphQLError(description: Description, located: GraphQLError | undefined): GraphQLError {
  return copyError(located, description.message, { code: description.code, ...description.extensions });
}
