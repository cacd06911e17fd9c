import type { ObjectRef } from '@pothos/core';
import { builder, type Stub, type Types } from '../builder.ts';
import { CouponRef } from '../coupon/coupon.ts';
import { typeFacts } from '../facts.ts';
import { MarketingCouponConfigurationRef } from '../marketing/marketing-coupon-configuration.ts';

/**
 * An entity that another subgraph owns: here it is nothing but its key, for a router to go on from. Its REST path needs
 * the store, so the store is part of the key.
 */
interface StubModel {
  readonly storeId: string;
  readonly part: string;
}

function createStub(noun: Stub, name: string, part: string): ObjectRef<Types, StubModel> {
  return builder.objectRef<StubModel>(name).implement({
    subGraphs: [noun],
    defaultSubGraphsForFields: [noun],
    extensions: typeFacts({ keys: [`storeId ${part}`], isStub: true }),
    description: `A ${noun} of a store, owned by another subgraph.`,
    fields: (t) => ({
      storeId: t.expose('storeId', { type: 'FlakeID', description: 'The PayNow id of the store it belongs to.' }),
      [part]: t.expose('part', { type: 'FlakeID', description: `The ${noun}'s PayNow id.` }),
    }),
  });
}

const ProductRef = createStub('product', 'Product', 'productId');
const TagRef = createStub('tag', 'Tag', 'tagId');
const CustomerRef = createStub('customer', 'Customer', 'customerId');

const toStubs = (storeId: string, ids: readonly string[]): StubModel[] => ids.map((part) => ({ storeId, part }));

/** PayNow keeps ids of what was deleted; a list without gaps would make the object around it null. */
const GAPS = 'Null stands in the place of each that its owner does not know any more.';

builder.objectFields(CouponRef, (t) => ({
  applyToProducts: t.field({
    subGraphs: ['product'],
    type: [ProductRef],
    nullable: { list: true, items: true },
    description: `The products of \`applyToProductIds\`. Null and \`[]\` are kept apart. ${GAPS}`,
    resolve: ({ storeId, applyToProductIds: ids }, _args, { account }, info) =>
      ids && toStubs(storeId, account.rows(info, ids)),
  }),
  applyToTags: t.field({
    subGraphs: ['tag'],
    type: [TagRef],
    nullable: { list: true, items: true },
    description: `The tags of \`applyToTagIds\`. Null and \`[]\` are kept apart. ${GAPS}`,
    resolve: ({ storeId, applyToTagIds: ids }, _args, { account }, info) =>
      ids && toStubs(storeId, account.rows(info, ids)),
  }),
  usableByCustomer: t.field({
    subGraphs: ['customer'],
    type: CustomerRef,
    nullable: true,
    description: 'The customer of `usableByCustomerId`.',
    resolve: ({ storeId, usableByCustomerId: part }): StubModel | null => (part === null ? null : { storeId, part }),
  }),
}));

builder.objectFields(MarketingCouponConfigurationRef, (t) => ({
  requiredProducts: t.field({
    subGraphs: ['product'],
    type: [ProductRef],
    nullable: { list: false, items: true },
    description: `The products of \`requiredProductIds\`. ${GAPS}`,
    resolve: ({ storeId, requiredProductIds: ids }, _args, { account }, info) =>
      toStubs(storeId, account.rows(info, ids)),
  }),
  requiredTags: t.field({
    subGraphs: ['tag'],
    type: [TagRef],
    nullable: { list: false, items: true },
    description: `The tags of \`requiredTagIds\`. ${GAPS}`,
    resolve: ({ storeId, requiredTagIds: ids }, _args, { account }, info) => toStubs(storeId, account.rows(info, ids)),
  }),
}));
