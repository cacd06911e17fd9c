import {
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { shapeAnswer } from '../graphql/cost/answer-shape.ts';
import { estimateCost } from '../graphql/cost/estimate.ts';
import { factsOf, typeFactsOf } from '../graphql/facts.ts';
import type { ValidDocument } from '../server/operation/document.ts';
import { sampleVariables } from './sample-variables.ts';

/** What is known of an operation before anybody sends it. */
export interface OperationFacts {
  readonly type: string;
  readonly name: string | undefined;
  /** How many REST calls it takes: at least, with the simplest variables; at most, with any, or null for no bound. */
  readonly restCalls: { readonly atLeast: number; readonly atMost: number | null };
}

/** What is known of a document that is executed as it is. */
export interface DocumentFacts {
  readonly operations: readonly OperationFacts[];
  /** What its callers must be allowed to do. */
  readonly scopes: readonly string[];
  /** Where objects are selected without the name of their type, by which the caches of clients know them. */
  readonly missingTypenames: readonly string[];
  /** Whether it asks for the schema, which production refuses unless `INTROSPECTION` is on. */
  readonly needsIntrospection: boolean;
}

/** Tells what can be known of a document. */
export function examine(schema: GraphQLSchema, document: ValidDocument): DocumentFacts {
  return {
    operations: document.operations.map((operation) => ({
      type: operation.operation,
      name: operation.name?.value,
      restCalls: countCalls(schema, document, operation),
    })),
    scopes: findScopes(schema, document),
    missingTypenames: findMissingTypenames(document),
    needsIntrospection: usesIntrospection(document),
  };
}

function countCalls(
  schema: GraphQLSchema,
  { fragments }: ValidDocument,
  operation: OperationDefinitionNode,
): OperationFacts['restCalls'] {
  const { calls, calling } = shapeAnswer(schema, fragments, operation);
  const least = [false, true].map((flag) => {
    const variables = sampleVariables(schema, operation, flag);
    return estimateCost(operation, { schema, fragments, variables, downwards: 1, calling }).atLeast;
  });
  return { atLeast: Math.min(...least), atMost: Number.isFinite(calls) ? calls : null };
}

function findScopes(schema: GraphQLSchema, { document }: ValidDocument): readonly string[] {
  const scopes = new Set<string>();
  const types = new TypeInfo(schema);
  const add = ({ scope }: { readonly scope?: string }): void => {
    if (scope) scopes.add(`paynow:${scope}`);
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const field = types.getFieldDef();
        if (field) add(factsOf(field));
      },
      SelectionSet() {
        const type = types.getParentType();
        if (type) add(typeFactsOf(getNamedType(type)));
      },
    }),
  );
  // To write includes to read.
  return [...scopes]
    .filter((scope) => !scopes.has(scope.replace(/:read$/, ':write')) || scope.endsWith(':write'))
    .sort();
}

function usesIntrospection({ document }: ValidDocument): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}

/** The rule by which Apollo Client and urql add `__typename` to what they send; whose text is then another one. */
function findMissingTypenames({ document }: ValidDocument): readonly string[] {
  const missing: string[] = [];
  const path: string[] = [];
  const look = (set: SelectionSetNode | undefined): void => {
    if (set && !set.selections.some(isMeta)) missing.push(path.join('.'));
  };
  visit(document, {
    FragmentDefinition: {
      enter({ name, selectionSet }) {
        path.push(name.value);
        look(selectionSet);
      },
      leave: () => void path.pop(),
    },
    Field: {
      enter({ alias, name, selectionSet }) {
        if (name.value.startsWith('__')) return false;
        path.push((alias ?? name).value);
        look(selectionSet);
        return undefined;
      },
      leave: () => void path.pop(),
    },
  });
  return missing;
}

function isMeta(selection: SelectionSetNode['selections'][number]): boolean {
  return selection.kind === Kind.FIELD && selection.name.value.startsWith('__');
}
