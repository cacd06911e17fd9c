import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createManifests } from '../support/manifests.ts';

const manifests = createManifests();
afterAll(manifests.remove);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function check(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = ['src/documents/main.ts', 'check', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const STORE = 'store(storeId: "411486491630370816")';
const GOOD = {
  page: `query Page($store: FlakeID!, $after: String) { store(storeId: $store) { __typename name coupons(first: 5, after: $after) { __typename nodes { __typename code } } } }`,
  row: `query Row($store: FlakeID!, $id: FlakeID!) { coupon(storeId: $store, couponId: $id) { ...Row } } fragment Row on Coupon { code createdBy { type } }`,
  [`sha256:${'a'.repeat(64)}`]: `mutation Update($input: CouponUpdateInput!) { couponUpdate(input: $input) { __typename coupon { __typename code } } }`,
  nodes: 'query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
  maybe: `query Maybe($with: Boolean!) { a: ${STORE} @include(if: $with) { __typename name } b: ${STORE} { __typename id } }`,
  both: `query First { ${STORE} { __typename currency } } query Second { ${STORE} { __typename marketingConfiguration(kind: ABANDONED_CHECKOUT) { __typename enabled } } }`,
  schema: '{ __schema { types { name } } }',
};

describe('documents that can be listed', () => {
  const path = manifests.write(GOOD, 'good.json');

  test('are told of one by one, with what they need', () => {
    const { status, stdout, stderr } = check([path, '--no-json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // What a change may cost at most is for other tests to say.
    expect(
      stdout.replace(/1 to \d(?= REST calls; paynow:coupons:write)/, '1 to n'),
    ).toBe(`✔ query Page (page): 2 to 3 REST calls; paynow:coupons:read
! query Row (row): 1 REST call; paynow:coupons:read
  → no __typename in coupon, Row, Row.createdBy: Apollo Client and urql add it, and then send another document
✔ mutation Update (sha256:aaaaaaaaaaaaa…): 1 to n REST calls; paynow:coupons:write
✔ query Nodes (nodes): 1 REST call or more, by its variables
✔ query Maybe (maybe): 0 to 1 REST calls
✔ query First, query Second (both): 1 REST call; 1 REST call; paynow:marketing:read
! query without a name (schema): 0 REST calls
  → asks for the schema, which production refuses unless INTROSPECTION=on

7 documents can be listed.
`);
  });

  test('are told of in JSON where no person looks on', () => {
    const { status, stdout } = check([path]);
    expect(status).toBe(0);
    const { documents, faults } = JSON.parse(stdout);
    expect(faults).toEqual([]);
    expect(documents[1]).toEqual({
      manifest: path,
      id: 'row',
      operations: [{ type: 'query', name: 'Row', restCalls: { atLeast: 1, atMost: 1 } }],
      scopes: ['paynow:coupons:read'],
      missingTypenames: ['coupon', 'Row', 'Row.createdBy'],
      needsIntrospection: false,
    });
    expect(documents[3].operations[0].restCalls).toEqual({ atLeast: 1, atMost: null });
  });
});

describe('documents that cannot', () => {
  test('are told of all at once, and make the check fail', () => {
    const path = manifests.write({ good: '{ __typename }', bad: '{ nmae }', worse: '{' }, 'bad.json');
    const { status, stdout } = check([path, '/no/such.json', '--no-json']);
    expect(status).toBe(1);
    expect(stdout).toBe(`✔ query without a name (good): 0 REST calls

✖ /no/such.json: there is no such file or folder.
✖ ${path}: bad: Cannot query field "nmae" on type "Query". Did you mean "node"? (line 1, column 3)
✖ ${path}: worse: Syntax Error: Expected Name, found <EOF>. (line 1, column 2)

3 faults: the manifests cannot be used.
`);
  });

  test('are also those that would never be answered', () => {
    const path = manifests.write({ page: GOOD.page }, 'costly.json');
    const { status, stdout } = check([path, '--no-json'], { MAX_REST_CALLS: '1' });
    expect(status).toBe(1);
    expect(stdout).toContain(
      `✖ ${path}: page (Page): it needs at least 2 REST calls, and one operation may cost 1 (MAX_REST_CALLS).`,
    );
  });

  test('are those that this configuration refuses', () => {
    const path = manifests.write({ schema: GOOD.schema }, 'schema.json');
    expect(check([path], { INTROSPECTION: 'off' }).status).toBe(1);
    expect(check([path]).status).toBe(0);
  });
});

test.each([
  [[], 'Give a manifest'],
  [['--jsno'], "Unknown option '--jsno'"],
])('a command that says too little is answered with how to say it: %j', (args, message) => {
  const { status, stdout, stderr } = check(args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain('npm run documents -- check');
});
