import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../generated/tada/schema.d.ts';

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { FlakeID: string; Int64: string; DateTime: string; Duration: string };
}>();

const name = graphql(`
  query TadaName($storeId: FlakeID!) {
    store(storeId: $storeId) {
      __typename
      name
    }
  }
`);

const currency = graphql(`
  query TadaCurrency($storeId: FlakeID!) {
    store(storeId: $storeId) {
      __typename
      currency
    }
  }
`);

/** A document with its id, for clients that look into it. */
export const NAME = graphql.persisted('sha256:31435bb6b44d295db8eb717a8e913a36639433a3328f8b2596aab7eb1d1a4408', name);

/** A document that is its id alone: the text stays out of the bundle. */
export const CURRENCY = graphql.persisted<typeof currency>(
  'sha256:7e16680b72b43cad49e7fa0ac0ad90cd045adf9d92617d79a579881bc9035998',
);
