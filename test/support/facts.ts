import { type GraphQLSchema, isObjectType } from 'graphql';

/** An object type, or a field of one. */
interface Declared {
  extensions: Readonly<Record<string, unknown>>;
}

type Facts = Readonly<Record<string, unknown>>;

/** Each fact that a schema tells of its types and fields, as `[coordinate, fact]`. */
export function listFacts(schema: GraphQLSchema): (readonly [coordinate: string, fact: string])[] {
  return declaredIn(schema).flatMap(([coordinate, { extensions }]) =>
    Object.keys((extensions.facts ?? {}) as Facts).map((fact) => [coordinate, fact] as const),
  );
}

/** Takes one fact from a schema. */
export function emptyFact(schema: GraphQLSchema, coordinate: string, fact: string): void {
  const [, declared] = declaredIn(schema).find(([name]) => name === coordinate)!;
  const { [fact]: _gone, ...rest } = declared.extensions.facts as Facts;
  declared.extensions = { ...declared.extensions, facts: rest };
}

function declaredIn(schema: GraphQLSchema): (readonly [coordinate: string, declared: Declared])[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .flatMap((type) => [
      [type.name, type] as const,
      ...Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const),
    ]);
}
