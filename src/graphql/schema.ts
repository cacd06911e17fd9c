import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './coupon/coupon-mutations.ts';
import './coupon/coupon-queries.ts';
import { printSubgraphSdl, type SubgraphOptions } from './federation/directives.ts';
import './federation/entities.ts';
import './federation/stubs.ts';
import './marketing/marketing-mutations.ts';
import './node.ts';

/** The schema for clients that ask this gateway alone. */
export function createSchema(): GraphQLSchema {
  return builder.toSchema({ subGraph: 'standalone' });
}

/** The schema for a federation router. Its SDL, which a composer reads, is in `extensions.sdl`. */
export function createSubgraphSchema(options: SubgraphOptions): GraphQLSchema {
  const schema = builder.toSchema({ subGraph: 'federation' });
  schema.extensions = { ...schema.extensions, sdl: printSubgraphSdl(schema, options) };
  return schema;
}
