import {
  defaultFieldResolver,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';

/**
 * Takes `@oneOf` from the inputs of a subgraph, and has each field that takes such an input check the same rule before it
 * is resolved. `@apollo/composition` refuses the directive, so clients of a router do not know of it: they may write
 * `{ amount: $amount, percentage: $percentage }` and give one of the two, which can be judged only then.
 */
export function checkOneOfWhenResolved(schema: GraphQLSchema): void {
  const types = Object.values(schema.getTypeMap());
  const oneOf = new Set(types.filter((type) => isInputObjectType(type)).filter(({ isOneOf }) => isOneOf));
  for (const type of oneOf) type.isOneOf = false;

  /** Whether values of a type may hold a value of which one field must be given. */
  function leadsToOneOf(type: GraphQLInputType, seen = new Set<GraphQLInputType>()): boolean {
    const named = getNamedType(type);
    if (!isInputObjectType(named) || seen.has(named)) return false;
    seen.add(named);
    return oneOf.has(named) || Object.values(named.getFields()).some((field) => leadsToOneOf(field.type, seen));
  }

  /** @param place of the value in the arguments, for people. */
  function findFaults(value: unknown, given: GraphQLInputType, place: string): readonly string[] {
    const type = getNullableType(given);
    if (Array.isArray(value) && isListType(type)) {
      return value.flatMap((item, index) => findFaults(item, type.ofType, `${place}[${index}]`));
    }
    if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return [];
    const fields = type.getFields();
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    const isOne = entries.length === 1 && entries[0]?.[1] !== null;
    return [
      ...(isOne || !oneOf.has(type) ? [] : [`"${place}" takes exactly one of ${Object.keys(fields).join(', ')}.`]),
      ...entries.flatMap(([name, inner]) => {
        const field = fields[name];
        return field ? findFaults(inner, field.type, `${place}.${name}`) : [];
      }),
    ];
  }

  for (const type of types.filter((type) => isObjectType(type))) {
    for (const field of Object.values(type.getFields())) {
      const { resolve = defaultFieldResolver } = field;
      const checked = field.args.filter((argument) => leadsToOneOf(argument.type));
      if (checked.length === 0) continue;
      field.resolve = (source, args, context: Context, info) => {
        const faults = checked.flatMap(({ name, type }) => findFaults(args[name], type, name));
        if (faults.length === 0) return resolve(source, args, context, info);
        return context.account.fail(badUserInput(`${faults.join(' ')} Give one, not null, and leave the others out.`));
      };
    }
  }
}
