import { valueFromASTUntyped } from 'graphql';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { type EntityKey, enter, type NodeModel, parseGlobalId, toEntityKey } from '../entity.ts';
import { ENTITIES } from '../entity-registry.ts';
import { badUserInput } from '../errors.ts';
import { facts, type ReadsAt, rowForEach } from '../facts.ts';

/**
 * The part of a subgraph that a router calls: `_entities` and `_service` (Apollo Federation subgraph specification).
 *
 * It is written here instead of taken from `@apollo/subgraph` with `@pothos/plugin-federation` because it is small and
 * stable, because a representation then goes straight into the loaders, and because `@apollo/subgraph` would bring
 * Elastic-2.0 licensed code into the image, at a version that must never change (2.14.4; the plugin fails to load with
 * a later one). What a router expects of it is tested with both composers and a real gateway.
 */

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
  types: ENTITIES.values()
    .map(({ ref }) => ref)
    .toArray(),
  resolveType: ({ __typename }: NodeModel) => __typename,
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
    extensions: facts({
      calls: Number.POSITIVE_INFINITY,
      rows: rowForEach('representations'),
      reads: ({ args, reads }: ReadsAt<{ readonly representations: readonly unknown[] }>) =>
        args.representations.map((representation) => enter(reads, parseRepresentation(representation))),
    }),
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
      return context.account.rows(info, representations).map((representation) => loadEntity(context, representation));
    },
  }),
}));

/** Asynchronous even when nothing is read: a malformed key then fails at its own place, not the whole list. */
async function loadEntity(context: Context, representation: unknown): Promise<NodeModel | null> {
  context.account.proceed();
  const key = parseRepresentation(representation);
  if (key) return key.entity.load(context, key.storeId, key.part);
  return context.account.fail(
    badUserInput('This representation holds no key of a known entity: give its `id`, or its ids as strings.'),
  );
}

/** Reads a key of a representation strictly; undefined when it holds none. */
function parseRepresentation(value: unknown): EntityKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const representation = value as Representation;
  const { __typename: type, id, storeId } = representation;
  const entity = typeof type === 'string' ? ENTITIES.get(type) : undefined;
  if (id === undefined) {
    const keyField = entity?.part?.keyField;
    return toEntityKey(entity, storeId, keyField && representation[keyField]);
  }
  const key = typeof id === 'string' ? parseGlobalId(ENTITIES, id) : undefined;
  return key?.entity === entity ? key : undefined;
}
