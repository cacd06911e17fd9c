import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
} from 'graphql';

/** What the printed subgraph says beside its types. */
export interface SubgraphOptions {
  /**
   * False when another subgraph owns `Query.node` and `nodes`: ours are then left out. To mark them `@inaccessible`
   * would not do, since composition hides a field of the supergraph when any subgraph says so, the owner's included.
   */
  readonly ownsNode: boolean;
  /** Whether a router is asked to demand a signed-in caller, and scopes. It is never relied on here. */
  readonly authorization: 'off' | 'authenticated' | 'scopes';
}

/** Directives of object types: keys of entities, and value types that other subgraphs may define too. */
const TYPES: Readonly<Record<string, string>> = {
  Store: '@key(fields: "id") @key(fields: "storeId")',
  Coupon: '@key(fields: "id") @key(fields: "storeId couponId")',
  MarketingConfiguration: '@key(fields: "id") @key(fields: "storeId kind")',
  Product: '@key(fields: "storeId productId", resolvable: false)',
  Tag: '@key(fields: "storeId tagId", resolvable: false)',
  Customer: '@key(fields: "storeId customerId", resolvable: false)',
  PageInfo: '@shareable',
  Actor: '@shareable',
  UserError: '@shareable',
};

/** What fields cost in REST calls, for a router's demand control. Fields that call nothing are not listed. */
const COSTS: Readonly<Record<string, string>> = {
  'Query.coupon': '@cost(weight: 1)',
  'Query.node': '@cost(weight: 1)',
  'Query.nodes': '@cost(weight: 1) @listSize(assumedSize: 50)',
  'Store.name': '@cost(weight: 1)',
  'Store.slug': '@cost(weight: 1)',
  'Store.currency': '@cost(weight: 1)',
  'Store.platform': '@cost(weight: 1)',
  'Store.liveMode': '@cost(weight: 1)',
  'Store.coupon': '@cost(weight: 1)',
  'Store.coupons':
    '@cost(weight: 1) @listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  'Store.marketingConfiguration': '@cost(weight: 1)',
  'PageInfo.hasNextPage': '@cost(weight: 1)',
  'PageInfo.hasPreviousPage': '@cost(weight: 1)',
  'Mutation.couponCreate': '@cost(weight: 1)',
  'Mutation.couponUpdate': '@cost(weight: 1)',
  'Mutation.couponDelete': '@cost(weight: 1)',
  'Mutation.marketingConfigurationSet': '@cost(weight: 2)',
  'Mutation.marketingConfigurationUpdate': '@cost(weight: 3)',
};

/** What a caller must be allowed to do, by type or field. Types too, since other subgraphs lead to entities past our fields. */
const SCOPES: Readonly<Record<string, string>> = {
  Coupon: 'coupons:read',
  MarketingConfiguration: 'marketing:read',
  'Query.coupon': 'coupons:read',
  'Store.coupon': 'coupons:read',
  'Store.coupons': 'coupons:read',
  'Store.marketingConfiguration': 'marketing:read',
  'Mutation.couponCreate': 'coupons:write',
  'Mutation.couponUpdate': 'coupons:write',
  'Mutation.couponDelete': 'coupons:write',
  'Mutation.marketingConfigurationSet': 'marketing:write',
  'Mutation.marketingConfigurationUpdate': 'marketing:write',
};

/** What only routers see; a subgraph's SDL leaves it out. */
const ROUTER_TYPES = new Set(['_Any', '_Entity', '_Service']);
const ROUTER_FIELDS = ['Query._entities', 'Query._service'];
const NODE_FIELDS = ['Query.node', 'Query.nodes'];

/** The newest version that both `@apollo/composition` and `@theguild/federation-composition` take. */
const SPECIFICATION = 'https://specs.apollo.dev/federation/v2.9';

/** The subgraph's schema as a composer reads it: sorted, with federation directives, without the router's own fields. */
export function printSubgraphSdl(schema: GraphQLSchema, options: SubgraphOptions): string {
  const imports = ['@key', '@shareable', '@cost', '@listSize'];
  if (options.authorization !== 'off') imports.push('@authenticated');
  if (options.authorization === 'scopes') imports.push('@requiresScopes');
  const { definitions } = parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const link = `extend schema @link(url: "${SPECIFICATION}", import: [${imports.map((name) => `"${name}"`).join(', ')}])`;
  const types = definitions.filter((definition) => !isRouterType(definition));
  return `${print({
    kind: Kind.DOCUMENT,
    definitions: [
      ...parse(link, { noLocation: true }).definitions,
      ...types.map((type) => withDirectives(type, options)),
    ],
  })}\n`;
}

function isRouterType(definition: DefinitionNode): boolean {
  return 'name' in definition && definition.name !== undefined && ROUTER_TYPES.has(definition.name.value);
}

function withDirectives(definition: DefinitionNode, options: SubgraphOptions): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  const type: ObjectTypeDefinitionNode = definition;
  const toCoordinate = (field: FieldDefinitionNode) => `${type.name.value}.${field.name.value}`;
  const hidden = options.ownsNode ? ROUTER_FIELDS : [...ROUTER_FIELDS, ...NODE_FIELDS];
  const fields = type.fields?.filter((field) => !hidden.includes(toCoordinate(field))) ?? [];
  return {
    ...type,
    directives: directivesOf(type.name.value, options),
    fields: fields.map((field) => ({ ...field, directives: directivesOf(toCoordinate(field), options) })),
  };
}

function directivesOf(coordinate: string, { authorization }: SubgraphOptions): readonly ConstDirectiveNode[] {
  const scope = SCOPES[coordinate];
  const directives = [
    TYPES[coordinate],
    COSTS[coordinate],
    scope && authorization !== 'off' && '@authenticated',
    scope && authorization === 'scopes' && `@requiresScopes(scopes: [["paynow:${scope}"]])`,
  ];
  return parseDirectives(directives.filter(Boolean).join(' '));
}

function parseDirectives(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`scalar Any ${text}`, { noLocation: true }).definitions;
  return (definition as { readonly directives?: readonly ConstDirectiveNode[] }).directives ?? [];
}
