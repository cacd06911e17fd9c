import type { OptimisticMutationResolver } from '@urql/exchange-graphcache';
import type { VariablesOf } from 'gql.tada';
import type { SET_ENABLED } from './src/documents.ts';

/** Shows a switched coupon before its answer is there; of any other change nothing. */
export const switchAtOnce: OptimisticMutationResolver<VariablesOf<typeof SET_ENABLED>> = ({ input: { id, set } }) => ({
  __typename: 'CouponUpdatePayload',
  coupon: typeof set.enabled === 'boolean' ? { __typename: 'Coupon', id, enabled: set.enabled } : null,
  userErrors: [],
});
