import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

/** An order as its service keeps it: everything of PayNow's is an id. */
export interface OrderRow {
  readonly orderId: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly productIds: readonly string[];
  readonly couponId?: string;
  readonly mailKind?: 'ABANDONED_CHECKOUT' | 'PURCHASE_FOLLOW_UP';
}

/** The other subgraph, behind a real port. */
export interface OrdersSubgraph {
  readonly name: 'orders';
  readonly sdl: string;
  readonly url: string;
  close(): Promise<void>;
}

type ProductKey = { readonly storeId: string; readonly productId: string };
type CouponKey = { readonly storeId: string; readonly couponId: string };

const sdl = readFileSync(new URL('orders.graphql', import.meta.url), 'utf8');

/**
 * Serves orders. Their coupons, stores and mails are keys, which a router completes from the other subgraph.
 *
 * @param deletedProducts ids that its catalogue does not know any more.
 */
export async function startOrders(
  rows: readonly OrderRow[],
  deletedProducts: readonly string[] = [],
): Promise<OrdersSubgraph> {
  const resolvers = {
    Query: {
      orders: (_root: unknown, { first }: { first: number }) => rows.slice(0, first),
    },
    Order: {
      store: ({ storeId }: OrderRow) => ({ storeId }),
      customer: ({ storeId, customerId }: OrderRow) => ({ storeId, customerId }),
      products: ({ storeId, productIds }: OrderRow) => productIds.map((productId) => ({ storeId, productId })),
      coupon: ({ storeId, couponId }: OrderRow) => couponId && { storeId, couponId },
      mail: ({ storeId, mailKind: kind }: OrderRow) =>
        kind && { id: `gid://paynow/MarketingConfiguration/${storeId}/${kind}` },
    },
    Coupon: {
      orders: (coupon: CouponKey) =>
        rows.filter((order) => order.storeId === coupon.storeId && order.couponId === coupon.couponId),
    },
    Product: {
      __resolveReference: (product: ProductKey) => (deletedProducts.includes(product.productId) ? null : product),
      name: ({ productId }: ProductKey) => `Product ${productId}`,
      orders: ({ storeId, productId }: ProductKey) =>
        rows.filter((order) => order.storeId === storeId && order.productIds.includes(productId)),
    },
    Tag: { name: ({ tagId }: { tagId: string }) => `Tag ${tagId}` },
    Customer: { name: ({ customerId }: { customerId: string }) => `Customer ${customerId}` },
  };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers });
  const server = createServer(createYoga({ schema, logging: false }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name: 'orders',
    sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
