import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { Answer } from '../support/gateway.ts';

export interface RouterOptions {
  readonly supergraphSdl: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Headers of the client's that subgraphs are sent. */
  readonly propagated?: readonly string[];
  /** Headers of the router's own that this subgraph is sent. */
  readonly inserted?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A request that the router sent to a subgraph. */
export interface Fetch {
  readonly subgraph: string;
  readonly query: string;
  readonly representations: number;
}

/** A real federation router behind a real port. */
export interface Router {
  readonly url: string;
  /** What subgraphs were asked, in order. */
  readonly fetches: Fetch[];
  /** Sends an operation with the sandbox's key, unless the headers say otherwise. */
  query(document: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

interface RouterContext {
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** Runs a supergraph with @apollo/gateway. */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const { supergraphSdl, port = 0, propagated = ['authorization'], inserted = {} } = options;
  const fetches: Fetch[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url }) =>
      new RemoteGraphQLDataSource<RouterContext>({
        ...(url !== undefined && { url }),
        willSendRequest({ request, context }) {
          const representations = request.variables?.representations;
          fetches.push({ subgraph: name, query: request.query ?? '', representations: representations?.length ?? 0 });
          for (const header of propagated) {
            const value = context.headers?.[header];
            if (typeof value === 'string') request.http?.headers.set(header, value);
          }
          for (const [header, value] of Object.entries(inserted[name] ?? {})) request.http?.headers.set(header, value);
        },
      }),
  });
  const server = new ApolloServer<RouterContext>({ gateway, includeStacktraceInErrorResponses: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({ headers: req.headers }),
  });
  return {
    url,
    fetches,
    async query(query, variables, headers) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    close: () => server.stop(),
  };
}
