import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { WHOLE_SUBGRAPH_ENV } from '../federation/whole-subgraph.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLAIN = readFileSync(`${ROOT}/schema.graphql`, 'utf8');
const SUBGRAPH = readFileSync(`${ROOT}/test/federation/subgraph.graphql`, 'utf8');

async function withGateway<T>(env: Record<string, string>, use: (gateway: TestGateway) => Promise<T>): Promise<T> {
  const gateway = await startGateway({ env });
  try {
    return await use(gateway);
  } finally {
    await gateway.close();
  }
}

const readSchema = async ({ url }: TestGateway) => (await fetch(`${url}/schema.graphql`)).text();
const readService = async ({ query }: TestGateway) => (await query('{ _service { sdl } }')).data._service.sdl;

/** The fields of every object type, as `Type.field`. */
function fieldsOf(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map(({ name }) => `${definition.name.value}.${name.value}`)
      : [],
  );
}

describe('which schema is served', () => {
  test('the plain one unless FEDERATION=on, with nothing that only routers need', async () => {
    await withGateway({}, async (gateway) => {
      expect(await readSchema(gateway)).toBe(PLAIN);
      const answer = await gateway.query('{ _service { sdl } }');
      expect(answer.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    });
    expect(PLAIN).not.toMatch(/_entities|_Any|applyToProducts|type Product|@key|@link/);
  });

  test('with FEDERATION=on the subgraph, the same to routers and at /schema.graphql', async () => {
    await withGateway(WHOLE_SUBGRAPH_ENV, async (gateway) => {
      expect(await readSchema(gateway)).toBe(SUBGRAPH);
      expect(await readService(gateway)).toBe(SUBGRAPH);
    });
  });

  test('without introspection still to routers, which compose it', async () => {
    await withGateway({ ...WHOLE_SUBGRAPH_ENV, INTROSPECTION: 'off' }, async (gateway) => {
      expect(await readService(gateway)).toBe(SUBGRAPH);
      expect((await fetch(`${gateway.url}/schema.graphql`)).status).toBe(404);
    });
  });

  test.each([
    [{ FEDERATION_AUTH: 'off' }, /@authenticated|@requiresScopes/, false],
    [{ FEDERATION_AUTH: 'authenticated' }, /@authenticated/, true],
    [{ FEDERATION_AUTH: 'authenticated' }, /@requiresScopes/, false],
    [
      { FEDERATION_AUTH: 'scopes' },
      /@authenticated @requiresScopes\(scopes: \[\["paynow:coupons:read"\], \["paynow:coupons:write"\]\]\)/,
      true,
    ],
  ])('with %j it matches %s: %s', async (env, pattern, expected) => {
    await withGateway({ FEDERATION: 'on', ...env }, async (gateway) => {
      const sdl = await readService(gateway);
      expect(pattern.test(sdl)).toBe(expected);
      expect(await readSchema(gateway)).toBe(sdl);
    });
  });

  test.each([
    [{}, ['coupon', 'node', 'nodes', 'store']],
    [{ FEDERATION_ROOTS: 'node' }, ['node', 'nodes']],
    [{ FEDERATION_ROOTS: 'store,coupon' }, ['coupon', 'store']],
    [{ FEDERATION_ROOTS: 'none' }, []],
  ])('with %j its query type has %j', async (env, expected) => {
    await withGateway({ FEDERATION: 'on', ...env }, async (gateway) => {
      const fields = fieldsOf(await readService(gateway));
      expect(fields.filter((field) => field.startsWith('Query.'))).toEqual(expected.map((name) => `Query.${name}`));
      expect(fields).toEqual(expect.arrayContaining(['Store.coupon', 'Mutation.couponCreate']));
    });
  });

  test.each([
    [{}, []],
    [
      { FEDERATION_STUBS: 'product' },
      [
        'Coupon.applyToProducts',
        'MarketingCouponConfiguration.requiredProducts',
        'Product.productId',
        'Product.storeId',
      ],
    ],
    [
      { FEDERATION_STUBS: 'tag' },
      ['Coupon.applyToTags', 'MarketingCouponConfiguration.requiredTags', 'Tag.storeId', 'Tag.tagId'],
    ],
    [{ FEDERATION_STUBS: 'customer' }, ['Coupon.usableByCustomer', 'Customer.customerId', 'Customer.storeId']],
  ])('with %j it has beside the plain one %j', async (env, expected) => {
    const plain = new Set(fieldsOf(PLAIN));
    await withGateway({ FEDERATION: 'on', ...env }, async (gateway) => {
      const fields = fieldsOf(await readService(gateway));
      expect(fields.filter((field) => !plain.has(field))).toEqual(expected);
    });
  });

  test('what a router is asked to demand is never relied on: the REST API alone decides', async () => {
    await withGateway({ FEDERATION: 'on', FEDERATION_AUTH: 'scopes' }, async ({ query }) => {
      const document = `{ store(storeId: "411486491630370816") { coupons(first: 1) { nodes { code } } } }`;
      expect((await query(document)).errors).toBeUndefined();
      const refused = await query(document, {}, { authorization: 'APIKey wrong' });
      expect(refused.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    });
  });
});

test.each([
  [[], {}, PLAIN],
  [['--federation'], WHOLE_SUBGRAPH_ENV, SUBGRAPH],
  [['--federation'], { FEDERATION_ROOTS: 'none', FEDERATION_AUTH: 'scopes' }, undefined],
])('npm run schema -- %j prints what is served with %j', async (args, env, committed) => {
  const child = spawn(process.execPath, ['.tools/schema.ts', ...args], { cwd: ROOT, env: { ...process.env, ...env } });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  expect(printed).toBe(committed ?? (await withGateway({ FEDERATION: 'on', ...env }, readService)));
});

describe('the start banner says who may call', () => {
  test.each([
    [{ FEDERATION: 'on' }, 'everybody'],
    [{ FEDERATION: 'on', ROUTER_SECRETS: 'a secret of sixteen or more' }, 'only who sends a secret in x-router-secret'],
    [{ ROUTER_SECRETS: 'a secret of sixteen or more' }, 'only who sends a secret in x-router-secret'],
    [{}, undefined],
  ])('%j: %s', async (env, expected) => {
    expect(await readCallers(env)).toBe(expected);
  });
});

/** Starts the real thing and reads its banner up to the line about callers, or up to its end. */
async function readCallers(env: Record<string, string>): Promise<string | undefined> {
  const { PAYNOW_API_URL: _, NODE_ENV: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: { ...inherited, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let callers: string | undefined;
  let hasBegun = false;
  for await (const line of createInterface(child.stdout)) {
    callers ??= /^ {2}Callers +(.*)$/.exec(line)?.[1];
    if (hasBegun && line === '') child.kill('SIGTERM');
    hasBegun ||= line.includes('PayNow GraphQL gateway');
  }
  await closed;
  return callers;
}
