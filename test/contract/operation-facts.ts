import type { JsonObject, JsonValue } from '../../src/rest/contract/version.ts';

/** What a document says about one place of an operation, such as a property; only what it says is there. */
export type Facts = Record<string, JsonValue>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

/** The operations of an OpenAPI document, as `GET /v1/stores/{storeId}`. */
export function operationsOf(document: JsonObject): string[] {
  return Object.entries(object(document.paths)).flatMap(([path, item]) =>
    METHODS.filter((method) => method in object(item)).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/**
 * All that a document says about an operation, by place (`body.code`, `200[].id`, `query limit`), with every `$ref`
 * followed, so that documents that name their schemas differently can be compared. Both ways of saying nullable
 * (OpenAPI 3.0 and 3.1) give the same. A mark `x-undocumented` takes its difference back.
 */
export function factsOf(document: JsonObject, operation: string): Record<string, Facts> {
  const [method = '', path = ''] = operation.split(' ');
  const item = object(object(document.paths)[path]);
  const { parameters = [], requestBody, responses, security } = object(item[method.toLowerCase()]);
  const facts: Record<string, Facts> = { security: { schemes: security ?? document.security ?? null } };

  for (const reference of [...array(item.parameters ?? []), ...array(parameters)]) {
    const parameter = resolve(document, reference);
    const place = `${parameter.in} ${parameter.name}`;
    addSchema(facts, document, place, parameter.schema);
    facts[place] = { ...facts[place], required: parameter.required ?? false };
  }
  if (requestBody !== undefined) {
    const body = resolve(document, requestBody);
    addContent(facts, document, 'body', body);
    facts.body = { ...facts.body, required: (body.required ?? false) && !undocumented(body).includes('required') };
  }
  for (const [status, reference] of Object.entries(object(responses))) {
    addContent(facts, document, status, resolve(document, reference));
  }
  return facts;
}

/** Every description and summary of a document, wherever it stands. */
export function proseOf(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(proseOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    (key === 'description' || key === 'summary') && typeof item === 'string' ? [item] : proseOf(item),
  );
}

function addContent(facts: Record<string, Facts>, document: JsonObject, place: string, holder: JsonObject): void {
  if (holder.content === undefined) facts[place] = { content: 'none' };
  else addSchema(facts, document, place, object(object(holder.content)['application/json']).schema);
}

function addSchema(facts: Record<string, Facts>, document: JsonObject, place: string, given?: JsonValue): void {
  const { schema, nullable } = withoutNull(document, object(given));
  const { type, format, minimum, maximum, deprecated } = schema;
  facts[place] = { type: type ?? null, nullable: nullable && !undocumented(object(given)).includes('null') };
  Object.assign(facts[place], JSON.parse(JSON.stringify({ format, minimum, maximum, deprecated })));
  if (schema.enum !== undefined) facts[place].enum = array(schema.enum).toSorted();
  if (type === 'array') addSchema(facts, document, `${place}[]`, schema.items);
  if (type !== 'object') return;

  // Of other types the published documents say it too, where it means nothing.
  facts[place].closed = schema.additionalProperties === false;
  for (const [name, property] of Object.entries(object(schema.properties))) {
    addSchema(facts, document, `${place}.${name}`, property);
    const required = array(schema.required ?? []).includes(name) || undocumented(object(property)).includes('absent');
    facts[`${place}.${name}`] = { ...facts[`${place}.${name}`], required };
  }
}

/** The schema behind references, `anyOf` with null and lists of types, and whether null is allowed beside it. */
function withoutNull(document: JsonObject, given: JsonObject): { schema: JsonObject; nullable: boolean } {
  if (given.anyOf !== undefined) {
    const [schema, nothing, ...others] = array(given.anyOf);
    if (object(nothing).type !== 'null' || others.length > 0) throw new Error('anyOf is for a schema or null only.');
    return { schema: resolve(document, schema), nullable: true };
  }
  const schema = resolve(document, given);
  const types = array(schema.type ?? null).filter((name) => name !== 'null');
  const nullable = schema.nullable === true || (Array.isArray(schema.type) && schema.type.includes('null'));
  return { schema: { ...schema, type: types[0] ?? null }, nullable };
}

function resolve(document: JsonObject, value: JsonValue | undefined): JsonObject {
  const { $ref } = object(value);
  if (typeof $ref !== 'string') return object(value);
  const target = $ref
    .slice('#/'.length)
    .split('/')
    .reduce<JsonValue | undefined>((found, key) => object(found)[key], document);
  return resolve(document, target);
}

function undocumented(schema: JsonObject): JsonValue[] {
  return array(schema['x-undocumented'] ?? []);
}

function object(value: JsonValue | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError(`An object is expected here, not ${JSON.stringify(value)}.`);
}

function array(value: JsonValue): JsonValue[] {
  return Array.isArray(value) ? value : [value];
}
