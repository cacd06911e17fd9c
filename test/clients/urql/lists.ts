import type { Cache, UpdateResolver } from '@urql/exchange-graphcache';
import type { ResultOf, VariablesOf } from 'gql.tada';
import type { CREATE, DELETE } from './src/documents.ts';

/** Puts a new coupon on top of the lists of its store that are not filtered. */
export const addToLists: UpdateResolver<ResultOf<typeof CREATE>, VariablesOf<typeof CREATE>> = (
  { couponCreate },
  _args,
  cache,
) => {
  if (!couponCreate?.couponEdge) return;
  const edge = cache.keyOfEntity(couponCreate.couponEdge);
  if (!edge) return;
  for (const page of pagesOf(cache, couponCreate.couponEdge.node.store.id)) {
    if (!page.after && !page.filter) page.change((edges) => [edge, ...edges]);
  }
};

/** Takes a deleted coupon out of the lists of its store. */
export const dropFromLists: UpdateResolver<ResultOf<typeof DELETE>, VariablesOf<typeof DELETE>> = (
  { couponDelete },
  _args,
  cache,
) => {
  if (!couponDelete?.deletedCouponId || !couponDelete.store) return;
  const coupon = `Coupon:${couponDelete.deletedCouponId}`;
  for (const page of pagesOf(cache, couponDelete.store.id)) {
    page.change((edges) => edges.filter((edge) => cache.resolve(edge, 'node') !== coupon));
  }
};

function pagesOf(cache: Cache, storeId: string) {
  const store = `Store:${storeId}`;
  const fields = cache.inspectFields(store).filter(({ fieldName }) => fieldName === 'coupons');
  return fields.map(({ fieldKey, arguments: args }) => ({
    after: args?.after,
    filter: args?.filter,
    change(change: (edges: string[]) => string[]) {
      const page = cache.resolve(store, fieldKey);
      // The list of a store that does not exist is null.
      if (typeof page !== 'string') return;
      const edges = cache.resolve(page, 'edges');
      if (Array.isArray(edges)) cache.link(page, 'edges', change(edges.map(String)));
    },
  }));
}
