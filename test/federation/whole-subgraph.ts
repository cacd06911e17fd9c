import type { SubgraphOptions } from '../../src/graphql/schema.ts';

/** All that a subgraph can have, as the committed one does. */
export const WHOLE_SUBGRAPH: SubgraphOptions = {
  roots: ['node', 'store', 'coupon'],
  stubs: ['product', 'tag', 'customer'],
  authorization: 'off',
};

/** The same in the environment of a gateway. */
export const WHOLE_SUBGRAPH_ENV = { FEDERATION: 'on', FEDERATION_STUBS: 'product,tag,customer' };
