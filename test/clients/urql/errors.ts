import type { CombinedError } from '@urql/core';

/** The errors of an answer. @throws what kept the answer from coming. */
export function errorsOf(error: CombinedError | undefined) {
  if (error?.networkError) throw error.networkError;
  return error ? error.graphQLErrors : [];
}
