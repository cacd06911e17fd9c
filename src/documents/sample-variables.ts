import {
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import { toGlobalId } from '../graphql/entity.ts';

/** Values of one type that an argument takes, by the name of the type; any text where the type is not here. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  FlakeID: '1',
  ID: toGlobalId('Coupon', '1', '1'),
  Int: 1,
  Float: 1,
};

/**
 * Coerced variables for an operation, as simple as they may be: what may be left out is, and equal types have equal
 * values, so that reads of several variables fall together.
 *
 * @param flag what a Boolean is.
 */
export function sampleVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  flag: boolean,
): Readonly<Record<string, unknown>> {
  const variables: Record<string, unknown> = {};
  for (const { variable, type: node, defaultValue } of variableDefinitions) {
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) continue;
    if (defaultValue) variables[variable.name.value] = valueFromAST(defaultValue, type);
    else if (isNonNullType(type)) variables[variable.name.value] = sampleOf(type, flag);
  }
  return variables;
}

function sampleOf(type: GraphQLInputType, flag: boolean): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType, flag);
  if (isListType(type)) return [sampleOf(type.ofType, flag)];
  return sampleOfNamed(type, flag);
}

function sampleOfNamed(type: GraphQLNamedInputType, flag: boolean): unknown {
  if (isEnumType(type)) return type.getValues()[0]?.value;
  if (type.name === 'Boolean') return flag;
  if (!isInputObjectType(type)) return SAMPLES[type.name] ?? 'x';
  const required = Object.values(type.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(required.map((field) => [field.name, sampleOf(field.type, flag)]));
}
