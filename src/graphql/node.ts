import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { cost, rowForEach } from './cost/field-cost.ts';
import { readCouponNode } from './coupon/coupon.ts';
import { readGlobalId } from './global-id.ts';
import { readMarketingConfigurationNode } from './marketing/marketing-configuration.ts';
import { type NodeModel, NodeRef } from './node-interface.ts';
import { toStore } from './store.ts';

builder.queryFields((t) => ({
  node: t.field({
    type: NodeRef,
    nullable: true,
    extensions: cost({ calls: 1 }),
    description:
      'Any object by its global id. Null when the id is malformed, of an unknown type, or of something that is gone.',
    args: {
      id: t.arg.id({
        required: true,
        description: 'A global id, for example `gid://paynow/Coupon/<storeId>/<couponId>`.',
      }),
    },
    resolve: (_root, args, context) => readNode(context, args.id),
  }),
  nodes: t.field({
    type: [NodeRef],
    nullable: { list: false, items: true },
    extensions: cost({ calls: Number.POSITIVE_INFINITY, rows: rowForEach('ids') }),
    description:
      'Many objects by their global ids, in the order asked for, with null in the place of each that `node` would give null for. Coupons of one store are looked up together.',
    args: { ids: t.arg.idList({ required: true, description: 'Global ids, of any types and stores, in any order.' }) },
    resolve: (_root, args, context, info) => context.account.rows(info, args.ids).map((id) => readNode(context, id)),
  }),
}));

function readNode(context: Context, id: string): NodeModel | null | Promise<NodeModel | null> {
  const globalId = readGlobalId(id);
  switch (globalId?.type) {
    case 'Store':
      return toStore(globalId.storeId);
    case 'Coupon':
      return readCouponNode(context, globalId.storeId, globalId.couponId);
    case 'MarketingConfiguration':
      return readMarketingConfigurationNode(context, globalId.storeId, globalId.kind);
    default:
      return null;
  }
}
