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
/** With these, callers do not reach any more what they reached, or may not send what they sent. */
const BREAKS_WHEN_GAINED = ['inaccessible', 'authenticated', 'requiresScopes', 'oneOf'];

const EFFECTS = ['breaking', 'dangerous', 'safe'] as const;

/** What a change does to clients, and to the other subgraphs: `dangerous` may surprise them, without being wrong. */
type Effect = (typeof EFFECTS)[number];

interface SchemaChange {
  readonly effect: Effect;
  readonly message: string;
}

const EFFECT_OF: Readonly<Record<CriticalityLevel, Effect>> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
};

/**
 * Tells what changed from one printed schema to the next, one line each: its effect, a colon, and the change. The worst
 * come first. Empty when the two differ in their layout at most.
 *
 * GraphQL Inspector knows the schema itself. Directives are compared here: it finds none of them breaking, and takes
 * one of two keys for the other.
 */
export async function describeChanges(before: string, after: string): Promise<string[]> {
  const ofShape = (await diff(toSchema(before), toSchema(after)))
    .filter(({ type }) => !type.startsWith('DIRECTIVE_USAGE_'))
    .map(({ criticality, message }): SchemaChange => ({ effect: EFFECT_OF[criticality.level], message }));
  const changes = [...ofShape, ...compareDirectives(parse(before), parse(after))];
  return changes
    .toSorted((one, other) => EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect))
    .map(({ effect, message }) => `${effect}: ${message}`);
}

function toSchema(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
}

function compareDirectives(before: DocumentNode, after: DocumentNode): SchemaChange[] {
  const old = directivesByPlace(before);
  const now = directivesByPlace(after);
  const lost = difference(old, now).map(
    ({ place, text, name }): SchemaChange => ({
      effect: BREAKS_WHEN_LOST.includes(name) ? 'breaking' : 'safe',
      message: `${text} was taken from ${place}`,
    }),
  );
  const gained = difference(now, old).map(
    ({ place, text, name }): SchemaChange => ({
      effect: BREAKS_WHEN_GAINED.includes(name) ? 'breaking' : 'safe',
      message: `${text} was put on ${place}`,
    }),
  );
  return [...lost, ...gained];
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
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      places.set(definition.name.value, definition.directives ?? []);
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    places.set(definition.name.value, definition.directives ?? []);
    for (const field of definition.fields ?? []) {
      places.set(`${definition.name.value}.${field.name.value}`, field.directives ?? []);
    }
  }
  return places;
}
