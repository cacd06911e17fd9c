import contract from './contract/openapi.json' with { type: 'json' };
import type { Upstream } from './upstream.ts';

const { schemas } = contract.components;

/** The name of a schema of the contract that has properties. */
export type SchemaName = {
  [Name in keyof typeof schemas]: (typeof schemas)[Name] extends { readonly properties: object } ? Name : never;
}[keyof typeof schemas];

const known = new Map<SchemaName, ReadonlySet<string>>();

/** Notes each key of an answer that the contract does not list. The key is ignored otherwise. */
export function noteUnknownKeys(upstream: Upstream, schema: SchemaName, answer: object): void {
  const keys = keysOf(schema);
  for (const key in answer) {
    if (!keys.has(key)) upstream.note({ kind: 'unknown key', place: schema, value: key });
  }
}

function keysOf(schema: SchemaName): ReadonlySet<string> {
  let keys = known.get(schema);
  if (!keys) {
    keys = new Set(Object.keys(schemas[schema].properties));
    known.set(schema, keys);
  }
  return keys;
}
