import type { Cache, UpdateResolver } from '@urql/exchange-graphcache';
import type { ResultOf, VariablesOf } from 'gql.tada';
import type { CREATE, CREATE_MANY, DELETE, DELETE_MANY } from './src/documents.ts';

type Created = Pick<NonNullable<ResultOf<typeof CREATE>['couponCreate']>, 'couponEdge'>;
type Deleted = Pick<NonNullable<ResultOf<typeof DELETE>['couponDelete']>, 'deletedCouponId' | 'store'>;

/** Puts a new coupon on top of the lists of its store that are not filtered. */
function addToLists(cache: Cache, { couponEdge }: Created): void {
  const edge = couponEdge && cache.keyOfEntity(couponEdge);
  if (!edge) return;
  for (const page of pagesOf(cache, couponEdge.node.store.id)) {
    if (!page.after && !page.filter) page.change((edges) => [edge, ...edges]);
  }
}

/** Takes a deleted coupon out of the lists of its store. */
function dropFromLists(cache: Cache, { deletedCouponId, store }: Deleted): void {
  if (!deletedCouponId || !store) return;
  const coupon = `Coupon:${deletedCouponId}`;
  for (const page of pagesOf(cache, store.id)) {
    page.change((edges) => edges.filter((edge) => cache.resolve(edge, 'node') !== coupon));
  }
}

export const afterCreate: UpdateResolver<ResultOf<typeof CREATE>, VariablesOf<typeof CREATE>> = (
  { couponCreate },
  _args,
  cache,
) => {
  if (couponCreate) addToLists(cache, couponCreate);
};

export const afterDelete: UpdateResolver<ResultOf<typeof DELETE>, VariablesOf<typeof DELETE>> = (
  { couponDelete },
  _args,
  cache,
) => {
  if (couponDelete) dropFromLists(cache, couponDelete);
};

export const afterCreateMany: UpdateResolver<ResultOf<typeof CREATE_MANY>, VariablesOf<typeof CREATE_MANY>> = (
  { couponBulkCreate },
  _args,
  cache,
) => {
  for (const created of couponBulkCreate?.results ?? []) addToLists(cache, created);
};

export const afterDeleteMany: UpdateResolver<ResultOf<typeof DELETE_MANY>, VariablesOf<typeof DELETE_MANY>> = (
  { couponBulkDelete },
  _args,
  cache,
) => {
  for (const deleted of couponBulkDelete?.results ?? []) dropFromLists(cache, deleted);
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
