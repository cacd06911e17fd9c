import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  type SelectionSetNode,
} from 'graphql';
// What executes an operation decides which of its fields there are: graphql-js exports these two at their own path only.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { type ConnectionArgs, estimatePage, type PageCost, readPageRequest } from '../connection.ts';
import { type CouponSort, readCursor } from '../cursor.ts';
import { readKey } from '../federation/entities.ts';
import { type GlobalId, readGlobalId } from '../global-id.ts';
import type { Reads } from './reads.ts';

/** What a walk over a selection needs to know of its operation. */
export interface WalkContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced, defaults included. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What one walk down a list from a cursor may cost. */
  readonly downwards: number;
  /** The nodes that call the REST API, or that lead to some that do. The others are not looked at. */
  readonly calling: ReadonlySet<FieldNode>;
}

/** Fields and ids that are looked at before an operation counts as too large to be worked out: 20 ms. */
const MAX_STEPS = 50_000;

/** Where in the data a selection stands: what its fields read is known from this alone. */
type Place =
  | { readonly type: 'Query' }
  | GlobalId
  | { readonly type: 'CouponOf' | 'Payload'; readonly storeId: string }
  | { readonly type: 'Page'; readonly storeId: string; readonly key: string; readonly cost: PageCost };

/** Walks over selections and notes what they read. */
export interface Walker {
  query(set: SelectionSetNode): void;
  /** Visits each field of a mutation, with what notes the reads of its payload. */
  mutation(set: SelectionSetNode, visit: (field: Field, readPayload: (reads: Reads) => void) => void): void;
}

type Field = GraphQLField<unknown, unknown>;

/** One field that is executed: all nodes that select it under one key. */
interface Selected {
  readonly field: Field;
  readonly nodes: readonly FieldNode[];
}

type ListArgs = ConnectionArgs & { readonly sort: CouponSort };

const PROFILE_FIELDS = new Set(['name', 'slug', 'currency', 'platform', 'liveMode']);

export function createWalker(context: WalkContext, initialReads: Reads): Walker {
  const { schema, variables, calling } = context;
  const fragments = Object.fromEntries(context.fragments);
  let reads = initialReads;
  let steps = 0;

  function step(): void {
    steps++;
    if (steps > MAX_STEPS) throw new RangeError('Too many fields to work out the cost of.');
  }

  function* select(type: GraphQLObjectType, groups: ReadonlyMap<string, readonly FieldNode[]>): Generator<Selected> {
    for (const nodes of groups.values()) {
      step();
      const field = type.getFields()[(nodes[0] as FieldNode).name.value];
      if (field && nodes.some((node) => calling.has(node))) yield { field, nodes };
    }
  }

  function selectRoot(type: GraphQLObjectType, set: SelectionSetNode): Generator<Selected> {
    return select(type, collectFields(schema, fragments, variables, type, set));
  }

  function into(place: Place, { field, nodes }: Selected): void {
    const result = getNamedType(field.type);
    const type = (isAbstractType(result) ? schema.getType(place.type) : result) as GraphQLObjectType;
    for (const selected of select(type, collectSubfields(schema, fragments, variables, type, nodes))) {
      visit(place, selected);
    }
  }

  /** The arguments of a field; undefined when they cannot be used, so that the field fails without a call. */
  function argumentsOf({ field, nodes }: Selected): Record<string, unknown> | undefined {
    try {
      return getArgumentValues(field, nodes[0] as FieldNode, variables);
    } catch {
      return undefined;
    }
  }

  function visit(place: Place, selected: Selected): void {
    const { name } = selected.field;
    if (place.type === 'Query') visitQuery(name, selected);
    else if (place.type === 'Store') visitStore(place.storeId, name, selected);
    else if (place.type === 'Page') visitPage(place, name, selected);
    // `couponEdge.node` is one step deeper than `coupon` and `marketingConfiguration`.
    else if (place.type === 'Payload')
      into({ type: name === 'couponEdge' ? 'Payload' : 'CouponOf', storeId: place.storeId }, selected);
    else if (name === 'store') into({ type: 'Store', storeId: place.storeId }, selected);
  }

  function note(entity: GlobalId): void {
    if (entity.type === 'Coupon') reads.coupon(entity.storeId, entity.couponId);
    if (entity.type === 'MarketingConfiguration') reads.configuration(entity.storeId, entity.kind);
  }

  function visitEntity(entity: GlobalId | undefined, selected: Selected): void {
    if (!entity) return;
    note(entity);
    into(entity, selected);
  }

  /** What is selected of entities depends on their type and store only, so it is looked at once for each of those. */
  function visitEntities(entities: Iterable<GlobalId | undefined>, selected: Selected): void {
    const kinds = new Map<string, GlobalId>();
    for (const entity of entities) {
      step();
      if (!entity) continue;
      note(entity);
      kinds.set(`${entity.type} ${entity.storeId}`, entity);
    }
    for (const entity of kinds.values()) into(entity, selected);
  }

  function visitQuery(name: string, selected: Selected): void {
    const args = argumentsOf(selected) as QueryArgs | undefined;
    if (!args) return;
    const { storeId, couponId } = args;
    if (name === 'store') into({ type: 'Store', storeId }, selected);
    else if (name === 'coupon') visitEntity({ type: 'Coupon', storeId, couponId }, selected);
    else if (name === 'node') visitEntity(readGlobalId(args.id), selected);
    else if (name === 'nodes') visitEntities(args.ids.map(readGlobalId), selected);
    else if (name === '_entities') visitEntities(args.representations.map(readKey), selected);
  }

  function visitStore(storeId: string, name: string, selected: Selected): void {
    if (PROFILE_FIELDS.has(name)) reads.store(storeId);
    const args = argumentsOf(selected);
    if (!args) return;
    const { couponId, kind } = args as { couponId: string; kind: Kinds };
    if (name === 'coupon') visitEntity({ type: 'Coupon', storeId, couponId }, selected);
    else if (name === 'marketingConfiguration')
      visitEntity({ type: 'MarketingConfiguration', storeId, kind }, selected);
    else if (name === 'coupons') visitCoupons(storeId, args as unknown as ListArgs, selected);
  }

  function visitCoupons(storeId: string, args: ListArgs, selected: Selected): void {
    const cost = costOfPage(args);
    if (!cost) return;
    const key = `${storeId}?${JSON.stringify(args)}`;
    reads.list(key, cost.page);
    into({ type: 'Page', storeId, key, cost }, selected);
  }

  function costOfPage({ sort, ...args }: ListArgs): PageCost | undefined {
    try {
      const request = readPageRequest(args, sort === 'OLDEST_FIRST', (name, cursor) => readCursor(name, cursor, sort));
      return estimatePage(request, context.downwards);
    } catch {
      return undefined; // Refused when it is executed, without a call.
    }
  }

  function visitPage(place: Extract<Place, { type: 'Page' }>, name: string, selected: Selected): void {
    const { storeId, key, cost } = place;
    if (name === 'hasNextPage' || name === 'hasPreviousPage') reads.list(`${key} ${name}`, cost[name]);
    else if (name === 'edges' || name === 'pageInfo') into(place, selected);
    else if (name === 'nodes' || name === 'node') into({ type: 'CouponOf', storeId }, selected);
  }

  /** The store that a field of a mutation works on; undefined when its input cannot be used. */
  function writtenStore(selected: Selected): string | undefined {
    const input = argumentsOf(selected)?.input as { id?: string; storeId?: string } | undefined;
    return input?.storeId ?? (input?.id === undefined ? undefined : readGlobalId(input.id)?.storeId);
  }

  const rootType = (operation: 'query' | 'mutation'): GraphQLObjectType => {
    const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (!type) throw new TypeError(`The schema has no ${operation}.`);
    return type;
  };
  return {
    query(set) {
      for (const selected of selectRoot(rootType('query'), set)) visit({ type: 'Query' }, selected);
    },
    mutation(set, visitField) {
      for (const selected of selectRoot(rootType('mutation'), set)) {
        visitField(selected.field, (payloadReads) => {
          reads = payloadReads;
          const storeId = writtenStore(selected);
          if (storeId !== undefined) into({ type: 'Payload', storeId }, selected);
        });
      }
    },
  };
}

type Kinds = Extract<GlobalId, { type: 'MarketingConfiguration' }>['kind'];

/** The arguments of all fields of `Query` together; each field has those that its name asks for. */
interface QueryArgs {
  readonly id: string;
  readonly ids: readonly string[];
  readonly storeId: string;
  readonly couponId: string;
  readonly representations: readonly unknown[];
}
