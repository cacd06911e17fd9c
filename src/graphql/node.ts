import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { enter, type NodeModel, NodeRef, parseGlobalId } from './entity.ts';
import { ENTITIES } from './entity-registry.ts';
import { facts, type ReadsAt, rowForEach } from './facts.ts';

/** What a router takes `nodes` to be asked for. */
const ASSUMED_NODES = 50;

builder.queryFields((t) => ({
  node: t.field({
    subGraphs: ['standalone', 'node'],
    type: NodeRef,
    nullable: true,
    extensions: facts({
      calls: 1,
      reads: ({ args, reads }: ReadsAt<{ readonly id: string }>) => enter(reads, parseGlobalId(ENTITIES, args.id)),
    }),
    description:
      'Any object by its global id. Null when the id is malformed, of an unknown type, or of something that is gone.',
    args: {
      id: t.arg.id({
        required: true,
        description: 'A global id, for example `gid://paynow/Coupon/<storeId>/<couponId>`.',
      }),
    },
    resolve: (_root, args, context) => loadNode(context, args.id),
  }),
  nodes: t.field({
    subGraphs: ['standalone', 'node'],
    type: [NodeRef],
    nullable: { list: false, items: true },
    extensions: facts({
      calls: Number.POSITIVE_INFINITY,
      rows: rowForEach('ids', ASSUMED_NODES),
      reads: ({ args, reads }: ReadsAt<{ readonly ids: readonly string[] }>) =>
        args.ids.map((id) => enter(reads, parseGlobalId(ENTITIES, id))),
    }),
    description:
      'Many objects by their global ids, in the order asked for, with null in the place of each that `node` would give null for. Coupons of one store are looked up together.',
    args: { ids: t.arg.idList({ required: true, description: 'Global ids, of any types and stores, in any order.' }) },
    resolve: (_root, args, context, info) => context.account.rows(info, args.ids).map((id) => loadNode(context, id)),
  }),
}));

function loadNode(context: Context, id: string): NodeModel | null | Promise<NodeModel | null> {
  const key = parseGlobalId(ENTITIES, id);
  return key ? key.entity.load(context, key.storeId, key.part) : null;
}
