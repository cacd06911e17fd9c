import { valueFromASTUntyped } from 'graphql';
import { isFlakeId } from '../../rest/flake-id.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { cost, rowForEach } from '../cost/field-cost.ts';
import { type Coupon, CouponRef, readCouponNode } from '../coupon/coupon.ts';
import { badUserInput } from '../errors.ts';
import { type GlobalId, isMarketingConfigurationKind, readGlobalId } from '../global-id.ts';
import {
  type MarketingConfiguration,
  MarketingConfigurationRef,
  readMarketingConfigurationNode,
} from '../marketing/marketing-configuration.ts';
import { type Store, StoreRef, toStore } from '../store.ts';

/**
 * The part of a subgraph that a router calls: `_entities` and `_service` (Apollo Federation subgraph specification).
 *
 * It is written here instead of taken from `@apollo/subgraph` with `@pothos/plugin-federation` because it is small and
 * stable, because a representation then goes straight into the loaders, and because `@apollo/subgraph` would bring
 * Elastic-2.0 licensed code into the image, at a version that must never change (2.14.4; the plugin fails to load with
 * a later one). What a router expects of it is tested with both composers and a real gateway.
 */

type Entity = Store | Coupon | MarketingConfiguration;

/** A representation as a router sends it: `__typename` and the fields of one key. */
type Representation = Readonly<Record<string, unknown>>;

const AnyRef = builder.scalarType('_Any', {
  subGraphs: ['federation'],
  description: 'A representation of an entity: its `__typename` and the fields of one of its keys.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: valueFromASTUntyped,
});

const EntityRef = builder.unionType('_Entity', {
  subGraphs: ['federation'],
  description: 'Everything that other subgraphs can point at.',
  types: [StoreRef, CouponRef, MarketingConfigurationRef],
  resolveType: (entity: Entity) => entity.__typename,
});

const ServiceRef = builder.objectRef<object>('_Service').implement({
  subGraphs: ['federation'],
  description: 'This subgraph, as a composer reads it.',
  fields: (t) => ({
    sdl: t.string({
      description: 'The schema of this subgraph, with its federation directives.',
      resolve: (_service, _args, _context, info) => String(info.schema.extensions.sdl),
    }),
  }),
});

builder.queryFields((t) => ({
  _service: t.field({
    subGraphs: ['federation'],
    type: ServiceRef,
    description: 'For composers.',
    resolve: () => ({}),
  }),
  _entities: t.field({
    subGraphs: ['federation'],
    type: [EntityRef],
    nullable: { list: false, items: true },
    extensions: cost({ calls: Number.POSITIVE_INFINITY, rows: rowForEach('representations') }),
    description:
      'For routers: the entities of these representations, in their order, with null for each that does not exist.',
    args: {
      representations: t.arg({
        type: [AnyRef],
        required: true,
        description: 'The entities to read, by one of their keys.',
      }),
    },
    async resolve(_root, { representations }, context, info) {
      await context.representations.take(info.path.key, representations.length);
      return context.account.rows(info, representations).map((representation) => readEntity(context, representation));
    },
  }),
}));

/** Asynchronous even when nothing is read: a malformed key then fails at its own place, not the whole list. */
async function readEntity(context: Context, representation: unknown): Promise<Entity | null> {
  const key = readKey(representation);
  switch (key?.type) {
    case 'Store':
      return toStore(key.storeId);
    case 'Coupon':
      return readCouponNode(context, key.storeId, key.couponId);
    case 'MarketingConfiguration':
      return readMarketingConfigurationNode(context, key.storeId, key.kind);
    default:
      return context.account.fail(
        badUserInput('This representation holds no key of a known entity: give its `id`, or its ids as strings.'),
      );
  }
}

/** Reads either key of a representation strictly; undefined when it holds none. */
export function readKey(value: unknown): GlobalId | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { __typename: type, id, storeId, couponId, kind } = value as Representation;
  if (id !== undefined) {
    const globalId = typeof id === 'string' ? readGlobalId(id) : undefined;
    return globalId?.type === type ? globalId : undefined;
  }
  if (!isFlakeId(storeId)) return undefined;
  if (type === 'Store') return { type, storeId };
  if (type === 'Coupon' && isFlakeId(couponId)) return { type, storeId, couponId };
  if (type === 'MarketingConfiguration' && isMarketingConfigurationKind(kind)) return { type, storeId, kind };
  return undefined;
}
