import type { InputKind, Row, Rows } from './row.ts';

/** An input of rows, coerced. */
export type Input = Readonly<Record<string, unknown>>;

/**
 * The REST body for an input. One that changes is sent as the caller gave it: what is omitted is not in it, null stays
 * null and `[]` stays `[]`. In one that creates, null and omitted are the same: the default, or nothing.
 */
export function toRestBody(rows: Rows, input: Input, kind: InputKind): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const name in rows) {
    const row = rows[name] as Row;
    if (!row.input) continue;
    const value = kind === 'create' ? (input[name] ?? row.byDefault) : input[name];
    if (value !== undefined) body[row.rest] = value === null ? null : row.type.write(value as never, kind);
  }
  return body;
}

/**
 * The path into an input for a path into its REST body (`coupon_configuration.expires_after`, `commands[0].command`,
 * `/apply_to_tags/1`): GraphQL names, list indices kept. Where the input gave another field in place of one, it leads to
 * that. Undefined when it leads to no field of the input.
 */
export function toInputPath(rows: Rows, restPath: string, input: unknown): string[] | undefined {
  const path: string[] = [];
  let current: Rows | undefined = rows;
  let given = input;
  for (const part of restPath.split(/[.[\]/]+/).filter((text) => text !== '' && text !== '$')) {
    if (/^\d+$/.test(part)) {
      path.push(part);
      given = valueAt(given, part);
      continue;
    }
    const rest = toSnakeCase(part);
    const found: readonly [string, Row] | undefined = Object.entries(current ?? {}).find(
      ([, row]) => row.input && row.rest === rest,
    );
    if (!found) return undefined;
    path.push(givenName(found, given));
    given = valueAt(given, found[0]);
    current = found[1].type.rows;
  }
  return current === rows ? undefined : path;
}

/** The name of the field by which an input gave the value of a row. */
function givenName([name, { unless }]: readonly [string, Row], input: unknown): string {
  return unless !== undefined && valueAt(input, unless) != null ? unless : name;
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Input)[key] : undefined;
}

/** A text with each REST name of a field as this API spells it. */
export function withInputNames(rows: Rows, text: string): string {
  return text.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (word) => nameOf(rows, word) ?? word);
}

function nameOf(rows: Rows, rest: string): string | undefined {
  for (const [name, row] of Object.entries(rows)) {
    if (row.rest === rest) return name;
    const inside = row.type.rows && nameOf(row.type.rows, rest);
    if (inside) return inside;
  }
  return undefined;
}

/** Frameworks also name body properties in camelCase or PascalCase. */
function toSnakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();
}
