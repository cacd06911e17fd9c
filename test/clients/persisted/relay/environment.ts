import { Environment, type GraphQLResponse, Network, RecordSource, Store } from 'relay-runtime';

/** A Relay store that asks for listed documents by the ids that the compiler gave them. */
export function createEnvironment(endpoint: string, key: string): Environment {
  const network = Network.create(async ({ id }, variables) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
      body: JSON.stringify({ doc_id: id, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}
