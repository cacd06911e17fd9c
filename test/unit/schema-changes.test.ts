import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeChanges } from '../../.tools/schema-changes.ts';
import { printSdl } from '../../src/graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from '../../src/graphql/schema.ts';
import { WHOLE_SUBGRAPH } from '../federation/whole-subgraph.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const SUBGRAPH = read('test/federation/subgraph.graphql');

describe('what the code makes is what is committed, or these are the changes', () => {
  test('schema.graphql', async () => {
    const [committed, printed] = [read('schema.graphql'), printSdl(createSchema())];
    expect(await describeChanges(committed, printed)).toEqual([]);
    expect(printed).toBe(committed);
  });

  test('test/federation/subgraph.graphql', async () => {
    const printed = String(createSubgraphSchema(WHOLE_SUBGRAPH).extensions.sdl);
    expect(await describeChanges(SUBGRAPH, printed)).toEqual([]);
    expect(printed).toBe(SUBGRAPH);
  });
});

describe('a change is found, and called by what it does to others', () => {
  const key = '@key(fields: "storeId couponId")';

  test.each([
    [
      'a lost field',
      /"""What the customer types in\.[^"]*"""\s+code: String!/,
      '',
      "breaking: Field 'code' was removed from object type 'Coupon'",
    ],
    ['a field that may be null', 'code: String!\n', 'code: String\n', /^breaking: Field 'Coupon.code' changed type/],
    ['a lost argument', /"""Narrows the list."""\s+filter: CouponFilter/, '', /^breaking: Argument 'filter/],
    [
      'a new field',
      '  code: String!\n',
      '  code: String!\n  codes: Int\n',
      "safe: Field 'codes' was added to object type 'Coupon'",
    ],
    [
      'a new value of an enum',
      '  PERCENT\n',
      '  PERCENT\n  POINTS\n',
      "dangerous: Enum value 'POINTS' was added to enum 'CouponDiscountType'",
    ],
    ['a lost key', ` ${key}`, '', `breaking: ${key} was taken from Coupon`],
    ['a lost @shareable', 'type PageInfo @shareable', 'type PageInfo', 'breaking: @shareable was taken from PageInfo'],
    ['a new key', 'type Tag ', 'type Tag @key(fields: "tagId") ', 'safe: @key(fields: "tagId") was put on Tag'],
    ['a hidden type', 'type Tag ', 'type Tag @inaccessible ', 'breaking: @inaccessible was put on Tag'],
    [
      'a new demand',
      'code: String!\n',
      'code: String! @authenticated\n',
      'breaking: @authenticated was put on Coupon.code',
    ],
    [
      'an input of which one field must be given',
      'input CouponFilter {',
      'input CouponFilter @oneOf {',
      'breaking: @oneOf was put on CouponFilter',
    ],
    ['a lost cost', '): Coupon @cost(weight: 1)', '): Coupon', 'safe: @cost(weight: 1) was taken from Query.coupon'],
  ])('%s', async (_what, from, to, expected) => {
    const lines = await describeChanges(SUBGRAPH, SUBGRAPH.replace(from, to));
    expect(lines).toContainEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
  });

  test('keys with other fields: the lost one breaks, the new one does not', async () => {
    expect(await describeChanges(SUBGRAPH, SUBGRAPH.replace(key, '@key(fields: "couponId")'))).toEqual([
      `breaking: ${key} was taken from Coupon`,
      'safe: @key(fields: "couponId") was put on Coupon',
    ]);
  });

  test('a newer federation: no client notices', async () => {
    const changes = await describeChanges(SUBGRAPH, SUBGRAPH.replace('federation/v2.9', 'federation/v2.11'));
    expect(changes).toHaveLength(2);
    expect(changes.filter((line) => line.startsWith('breaking'))).toEqual([]);
  });
});

describe('`npm run schema -- --check`', () => {
  const ROOT = fileURLToPath(new URL('../..', import.meta.url));

  /** Runs it in a copy of the project where `schema.graphql` is another one. */
  function check(schema: string) {
    const folder = mkdtempSync(join(tmpdir(), 'schema-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const path of ['package.json', 'src', '.tools/schema.ts', '.tools/schema-changes.ts', 'test/federation']) {
      cpSync(join(ROOT, path), join(folder, path), {
        recursive: true,
        filter: (from) => !from.includes('/node_modules'),
      });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'schema.graphql'), schema);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['.tools/schema.ts', '--check'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, stdout, lines: stderr.split('\n') };
  }

  test('says nothing when nothing changed', () => {
    expect(check(read('schema.graphql'))).toEqual({ status: 0, stdout: '', lines: [''] });
  });

  test('names every change of what is committed, the worst first', () => {
    const committed = read('schema.graphql')
      .replace('type CouponEdge {', 'type CouponEdge {\n  """Its place, counted from 1."""\n  position: Int!\n')
      .replace(/ {2}"""A share of the price."""\n {2}PERCENT\n/, '')
      .replace(/ {2}"""A remark for the store's team; customers do not see it."""\n {2}note: String\n/, '');
    expect(check(committed)).toEqual({
      status: 1,
      stdout: '',
      lines: [
        'schema.graphql is not what the code makes, which would change this:',
        "  breaking: Field 'position' was removed from object type 'CouponEdge'",
        "  dangerous: Enum value 'PERCENT' was added to enum 'CouponDiscountType'",
        "  safe: Field 'note' was added to object type 'Coupon'",
        "  safe: Field 'Coupon.note' has description 'A remark for the store\\'s team; customers do not see it.'",
        "  safe: Description 'A share of the price.' was added to enum value 'CouponDiscountType.PERCENT'",
        'Run `npm run schema:write` to take it over.',
        '',
      ],
    });
  });

  test('tells a change of the layout from one of the schema', () => {
    const { status, lines } = check(`${read('schema.graphql')}\n`);
    expect(status).toBe(1);
    expect(lines).toContain('  nothing but the layout');
  });
});
