import { type FieldNode, type GraphQLField, getArgumentValues } from 'graphql';

/**
 * The arguments of a field for variables that are coerced; undefined when they do not fit, so that the field fails without
 * a REST call when it is executed.
 */
export function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return undefined;
  }
}
