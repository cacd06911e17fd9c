import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  isSpecifiedScalarType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { badRequest } from './parameters.ts';

/** What a client sent as variables, or what they are once they are coerced. */
export type Variables = Readonly<Record<string, unknown>>;

export type CoercedVariables =
  | { readonly coerced: Variables; readonly errors?: undefined }
  | { readonly coerced?: undefined; readonly errors: readonly GraphQLError[] };

/** How many mistakes in variables are told at once, as graphql-js itself has it. */
const MAX_ERRORS = 50;
/** Longer reasons hold a name that a client made up. */
const MAX_REASON = 300;

/**
 * Coerces variables (GraphQL specification, section 6.1.2) and says what does not fit from the parts of each mistake:
 * its place, its type and the rule. graphql-js puts the value itself into the message, which may be a secret in the
 * wrong place, and 100 KB long. Its place is in `extensions.inputPath`, too, from the name of the variable on.
 *
 * @param hints whether names of the schema may be told.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Variables,
  hints: boolean,
): CoercedVariables {
  const coerced: Record<string, unknown> = Object.create(null);
  const errors: GraphQLError[] = [];
  const refuse = (message: string, inputPath: readonly (string | number)[]): void => {
    errors.push(badRequest(message, undefined, { inputPath }));
    if (errors.length >= MAX_ERRORS) throw new TooManyMistakes();
  };
  try {
    for (const definition of definitions) {
      const name = definition.variable.name.value;
      const type = typeFromAST(schema, definition.type);
      if (!isInputType(type)) throw new TypeError('A valid document declares variables of input types only.');
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value == null && isNonNullType(type) && (value === null || !definition.defaultValue)) {
        const fault = value === null ? 'must not be null' : 'is missing';
        refuse(`Variable "$${name}" of required type "${type}" ${fault}.`, [name]);
      } else if (value !== undefined) {
        coerced[name] = coerceInputValue(
          value,
          type,
          (path, invalid, error) => refuse(describe(name, type, path, invalid, error), [name, ...path]),
          !hints,
        );
      } else if (definition.defaultValue) {
        coerced[name] = valueFromAST(definition.defaultValue, type);
      }
    }
  } catch (error) {
    if (!(error instanceof TooManyMistakes)) throw error;
  }
  return errors.length > 0 ? { errors } : { coerced };
}

/** Ends a coercion that has told enough. */
class TooManyMistakes extends Error {}

function describe(
  variable: string,
  type: GraphQLInputType,
  path: readonly (string | number)[],
  invalid: unknown,
  error: GraphQLError,
): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  const place = steps === '' ? '' : ` at "${variable}${steps}"`;
  return `Variable "$${variable}"${place}: ${reasonOf(typeAt(type, path), invalid, error.message)}`;
}

/** @param message of graphql-js: it repeats the values of its own scalars and of enums, and nothing of other types. */
function reasonOf(type: GraphQLNamedInputType, invalid: unknown, message: string): string {
  if (isEnumType(type)) {
    if (typeof invalid !== 'string') return `Expected a value of the enum ${type}.`;
    return `This value does not exist in the enum ${type}.${message.slice(message.lastIndexOf(ENUM_END) + ENUM_END.length)}`;
  }
  if (isSpecifiedScalarType(type) || message.length > MAX_REASON) return `Expected a value of type ${type}.`;
  return message;
}

/** What follows in a message about an enum is a hint, which holds names of the schema only. */
const ENUM_END = '" enum.';

/** The type of a place in an input, without its lists. */
function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLNamedInputType {
  let named: GraphQLNamedInputType = getNamedType(type);
  for (const step of path) {
    const field = typeof step === 'string' && isInputObjectType(named) ? named.getFields()[step] : undefined;
    if (field) named = getNamedType(field.type);
  }
  return named;
}
