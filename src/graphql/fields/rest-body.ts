import type { Row, Rows } from './row.ts';

/**
 * The REST body for an input: exactly what the caller gave. What is omitted is not in it, null stays null and `[]`
 * stays `[]`.
 */
export function toRestBody(rows: Rows, input: object): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    const row = rows[name];
    if (row?.input && value !== undefined) body[row.rest] = value === null ? null : row.type.write(value as never);
  }
  return body;
}

/**
 * The path into an input for a path into its REST body (`coupon_configuration.expires_after`, `commands[0].command`,
 * `/apply_to_tags/1`): GraphQL names, list indices kept. Undefined when it leads to no field of the input.
 */
export function toInputPath(rows: Rows, restPath: string): string[] | undefined {
  const path: string[] = [];
  let current: Rows | undefined = rows;
  for (const part of restPath.split(/[.[\]/]+/).filter((text) => text !== '' && text !== '$')) {
    if (/^\d+$/.test(part)) {
      path.push(part);
      continue;
    }
    const rest = toSnakeCase(part);
    const found: [string, Row] | undefined = Object.entries(current ?? {}).find(
      ([, row]) => row.input && row.rest === rest,
    );
    if (!found) return undefined;
    path.push(found[0]);
    current = found[1].type.rows;
  }
  return current === rows ? undefined : path;
}

/** Frameworks also name body properties in camelCase or PascalCase. */
function toSnakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();
}
