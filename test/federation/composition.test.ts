import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLInterfaceType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createSubgraphSchema } from '../../src/graphql/schema.ts';
import { COMPOSERS, type Subgraph } from './compose.ts';
import { WHOLE_SUBGRAPH } from './whole-subgraph.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const ORDERS = read('orders.graphql');
const SHOP: Subgraph = { name: 'shop', sdl: read('shop.graphql') };
const AUTHORIZATIONS = ['off', 'authenticated', 'scopes'] as const;

const NODE = `
  interface Node { id: ID! }
  extend type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
  extend type Order implements Node @key(fields: "id") { id: ID! }
`;

function paynow(options: Partial<Parameters<typeof createSubgraphSchema>[0]> = {}): Subgraph {
  const schema = createSubgraphSchema({ ...WHOLE_SUBGRAPH, ...options });
  return { name: 'paynow', sdl: String(schema.extensions.sdl) };
}

const orders = (more = ''): Subgraph => ({ name: 'orders', sdl: ORDERS + more });

function readSupergraph(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true });
}

function fieldsOf(schema: GraphQLSchema, type: string): string[] {
  return Object.keys((schema.getType(type) as GraphQLObjectType | GraphQLInterfaceType).getFields()).toSorted();
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
    'leaves Query.node to its other owner when FEDERATION_ROOTS has no node and FEDERATION_AUTH=%s',
    (authorization) => {
      const { errors, supergraphSdl } = compose([paynow({ roots: ['store', 'coupon'], authorization }), orders(NODE)]);
      expect(errors).toEqual([]);
      const supergraph = readSupergraph(supergraphSdl);
      expect(supergraph.getQueryType()?.getFields()).toHaveProperty('node');
      expect(directivesOf(supergraph, 'Query.node')).not.toContain('inaccessible');
      expect(directivesOf(supergraph, 'Query.nodes')).not.toContain('inaccessible');
    },
  );

  test('refuses two owners of Query.node, which FEDERATION_ROOTS is for', () => {
    const { errors } = compose([paynow(), orders(NODE)]);
    expect(errors.map((error) => error.split(':')[0])).toEqual(['INVALID_FIELD_SHARING', 'INVALID_FIELD_SHARING']);
  });

  test('composes without Query.node in any subgraph', () => {
    const { errors, supergraphSdl } = compose([paynow({ roots: ['store', 'coupon'] }), orders()]);
    expect(errors).toEqual([]);
    expect(readSupergraph(supergraphSdl).getQueryType()?.getFields()).not.toHaveProperty('node');
  });

  describe('beside an ordinary shop, which has types of its own by common names', () => {
    test('composes when Query.store is left to it', () => {
      const { errors, supergraphSdl } = compose([paynow({ roots: ['node', 'coupon'], stubs: [] }), SHOP]);
      expect(errors).toEqual([]);
      const supergraph = readSupergraph(supergraphSdl);
      expect(fieldsOf(supergraph, 'UserError')).toEqual(['code', 'path']);
      expect(fieldsOf(supergraph, 'PayNowUserError')).toEqual(['code', 'field', 'message']);
      expect(fieldsOf(supergraph, 'Actor')).toEqual(['name']);
      expect(fieldsOf(supergraph, 'Product')).toEqual(['id', 'tags', 'title']);
    });

    test('refuses two owners of Query.store', () => {
      const { errors } = compose([paynow({ stubs: [] }), SHOP]);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.filter((error) => !error.includes('Query.store'))).toEqual([]);
    });

    test.each(['product', 'tag', 'customer'] as const)('refuses a stub whose key it does not have: %s', (stub) => {
      const { errors } = compose([paynow({ roots: ['node', 'coupon'], stubs: [stub] }), SHOP]);
      expect(errors.join().toLowerCase()).toContain(`${stub}id`);
    });
  });

  test('composes when no root field is asked for', () => {
    const { errors, supergraphSdl } = compose([paynow({ roots: [] }), orders()]);
    expect(errors).toEqual([]);
    expect(fieldsOf(readSupergraph(supergraphSdl), 'Query')).toEqual(['orders']);
  });

  test.each([
    ['Store', 'id: ID!', 'id'],
    ['Coupon', 'id: ID!', 'id'],
    ['MarketingConfiguration', 'id: ID!', 'id'],
    ['Store', 'storeId: FlakeID!', 'storeId'],
    ['Coupon', 'storeId: FlakeID! couponId: FlakeID!', 'storeId couponId'],
  ])('lets other subgraphs point at a %s by { %s }', (type, fields, key) => {
    const sdl = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      scalar FlakeID
      type Query { pinned: ${type} }
      type ${type} @key(fields: "${key}", resolvable: false) { ${fields} }
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
