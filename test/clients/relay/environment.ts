import { Environment, type GraphQLResponse, Network, RecordSource, Store } from 'relay-runtime';
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
    // Relay itself would keep no more of an answer without data than its messages.
    if ('errors' in answer && answer.errors && !answer.data) throw new RefusedError(answer.errors);
    return answer;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}
