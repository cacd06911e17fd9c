import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

const require = createRequire(import.meta.url);
/** Relay's compiler is a program of its own; the package gives its path. */
const compiler = require('relay-compiler') as string;
/** The program that uses Relay, whose own run needs more packages than a compiler. */
const client = fileURLToPath(new URL('../clients/relay', import.meta.url));
const schema = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
const config = JSON.parse(readFileSync(join(client, 'relay.config.json'), 'utf8')) as object;

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Compiles a copy of the client's fragments, away from the project. */
async function compile(sdl: string, changed: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  folders.push(folder);
  cpSync(join(client, 'src'), join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'schema.graphql'), sdl);
  const here = { schema: './schema.graphql', artifactDirectory: './artifacts' };
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify({ ...config, ...here, ...changed }));
  mkdirSync(join(folder, 'artifacts'));
  const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(compiler, ['--noWatchman', 'relay.config.json'], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    );
  });
  const artifacts = readdirSync(join(folder, 'artifacts'));
  return {
    code,
    output,
    artifacts: artifacts.map((file) => file.replace('.graphql.ts', '')),
    read: (name: string) => readFileSync(join(folder, 'artifacts', `${name}.graphql.ts`), 'utf8'),
  };
}

describe("Relay's compiler", () => {
  test('takes a list, its mutations and a mail as an app writes them', async () => {
    const { code, output, artifacts, read } = await compile(schema);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Compilation completed') });
    expect(artifacts.toSorted()).toEqual([
      'couponFormQuery',
      'couponFormUpdateMutation',
      'couponForm_coupon',
      'couponListCreateBothMutation',
      'couponListCreateManyMutation',
      'couponListCreateMutation',
      'couponListDeleteManyMutation',
      'couponListDeleteMutation',
      'couponListPageQuery',
      'couponListRowQuery',
      'couponListRow_coupon',
      'couponListScreenQuery',
      'couponListSetEnabledMutation',
      'couponList_store',
      'couponTerms',
      'marketingMailsChangeMutation',
      'marketingMailsMailQuery',
      'marketingMailsMail_configuration',
      'marketingMailsScreenQuery',
      'marketingMails_store',
    ]);

    const list = read('couponList_store');
    expect(list).toMatch(/"fragmentPathInResult": \[\s*"node"\s*\]/);
    expect(list).toContain('"direction": "forward"');
    expect(read('couponListPageQuery')).toMatch(/node\(id: \$id\) \{.*\.\.\.couponList_store/);
    expect(read('couponListCreateMutation')).toContain('"handle": "prependEdge"');
    expect(read('couponListDeleteMutation')).toContain('"handle": "deleteEdge"');
    expect(read('couponListRow_coupon')).toMatch(/couponId: FlakeID;.*createdAt: string;.*id: ID;/s);
    expect(read('couponForm_coupon')).toContain('expiresAt: string | null | undefined;');
    expect(read('couponFormUpdateMutation')).toMatch(
      /CouponDiscountInput = \{\s*amount: string;\s*percentage\?: never;\s*\} \| \{/,
    );
    expect(read('marketingMailsMail_configuration')).toContain('triggerAfter: string;');
  });

  test.each<[string, string, string, RegExp]>([
    [
      'a deleted id that is no ID',
      'deletedCouponId: ID',
      'deletedCouponId: String',
      /@deleteEdge on field 'deletedCouponId'. Expected field type 'ID', got 'String'/,
    ],
    ['an edge without its node', 'couponEdge: CouponEdge', 'couponEdge: Coupon', /`Coupon` has no field `node`/],
    [
      'an edge without its cursor',
      'cursor: String!',
      'place: String!',
      /Expected .* to expose a 'edges { cursor }' field/,
    ],
    [
      'a connection without its page',
      'pageInfo: PageInfo!',
      'page: PageInfo!',
      /`CouponConnection` has no field `pageInfo`/,
    ],
    [
      'a page that does not say whether it goes on',
      'hasNextPage: Boolean!',
      'more: Boolean!',
      /`PageInfo` has no field `hasNextPage`/,
    ],
    [
      'a store that is no Node',
      'type Store implements Node',
      'type Store',
      /Invalid use of @refetchable on fragment 'couponList_store'/,
    ],
  ])('would not take %s', async (_id, present, otherwise, complaint) => {
    expect(schema).toContain(present);
    const { code, output, artifacts } = await compile(schema.replaceAll(present, otherwise));
    expect(code).toBe(1);
    expect(output).toMatch(complaint);
    expect(artifacts).toEqual([]);
  });

  test('would not take a scalar that it is not told the type of', async () => {
    const { code, output } = await compile(schema, { customScalarTypes: { FlakeID: 'string', DateTime: 'string' } });
    expect(code).toBe(1);
    expect(output).toMatch(/Expected the JS type for '(Int64|Decimal|Duration)' to be defined/);
  });
});
