import { Client, fetchExchange } from '@urql/core';
import { cacheExchange, type KeyingConfig } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import type { IntrospectionQuery } from 'graphql';
import { addToLists, dropFromLists } from './lists.ts';
import { switchAtOnce } from './optimistic.ts';

const noKey = () => null;

/** How the cache tells the objects apart that have no id: most belong to the object they stand in. */
export const KEYS: KeyingConfig = {
  // A cursor always stands for the same coupon, so the edge that a mutation gives can be linked into lists.
  CouponEdge: ({ cursor }) => String(cursor),
  CouponAmountDiscount: noKey,
  CouponBulkCreateResult: noKey,
  CouponBulkDeleteResult: noKey,
  CouponBulkUpdateResult: noKey,
  CouponCount: noKey,
  CouponPercentDiscount: noKey,
  MarketingCommand: noKey,
  MarketingCouponConfiguration: noKey,
  PayNowActor: noKey,
  PayNowUserError: noKey,
  Viewer: noKey,
  ViewerStore: noKey,
};

/** A client whose cache knows the schema, puts the pages of a list together, and follows what mutations change. */
export function createUrqlClient(endpoint: string, key: string, schema: IntrospectionQuery): Client {
  const cache = cacheExchange({
    schema,
    keys: KEYS,
    resolvers: { Store: { coupons: relayPagination() } },
    updates: { Mutation: { couponCreate: addToLists, couponDelete: dropFromLists } },
    optimistic: { couponUpdate: switchAtOnce },
  });
  const headers = { authorization: `APIKey ${key}` };
  return new Client({ url: endpoint, exchanges: [cache, fetchExchange], fetchOptions: { headers } });
}
