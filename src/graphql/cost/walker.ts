import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
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
}

/** Fields that are looked at before a selection counts as too large to be worked out. */
const MAX_STEPS = 200_000;

/** Where in the data a selection stands: what its fields read is known from this alone. */
type Place =
  | { readonly type: 'Query' | 'Mutation' }
  | GlobalId
  | { readonly type: 'CouponOf' | 'Payload'; readonly storeId: string }
  | { readonly type: 'Page'; readonly storeId: string; readonly key: string; readonly cost: PageCost };

/** Walks over selections and notes what they read. */
export interface Walker {
  selections(place: Place, set: SelectionSetNode): void;
  /** Visits each field that is executed there, whatever fragments it stands in. */
  forEachField(place: Place, set: SelectionSetNode, visit: (field: FieldNode) => void): void;
  /** The store that a field of a mutation works on; undefined when its input cannot be used. */
  writtenStore(field: FieldNode): string | undefined;
}

type ListArgs = ConnectionArgs & { readonly sort: CouponSort };

const PROFILE_FIELDS = new Set(['name', 'slug', 'currency', 'platform', 'liveMode']);

export function createWalker(context: WalkContext, reads: Reads): Walker {
  const { schema, fragments, variables } = context;
  let steps = 0;

  function forEachField(place: Place, set: SelectionSetNode, visit: (field: FieldNode) => void): void {
    for (const selection of set.selections) {
      steps++;
      if (steps > MAX_STEPS) throw new RangeError('Too many fields to work out the cost of.');
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        visit(selection);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment && applies(place, fragment.typeCondition?.name.value)) {
        forEachField(place, fragment.selectionSet, visit);
      }
    }
  }

  function isIncluded(selection: SelectionNode): boolean {
    if (!selection.directives?.length) return true;
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
  }

  function selections(place: Place, set: SelectionSetNode): void {
    forEachField(place, set, (field) => visitField(place, field));
  }

  function into(place: Place | undefined, field: FieldNode): void {
    if (place && field.selectionSet) selections(place, field.selectionSet);
  }

  /** The arguments of a field; undefined when they cannot be used, so that the field fails without a call. */
  function argumentsOf(type: string, field: FieldNode): Record<string, unknown> | undefined {
    const definition = (schema.getType(type) as GraphQLObjectType).getFields()[field.name.value];
    try {
      return definition && getArgumentValues(definition, field, variables);
    } catch {
      return undefined;
    }
  }

  function visitField(place: Place, field: FieldNode): void {
    const name = field.name.value;
    if (place.type === 'Query') visitQuery(name, field);
    else if (place.type === 'Store') visitStore(place.storeId, name, field);
    else if (place.type === 'Page') visitPage(place, name, field);
    // `couponEdge.node` is one step deeper than `coupon` and `marketingConfiguration`.
    else if (place.type === 'Payload')
      into({ type: name === 'couponEdge' ? 'Payload' : 'CouponOf', storeId: place.storeId }, field);
    else if ('storeId' in place && name === 'store') into({ type: 'Store', storeId: place.storeId }, field);
  }

  function visitEntity(entity: GlobalId | undefined, field: FieldNode): void {
    if (entity?.type === 'Coupon') reads.coupon(entity.storeId, entity.couponId);
    if (entity?.type === 'MarketingConfiguration') reads.configuration(entity.storeId, entity.kind);
    into(entity, field);
  }

  function visitQuery(name: string, field: FieldNode): void {
    const args = argumentsOf('Query', field) as QueryArgs | undefined;
    if (!args) return;
    const { storeId, couponId } = args;
    if (name === 'store') into({ type: 'Store', storeId }, field);
    else if (name === 'coupon') visitEntity({ type: 'Coupon', storeId, couponId }, field);
    else if (name === 'node') visitEntity(readGlobalId(args.id), field);
    else if (name === 'nodes') for (const id of args.ids) visitEntity(readGlobalId(id), field);
    else if (name === '_entities') for (const each of args.representations) visitEntity(readKey(each), field);
  }

  function visitStore(storeId: string, name: string, field: FieldNode): void {
    if (PROFILE_FIELDS.has(name)) reads.store(storeId);
    if (!field.selectionSet) return;
    const args = argumentsOf('Store', field);
    if (!args) return;
    const { couponId, kind } = args as { couponId: string; kind: Kinds };
    if (name === 'coupon') visitEntity({ type: 'Coupon', storeId, couponId }, field);
    else if (name === 'marketingConfiguration') visitEntity({ type: 'MarketingConfiguration', storeId, kind }, field);
    else if (name === 'coupons') visitCoupons(storeId, args as unknown as ListArgs, field);
  }

  function visitCoupons(storeId: string, args: ListArgs, field: FieldNode): void {
    const cost = costOfPage(args);
    if (!cost) return;
    const key = `${storeId}?${JSON.stringify(args)}`;
    reads.list(key, cost.page);
    into({ type: 'Page', storeId, key, cost }, field);
  }

  function costOfPage({ sort, ...args }: ListArgs): PageCost | undefined {
    try {
      const request = readPageRequest(args, sort === 'OLDEST_FIRST', (name, cursor) => readCursor(name, cursor, sort));
      return estimatePage(request, context.downwards);
    } catch {
      return undefined; // Refused when it is executed, without a call.
    }
  }

  function visitPage(place: Extract<Place, { type: 'Page' }>, name: string, field: FieldNode): void {
    const { storeId, key, cost } = place;
    if (name === 'hasNextPage' || name === 'hasPreviousPage') reads.list(`${key} ${name}`, cost[name]);
    else if (name === 'edges' || name === 'pageInfo') into(place, field);
    else if (name === 'nodes' || name === 'node') into({ type: 'CouponOf', storeId }, field);
  }

  function writtenStore(field: FieldNode): string | undefined {
    const input = argumentsOf('Mutation', field)?.input as { id?: string; storeId?: string } | undefined;
    return input?.storeId ?? (input?.id === undefined ? undefined : readGlobalId(input.id)?.storeId);
  }

  return { selections, forEachField, writtenStore };
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

function applies(place: Place, typeCondition: string | undefined): boolean {
  if (typeCondition === undefined || typeCondition === 'Node' || typeCondition === '_Entity') return true;
  // Places that are not entities have one type only, so validation has made sure that the condition fits.
  const isEntity = place.type === 'Store' || place.type === 'Coupon' || place.type === 'MarketingConfiguration';
  return !isEntity || place.type === typeCondition;
}
