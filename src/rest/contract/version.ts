import openapi from './openapi.json' with { type: 'json' };

/** A JSON value as `JSON.parse` gives it. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object as `JSON.parse` gives it. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/**
 * The versions of the REST API that the gateway works with, by month: the API as its documentation pages describe it,
 * and the API as it is now. Months in this form can be compared as strings.
 */
export const CONTRACT_VERSIONS = ['2025-08', '2026-08'] as const;

/** One of {@link CONTRACT_VERSIONS}. */
export type ContractVersion = (typeof CONTRACT_VERSIONS)[number];

/** The marks that {@link contractAt} applies and takes away; what they mean stands in the contract's description. */
const MARKS = ['x-since', 'x-until', 'x-null-since', 'x-deprecated-since', 'x-formerly'];

/**
 * The OpenAPI document of one version of the API, made from the contract by its marks: what came later or was gone
 * already is left out, null and `deprecated` are taken back, and a former schema stands in its place. The result has
 * no mark left but `x-undocumented`, and shares nothing with the contract.
 */
export function contractAt(version: ContractVersion): JsonObject {
  // TypeScript infers a type of its own for the document, with properties that are there or not by position.
  const document = objectAt(openapi as unknown as JsonObject, version);
  if (isObject(document.info)) document.info.version = version;
  return document;
}

function valueAt(value: JsonValue, version: ContractVersion): JsonValue {
  if (Array.isArray(value)) return value.filter((item) => exists(item, version)).map((item) => valueAt(item, version));
  return isObject(value) ? objectAt(value, version) : value;
}

function objectAt(object: JsonObject, version: ContractVersion): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (!MARKS.includes(key) && exists(value, version)) result[key] = valueAt(value, version);
  }
  const formerly = object['x-formerly'];
  if (isObject(formerly) && isLater(formerly.before, version)) result.schema = formerly.schema ?? {};
  if (isLater(object['x-deprecated-since'], version)) delete result.deprecated;
  if (isLater(object['x-null-since'], version)) result.type = withoutNull(object.type);
  if (Array.isArray(result.required) && isObject(result.properties)) {
    const { properties } = result;
    result.required = result.required.filter((name) => typeof name === 'string' && Object.hasOwn(properties, name));
  }
  return result;
}

function exists(value: JsonValue, version: ContractVersion): boolean {
  if (!isObject(value)) return true;
  const until = value['x-until'];
  return !isLater(value['x-since'], version) && (until === undefined || isLater(until, version));
}

function isLater(month: JsonValue | undefined, version: ContractVersion): boolean {
  return typeof month === 'string' && month > version;
}

function withoutNull(type: JsonValue | undefined): JsonValue {
  if (!Array.isArray(type)) throw new TypeError('x-null-since stands on a property whose type is no list.');
  const rest = type.filter((name) => name !== 'null');
  return rest.length === 1 && rest[0] !== undefined ? rest[0] : rest;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
