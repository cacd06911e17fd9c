import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { persistedQueriesMiddleware, RelayNetworkLayer, urlMiddleware } from 'react-relay-network-modern';
import type { GraphQLSingularResponse } from 'relay-runtime';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { STORE_ID } from '../store.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';

// Clients that send the hash of a document first, in the hope that it is known. This gateway knows none: each of them
// must send the text then, and be answered.

let gateway: RunningGateway;
let proxy: CountingProxy;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());
beforeEach(async () => {
  proxy = await startCountingProxy(gateway.url);
});
afterEach(() => proxy.close());

const headers = { authorization: 'APIKey sandbox' };
const QUERY = `query Name($storeId: FlakeID!) { store(storeId: $storeId) { id name } }`;
const variables = { storeId: STORE_ID };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const textsSent = (): boolean[] => proxy.seen.map(({ query }) => typeof query === 'string');

describe('Apollo Client with its persisted query link', () => {
  for (const useGETForHashedQueries of [false, true]) {
    test(`sends the text after one refusal, and only texts from then on (GET for hashes: ${useGETForHashedQueries})`, async () => {
      const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries });
      const client = new ApolloClient({
        cache: new InMemoryCache(),
        link: ApolloLink.from([persisted, new HttpLink({ uri: proxy.url, headers })]),
      });
      for (let time = 1; time <= 2; time++) {
        const { data } = await client.query<{ store: { name: string } }>({
          query: gql(QUERY),
          variables,
          fetchPolicy: 'network-only',
        });
        assert.equal(data?.store.name, 'Craftkeep');
      }
      assert.deepEqual(textsSent(), [false, true, true]);
    });
  }
});

test('urql with its persisted exchange sends the text after one refusal, and only texts from then on', async () => {
  const client = new Client({
    url: proxy.url,
    exchanges: [persistedExchange({ generateHash: async (text) => sha256(text) }), fetchExchange],
    fetchOptions: { headers },
  });
  for (let time = 1; time <= 2; time++) {
    const { data } = await client.query(QUERY, variables, { requestPolicy: 'network-only' });
    assert.equal(data?.store.name, 'Craftkeep');
  }
  assert.deepEqual(textsSent(), [false, true, true]);
});

test('react-relay-network-modern sends the text after each refusal', async () => {
  const network = new RelayNetworkLayer([
    urlMiddleware({ url: proxy.url, headers: { ...headers, 'Content-Type': 'application/json' } }),
    persistedQueriesMiddleware(),
  ]);
  const operation = { id: sha256(QUERY), text: QUERY, name: 'Name', operationKind: 'query', metadata: {} };
  const answer = (await network.execute(operation as never, variables, {}).toPromise()) as GraphQLSingularResponse;
  assert.deepEqual(answer.data, { store: { id: `gid://paynow/Store/${STORE_ID}`, name: 'Craftkeep' } });
  assert.deepEqual(textsSent(), [false, true]);
});
