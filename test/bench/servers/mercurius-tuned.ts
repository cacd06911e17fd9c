import type { FastifyRequest } from 'fastify';
import { GraphQLScalarType } from 'graphql';
import { createDispatchApi } from './shared/dispatch-api.ts';
import { type Context, createResolvers } from './shared/resolvers.ts';
import { serveMercurius } from './shared/serve-mercurius.ts';

/** Mercurius at its best: scalars that are passed through, plain resolvers, one pool at the level of `dispatch`. */

const options = {
  resolvers: {
    ...createResolvers(),
    DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: (value) => value }),
    Int64: new GraphQLScalarType({ name: 'Int64', serialize: String }),
  },
  context: (req: FastifyRequest): Context => ({ api: createDispatchApi(String(req.headers.authorization)) }),
  jit: 1,
};

await serveMercurius(options);
