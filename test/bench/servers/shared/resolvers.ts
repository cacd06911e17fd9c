import type { Api } from './api.ts';
import { readGlobalId, toConnection, toCoupon, toMarketing } from './mapping.ts';

interface StoreHandle {
  readonly storeId: string;
}

/** What a representation of a coupon holds. */
export interface CouponKey {
  readonly storeId: string;
  readonly couponId: string;
}

interface CouponUpdate {
  readonly id: string;
  readonly set: { readonly note?: string };
}

/** What resolvers find in the context: the REST API with the credential of the request. */
export interface Context {
  readonly api: Api;
}

/** The resolvers of the schema in sdl.ts. */
export function createResolvers() {
  return {
    Query: {
      coupon: (_root: unknown, key: CouponKey, { api }: Context) => readCoupon(api, key),
      store: (_root: unknown, { storeId }: StoreHandle): StoreHandle => ({ storeId }),
    },
    Mutation: {
      async couponUpdate(_root: unknown, { input }: { input: CouponUpdate }, { api }: Context) {
        const { id, set } = input;
        const { storeId, couponId } = readGlobalId(id);
        return { coupon: toCoupon(await api.update(storeId, couponId, set)), userErrors: [] };
      },
    },
    Store: {
      coupons: ({ storeId }: StoreHandle, { first }: { first: number }, { api }: Context) =>
        readConnection(api, storeId, first),
      marketingConfiguration: async ({ storeId }: StoreHandle, _args: unknown, { api }: Context) =>
        toMarketing(await api.marketing(storeId)),
    },
  };
}

/** One coupon. */
export async function readCoupon(api: Api, { storeId, couponId }: CouponKey) {
  return toCoupon(await api.coupon(storeId, couponId));
}

/** A page with its rows both as edges and as nodes. */
export async function readConnection(api: Api, storeId: string, first: number) {
  const rows = await api.coupons(storeId, first);
  const connection = toConnection(rows, toCoupon);
  return { ...connection, nodes: connection.edges.map(({ node }) => node) };
}
