import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
// What executes an operation decides which of its fields there are: graphql-js exports these two at their own path only.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { factsOf, type Place } from '../facts.ts';
import { argumentsOf } from './arguments.ts';
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

type Field = GraphQLField<unknown, unknown>;

/** One field that is executed: all nodes that select it under one key. */
interface Selected {
  readonly field: Field;
  readonly nodes: readonly FieldNode[];
}

/** Walks over selections and notes what they read. */
export interface Walker {
  /** The fields of an operation. */
  roots(operation: OperationDefinitionNode): Iterable<Selected>;
  /** Notes what a field reads, and all that is selected below it. */
  visit(place: Place, selected: Selected, reads: Reads): void;
}

/** Fields and ids that are looked at before an operation counts as too large to be worked out: 20 ms. */
const MAX_STEPS = 50_000;

/** Outside of any store. */
export const ROOT: Place = { storeId: '' };

/** Walks as an executor would, and takes what fields read from what is told of them. */
export function createWalker({ schema, variables, calling, downwards, ...context }: WalkContext): Walker {
  const fragments = Object.fromEntries(context.fragments);
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

  /** The types that an object may have: one, unless the schema leaves it open and the place does too. */
  function typesOf(output: GraphQLOutputType, { type: name = '' }: Place): readonly GraphQLObjectType[] {
    const type = getNamedType(output);
    if (isObjectType(type)) return [type];
    if (!isAbstractType(type)) return [];
    const known = schema.getType(name);
    return isObjectType(known) && schema.isSubType(type, known) ? [known] : schema.getPossibleTypes(type);
  }

  function into(place: Place, { field, nodes }: Selected, reads: Reads): void {
    for (const type of typesOf(field.type, place)) {
      for (const selected of select(type, collectSubfields(schema, fragments, variables, type, nodes))) {
        visit(place, selected, reads);
      }
    }
  }

  function visit(place: Place, selected: Selected, reads: Reads): void {
    const facts = factsOf(selected.field);
    if (!facts.reads) {
      into(place, selected, reads);
      return;
    }
    const args = argumentsOf(selected.field, selected.nodes[0] as FieldNode, variables);
    if (!args) return;
    const below = facts.reads({ place, args, reads, downwards });
    if (!Array.isArray(below)) {
      if (below) into(below as Place, selected, reads);
      return;
    }
    // What is selected of several things depends on their type and store only, so it is looked at once for each.
    const places = new Map<string, Place>();
    for (const each of below as readonly (Place | undefined)[]) {
      step();
      if (each) places.set(`${each.type} ${each.storeId}`, each);
    }
    for (const each of places.values()) into(each, selected, reads);
  }

  return {
    roots({ operation, selectionSet }) {
      const type = schema.getRootType(operation);
      if (!type) throw new TypeError(`The schema has no ${operation}.`);
      return select(type, collectFields(schema, fragments, variables, type, selectionSet));
    },
    visit,
  };
}
