import type { ObjectRef } from '@pothos/core';
import { builder, type Types } from '../builder.ts';
import { CouponRef } from '../coupon/coupon.ts';
import { typeFacts } from '../facts.ts';
import { MarketingCouponConfigurationRef } from '../marketing/marketing-coupon-configuration.ts';

/**
 * Entities that other subgraphs own: here they are nothing but their keys, for a router to go on from. Their REST
 * paths need the store, so the store is part of each key.
 */
interface Stub {
  readonly storeId: string;
  readonly part: string;
}

function createStub(name: string, part: string): ObjectRef<Types, Stub> {
  const noun = name.toLowerCase();
  return builder.objectRef<Stub>(name).implement({
    subGraphs: ['federation'],
    extensions: typeFacts({ keys: [`storeId ${part}`], isStub: true }),
    description: `A ${noun} of a store, owned by another subgraph.`,
    fields: (t) => ({
      storeId: t.exposeID('storeId', { description: 'The PayNow id of the store it belongs to.' }),
      [part]: t.exposeID('part', { description: `The ${noun}'s PayNow id.` }),
    }),
  });
}

const ProductRef = createStub('Product', 'productId');
const TagRef = createStub('Tag', 'tagId');
const CustomerRef = createStub('Customer', 'customerId');

const toStubs = (storeId: string, ids: readonly string[]): Stub[] => ids.map((part) => ({ storeId, part }));

builder.objectFields(CouponRef, (t) => ({
  applyToProducts: t.field({
    subGraphs: ['federation'],
    type: [ProductRef],
    nullable: true,
    description: 'The products of `applyToProductIds`. Null and `[]` are kept apart.',
    resolve: ({ storeId, applyToProductIds: ids }, _args, { account }, info) =>
      ids && toStubs(storeId, account.rows(info, ids)),
  }),
  applyToTags: t.field({
    subGraphs: ['federation'],
    type: [TagRef],
    nullable: true,
    description: 'The tags of `applyToTagIds`. Null and `[]` are kept apart.',
    resolve: ({ storeId, applyToTagIds: ids }, _args, { account }, info) =>
      ids && toStubs(storeId, account.rows(info, ids)),
  }),
  usableByCustomer: t.field({
    subGraphs: ['federation'],
    type: CustomerRef,
    nullable: true,
    description: 'The customer of `usableByCustomerId`.',
    resolve: ({ storeId, usableByCustomerId: part }): Stub | null => (part === null ? null : { storeId, part }),
  }),
}));

builder.objectFields(MarketingCouponConfigurationRef, (t) => ({
  requiredProducts: t.field({
    subGraphs: ['federation'],
    type: [ProductRef],
    description: 'The products of `requiredProductIds`.',
    resolve: ({ storeId, requiredProductIds: ids }, _args, { account }, info) =>
      toStubs(storeId, account.rows(info, ids)),
  }),
  requiredTags: t.field({
    subGraphs: ['federation'],
    type: [TagRef],
    description: 'The tags of `requiredTagIds`.',
    resolve: ({ storeId, requiredTagIds: ids }, _args, { account }, info) => toStubs(storeId, account.rows(info, ids)),
  }),
}));
