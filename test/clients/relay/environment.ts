import { Environment, type GraphQLResponse, Network, RecordSource, Store } from 'relay-runtime';

/** A Relay store that asks the gateway. */
export function createEnvironment(endpoint: string, key: string): Environment {
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}
