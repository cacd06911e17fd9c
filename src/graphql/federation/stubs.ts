import { builder } from '../builder.ts';
import { CouponRef } from '../coupon/coupon.ts';
import { MarketingCouponConfigurationRef } from '../marketing/marketing-coupon-configuration.ts';

/**
 * Entities that other subgraphs own: here they are nothing but their keys, for a router to go on from. Their REST
 * paths need the store, so the store is part of each key.
 */

interface ProductKey {
  readonly __typename: 'Product';
  readonly storeId: string;
  readonly productId: string;
}

interface TagKey {
  readonly __typename: 'Tag';
  readonly storeId: string;
  readonly tagId: string;
}

interface CustomerKey {
  readonly __typename: 'Customer';
  readonly storeId: string;
  readonly customerId: string;
}

const STORE_ID = 'The PayNow id of the store it belongs to.';

const ProductRef = builder.objectRef<ProductKey>('Product').implement({
  subGraphs: ['federation'],
  description: 'A product of a store, owned by another subgraph.',
  fields: (t) => ({
    storeId: t.exposeID('storeId', { description: STORE_ID }),
    productId: t.exposeID('productId', { description: "The product's PayNow id." }),
  }),
});

const TagRef = builder.objectRef<TagKey>('Tag').implement({
  subGraphs: ['federation'],
  description: 'A tag of a store, owned by another subgraph.',
  fields: (t) => ({
    storeId: t.exposeID('storeId', { description: STORE_ID }),
    tagId: t.exposeID('tagId', { description: "The tag's PayNow id." }),
  }),
});

const CustomerRef = builder.objectRef<CustomerKey>('Customer').implement({
  subGraphs: ['federation'],
  description: 'A customer of a store, owned by another subgraph.',
  fields: (t) => ({
    storeId: t.exposeID('storeId', { description: STORE_ID }),
    customerId: t.exposeID('customerId', { description: "The customer's PayNow id." }),
  }),
});

const toProducts = (storeId: string, ids: readonly string[]): ProductKey[] =>
  ids.map((productId) => ({ __typename: 'Product', storeId, productId }));

const toTags = (storeId: string, ids: readonly string[]): TagKey[] =>
  ids.map((tagId) => ({ __typename: 'Tag', storeId, tagId }));

builder.objectFields(CouponRef, (t) => ({
  applyToProducts: t.field({
    subGraphs: ['federation'],
    type: [ProductRef],
    nullable: true,
    description: 'The products of `applyToProductIds`. Null and `[]` are kept apart.',
    resolve: ({ storeId, applyToProductIds: ids }, _args, { account }, info) =>
      ids && toProducts(storeId, account.rows(info, ids)),
  }),
  applyToTags: t.field({
    subGraphs: ['federation'],
    type: [TagRef],
    nullable: true,
    description: 'The tags of `applyToTagIds`. Null and `[]` are kept apart.',
    resolve: ({ storeId, applyToTagIds: ids }, _args, { account }, info) =>
      ids && toTags(storeId, account.rows(info, ids)),
  }),
  usableByCustomer: t.field({
    subGraphs: ['federation'],
    type: CustomerRef,
    nullable: true,
    description: 'The customer of `usableByCustomerId`.',
    resolve: ({ storeId, usableByCustomerId: customerId }): CustomerKey | null =>
      customerId === null ? null : { __typename: 'Customer', storeId, customerId },
  }),
}));

builder.objectFields(MarketingCouponConfigurationRef, (t) => ({
  requiredProducts: t.field({
    subGraphs: ['federation'],
    type: [ProductRef],
    description: 'The products of `requiredProductIds`.',
    resolve: ({ storeId, requiredProductIds: ids }, _args, { account }, info) =>
      toProducts(storeId, account.rows(info, ids)),
  }),
  requiredTags: t.field({
    subGraphs: ['federation'],
    type: [TagRef],
    description: 'The tags of `requiredTagIds`.',
    resolve: ({ storeId, requiredTagIds: ids }, _args, { account }, info) => toTags(storeId, account.rows(info, ids)),
  }),
}));
