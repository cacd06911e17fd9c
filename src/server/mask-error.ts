import { GraphQLError } from 'graphql';
import { copyError } from '../graphql/copy-error.ts';
import { toClientError } from '../graphql/errors.ts';

/** Yoga's codes for faults of a request's form; the documented code is `BAD_USER_INPUT`. */
const YOGA_CODES: readonly unknown[] = ['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE'];

/** Gives the error for the client; what it hides stays within reach of the log as its `originalError`. */
export function maskError(error: unknown): GraphQLError {
  const masked = toClientError(error);
  if (YOGA_CODES.includes(masked.extensions.code)) {
    const { originalError, ...extensions } = masked.extensions;
    return new GraphQLError(masked.message, { extensions: { ...extensions, code: 'BAD_USER_INPUT' } });
  }
  return masked === error ? masked : withCause(masked, error);
}

function withCause(masked: GraphQLError, error: unknown): GraphQLError {
  const thrown = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const cause = thrown instanceof Error ? thrown : new Error('not an Error');
  return copyError(masked, masked.message, masked.extensions, cause);
}
