import { commitMutation, type Environment, type MutationConfig, type MutationParameters } from 'relay-runtime';
import { type GraphQLError, RefusedError } from './refused-error.ts';

/** What came back for a mutation. */
export interface Committed<Response> {
  /** Undefined when nothing was executed. */
  readonly data: Response | undefined;
  readonly errors: readonly GraphQLError[];
}

/** Sends a mutation: what Relay's mutation hook does, without React around it. */
export function commit<Mutation extends MutationParameters>(
  environment: Environment,
  config: MutationConfig<Mutation>,
): Promise<Committed<Mutation['response']>> {
  return new Promise((resolve, reject) => {
    commitMutation<Mutation>(environment, {
      ...config,
      onCompleted: (data, errors) => resolve({ data, errors: errors ?? [] }),
      onError(error) {
        if (error instanceof RefusedError) resolve({ data: undefined, errors: error.errors });
        else reject(error);
      },
    });
  });
}
