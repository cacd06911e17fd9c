/** One input field: its name in the REST body and, where its value is not taken as it is, how that is turned. */
interface BodyField {
  readonly rest: string;
  /** An enum: REST writes it in lower case. */
  readonly isEnum?: true;
  /** An object, or each object of a list. */
  readonly shape?: BodyShape;
}

/** The fields of an input object that go into a REST body, by their GraphQL names. */
export type BodyShape = { readonly [field: string]: BodyField };

/**
 * The REST body for an input: exactly what the caller gave. What is omitted is not in it, null stays null and `[]`
 * stays `[]`.
 */
export function toRestBody(shape: BodyShape, input: object): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    const field = shape[name];
    if (field && value !== undefined) body[field.rest] = toRestValue(field, value);
  }
  return body;
}

function toRestValue(field: BodyField, value: unknown): unknown {
  if (value === null) return null;
  if (field.isEnum) return (value as string).toLowerCase();
  const { shape } = field;
  if (!shape) return value;
  return Array.isArray(value) ? value.map((item) => toRestBody(shape, item)) : toRestBody(shape, value as object);
}

/**
 * The path into an input for a path into its REST body (`coupon_configuration.expires_after`, `commands[0].command`,
 * `/apply_to_tags/1`): GraphQL names, list indices kept. Undefined when it leads to no field of the input.
 */
export function toInputPath(shape: BodyShape, restPath: string): string[] | undefined {
  const path: string[] = [];
  let current: BodyShape | undefined = shape;
  for (const part of restPath.split(/[.[\]/]+/).filter((text) => text !== '' && text !== '$')) {
    if (/^\d+$/.test(part)) {
      path.push(part);
      continue;
    }
    const rest = toSnakeCase(part);
    const found: [string, BodyField] | undefined = Object.entries(current ?? {}).find(
      ([, field]) => field.rest === rest,
    );
    if (!found) return undefined;
    path.push(found[0]);
    current = found[1].shape;
  }
  return current === shape ? undefined : path;
}

/** Frameworks also name body properties in camelCase or PascalCase. */
function toSnakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();
}
