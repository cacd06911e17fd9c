import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  type DocumentNode,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import {
  generatePersistedQueryIdsAtRuntime,
  generatePersistedQueryIdsFromManifest,
} from '@apollo/persisted-query-lists';
import { Client, type DocumentInput, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { persistedQueriesMiddleware, RelayNetworkLayer, urlMiddleware } from 'react-relay-network-modern';
import { fetchQuery } from 'relay-runtime';
import { sha256 } from '../../support/manifests.ts';
import { STORE_ID } from '../store.ts';
import { NAME as APOLLO_NAME } from './apollo/documents.ts';
import { NAME as CODEGEN_NAME } from './codegen/documents.ts';
import { execute } from './codegen/execute.ts';
import apolloManifest from './generated/apollo.json' with { type: 'json' };
import relayPage from './generated/relay/couponPageQuery.graphql.ts';
import { createEnvironment } from './relay/environment.ts';
import { CURRENCY as TADA_CURRENCY, NAME as TADA_NAME } from './tada/documents.ts';

/** Asks for a store's name once, and gives `ok` or the code of the error. */
export type Ask = () => Promise<string>;

const KEY = 'sandbox';
const headers = { authorization: `APIKey ${KEY}` };
const variables = { storeId: STORE_ID };

/** What urql sends for `UNLISTED` and for a listed document of its own. */
export const URQL_LISTED = 'query UrqlName($storeId: FlakeID!) {\n  store(storeId: $storeId) {\n    name\n  }\n}';
/** A document that no manifest holds. */
export const UNLISTED = 'query Unlisted($storeId: FlakeID!) {\n  store(storeId: $storeId) {\n    currency\n  }\n}';

interface Failed {
  readonly extensions?: { readonly code?: unknown } | undefined;
}

/** Where clients put the answer whose errors they throw. */
interface ClientError {
  readonly source?: { readonly errors?: readonly Failed[] };
  readonly res?: { readonly errors?: readonly Failed[]; readonly text?: string };
}

/** The outcome of an operation for which a client throws an error that holds those of the answer. */
async function outcomeOfThrown(
  operate: () => Promise<unknown>,
  errorsOf: (error: ClientError) => readonly Failed[] | undefined,
): Promise<string> {
  try {
    await operate();
    return 'ok';
  } catch (error) {
    const errors = errorsOf(error as ClientError);
    if (!errors) throw error;
    return outcomeOf(errors);
  }
}

function outcomeOf(errors: readonly Failed[] | null | undefined): string {
  return errors?.[0] ? String(errors[0].extensions?.code) : 'ok';
}

export function relay(url: string): Ask {
  const environment = createEnvironment(url, KEY);
  return () =>
    outcomeOfThrown(
      () => fetchQuery(environment, relayPage, variables, { fetchPolicy: 'network-only' }).toPromise(),
      ({ source }) => source?.errors,
    );
}

function apollo(url: string, persisted: ApolloLink | undefined, query: DocumentNode): Ask {
  const http = new HttpLink({ uri: url, headers });
  const link = persisted ? ApolloLink.from([persisted, http]) : http;
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  return async () => {
    const { error } = await client.query({ query, variables, fetchPolicy: 'network-only', errorPolicy: 'all' });
    if (error && !CombinedGraphQLErrors.is(error)) throw error;
    return outcomeOf(error?.errors);
  };
}

export const apolloWithText = (url: string): Ask => apollo(url, undefined, APOLLO_NAME);

export const apolloWithManifest = (url: string): Ask => {
  const ids = generatePersistedQueryIdsFromManifest({ loadManifest: () => apolloManifest });
  return apollo(url, new PersistedQueryLink(ids), APOLLO_NAME);
};

export const apolloWithHashes = (url: string): Ask =>
  apollo(url, new PersistedQueryLink(generatePersistedQueryIdsAtRuntime({ sha256 })), APOLLO_NAME);

/** The link as it comes, by GET as by POST, which stops asking by hashes when it is told to. */
export const apolloWithLink =
  (useGETForHashedQueries: boolean, query: DocumentNode = APOLLO_NAME) =>
  (url: string): Ask =>
    apollo(url, new PersistedQueryLink({ sha256, useGETForHashedQueries }), query);

export const apolloUnlisted = apolloWithLink(false, gql(UNLISTED));

function urql(client: Client, query: DocumentInput): Ask {
  return async () => {
    const { error } = await client.query(query, variables, { requestPolicy: 'network-only' });
    if (error?.networkError) throw error.networkError;
    return outcomeOf(error?.graphQLErrors);
  };
}

const persistedUrql = (url: string): Client =>
  new Client({
    url,
    exchanges: [persistedExchange({ enableForMutation: true }), fetchExchange],
    fetchOptions: { headers },
  });

export const urqlWithHashes = (url: string): Ask => urql(persistedUrql(url), URQL_LISTED);
export const urqlUnlisted = (url: string): Ask => urql(persistedUrql(url), UNLISTED);

export const codegen = (url: string): Ask => {
  return async () => outcomeOf((await execute(url, KEY, CODEGEN_NAME, variables)).errors);
};

/** The document is nothing but its id here, which urql takes in production only. */
export const tadaOverUrql = (url: string): Ask => {
  const ask = urql(new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers } }), TADA_CURRENCY);
  return async () => {
    process.env.NODE_ENV = 'production';
    try {
      return await ask();
    } finally {
      delete process.env.NODE_ENV;
    }
  };
};

const idOf = (document: DocumentNode) => (document as typeof TADA_NAME).documentId;

export const tadaOverExchange = (url: string): Ask => {
  const exchange = persistedExchange({ generateHash: async (_text, document) => idOf(document as DocumentNode) });
  return urql(new Client({ url, exchanges: [exchange, fetchExchange], fetchOptions: { headers } }), TADA_NAME);
};

export const tadaOverApollo = (url: string): Ask =>
  apollo(url, new PersistedQueryLink({ generateHash: idOf }), TADA_NAME);

export const plainFetch =
  (params: object) =>
  (url: string): Ask =>
  async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...params, variables }),
    });
    const { errors } = (await response.json()) as { readonly errors?: readonly Failed[] };
    return outcomeOf(errors);
  };

/** Sends the hash that Relay's compiler would, and the text after each refusal. */
export const relayNetworkModern =
  (text: string) =>
  (url: string): Ask => {
    const network = new RelayNetworkLayer([
      urlMiddleware({ url, headers: { ...headers, 'Content-Type': 'application/json' } }),
      persistedQueriesMiddleware(),
    ]);
    const operation = { id: sha256(text), text, name: 'Name', operationKind: 'query', metadata: {} };
    return () =>
      outcomeOfThrown(
        () => network.execute(operation as never, variables, {}).toPromise(),
        ({ res }) => res?.errors ?? JSON.parse(res?.text ?? '{}').errors,
      );
  };
