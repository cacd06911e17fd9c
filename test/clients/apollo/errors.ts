import { CombinedGraphQLErrors, type ErrorLike } from '@apollo/client';

/** The errors of an answer. @throws what kept the answer from coming. */
export function errorsOf(error: ErrorLike | undefined) {
  if (error === undefined) return [];
  if (CombinedGraphQLErrors.is(error)) return error.errors;
  throw error;
}
