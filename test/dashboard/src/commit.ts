import { useMutation } from 'react-relay';
import type { GraphQLTaggedNode, MutationParameters } from 'relay-runtime';
import { type GraphqlError, OperationError } from './environment.ts';
import { explain } from './failure.tsx';
import { locate, type Mistake } from './form/fields.ts';

/** What became of a mutation: what was answered, or why nothing was. */
export type Outcome<Response> = { readonly response: Response } | { readonly failure: Error };

/** A mistake in the input, as payloads hold it. */
export interface UserError {
  readonly field: readonly string[] | null | undefined;
  readonly message: string;
  readonly code: string;
}

type Commit<M extends MutationParameters> = ReturnType<typeof useMutation<M>>[0];
type Config<M extends MutationParameters> = Omit<Parameters<Commit<M>>[0], 'onCompleted' | 'onError'>;

/** Relay's way to send a mutation, as a promise that is never rejected; and whether one is on its way. */
export function useCommit<M extends MutationParameters>(
  mutation: GraphQLTaggedNode,
): readonly [commit: (config: Config<M>) => Promise<Outcome<M['response']>>, isInFlight: boolean] {
  const [commit, isInFlight] = useMutation<M>(mutation);
  const send = (config: Config<M>) =>
    new Promise<Outcome<M['response']>>((resolve) => {
      commit({
        ...config,
        onCompleted(response, errors) {
          // A field that failed is null with an error; what is beside it holds.
          const isDone = Object.values(response as object).some((payload) => payload !== null);
          resolve(isDone ? { response } : { failure: new OperationError((errors ?? []) as GraphqlError[]) });
        },
        onError: (failure) => resolve({ failure }),
      });
    });
  return [send, isInFlight];
}

/** Mistakes in the words of this page. Those of other codes are told as the gateway says them. */
const MESSAGES: Readonly<Record<string, string>> = {
  REQUIRED: 'This is needed.',
  TAKEN: 'Another one has this already. Choose something else.',
  END_BEFORE_START: 'The end must come after the start.',
  APPLIES_ON_NOTHING: 'Choose one-time purchases, subscriptions, or both.',
};

/** What is wrong, each at the input that it belongs to. */
export function toMistakes(userErrors: readonly UserError[], names: readonly string[]): readonly Mistake[] {
  return userErrors.map(({ field, message, code }) => ({
    name: locate(field, names),
    message: MESSAGES[code] ?? message,
  }));
}

/** The same where an operation has failed as a whole: texts of another form than their fields have are refused so. */
export function failureToMistakes(failure: Error, names: readonly string[]): readonly Mistake[] {
  const errors = failure instanceof OperationError ? failure.errors : [];
  const places = errors.flatMap(({ extensions }) => (extensions?.inputPath ? [extensions.inputPath] : []));
  if (places.length > 0) {
    return places.map((place) => ({ name: locate(place, names), message: 'This is not what belongs here.' }));
  }
  const { title, text } = explain(failure);
  return [{ message: `${title}. ${text}` }];
}
