import { type AugmentedRequest, type DataSourceConfig, RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { GraphQLBigInt, GraphQLDateTime } from 'graphql-scalars';
import { createApi } from './shared/api.ts';
import { API_ORIGIN, IS_SUBGRAPH, PORT } from './shared/http.ts';
import { type Context, type CouponKey, createResolvers, readCoupon } from './shared/resolvers.ts';
import { SDL, SUBGRAPH_SDL } from './shared/sdl.ts';

/** Apollo Server as its documentation shows it: the standalone server and a data source for each request. */

class PayNow extends RESTDataSource {
  override baseURL = API_ORIGIN;
  readonly #authorization: string;

  constructor(authorization: string, options: DataSourceConfig) {
    super(options);
    this.#authorization = authorization;
  }

  override willSendRequest(_path: string, request: AugmentedRequest): void {
    request.headers.authorization = this.#authorization;
  }

  readonly api = createApi((_method, path, body) => (body === undefined ? this.get(path) : this.patch(path, { body })));
}

const resolvers = {
  ...createResolvers(),
  ...(IS_SUBGRAPH && {
    Coupon: { __resolveReference: (key: CouponKey, { api }: Context) => readCoupon(api, key) },
  }),
  DateTime: GraphQLDateTime,
  Int64: GraphQLBigInt,
};
const server = IS_SUBGRAPH
  ? new ApolloServer<Context>({
      schema: buildSubgraphSchema({ typeDefs: parse(SUBGRAPH_SDL), resolvers: resolvers as never }),
    })
  : new ApolloServer<Context>({ typeDefs: SDL, resolvers });
await startStandaloneServer(server, {
  listen: { port: PORT, host: '127.0.0.1' },
  context: async ({ req }) => new PayNow(String(req.headers.authorization), { cache: server.cache }),
});
