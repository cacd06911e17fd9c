import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** How long the lists of introspection are: their fields are graphql-js's own, so it cannot stand at them. */
export interface IntrospectionRows {
  /** The longest list of a field, whatever type it is asked of. */
  most(field: string): number;
  /** The mean over all types, for a list that is asked of each type of the schema, or of each of their fields. */
  mean(field: string): number;
}

/** Counts the rows of introspection (GraphQL specification, section 4). */
export function countIntrospectionRows(schema: GraphQLSchema): IntrospectionRows {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const fields = types.filter(hasFields).flatMap((type) => Object.values(type.getFields()));
  const counts: Readonly<Record<string, readonly number[]>> = {
    types: [types.length],
    directives: [directives.length],
    locations: directives.map(({ locations }) => locations.length),
    fields: types.map((type) => (hasFields(type) ? Object.keys(type.getFields()).length : 0)),
    inputFields: types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    interfaces: types.map((type) => (hasFields(type) ? type.getInterfaces().length : 0)),
    enumValues: types.map((type) => (isEnumType(type) ? type.getValues().length : 0)),
    possibleTypes: types.map((type) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0)),
    args: [...fields, ...directives].map(({ args }) => args.length),
  };
  const rows = new Map(Object.entries(counts));
  return {
    most: (field) => Math.max(1, ...(rows.get(field) ?? [])),
    mean(field) {
      const each = rows.get(field) ?? [1];
      return each.reduce((sum, count) => sum + count, 0) / Math.max(1, each.length);
    },
  };
}

function hasFields(type: GraphQLNamedType): type is GraphQLObjectType | GraphQLInterfaceType {
  return isObjectType(type) || isInterfaceType(type);
}
