import * as fc from 'fast-check';
import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';

/** A coupon that the store should hold. */
export const COUPON_ID = '450000000000000001';
const GLOBAL_IDS = [
  `gid://paynow/Store/${STORE_ID}`,
  `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`,
  `gid://paynow/MarketingConfiguration/${STORE_ID}/PURCHASE_FOLLOW_UP`,
];

/** Values that scalars take, mostly. */
const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Int: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer(), fc.double()),
  Float: fc.double(),
  Boolean: fc.boolean(),
  String: fc.oneof(fc.string(), fc.string({ unit: 'binary' })),
  ID: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...GLOBAL_IDS) },
    fc.bigInt({ min: 1n, max: 2n ** 63n }).map((id) => `gid://paynow/Coupon/${STORE_ID}/${id}`),
    fc.string(),
    fc.integer(),
  ),
  FlakeID: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(STORE_ID, COUPON_ID) },
    fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
    fc.string(),
  ),
  Int64: fc.oneof(fc.integer({ min: 0 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(String)),
  DateTime: fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.string(),
  ),
  _Any: fc.constantFrom(
    { __typename: 'Store', storeId: STORE_ID },
    { __typename: 'Coupon', storeId: STORE_ID, couponId: COUPON_ID },
    { __typename: 'Coupon', id: GLOBAL_IDS[0] },
  ),
  Duration: fc.oneof(
    fc.nat().map((hours) => `PT${hours}H`),
    fc.string(),
  ),
};

/** Mostly different ones: fields of one name must be equal. */
const ALIASES = fc.oneof(
  { weight: 9, arbitrary: fc.nat().map((number) => `a${number}`) },
  { weight: 1, arbitrary: fc.constantFrom('a', '__proto__', 'constructor', 'toString') },
);

/** An enum value, which a document spells without quotes. */
class Name {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  toJSON(): string {
    return this.name;
  }
}

/** A value for an input type; one in twenty is anything at all. */
export function inputOf(type: GraphQLInputType): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 19, arbitrary: properInputOf(type) }, { weight: 1, arbitrary: fc.jsonValue() });
}

function properInputOf(type: GraphQLInputType): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return properInputOf(type.ofType);
  return fc.oneof({ weight: 9, arbitrary: presentInputOf(type) }, { weight: 1, arbitrary: fc.constant(null) });
}

function presentInputOf(type: GraphQLInputType): fc.Arbitrary<unknown> {
  if (isListType(type)) return fc.array(inputOf(type.ofType), { maxLength: 3 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => new Name(name)));
  if (!isInputObjectType(type)) return SCALARS[String(getNamedType(type))] ?? fc.jsonValue();
  const fields = Object.values(type.getFields());
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, inputOf(field.type)])), {
    requiredKeys: fields.filter((field) => isNonNullType(field.type)).map(({ name }) => name),
  });
}

/** A value as a document spells it. */
export function printLiteral(value: unknown): string {
  if (value instanceof Name) return value.name;
  if (Array.isArray(value)) return `[${value.map(printLiteral).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).map(([name, inner]) => `${/^[_a-z]\w*$/i.test(name) ? name : 'x'}: ${printLiteral(inner)}`)}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** Operations that the schema allows, but for some of their values. */
export function operationOf(schema: GraphQLSchema, operation: 'query' | 'mutation'): fc.Arbitrary<string> {
  const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  const known = new Map<string, fc.Arbitrary<string>>();

  function selectionOf(type: GraphQLOutputType, depth: number): fc.Arbitrary<string> {
    const named = getNamedType(type);
    if (isLeafType(named)) return fc.constant('');
    const key = `${named.name} ${depth}`;
    const arbitrary = known.get(key) ?? fieldsOf(named, depth);
    known.set(key, arbitrary);
    return arbitrary.map((fields) => `{ ${fields} }`);
  }

  function fieldsOf(type: ReturnType<typeof getNamedType>, depth: number): fc.Arbitrary<string> {
    if (isAbstractType(type)) {
      const fragments = schema
        .getPossibleTypes(type)
        .map((object) => fieldsOf(object, depth).map((fields) => `... on ${object} { ${fields} }`));
      return fc
        .array(fc.oneof(fc.constant(isInterfaceType(type) ? 'id' : '__typename'), ...fragments), {
          minLength: 1,
          maxLength: 3,
        })
        .map(join);
    }
    if (!isObjectType(type)) return fc.constant('__typename');
    return fc.array(fc.oneof(...fieldArbitraries(type, depth)), { minLength: 1, maxLength: 5 }).map(join);
  }

  function fieldArbitraries(type: GraphQLObjectType, depth: number): fc.Arbitrary<string>[] {
    const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
    const typename = fc.constant('__typename');
    return [
      typename,
      ...fields.map((field) => {
        const args = fc.record(Object.fromEntries(field.args.map((arg) => [arg.name, inputOf(arg.type)])), {
          requiredKeys: field.args.filter((arg) => isNonNullType(arg.type)).map(({ name }) => name),
        });
        const alias = fc.option(ALIASES, { freq: 2 });
        return fc.tuple(alias, args, selectionOf(field.type, depth - 1)).map(([name, given, selection]) => {
          const list = Object.entries(given).map(([arg, value]) => `${arg}: ${printLiteral(value)}`);
          return `${name ? `${name}: ` : ''}${field.name}${list.length > 0 ? `(${list.join(', ')})` : ''} ${selection}`;
        });
      }),
    ];
  }

  return fieldsOf(root as GraphQLObjectType, 5).map((fields) => `${operation} { ${fields} }`);
}

function join(parts: readonly string[]): string {
  return parts.join(' ');
}
