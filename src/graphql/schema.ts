import type { GraphQLSchema } from 'graphql';
import { builder, type Root, type Stub } from './builder.ts';
import './coupon/bulk/bulk-mutations.ts';
import './coupon/coupon-by-code.ts';
import './coupon/coupon-count.ts';
import './coupon/coupon-mutations.ts';
import './coupon/coupon-queries.ts';
import { type Authorization, printSubgraphSdl } from './federation/directives.ts';
import './federation/entities.ts';
import { checkOneOfWhenResolved } from './federation/one-of.ts';
import './federation/stubs.ts';
import './marketing/marketing-mutations.ts';
import { guardWrites } from './guarded-writes.ts';
import './node.ts';
import './viewer/viewer.ts';

/** What of the API a router gets. */
export interface SubgraphOptions {
  readonly roots: readonly Root[];
  readonly stubs: readonly Stub[];
  readonly authorization: Authorization;
}

const DESCRIPTION =
  "Stores, coupons and marketing mails of PayNow. Objects have a global `id`, for `node`, for caches and for mutations that change them; other ids are PayNow's own. Amounts are decimal strings in the smallest currency unit. Fields and values are only added; what is to go is marked as deprecated at least six months before.";

/** The schema for clients that ask this gateway alone. */
export function createSchema(): GraphQLSchema {
  const schema = builder.toSchema({ subGraph: 'standalone' });
  schema.description = DESCRIPTION;
  guardWrites(schema);
  return schema;
}

/** The schema for a federation router. Its SDL, which a composer reads, is in `extensions.sdl`. */
export function createSubgraphSchema({ roots, stubs, authorization }: SubgraphOptions): GraphQLSchema {
  const schema = builder.toSchema({ subGraph: ['federation', ...roots, ...stubs] });
  checkOneOfWhenResolved(schema);
  guardWrites(schema);
  schema.extensions = { ...schema.extensions, sdl: printSubgraphSdl(schema, authorization) };
  return schema;
}
