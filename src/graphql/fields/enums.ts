import { builder } from '../builder.ts';
import { expectString } from '../expect.ts';
import type { ValueType } from './row.ts';

/** The value that stands for anything newer than this schema. It is never accepted as input. */
export const UNKNOWN = 'UNKNOWN';

interface EnumOptions<Name extends string> {
  readonly name: string;
  readonly description: string;
  /** Where its values stand in REST, to name in messages. */
  readonly place: string;
  readonly values: Readonly<Record<Name, string>>;
}

/**
 * An enum that the REST API may extend: it writes values in lower case (`game_server`) where the schema has upper case
 * (`GAME_SERVER`). One that the schema lacks becomes `UNKNOWN` and is noted.
 */
export function createEnum<const Name extends string>({
  name,
  description,
  place,
  values,
}: EnumOptions<Name>): ValueType<Lowercase<Name>, Lowercase<Name>, Name | typeof UNKNOWN> {
  const names = Object.keys(values) as Name[];
  const ref = builder.enumType(name, {
    description,
    values: {
      ...Object.fromEntries(names.map((value) => [value, { description: values[value] }])),
      [UNKNOWN]: {
        description: 'A value newer than this API. It appears in answers only and is refused as input.',
      },
    },
  });
  const byRestName = new Map<unknown, Name>(names.map((value) => [value.toLowerCase(), value]));
  return {
    output: ref,
    create: ref,
    update: ref,
    isEnum: true,
    read(value, _place, note) {
      const known = byRestName.get(value);
      if (known !== undefined) return known;
      note({ kind: 'unknown enum value', place, value: expectString(value, place) });
      return UNKNOWN;
    },
    write: (value: Name) => value.toLowerCase() as Lowercase<Name>,
  };
}
