import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { commitMutation } from 'relay-runtime';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { createManifests, sha256 } from '../../support/manifests.ts';
import { EMPTY_STORE_ID } from '../store.ts';
import {
  type Ask,
  apolloUnlisted,
  apolloWithHashes,
  apolloWithLink,
  apolloWithManifest,
  apolloWithText,
  codegen,
  plainFetch,
  relay,
  relayNetworkModern,
  tadaOverApollo,
  tadaOverExchange,
  tadaOverUrql,
  UNLISTED,
  URQL_LISTED,
  urqlUnlisted,
  urqlWithHashes,
} from './clients.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import relayChange from './generated/relay/couponPageMutation.graphql.ts';
import { createEnvironment } from './relay/environment.ts';

// Clients that ask for documents by their ids, against a gateway that lists what their tools have written: each of them
// in each mode, with the requests that two operations take.

const MODES = ['off', 'prefer', 'listed', 'only'] as const;
type Mode = (typeof MODES)[number];

const CHANGE =
  'mutation Change($input: CouponUpdateInput!) {\n  couponUpdate(input: $input) {\n    userErrors {\n      code\n    }\n  }\n}';

const generated = new URL('generated/', import.meta.url).pathname;
const manifests = createManifests();
const own = manifests.write({ [sha256(URQL_LISTED)]: URQL_LISTED, [sha256(CHANGE)]: CHANGE });
const DOCUMENTS_FILE = [
  `${generated}relay.json`,
  `${generated}apollo.json`,
  `${generated}tada.json`,
  `${generated}codegen/persisted-documents.json`,
  own,
].join();

const gateways = {} as Record<Mode, RunningGateway>;

before(async () => {
  for (const mode of MODES) gateways[mode] = await startGateway({ DOCUMENTS: mode, DOCUMENTS_FILE });
});
after(async () => {
  for (const gateway of Object.values(gateways)) await gateway.stop();
  manifests.remove();
});

/** What becomes of an operation, and how many requests the first and the second one take. */
type Expected = readonly [outcome: string, first: number, second: number];

const OK: Expected = ['ok', 1, 1];
const NOT_SUPPORTED: Expected = ['PERSISTED_QUERY_NOT_SUPPORTED', 1, 1];

const CLIENTS: readonly (readonly [name: string, open: (url: string) => Ask, Readonly<Record<Mode, Expected>>])[] = [
  ['Relay with persistConfig', relay, { off: NOT_SUPPORTED, prefer: OK, listed: OK, only: OK }],
  [
    'Apollo Client with a generated manifest',
    apolloWithManifest,
    { off: ['ok', 2, 2], prefer: OK, listed: OK, only: OK },
  ],
  ['Apollo Client hashing at run time', apolloWithHashes, { off: ['ok', 2, 2], prefer: OK, listed: OK, only: OK }],
  ["Apollo Client's link as it comes", apolloWithLink(false), { off: ['ok', 2, 1], prefer: OK, listed: OK, only: OK }],
  ["Apollo Client's link by GET", apolloWithLink(true), { off: ['ok', 2, 1], prefer: OK, listed: OK, only: OK }],
  [
    'Apollo Client with texts',
    apolloWithText,
    { off: OK, prefer: OK, listed: OK, only: ['DOCUMENT_ID_REQUIRED', 1, 1] },
  ],
  [
    "Apollo Client's link with a document that is not listed",
    apolloUnlisted,
    {
      off: ['ok', 2, 1],
      prefer: ['ok', 2, 2],
      listed: ['DOCUMENT_NOT_LISTED', 2, 2],
      only: ['DOCUMENT_NOT_LISTED', 1, 1],
    },
  ],
  ['urql with exchange-persisted', urqlWithHashes, { off: ['ok', 2, 1], prefer: OK, listed: OK, only: OK }],
  [
    'urql with exchange-persisted and a document that is not listed',
    urqlUnlisted,
    {
      off: ['ok', 2, 1],
      prefer: ['ok', 2, 2],
      listed: ['DOCUMENT_NOT_LISTED', 2, 2],
      only: ['DOCUMENT_NOT_LISTED', 1, 1],
    },
  ],
  ["graphql-codegen's client preset", codegen, { off: NOT_SUPPORTED, prefer: OK, listed: OK, only: OK }],
  ['gql.tada over urql', tadaOverUrql, { off: NOT_SUPPORTED, prefer: OK, listed: OK, only: OK }],
  ["gql.tada over urql's exchange", tadaOverExchange, { off: ['ok', 2, 1], prefer: OK, listed: OK, only: OK }],
  ["gql.tada over Apollo's link", tadaOverApollo, { off: ['ok', 2, 1], prefer: OK, listed: OK, only: OK }],
  ['fetch', plainFetch({ documentId: sha256(URQL_LISTED) }), { off: NOT_SUPPORTED, prefer: OK, listed: OK, only: OK }],
  [
    'fetch with a document that is not listed',
    plainFetch({ documentId: sha256(UNLISTED) }),
    {
      off: NOT_SUPPORTED,
      prefer: ['PERSISTED_QUERY_NOT_FOUND', 1, 1],
      listed: ['PERSISTED_QUERY_NOT_FOUND', 1, 1],
      only: ['DOCUMENT_NOT_LISTED', 1, 1],
    },
  ],
  [
    'react-relay-network-modern',
    relayNetworkModern(URQL_LISTED),
    { off: ['ok', 2, 2], prefer: OK, listed: OK, only: OK },
  ],
  [
    'react-relay-network-modern with a document that is not listed',
    relayNetworkModern(UNLISTED),
    {
      off: ['ok', 2, 2],
      prefer: ['ok', 2, 2],
      listed: ['DOCUMENT_NOT_LISTED', 2, 2],
      only: ['DOCUMENT_NOT_LISTED', 2, 2],
    },
  ],
];

async function withProxy<T>(url: string, use: (proxy: CountingProxy) => Promise<T>): Promise<T> {
  const proxy = await startCountingProxy(url);
  try {
    return await use(proxy);
  } finally {
    proxy.close();
  }
}

for (const mode of MODES) {
  describe(`with DOCUMENTS=${mode}`, () => {
    for (const [name, open, expected] of CLIENTS) {
      test(`${name}: ${expected[mode].join(', ')}`, () =>
        withProxy(gateways[mode].url, async ({ url, seen }) => {
          const ask = open(url);
          const outcome = await ask();
          const first = seen.length;
          assert.equal(await ask(), outcome);
          assert.deepEqual([outcome, first, seen.length - first], expected[mode]);
        }));
    }
  });
}

for (const mode of ['prefer', 'listed', 'only'] as const) {
  test(`mutations go by their ids, too: DOCUMENTS=${mode}`, async () => {
    await withProxy(gateways[mode].url, async ({ url, seen }) => {
      const client = new Client({
        url,
        exchanges: [persistedExchange({ enableForMutation: true }), fetchExchange],
        fetchOptions: { headers: { authorization: 'APIKey sandbox' } },
      });
      const input = { id: `gid://paynow/Coupon/${EMPTY_STORE_ID}/1`, set: { note: 'x' } };
      const { data, error } = await client.mutation(CHANGE, { input });
      assert.equal(error, undefined);
      assert.deepEqual(data, { couponUpdate: { userErrors: [{ code: 'NOT_FOUND' }] } });
      const environment = createEnvironment(url, 'sandbox');
      const answer = await new Promise((resolve, reject) => {
        commitMutation(environment, {
          mutation: relayChange,
          variables: { input },
          onCompleted: resolve,
          onError: reject,
        });
      });
      assert.deepEqual(answer, { couponUpdate: { coupon: null, userErrors: [{ code: 'NOT_FOUND' }] } });
      assert.deepEqual(
        seen.map(({ query }) => typeof query),
        ['undefined', 'undefined'],
      );
    });
  });
}

test('a client that misses heals by itself once its document is listed', async () => {
  const path = manifests.write({ other: '{ __typename }' }, 'healing.json');
  const gateway = await startGateway({ DOCUMENTS: 'prefer', DOCUMENTS_FILE: path });
  try {
    await withProxy(gateway.url, async ({ url, seen }) => {
      const ask = apolloUnlisted(url);
      const requestsOf = async (): Promise<number> => {
        const before = seen.length;
        assert.equal(await ask(), 'ok');
        return seen.length - before;
      };
      assert.equal(await requestsOf(), 2);
      // The cache of the client has added a field to it.
      const sent = seen.map(({ query }) => query).find((query) => typeof query === 'string');
      manifests.write({ other: '{ __typename }', [sha256(String(sent))]: sent }, 'healing.json');
      while ((await requestsOf()) > 1) await setTimeout(100);
      assert.equal(await requestsOf(), 1);
    });
  } finally {
    await gateway.stop();
  }
});
