import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTRACT_VERSIONS, contractAt, type JsonObject } from '../../src/rest/contract/version.ts';
import { factsOf, operationsOf, proseOf } from './operation-facts.ts';

const published = new URL('../../../shared/rest-api/', import.meta.url);

/** Published beside `GET /v1/stores/{storeId}`, but nothing the gateway calls. */
const NOT_CALLED = ['PATCH /v1/stores/{storeId}', 'DELETE /v1/stores/{storeId}'];

describe.skipIf(!existsSync(published))('the contract says what the vendor published (../shared/rest-api)', () => {
  for (const version of CONTRACT_VERSIONS) {
    describe(version, () => {
      const theirs = existsSync(published) ? readPublished(version) : {};
      const ours = contractAt(version);

      it('has the same operations', () => {
        const called = operationsOf(theirs).filter((operation) => !NOT_CALLED.includes(operation));
        expect(operationsOf(ours).toSorted()).toEqual(called.toSorted());
        expect(called).toHaveLength(version === '2025-08' ? 9 : 10);
      });

      it.each(operationsOf(ours))('%s: the same parameters, bodies and answers, property by property', (operation) => {
        expect(factsOf(ours, operation)).toEqual(factsOf(theirs, operation));
      });

      it('authorizes in the same place', () => {
        const place = (document: JsonObject) => {
          const { APIKey } = (document.components as JsonObject).securitySchemes as Record<string, JsonObject>;
          return [APIKey?.type, APIKey?.in, APIKey?.name];
        };
        expect(place(ours)).toEqual(place(theirs));
      });

      it('says it in its own words', () => {
        const copied = new Set(proseOf(theirs).filter((text) => text.includes(' ')));
        expect(proseOf(ours).filter((text) => copied.has(text))).toEqual([]);
      });
    });
  }
});

function readPublished(version: string): JsonObject {
  return JSON.parse(readFileSync(new URL(`openapi-${version}.json`, published), 'utf8'));
}
