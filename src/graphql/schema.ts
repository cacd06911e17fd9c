import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './coupon/coupon-mutations.ts';
import './coupon/coupon-queries.ts';
import './marketing/marketing-mutations.ts';
import './node.ts';

/** Builds the schema from every type that was declared on the builder. */
export function createSchema(): GraphQLSchema {
  return builder.toSchema();
}
