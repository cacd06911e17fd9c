import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from 'graphql';
import { type Scope, scopesFor, toScopeName } from '../../rest/scope.ts';
import { factsOf, type RowCount, typeFactsOf } from '../facts.ts';

/** Whether a router is asked to demand a signed-in caller, and scopes. It is never relied on here. */
export type Authorization = 'off' | 'authenticated' | 'scopes';

/** What only routers see; a subgraph's SDL leaves it out. */
const ROUTER_TYPES = new Set(['_Any', '_Entity', '_Service']);
const ROUTER_FIELDS = ['Query._entities', 'Query._service'];

/** The newest version that both `@apollo/composition` and `@theguild/federation-composition` take. */
const SPECIFICATION = 'https://specs.apollo.dev/federation/v2.9';

/** The subgraph's schema as a composer reads it: sorted, with federation directives, without the router's own fields. */
export function printSubgraphSdl(schema: GraphQLSchema, authorization: Authorization): string {
  const imports = ['@key', '@shareable', '@cost', '@listSize'];
  if (authorization !== 'off') imports.push('@authenticated');
  if (authorization === 'scopes') imports.push('@requiresScopes');
  const { definitions } = parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const link = `extend schema @link(url: "${SPECIFICATION}", import: [${imports.map((name) => `"${name}"`).join(', ')}])`;
  const types = definitions.filter((definition) => !isRouterType(definition));
  return `${print({
    kind: Kind.DOCUMENT,
    definitions: [
      ...parse(link, { noLocation: true }).definitions,
      ...types.flatMap((type) => withDirectives(type, schema, authorization) ?? []),
    ],
  })}\n`;
}

function isRouterType(definition: DefinitionNode): boolean {
  return 'name' in definition && definition.name !== undefined && ROUTER_TYPES.has(definition.name.value);
}

/** Undefined for a query type that has nothing but what routers see. */
function withDirectives(
  definition: DefinitionNode,
  schema: GraphQLSchema,
  authorization: Authorization,
): DefinitionNode | undefined {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  const type = schema.getType(definition.name.value) as GraphQLObjectType;
  const fields = definition.fields?.filter(({ name }) => !ROUTER_FIELDS.includes(`${type.name}.${name.value}`)) ?? [];
  if (fields.length === 0) return undefined;
  return {
    ...definition,
    directives: parseDirectives([...typeDirectives(type), ...scopeDirectives(typeFactsOf(type), authorization)]),
    fields: fields.map((node) => {
      const field = type.getFields()[node.name.value] as GraphQLField<unknown, unknown>;
      return {
        ...node,
        directives: parseDirectives([...costDirectives(field), ...scopeDirectives(factsOf(field), authorization)]),
      };
    }),
  };
}

/** Keys of entities, and value types that other subgraphs may define too. */
function typeDirectives(type: GraphQLObjectType): readonly string[] {
  const { keys = [], isStub, isShareable } = typeFactsOf(type);
  const resolvable = isStub ? ', resolvable: false' : '';
  return [...keys.map((fields) => `@key(fields: "${fields}"${resolvable})`), ...(isShareable ? ['@shareable'] : [])];
}

/** What a field costs in REST calls, and how long its list is, for a router's demand control. */
function costDirectives(field: GraphQLField<unknown, unknown>): readonly string[] {
  const { calls, weight = 1, rows } = factsOf(field);
  return [
    ...(calls === undefined ? [] : [`@cost(weight: ${weight})`]),
    ...(rows?.assumed === undefined
      ? []
      : [`@listSize(${[`assumedSize: ${rows.assumed}`, ...slicing(field, rows)].join(', ')})`]),
  ];
}

function slicing(field: GraphQLField<unknown, unknown>, { slicedBy }: RowCount): readonly string[] {
  if (isListType(getNullableType(field.type))) return [];
  const page = getNamedType(field.type) as GraphQLObjectType;
  const sized = Object.values(page.getFields()).filter(({ type }) => isListType(getNullableType(type)));
  return [
    ...(slicedBy ? [`slicingArguments: ${JSON.stringify(slicedBy)}`] : []),
    `sizedFields: ${JSON.stringify(sized.map(({ name }) => name))}`,
    ...(slicedBy ? ['requireOneSlicingArgument: false'] : []),
  ];
}

function scopeDirectives({ scope }: { readonly scope?: Scope }, authorization: Authorization): readonly string[] {
  if (!scope || authorization === 'off') return [];
  if (authorization === 'authenticated') return ['@authenticated'];
  // Each list alone is enough. To a router scopes are words: it does not know that to write includes to read.
  const lists = scopesFor(scope).map((each) => [toScopeName(each)]);
  return ['@authenticated', `@requiresScopes(scopes: ${JSON.stringify(lists)})`];
}

function parseDirectives(texts: readonly string[]): readonly ConstDirectiveNode[] {
  const [definition] = parse(`scalar Any ${texts.join(' ')}`, { noLocation: true }).definitions;
  return (definition as { readonly directives?: readonly ConstDirectiveNode[] }).directives ?? [];
}
