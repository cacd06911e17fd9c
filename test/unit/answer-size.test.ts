import { type GraphQLSchema, getIntrospectionQuery, getOperationAST, Kind, parse, validate } from 'graphql';
import { describe, expect, it, test } from 'vitest';
import { shapeAnswer } from '../../src/graphql/cost/answer-shape.ts';
import { type AnswerSize, greatestSize, sizeFor } from '../../src/graphql/cost/answer-size.ts';
import { createSchema, createSubgraphSchema } from '../../src/graphql/schema.ts';
import { coerceVariables } from '../../src/server/operation/coerce-variables.ts';
import { OPERATION_LIMITS } from '../../src/server/operation/limits/operation-limits.ts';
import { WHOLE_SUBGRAPH } from '../federation/whole-subgraph.ts';

const PLAIN = createSchema();
const SUBGRAPH = createSubgraphSchema(WHOLE_SUBGRAPH);

function shapeOf(text: string, schema: GraphQLSchema) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const shape = shapeAnswer(schema, new Map(fragments.map((each) => [each.name.value, each])), operation);
  return { shape, operation };
}

/** The size as the gateway works it out: for coerced variables. */
function sizeOf(text: string, variables: Record<string, unknown> = {}, schema = PLAIN): AnswerSize {
  const { shape, operation } = shapeOf(text, schema);
  const { coerced, errors } = coerceVariables(schema, operation.variableDefinitions ?? [], variables, true);
  expect(errors).toBeUndefined();
  const size = sizeFor(shape, coerced ?? {});
  const greatest = greatestSize(shape);
  for (const key of ['values', 'bytes', 'failures'] as const) expect(size[key]).toBeLessThanOrEqual(greatest[key]);
  return size;
}

/** A field that waits for the REST API counts twenty times. */
const AWAITED = 20;
const store = (fields: string): string => `{ store(storeId: "1") { ${fields} } }`;
const page = (args: string): string => store(`coupons${args} { nodes { code } }`);
const withSize = (type: string): string =>
  `query ($n: ${type}) { store(storeId: "1") { coupons(first: $n) { nodes { code } } } }`;
/** The store, the page that is waited for, and two values in each row. */
const pageOf = (rows: number): number => 1 + AWAITED + rows * 2;
const nodes = (ids: string, type = '[ID!]!'): string => `query ($ids: ${type}) { nodes(ids: ${ids}) { id } }`;

describe('the values of an answer', () => {
  it.each<[id: string, document: string, values: number, variables?: Record<string, unknown>]>([
    ['fields', store('id storeId'), 3],
    ['one field twice', '{ store(storeId: "1") { id id } store(storeId: "1") { id storeId } }', 3],
    ['one field under two keys', '{ a: store(storeId: "1") { id } b: store(storeId: "1") { id } }', 4],
    ['a field that waits', store('name'), 1 + AWAITED],
    ['a page of no size', page(''), pageOf(20)],
    ['a page of `first`', page('(first: 7)'), pageOf(7)],
    ['a page of `last`', page('(sort: OLDEST_FIRST, last: 7)'), pageOf(7)],
    ['a page of null', page('(first: null)'), pageOf(20)],
    ['a page too large', page('(first: 5000)'), pageOf(100)],
    ['a page too small', page('(first: -1000000000000000)'.replace('1000000000000000', '2147483648')), pageOf(0)],
    ['a variable', withSize('Int'), pageOf(3), { n: 3 }],
    ['a variable before its default', withSize('Int = 50'), pageOf(3), { n: 3 }],
    ['a default', withSize('Int = 50'), pageOf(50)],
    ['a variable without value', withSize('Int'), pageOf(20)],
    ['a variable that is null', withSize('Int = 50'), pageOf(20), { n: null }],
    ['ids', nodes('["1", "2", "3"]').replace('($ids: [ID!]!)', ''), AWAITED + 3],
    ['ids in a variable', nodes('$ids'), AWAITED + 4, { ids: ['1', '2', '3', '4'] }],
    ['one id for a list', nodes('"1"').replace('($ids: [ID!]!)', ''), AWAITED + 1],
    ['a number for a list', nodes('-1000000000000').replace('($ids: [ID!]!)', ''), AWAITED + 1],
    ['one id for a list in a variable', nodes('$ids'), AWAITED + 1, { ids: 'toString' }],
    ['ids in a default', nodes('$ids', '[ID!]! = ["1", "2"]'), AWAITED + 2],
    ['a variable within a list', nodes('["1", $ids]', 'ID!'), AWAITED + 2, { ids: '1' }],
    [
      'a variable with the name of a method',
      nodes('$toString').replace('$ids', '$toString'),
      AWAITED + 1,
      { toString: '1' },
    ],
    [
      'lists in lists',
      store('coupons(first: 10) { nodes { store { coupons(first: 5) { nodes { id } } } } }'),
      1 + AWAITED + 10 * (2 + AWAITED + 5 * 2),
    ],
    [
      'a fragment in two lists',
      `${store('a: coupons(first: 2) { ...F } b: coupons(first: 3) { ...F }')} fragment F on CouponConnection { nodes { code } }`,
      1 + AWAITED + 2 * 2 + AWAITED + 3 * 2,
    ],
    [
      'a list that is merged',
      store('coupons(first: 2) { nodes { code } } ... { coupons(first: 2) { nodes { code note } } }'),
      1 + AWAITED + 2 * 3,
    ],
  ])('counts %s', (_id, document, values, variables) => {
    expect(sizeOf(document, variables).values).toBe(values);
  });

  it('counts the entities of a router', () => {
    const document = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Store { id } } }';
    expect(sizeOf(document, { r: [{}, {}] }, SUBGRAPH).values).toBe(AWAITED + 2 * 2);
  });

  it('is infinite at the most where ids are a variable, and known where they stand in the document', () => {
    expect(greatestSize(shapeOf(nodes('$ids'), PLAIN).shape).values).toBe(Number.POSITIVE_INFINITY);
    expect(greatestSize(shapeOf(nodes('["1", "2"]').replace('($ids: [ID!]!)', ''), PLAIN).shape).values).toBe(
      AWAITED + 2,
    );
  });
});

describe('introspection', () => {
  const valuesOf = (data: unknown): number => {
    if (Array.isArray(data)) return data.reduce((sum, item) => sum + valuesOf(item), 0);
    if (typeof data !== 'object' || data === null) return 0;
    return Object.values(data).reduce((sum, value) => sum + 1 + valuesOf(value), 0);
  };
  const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true };

  test.each([
    ['the plain schema', PLAIN],
    ['the subgraph', SUBGRAPH],
  ])('of every tool is counted at no less than it has, and is allowed: %s', async (_id, schema) => {
    const text = getIntrospectionQuery({ ...options, inputValueDeprecation: true });
    const { execute } = await import('graphql');
    const result = (await execute({ schema, document: parse(text) })) as { data?: unknown };
    const { values } = sizeOf(text, {}, schema);
    expect(values).toBeGreaterThanOrEqual(valuesOf(result.data));
    expect(values).toBeLessThan(OPERATION_LIMITS.values);
  });
});

test('fields whose arguments cannot be used are counted before they are executed', () => {
  const document = `query ($ids: [ID!]!, $id: FlakeID = "1") {
    nodes(ids: $ids) { ... on Store { coupon(couponId: $id) { id } } }
  }`;
  const ids = Array.from({ length: 5 }, () => 'gid://paynow/Store/1');
  expect(sizeOf(document, { ids }).failures).toBe(0);
  expect(sizeOf(document, { ids, id: null }).failures).toBe(5);
});

test('the bytes of keys are counted wherever they are repeated', () => {
  const key = 'k'.repeat(128);
  const bytes = (document: string): number => sizeOf(document).bytes;
  const more = bytes(store(`coupons(first: 100) { nodes { ${key}: code } }`)) - bytes(page('(first: 100)'));
  expect(more).toBe(100 * (key.length - 'code'.length));
});
