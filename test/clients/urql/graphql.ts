import { initGraphQLTada } from 'gql.tada';
import type { FlakeID, ID } from '../scalars.ts';
import type { introspection } from './generated/schema.d.ts';

/** Types a document by the schema and by how its scalars look in JSON. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { ID: ID; FlakeID: FlakeID; Int64: string; Decimal: string; DateTime: string; Duration: string };
  disableMasking: true;
}>();
