import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, test } from 'vitest';

const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

/** A type and everything in it that can be described, each by its path. */
function describedParts(type: GraphQLNamedType): [string, string | null | undefined][] {
  const { name, description } = type;
  const own: [string, string | null | undefined] = [name, description];
  if (isEnumType(type)) return [own, ...type.getValues().map((value) => partOf(name, value))];
  if (isInputObjectType(type)) return [own, ...Object.values(type.getFields()).map((field) => partOf(name, field))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    partOf(name, field),
    ...field.args.map((argument) => partOf(`${name}.${field.name}`, argument)),
  ]);
  return [own, ...fields];
}

function partOf(
  parent: string,
  part: { readonly name: string; readonly description?: string | null | undefined },
): [string, string | null | undefined] {
  return [`${parent}.${part.name}`, part.description];
}

test('every type, field, argument, input field and enum value is described', () => {
  const types = Object.values(buildSchema(committed).getTypeMap());
  const ours = types.filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
  const parts = ours.flatMap(describedParts);
  expect(parts.map(([path]) => path)).toEqual(
    expect.arrayContaining([
      'Int64',
      'Coupon.code',
      'Store.coupons.sort',
      'CouponInput.code',
      'CouponSort.NEWEST_FIRST',
    ]),
  );
  const bare = parts.filter(([, description]) => (description ?? '').trim() === '').map(([path]) => path);
  expect(bare).toEqual([]);
});
