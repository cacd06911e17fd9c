import fc from 'fast-check';
import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  type SelectionNode,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { createRandom } from '../bench/rows.ts';
import { operationOf } from './schema-arbitrary.ts';

/** What a client sends. */
export interface GeneratedRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/**
 * Queries that the schema allows, but for some of their values, written in all the ways that GraphQL has: with variables
 * that have defaults, are null or are missing, with `@skip` and `@include`, with fragments of both kinds, and beside
 * other operations.
 */
export function queryRequestOf(schema: GraphQLSchema): fc.Arbitrary<GeneratedRequest> {
  return fc
    .tuple(operationOf(schema, 'query'), fc.integer())
    .map(([query, seed]) => rewrite(schema, query, createRandom(seed)));
}

function rewrite(schema: GraphQLSchema, text: string, random: () => number): GeneratedRequest {
  const isOneIn = (times: number): boolean => random() < 1 / times;
  const variables: Record<string, unknown> = {};
  const definitions: VariableDefinitionNode[] = [];
  const fragments: FragmentDefinitionNode[] = [];
  let names = 0;

  /** A variable in the place of a value, which goes to one of the places that a variable has it from. */
  function toVariable(type: GraphQLInputType, value: ValueNode): ValueNode {
    const name = `v${names++}`;
    const isDefault = isOneIn(4);
    const [definition] = readVariables(`$${name}: ${type}${isDefault ? ` = ${print(value)}` : ''}`);
    definitions.push(definition as VariableDefinitionNode);
    if (isOneIn(12)) variables[name] = null;
    else if (!isDefault || isOneIn(8)) variables[name] = valueFromASTUntyped(value);
    return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
  }

  function toDirective(): DirectiveNode {
    const name = isOneIn(2) ? 'skip' : 'include';
    const text = `{ a @${name}(if: ${isOneIn(3) ? 'true' : 'false'}) }`;
    const [directive] = (readSelections(text)[0] as FieldNode).directives ?? [];
    return directive as DirectiveNode;
  }

  function toFragment(type: string, selections: readonly SelectionNode[]): SelectionNode {
    if (isOneIn(2))
      return { ...readSelections(`{ ... on ${type} { a } }`)[0], selectionSet: toSet(selections) } as never;
    const name = `F${names++}`;
    const [fragment] = parse(`fragment ${name} on ${type} { a }`).definitions;
    fragments.push({ ...(fragment as FragmentDefinitionNode), selectionSet: toSet(selections) });
    return readSelections(`{ ...${name} }`)[0] as SelectionNode;
  }

  const typeInfo = new TypeInfo(schema);
  const document = visit(
    parse(text),
    visitWithTypeInfo(typeInfo, {
      Argument: {
        leave(node) {
          const type = typeInfo.getArgument()?.type;
          return type && isOneIn(3) ? { ...node, value: toVariable(type, node.value) } : undefined;
        },
      },
      Field: {
        leave: (node) => (isOneIn(8) ? { ...node, directives: [toDirective()] } : undefined),
      },
      SelectionSet: {
        leave({ selections }) {
          const type = typeInfo.getParentType();
          if (!type || !isOneIn(5)) return undefined;
          const at = Math.floor(random() * selections.length);
          return toSet([...selections.slice(0, at), toFragment(type.name, selections.slice(at))]);
        },
      },
    }),
  ) as DocumentNode;

  // Directives take variables too: those that are there when the rest is written.
  const [operation] = document.definitions;
  const named = { ...operation, variableDefinitions: definitions, name: { kind: Kind.NAME, value: 'Main' } } as ASTNode;
  const other = isOneIn(8) ? 'query Other { __typename }' : '';
  const query = [print(named), ...fragments.map((fragment) => print(fragment)), other].join('\n');
  return { query, variables, ...(other && { operationName: isOneIn(4) ? 'Other' : 'Main' }) };
}

export const toSet = (selections: readonly SelectionNode[]) => ({ kind: Kind.SELECTION_SET, selections }) as const;

/** The selections of a selection set as it is written. */
export function readSelections(text: string): readonly SelectionNode[] {
  const [operation] = parse(text).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
}

function readVariables(text: string): readonly VariableDefinitionNode[] {
  const [operation] = parse(`query (${text}) { a }`).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : [];
}
