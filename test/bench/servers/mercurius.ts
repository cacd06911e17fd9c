import type { FastifyRequest } from 'fastify';
import { GraphQLBigInt, GraphQLDateTime } from 'graphql-scalars';
import { request } from 'undici';
import { type Api, createApi } from './shared/api.ts';
import { API_ORIGIN } from './shared/http.ts';
import { toMarketing } from './shared/mapping.ts';
import { type Context, createResolvers, readConnection } from './shared/resolvers.ts';
import { serveMercurius } from './shared/serve-mercurius.ts';

/** Mercurius as its documentation shows it: loaders for what hangs on an object, undici's `request`, library scalars. */

interface StoreQuery {
  readonly obj: { readonly storeId: string };
  readonly params: { readonly first: number };
}

function createRequestApi(authorization: string): Api {
  return createApi(async (method, path, body) => {
    const answer = await request(
      `${API_ORIGIN}${path}`,
      body === undefined
        ? { method, headers: { authorization } }
        : { method, headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    if (answer.statusCode !== 200) throw new Error(`The REST API answered with status ${answer.statusCode}.`);
    return answer.body.json();
  });
}

const { Query, Mutation } = createResolvers();
const options = {
  resolvers: { Query, Mutation, DateTime: GraphQLDateTime, Int64: GraphQLBigInt },
  loaders: {
    Store: {
      coupons: (queries: StoreQuery[], { api }: Context) =>
        Promise.all(queries.map(({ obj, params }) => readConnection(api, obj.storeId, params.first))),
      marketingConfiguration: (queries: StoreQuery[], { api }: Context) =>
        Promise.all(queries.map(async ({ obj }) => toMarketing(await api.marketing(obj.storeId)))),
    },
  },
  context: (req: FastifyRequest): Context => ({ api: createRequestApi(String(req.headers.authorization)) }),
  jit: 1,
};

await serveMercurius(options);
