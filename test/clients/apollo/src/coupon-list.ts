import type { ApolloCache, ApolloClient } from '@apollo/client';
import { isAboutCurrency } from '../../coupon-discount.ts';
import { batchMistakesOf, mistakesOf } from '../../form.ts';
import type { CouponList, ListFilter, NewCoupon } from '../../program.ts';
import type { FlakeID, ID } from '../../scalars.ts';
import { errorsOf } from '../errors.ts';
import type { CreatedFragment } from '../generated/graphql.ts';
import { COUPONS, CREATE, CREATE_BOTH, CREATE_MANY, DELETE, DELETE_MANY, SET_ENABLED } from './documents.ts';

/** Opens a list of coupons; undefined when there is no such store. */
export async function openCouponList(
  client: ApolloClient,
  storeId: FlakeID,
  filter: ListFilter | null,
): Promise<CouponList | undefined> {
  const variables = { storeId, filter };
  const list = client.watchQuery({ query: COUPONS, variables, errorPolicy: 'all' });
  const { error } = await client.query({ query: COUPONS, variables, errorPolicy: 'all' });
  if (!isAboutCurrency(errorsOf(error))) throw error;
  const shown = () => client.readQuery({ query: COUPONS, variables }, true)?.store?.coupons;
  if (!shown()) return undefined;
  const inputOf = ({ code, percentage }: NewCoupon) => ({ storeId, coupon: { code, discount: { percentage } } });

  function putOnTop(cache: ApolloCache, created: Pick<CreatedFragment, 'couponEdge'> | null | undefined): void {
    const edge = created?.couponEdge;
    if (!edge || filter) return;
    cache.updateQuery({ query: COUPONS, variables }, (data) => {
      if (!data?.store?.coupons) return undefined;
      const edges = [edge, ...data.store.coupons.edges];
      return { ...data, store: { ...data.store, coupons: { ...data.store.coupons, edges } } };
    });
  }

  function drop(cache: ApolloCache, id: ID | null | undefined): void {
    const key = id && cache.identify({ __typename: 'Coupon', id });
    if (key) cache.evict({ id: key });
  }

  return {
    rows() {
      const coupons = shown();
      return coupons ? coupons.edges.map(({ node }) => node) : [];
    },
    async loadMore() {
      const page = shown()?.pageInfo;
      if (!page?.hasNextPage) return false;
      const { error } = await list.fetchMore({ variables: { after: page.endCursor }, errorPolicy: 'all' });
      if (!isAboutCurrency(errorsOf(error))) throw error;
      return true;
    },
    async create(coupon) {
      const { data, error } = await client.mutate({
        mutation: CREATE,
        variables: { input: inputOf(coupon) },
        errorPolicy: 'all',
        update: (cache, { data }) => putOnTop(cache, data?.couponCreate),
      });
      return mistakesOf('couponCreate', data?.couponCreate, errorsOf(error));
    },
    async createBoth(first, second) {
      const { data, error } = await client.mutate({
        mutation: CREATE_BOTH,
        variables: { first: inputOf(first), second: inputOf(second) },
        errorPolicy: 'all',
        update(cache, { data }) {
          putOnTop(cache, data?.first);
          putOnTop(cache, data?.second);
        },
      });
      const errors = errorsOf(error);
      return [mistakesOf('first', data?.first, errors), mistakesOf('second', data?.second, errors)];
    },
    async setEnabled(id, enabled) {
      const row = shown()?.edges.find(({ node }) => node.id === id)?.node;
      if (!row) throw new TypeError('There is no such row.');
      const { version } = row;
      const { data, error } = await client.mutate({
        mutation: SET_ENABLED,
        variables: { input: { id, expectedVersion: version, set: { enabled } } },
        errorPolicy: 'all',
        optimisticResponse: {
          couponUpdate: {
            __typename: 'CouponUpdatePayload',
            coupon: { __typename: 'Coupon', id, enabled, version },
            userErrors: [],
          },
        },
      });
      return mistakesOf('couponUpdate', data?.couponUpdate, errorsOf(error));
    },
    async remove(id) {
      const { data, error } = await client.mutate({
        mutation: DELETE,
        variables: { input: { id } },
        errorPolicy: 'all',
        update: (cache, { data }) => drop(cache, data?.couponDelete?.deletedCouponId),
      });
      return mistakesOf('couponDelete', data?.couponDelete, errorsOf(error));
    },
    async createMany(codes, percentage) {
      const items = codes.map((code) => ({ code }));
      const { data, error } = await client.mutate({
        mutation: CREATE_MANY,
        variables: { input: { storeId, template: { discount: { percentage } }, items } },
        errorPolicy: 'all',
        update(cache, { data }) {
          if (!data?.couponBulkCreate) return;
          for (const result of data.couponBulkCreate.results) putOnTop(cache, result);
        },
      });
      return batchMistakesOf('couponBulkCreate', data?.couponBulkCreate, errorsOf(error));
    },
    async removeMany(ids) {
      const { data, error } = await client.mutate({
        mutation: DELETE_MANY,
        variables: { input: { items: ids.map((id) => ({ id })) } },
        errorPolicy: 'all',
        update(cache, { data }) {
          if (!data?.couponBulkDelete) return;
          for (const { deletedCouponId } of data.couponBulkDelete.results) drop(cache, deletedCouponId);
        },
      });
      return batchMistakesOf('couponBulkDelete', data?.couponBulkDelete, errorsOf(error));
    },
  };
}
