import contract from './contract/openapi.json' with { type: 'json' };
import type { Upstream } from './upstream.ts';

const { schemas } = contract.components;

const KNOWN = {
  Coupon: keysOf(schemas.Coupon),
  MarketingConfiguration: keysOf(schemas.MarketingConfiguration),
  Store: keysOf(schemas.Store),
};

/** Notes each key of an answer that the contract does not list. The key is ignored otherwise. */
export function noteUnknownKeys(upstream: Upstream, schema: keyof typeof KNOWN, answer: object): void {
  const known = KNOWN[schema];
  for (const key in answer) {
    if (!known.has(key)) upstream.note({ kind: 'unknown key', place: schema, value: key });
  }
}

function keysOf(schema: { properties: object }): ReadonlySet<string> {
  return new Set(Object.keys(schema.properties));
}
