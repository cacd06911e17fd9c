import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printSdl } from '../../src/graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from '../../src/graphql/schema.ts';
import { describeChanges } from './schema-changes.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const SUBGRAPH = read('test/federation/subgraph.graphql');

describe('what the code makes is what is committed, or these are the changes', () => {
  test('schema.graphql', async () => {
    const [committed, printed] = [read('schema.graphql'), printSdl(createSchema())];
    expect(await describeChanges(committed, printed)).toEqual([]);
    expect(printed).toBe(committed);
  });

  test('test/federation/subgraph.graphql', async () => {
    const printed = String(createSubgraphSchema({ ownsNode: true, authorization: 'off' }).extensions.sdl);
    expect(await describeChanges(SUBGRAPH, printed)).toEqual([]);
    expect(printed).toBe(SUBGRAPH);
  });
});

describe('a change is found, and called breaking where others would notice', () => {
  const key = '@key(fields: "storeId couponId")';

  test.each([
    [
      'a lost field',
      /"""What the customer types in\."""\s+code: String!/,
      '',
      "BREAKING Field 'code' was removed from object type 'Coupon'",
    ],
    ['a field that may be null', 'code: String!\n', 'code: String\n', /^BREAKING Field 'Coupon.code' changed type/],
    ['a lost argument', /"""Narrows the list."""\s+filter: CouponFilter/, '', /^BREAKING Argument 'filter/],
    [
      'a new field',
      '  code: String!\n',
      '  code: String!\n  codes: Int\n',
      "Field 'codes' was added to object type 'Coupon'",
    ],
    ['a lost key', ` ${key}`, '', `BREAKING ${key} was taken from Coupon`],
    ['a lost @shareable', 'type PageInfo @shareable', 'type PageInfo', 'BREAKING @shareable was taken from PageInfo'],
    ['a new key', 'type Tag ', 'type Tag @key(fields: "tagId") ', '@key(fields: "tagId") was put on Tag'],
    ['a hidden type', 'type Tag ', 'type Tag @inaccessible ', 'BREAKING @inaccessible was put on Tag'],
    [
      'a new demand',
      'code: String!\n',
      'code: String! @authenticated\n',
      'BREAKING @authenticated was put on Coupon.code',
    ],
    ['a lost cost', '): Coupon @cost(weight: 1)', '): Coupon', '@cost(weight: 1) was taken from Query.coupon'],
  ])('%s', async (_what, from, to, expected) => {
    const lines = await describeChanges(SUBGRAPH, SUBGRAPH.replace(from, to));
    expect(lines).toContainEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
  });

  test('keys with other fields: the lost one breaks, the new one does not', async () => {
    expect(await describeChanges(SUBGRAPH, SUBGRAPH.replace(key, '@key(fields: "couponId")'))).toEqual([
      `BREAKING ${key} was taken from Coupon`,
      '@key(fields: "couponId") was put on Coupon',
    ]);
  });

  test('a newer federation: no client notices', async () => {
    const changes = await describeChanges(SUBGRAPH, SUBGRAPH.replace('federation/v2.9', 'federation/v2.11'));
    expect(changes).toHaveLength(2);
    expect(changes.filter((line) => line.startsWith('BREAKING'))).toEqual([]);
  });
});
