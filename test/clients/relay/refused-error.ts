import type { PayloadError } from 'relay-runtime';

/** What Relay does not know of the errors of an answer. */
export interface GraphQLError extends PayloadError {
  readonly extensions?: { readonly [name: string]: unknown };
}

/** The answer to an operation that was not executed. */
export class RefusedError extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
  }
}
