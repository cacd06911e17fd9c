import type { Client } from '@urql/core';
import { isAboutCurrency } from '../../coupon-discount.ts';
import { batchMistakesOf, mistakesOf } from '../../form.ts';
import type { CouponList, ListFilter, NewCoupon } from '../../program.ts';
import type { FlakeID } from '../../scalars.ts';
import { errorsOf } from '../errors.ts';
import { COUPONS, CREATE, CREATE_BOTH, CREATE_MANY, DELETE, DELETE_MANY, SET_ENABLED } from './documents.ts';

/** Opens a list of coupons; undefined when there is no such store. */
export async function openCouponList(
  client: Client,
  storeId: FlakeID,
  filter: ListFilter | null,
): Promise<CouponList | undefined> {
  const variables = { storeId, filter };
  const { data, error } = await client.query(COUPONS, variables);
  if (!isAboutCurrency(errorsOf(error))) throw error;
  if (!data?.store?.coupons) return undefined;
  const shown = () => client.readQuery(COUPONS, variables)?.data?.store?.coupons;
  const inputOf = ({ code, percentage }: NewCoupon) => ({ storeId, coupon: { code, discount: { percentage } } });

  return {
    rows() {
      const coupons = shown();
      return coupons ? coupons.edges.map(({ node }) => node) : [];
    },
    async loadMore() {
      const page = shown()?.pageInfo;
      if (!page?.hasNextPage) return false;
      const { error } = await client.query(COUPONS, { ...variables, after: page.endCursor });
      if (!isAboutCurrency(errorsOf(error))) throw error;
      return true;
    },
    async create(coupon) {
      const { data, error } = await client.mutation(CREATE, { input: inputOf(coupon) });
      return mistakesOf('couponCreate', data?.couponCreate, errorsOf(error));
    },
    async createBoth(first, second) {
      const variables = { first: inputOf(first), second: inputOf(second) };
      const { data, error } = await client.mutation(CREATE_BOTH, variables);
      const errors = errorsOf(error);
      return [mistakesOf('first', data?.first, errors), mistakesOf('second', data?.second, errors)];
    },
    async setEnabled(id, enabled) {
      const row = shown()?.edges.find(({ node }) => node.id === id)?.node;
      if (!row) throw new TypeError('There is no such row.');
      const input = { id, expectedVersion: row.version, set: { enabled } };
      const { data, error } = await client.mutation(SET_ENABLED, { input });
      return mistakesOf('couponUpdate', data?.couponUpdate, errorsOf(error));
    },
    async remove(id) {
      const { data, error } = await client.mutation(DELETE, { input: { id } });
      return mistakesOf('couponDelete', data?.couponDelete, errorsOf(error));
    },
    async createMany(codes, percentage) {
      const items = codes.map((code) => ({ code }));
      const input = { storeId, template: { discount: { percentage } }, items };
      const { data, error } = await client.mutation(CREATE_MANY, { input });
      return batchMistakesOf('couponBulkCreate', data?.couponBulkCreate, errorsOf(error));
    },
    async removeMany(ids) {
      const { data, error } = await client.mutation(DELETE_MANY, { input: { items: ids.map((id) => ({ id })) } });
      return batchMistakesOf('couponBulkDelete', data?.couponBulkDelete, errorsOf(error));
    },
  };
}
