import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createSubgraphSchema } from '../../src/graphql/schema.ts';
import { COMPOSERS, type Subgraph } from './compose.ts';

const ORDERS = readFileSync(new URL('orders.graphql', import.meta.url), 'utf8');
const AUTHORIZATIONS = ['off', 'authenticated', 'scopes'] as const;

const NODE = `
  interface Node { id: ID! }
  extend type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
  extend type Order implements Node @key(fields: "id") { id: ID! }
`;

/** What many subgraphs have: pages, and actors and user errors of their own. */
const VALUE_TYPES = `
  extend type Query { notes(first: Int): NoteConnection! }
  type Mutation { noteCreate(text: String!): NoteCreatePayload! }
  type NoteConnection { nodes: [Note!]! pageInfo: PageInfo! }
  type Note @key(fields: "noteId") { noteId: ID! writtenBy: Actor }
  type NoteCreatePayload { note: Note userErrors: [UserError!]! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  interface Actor { name: String! }
  type Member implements Actor { name: String! type: ActorType! }
  enum ActorType { USER BOT }
  type UserError { path: String! code: UserErrorCode }
  enum UserErrorCode { INVALID EMPTY }
`;

function paynow(options: Partial<Parameters<typeof createSubgraphSchema>[0]> = {}): Subgraph {
  const schema = createSubgraphSchema({ ownsNode: true, authorization: 'off', ...options });
  return { name: 'paynow', sdl: String(schema.extensions.sdl) };
}

const orders = (more = ''): Subgraph => ({ name: 'orders', sdl: ORDERS + more });

function readSupergraph(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true });
}

function directivesOf(schema: GraphQLSchema, coordinate: string): string[] {
  const [type = '', field] = coordinate.split('.');
  const object = schema.getType(type) as GraphQLObjectType;
  const node = field === undefined ? object.astNode : object.getFields()[field]?.astNode;
  return node?.directives?.map(({ name }) => name.value) ?? [];
}

describe.each(Object.entries(COMPOSERS))('%s', (_name, compose) => {
  test.each(AUTHORIZATIONS)('composes with a subgraph of orders when FEDERATION_AUTH=%s', (authorization) => {
    expect(compose([paynow({ authorization }), orders()]).errors).toEqual([]);
  });

  test.each(AUTHORIZATIONS)(
    'leaves Query.node to its other owner when FEDERATION_NODE=off and FEDERATION_AUTH=%s',
    (authorization) => {
      const { errors, supergraphSdl } = compose([paynow({ ownsNode: false, authorization }), orders(NODE)]);
      expect(errors).toEqual([]);
      const supergraph = readSupergraph(supergraphSdl);
      expect(supergraph.getQueryType()?.getFields()).toHaveProperty('node');
      expect(directivesOf(supergraph, 'Query.node')).not.toContain('inaccessible');
      expect(directivesOf(supergraph, 'Query.nodes')).not.toContain('inaccessible');
    },
  );

  test('refuses two owners of Query.node, which FEDERATION_NODE=off is for', () => {
    const { errors } = compose([paynow(), orders(NODE)]);
    expect(errors.map((error) => error.split(':')[0])).toEqual(['INVALID_FIELD_SHARING', 'INVALID_FIELD_SHARING']);
  });

  test('composes without Query.node in any subgraph', () => {
    const { errors, supergraphSdl } = compose([paynow({ ownsNode: false }), orders()]);
    expect(errors).toEqual([]);
    expect(readSupergraph(supergraphSdl).getQueryType()?.getFields()).not.toHaveProperty('node');
  });

  test('composes with a subgraph that has the same value types of its own', () => {
    expect(compose([paynow(), orders(VALUE_TYPES)]).errors).toEqual([]);
  });

  test.each([
    ['Store', 'id: ID!', 'id'],
    ['Coupon', 'id: ID!', 'id'],
    ['MarketingConfiguration', 'id: ID!', 'id'],
    ['Store', 'storeId: ID!', 'storeId'],
    ['Coupon', 'storeId: ID! couponId: ID!', 'storeId couponId'],
    ['MarketingConfiguration', 'storeId: ID! kind: MarketingConfigurationKind!', 'storeId kind'],
  ])('lets other subgraphs point at a %s by { %s }', (type, fields, key) => {
    const sdl = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Query { pinned: ${type} }
      type ${type} @key(fields: "${key}", resolvable: false) { ${fields} }
      enum MarketingConfigurationKind { ABANDONED_CHECKOUT PURCHASE_FOLLOW_UP }
    `;
    expect(compose([paynow(), { name: 'pins', sdl }]).errors).toEqual([]);
  });

  test('composes without an owner of products, tags and customers, which then are their keys only', () => {
    expect(compose([paynow()]).errors).toEqual([]);
  });

  test('tells a router what fields cost', () => {
    const supergraph = readSupergraph(compose([paynow(), orders()]).supergraphSdl);
    expect(directivesOf(supergraph, 'Store.coupons')).toEqual(expect.arrayContaining(['cost', 'listSize']));
    expect(directivesOf(supergraph, 'Query.store')).not.toContain('cost');
  });

  test.each([
    ['off', []],
    ['authenticated', ['authenticated']],
    ['scopes', ['authenticated', 'requiresScopes']],
  ] as const)('asks a router to authorize with FEDERATION_AUTH=%s by %j', (authorization, expected) => {
    const supergraph = readSupergraph(compose([paynow({ authorization }), orders()]).supergraphSdl);
    for (const place of ['Coupon', 'MarketingConfiguration', 'Query.coupon', 'Mutation.couponDelete']) {
      const asked = directivesOf(supergraph, place).filter((name) => /^(authenticated|requiresScopes)$/.test(name));
      expect(asked.toSorted(), place).toEqual(expected);
    }
  });
});
