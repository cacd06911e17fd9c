import { CONTRACT_VERSIONS, type ContractVersion, contractAt, type JsonObject } from '../rest/contract/version.ts';
import type { JsonRecord } from './database.ts';

const names = new Map<string, string[]>();
const foreign = new Map<string, string[]>();

/** The property names of one of the contract's schemas, in its order. */
export function propertyNames(version: ContractVersion, schema: string): string[] {
  return once(names, `${version} ${schema}`, () => {
    const { schemas = {} } = contractAt(version).components as Record<string, JsonObject>;
    const { properties = {} } = (schemas[schema] ?? {}) as JsonObject;
    return Object.keys(properties as JsonObject);
  });
}

/** The property names that only other versions have. */
export function foreignNames(version: ContractVersion, schema: string): string[] {
  return once(foreign, `${version} ${schema}`, () => {
    const own = propertyNames(version, schema);
    const all = CONTRACT_VERSIONS.flatMap((each) => propertyNames(each, schema));
    return [...new Set(all)].filter((name) => !own.includes(name));
  });
}

/** An object with the given names only, in their order, and only those it has; with `keep` the others follow. */
export function pick(object: JsonRecord, names: string[], keep = false): JsonRecord {
  const order = keep ? [...new Set([...names, ...Object.keys(object)])] : names;
  return Object.fromEntries(
    order
      .filter((name) => Object.hasOwn(object, name) && object[name] !== undefined)
      .map((name) => [name, object[name]]),
  );
}

function once(made: Map<string, string[]>, key: string, make: () => string[]): string[] {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
