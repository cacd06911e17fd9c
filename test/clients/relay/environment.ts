import { Environment, type GraphQLResponse, Network, type PayloadError, RecordSource, Store } from 'relay-runtime';
import { RefusedError } from './refused-error.ts';

/** A Relay store that asks the gateway. */
export function createEnvironment(endpoint: string, key: string): Environment {
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
      body: JSON.stringify({ query: text, variables }),
    });
    const answer = (await response.json()) as GraphQLResponse;
    if (!('errors' in answer) || !answer.errors) return answer;
    // Of an answer without data Relay itself would keep no more than the messages.
    if (!answer.data || answer.errors.some(isOfPage)) throw new RefusedError(answer.errors);
    return answer;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}

/** A page that is asked for through `node`. Where it failed, Relay's store would put null in the place of the list. */
const isOfPage = ({ path }: PayloadError): boolean => path?.length === 2 && path[0] === 'node';
