import {
  Environment,
  type GraphQLResponse,
  Network,
  RecordSource,
  type RequestParameters,
  Store,
  type Variables,
} from 'relay-runtime';

/** An error of GraphQL, as far as the page looks at it. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    /** Seconds to wait. */
    readonly retryAfter?: number;
    /** Under which the gateway's log has it. */
    readonly requestId?: string;
    /** The place of a value in the variables, from the name of the variable on. */
    readonly inputPath?: readonly (string | number)[];
  };
}

/** An operation, or a part of it that cannot be done without, has failed. */
export class OperationError extends Error {
  readonly errors: readonly GraphqlError[];

  constructor(errors: readonly GraphqlError[]) {
    super(errors[0]?.message ?? 'The operation has failed.');
    this.errors = errors;
  }
}

/** Nobody is signed in any more. */
class SignedOutError extends Error {}

interface Answer {
  readonly data?: object | null;
  readonly errors?: readonly GraphqlError[];
}

/** A next page, which is asked for through `node`. Where it failed, Relay's store would put null in the place of the list. */
const isOfPage = ({ path }: GraphqlError): boolean => path?.length === 2 && path[0] === 'node';

/**
 * Relay's store, and the way to the gateway through the page's own backend.
 *
 * @param onSignedOut told when a session has ended.
 */
export function createEnvironment(onSignedOut: () => void): Environment {
  async function send({ id }: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
      body: JSON.stringify({ documentId: id, variables }),
    });
    if (response.status === 401) {
      onSignedOut();
      throw new SignedOutError('The session has ended.');
    }
    const answer = (await response.json()) as Answer;
    const { data, errors = [] } = answer;
    if (!data || errors.some(isOfPage)) throw new OperationError(errors);
    return answer as GraphQLResponse;
  }

  return new Environment({
    network: Network.create(send),
    store: new Store(new RecordSource()),
    // With what the gateway said, where Relay's own error would say only that something did.
    relayFieldLogger(event) {
      if (event.kind === 'relay_field_payload.error' && event.shouldThrow) {
        throw new OperationError([event.error as GraphqlError]);
      }
    },
  });
}
