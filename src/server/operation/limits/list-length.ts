import { type ArgumentNode, type FieldNode, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';
import { DEFAULT_SIZE, MAX_SIZE } from '../../../graphql/connection.ts';

/** What a client sent as variables, not coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** Arguments that are lists, and give one row for each of their entries. */
const KEYS: ReadonlySet<string> = new Set(['ids', 'representations']);
/** Arguments that are the length of a page. */
const SIZES: ReadonlySet<string> = new Set(['first', 'last']);

/** Rows of the lists that can be had without such arguments; those of introspection are averages of this schema. */
const UNASKED: ReadonlyMap<string, number> = new Map([
  ['coupons', DEFAULT_SIZE],
  ['types', 50],
  ['fields', 10],
]);

/** Whether it is known how long the list of a field may be. */
export function isList({ name, arguments: given = [] }: FieldNode): boolean {
  return UNASKED.has(name.value) || given.some((argument) => KEYS.has(argument.name.value));
}

/** How many rows such a field may have. */
export function lengthOf(field: FieldNode, operation: OperationDefinitionNode, variables: Variables): number {
  for (const argument of field.arguments ?? []) {
    const length = readLength(argument, operation, variables);
    if (length === undefined) continue;
    if (KEYS.has(argument.name.value)) return length;
    // A size out of bounds is refused when the field is executed.
    if (SIZES.has(argument.name.value)) return Math.min(Math.max(length, 0), MAX_SIZE);
  }
  return UNASKED.get(field.name.value) ?? 1;
}

/** How many rows such a field may have whatever its variables hold; infinite where they can name any number. */
export function greatestLengthOf({ name, arguments: given = [] }: FieldNode): number {
  if (given.some((argument) => KEYS.has(argument.name.value))) return Number.POSITIVE_INFINITY;
  if (given.some((argument) => SIZES.has(argument.name.value))) return MAX_SIZE;
  return UNASKED.get(name.value) ?? 1;
}

/** The number that an argument is, or the length of the list that it is. */
function readLength(
  { value }: ArgumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number | undefined {
  if (value.kind !== Kind.VARIABLE) return readLiteral(value);
  const name = value.name.value;
  const given = variables[name];
  if (Array.isArray(given)) return given.length;
  if (typeof given === 'number') return given;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return given === undefined ? readLiteral(definition?.defaultValue) : undefined;
}

function readLiteral(value: ValueNode | undefined): number | undefined {
  if (value?.kind === Kind.INT) return Number(value.value);
  return value?.kind === Kind.LIST ? value.values.length : undefined;
}
