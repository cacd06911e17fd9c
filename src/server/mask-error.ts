import { GraphQLError } from 'graphql';
import { toClientError } from '../graphql/errors.ts';

/** Yoga names faults of a request's form `BAD_REQUEST`; the documented code is `BAD_USER_INPUT`. */
export function maskError(error: unknown): Error {
  const masked = toClientError(error);
  if (masked.extensions.code === 'BAD_REQUEST') {
    const { originalError, ...extensions } = masked.extensions;
    return new GraphQLError(masked.message, { extensions: { ...extensions, code: 'BAD_USER_INPUT' } });
  }
  return masked;
}
