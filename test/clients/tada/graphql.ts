import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './generated/schema.d.ts';

/** Types a document by the schema and by how its scalars look in JSON. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { FlakeID: string; Int64: string; DateTime: string; Duration: string };
}>();
