import { CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  buildSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
} from 'graphql';

/** Without these, other subgraphs cannot point at a type any more, or not define it too. */
const BREAKS_WHEN_LOST = ['key', 'shareable'];
/** With these, callers do not reach any more what they reached. */
const BREAKS_WHEN_GAINED = ['inaccessible', 'authenticated', 'requiresScopes'];

/**
 * Tells what changed from one printed schema to the next, one line each, `BREAKING` in front where clients or other
 * subgraphs would notice.
 *
 * GraphQL Inspector knows the schema itself. Directives are compared here: it finds none of them breaking, and takes
 * one of two keys for the other.
 */
export async function describeChanges(before: string, after: string): Promise<string[]> {
  const changes = await diff(toSchema(before), toSchema(after));
  const lines = changes
    .filter(({ type }) => !type.startsWith('DIRECTIVE_USAGE_'))
    .map(
      ({ criticality, message }) => `${criticality.level === CriticalityLevel.Breaking ? 'BREAKING ' : ''}${message}`,
    );
  return [...lines, ...describeDirectives(parse(before), parse(after))];
}

function toSchema(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
}

function describeDirectives(before: DocumentNode, after: DocumentNode): string[] {
  const old = directivesByPlace(before);
  const now = directivesByPlace(after);
  const lost = difference(old, now).map(({ place, text, name }) => ({
    line: `${text} was taken from ${place}`,
    breaks: BREAKS_WHEN_LOST.includes(name),
  }));
  const gained = difference(now, old).map(({ place, text, name }) => ({
    line: `${text} was put on ${place}`,
    breaks: BREAKS_WHEN_GAINED.includes(name),
  }));
  return [...lost, ...gained].map(({ line, breaks }) => (breaks ? `BREAKING ${line}` : line));
}

type Places = ReadonlyMap<string, readonly ConstDirectiveNode[]>;

/** The directives in `from` that `to` lacks, of places that both have. */
function difference(from: Places, to: Places) {
  return Array.from(from).flatMap(([place, directives]) => {
    const kept = to.get(place)?.map(print);
    return directives
      .map((directive) => ({ place, text: print(directive), name: directive.name.value }))
      .filter(({ text }) => kept !== undefined && !kept.includes(text));
  });
}

function directivesByPlace({ definitions }: DocumentNode): Places {
  const places = new Map<string, readonly ConstDirectiveNode[]>();
  for (const definition of definitions) {
    if (definition.kind === Kind.SCHEMA_EXTENSION) places.set('schema', definition.directives ?? []);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    places.set(definition.name.value, definition.directives ?? []);
    for (const field of definition.fields ?? []) {
      places.set(`${definition.name.value}.${field.name.value}`, field.directives ?? []);
    }
  }
  return places;
}
