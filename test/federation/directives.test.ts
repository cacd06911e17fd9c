import { type DirectiveNode, Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { printSubgraphSdl } from '../../src/graphql/federation/directives.ts';
import { createSubgraphSchema } from '../../src/graphql/schema.ts';
import { emptyFact, listFacts } from '../support/facts.ts';
import { WHOLE_SUBGRAPH } from './whole-subgraph.ts';

const createWhole = () => createSubgraphSchema(WHOLE_SUBGRAPH);
const schema = createWhole();
const sdl = printSubgraphSdl(schema, 'scopes');

/** What a router demands of a caller, by type or field. */
function readScopes(text: string): Record<string, string> {
  const scopeOf = (directives: readonly DirectiveNode[] = []) =>
    directives
      .map((directive) => JSON.stringify(directive))
      .join()
      .match(/paynow:([a-z:]+)/)?.[1];
  const scopes: Record<string, string> = {};
  for (const definition of parse(text, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const places = [definition, ...(definition.fields ?? [])];
    for (const place of places) {
      const scope = scopeOf(place.directives);
      const name = place === definition ? place.name.value : `${definition.name.value}.${place.name.value}`;
      if (scope) scopes[name] = scope;
    }
  }
  return scopes;
}

test('a router demands the scope of every entity but the store, and of every field that reads or writes one', () => {
  expect(readScopes(sdl)).toEqual({
    Coupon: 'coupons:read',
    MarketingConfiguration: 'marketing:read',
    'Query.coupon': 'coupons:read',
    'Store.coupon': 'coupons:read',
    'Store.couponByCode': 'coupons:read',
    'Store.coupons': 'coupons:read',
    'Store.couponsCount': 'coupons:read',
    'Store.marketingConfiguration': 'marketing:read',
    'Store.marketingConfigurations': 'marketing:read',
    'Mutation.couponBulkCreate': 'coupons:write',
    'Mutation.couponBulkUpdate': 'coupons:write',
    'Mutation.couponBulkDelete': 'coupons:write',
    'Mutation.couponCreate': 'coupons:write',
    'Mutation.couponUpdate': 'coupons:write',
    'Mutation.couponDelete': 'coupons:write',
    'Mutation.marketingConfigurationSet': 'marketing:write',
    'Mutation.marketingConfigurationUpdate': 'marketing:write',
  });
});

/** For our own estimate, as how many user errors there may be is. */
const OWN_FACTS = ['reads', 'callsAtLeast', 'allowance'];
/** No router sees `_entities`. */
const PRINTED = listFacts(schema).filter(
  ([coordinate, fact]) =>
    !OWN_FACTS.includes(fact) && !coordinate.endsWith('.userErrors') && coordinate !== 'Query._entities',
);

describe('what routers are told stands at types and fields, and each fact is needed', () => {
  test.each(PRINTED)('%s: %s', (coordinate, fact) => {
    const emptied = createWhole();
    emptyFact(emptied, coordinate, fact);
    expect(printSubgraphSdl(emptied, 'scopes')).not.toBe(sdl);
  });
});
