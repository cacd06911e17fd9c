import type { Cache, UpdateResolver } from '@urql/exchange-graphcache';

/** Puts a new coupon on top of the lists of its store that are not filtered. */
export const addToLists: UpdateResolver<{ couponCreate: { couponEdge: { __typename: 'CouponEdge' } | null } }> = (
  { couponCreate: { couponEdge } },
  { input },
  cache,
) => {
  const edge = couponEdge && cache.keyOfEntity(couponEdge);
  if (!edge) return;
  for (const page of pagesOf(cache, (input as { storeId: string }).storeId)) {
    if (!page.after && !page.filter) page.change((edges) => [edge, ...edges]);
  }
};

/** Takes a deleted coupon out of the lists of its store. */
export const dropFromLists: UpdateResolver<{ couponDelete: { deletedCouponId: string | null } }> = (
  { couponDelete: { deletedCouponId } },
  _args,
  cache,
) => {
  // gid://paynow/Coupon/<store id>/<coupon id>
  const storeId = deletedCouponId?.split('/')[4];
  if (!storeId) return;
  for (const page of pagesOf(cache, storeId)) {
    page.change((edges) => edges.filter((edge) => cache.resolve(edge, 'node') !== `Coupon:${deletedCouponId}`));
  }
};

function pagesOf(cache: Cache, storeId: string) {
  const store = `Store:gid://paynow/Store/${storeId}`;
  const fields = cache.inspectFields(store).filter(({ fieldName }) => fieldName === 'coupons');
  return fields.map(({ fieldKey, arguments: args }) => ({
    after: args?.after,
    filter: args?.filter,
    change(change: (edges: string[]) => string[]) {
      const page = cache.resolve(store, fieldKey) as string;
      cache.link(page, 'edges', change(cache.resolve(page, 'edges') as string[]));
    },
  }));
}
