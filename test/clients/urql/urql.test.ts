import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '@urql/core';
import type { IntrospectionQuery } from 'graphql';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import type { FlakeID, ID } from '../scalars.ts';
import { STORE_ID } from '../store.ts';
import { provesSame, type Same } from '../type-equality.ts';
import { createUrqlClient, KEYS } from './client.ts';
import { graphql } from './graphql.ts';
import { readSchema } from './schema.ts';
import { COUPON, COUPONS, CREATE, DELETE, MAILS, UPDATE } from './src/documents.ts';

let gateway: RunningGateway;
let schema: IntrospectionQuery;

before(async () => {
  gateway = await startGateway();
  schema = await readSchema(gateway.url);
});
after(() => gateway.stop());

const connect = (key = 'sandbox'): Client => createUrqlClient(gateway.url, key, schema);

async function readFirst(client: Client) {
  const { data } = await client.query(COUPONS, { storeId: STORE_ID });
  const row = data?.store?.coupons?.edges[0]?.node;
  assert(row);
  return row;
}

test('the schema lets the known part of an object show at once, and the rest follow', async () => {
  const header = graphql(`
    query Header($storeId: FlakeID!) {
      store(storeId: $storeId) {
        id
        name
      }
    }
  `);
  const client = connect();
  await readFirst(client);
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    const screen = client.query(header, { storeId: STORE_ID }).subscribe(({ data, stale }) => {
      seen.push([data?.store?.name, stale]);
      if (!stale) resolve(queueMicrotask(() => screen.unsubscribe()));
    });
  });
  assert.deepEqual(seen, [
    [null, true],
    ['Craftkeep', false],
  ]);
});

test('the schema tells that a fragment on an interface fits, and no type lacks a key', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const client = connect();
  const { id } = await readFirst(client);
  const { data: coupon } = await client.query(COUPON, { id });
  assert(coupon?.node?.__typename === 'Coupon');
  assert.deepEqual(client.readQuery(COUPON, { id })?.data, coupon);
  const { data: mails } = await client.query(MAILS, { storeId: STORE_ID });
  assert.deepEqual(
    mails?.store?.marketingConfigurations.map((mail) => mail?.couponConfiguration.discount?.__typename),
    ['CouponPercentDiscount', 'CouponAmountDiscount'],
  );
  assert.deepEqual(client.readQuery(MAILS, { storeId: STORE_ID })?.data, mails);
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: [message] }) => message),
    [],
  );
});

test('each type without an id has a key, and nothing else has', () => {
  const named = /(?:Connection|PageInfo|Payload)$/;
  const withoutId = schema.__schema.types.flatMap((type) => {
    if (type.kind !== 'OBJECT' || type.name.startsWith('__') || named.test(type.name)) return [];
    const { queryType, mutationType } = schema.__schema;
    const isRoot = [queryType.name, mutationType?.name].includes(type.name);
    return isRoot || type.fields.some(({ name }) => name === 'id') ? [] : type.name;
  });
  assert.deepEqual(Object.keys(KEYS).toSorted(), withoutId.toSorted());
});

test('a list never blinks while its coupons come, change and go', async () => {
  const client = connect();
  const { code: top } = await readFirst(client);
  const seen: (string | undefined)[] = [];
  const screen = client.query(COUPONS, { storeId: STORE_ID }).subscribe(({ data }) => {
    seen.push(data?.store?.coupons?.edges[0]?.node.code);
  });
  const coupon = { code: 'URQL-FIRST', discount: { amount: '1500' } };
  const { data } = await client.mutation(CREATE, { input: { storeId: STORE_ID, coupon } });
  const id = data?.couponCreate?.couponEdge?.node.id;
  assert(id);
  await client.mutation(UPDATE, { input: { id, set: { code: 'URQL-CHANGED' } } });
  await client.mutation(DELETE, { input: { id } });
  screen.unsubscribe();
  const changes = seen.filter((code, at) => code !== seen[at - 1]);
  assert.deepEqual(changes, [top, 'URQL-FIRST', 'URQL-CHANGED', top]);
});

test('each value is of the type that was inferred for it', async () => {
  const client = connect();
  const row = await readFirst(client);
  provesSame<Same<typeof row.id, ID>>();
  provesSame<Same<typeof row.couponId, FlakeID>>();
  provesSame<Same<typeof row.createdAt, string>>();
  provesSame<Same<NonNullable<typeof row.discount>['__typename'], 'CouponAmountDiscount' | 'CouponPercentDiscount'>>();
  for (const value of [row.id, row.couponId, row.createdAt, row.version]) assert.equal(typeof value, 'string');
  const { data } = await client.query(MAILS, { storeId: STORE_ID });
  const mail = data?.store?.marketingConfigurations.find((mail) => mail !== null);
  assert(mail);
  provesSame<Same<typeof mail.triggerAfter, string>>();
  provesSame<Same<typeof mail.couponConfiguration.expiresAfter, string | null>>();
  assert.match(mail.triggerAfter, /^P/);
});

test('an id of the wrong kind, a rounded amount and an empty discount do not compile, and are refused', async () => {
  const client = connect();
  const { id, couponId } = await readFirst(client);
  // @ts-expect-error A mutation takes the global id.
  const misnamed = await client.mutation(UPDATE, { input: { id: couponId, set: { enabled: true } } });
  assert.equal(misnamed.data?.couponUpdate?.userErrors[0]?.code, 'INVALID_ID');
  const codeOf = async (sent: PromiseLike<{ error?: Awaited<typeof misnamed>['error'] }>) =>
    (await sent).error?.graphQLErrors[0]?.extensions.code;

  // @ts-expect-error JavaScript would round this number before it is sent.
  const rounded = client.mutation(UPDATE, { input: { id, set: { minimumOrderValue: 9007199254740992 } } });
  assert.equal(await codeOf(rounded), 'BAD_USER_INPUT');
  const coupon = { code: 'TADA', discount: {} };
  // @ts-expect-error A discount is an amount or a percentage.
  const empty = client.mutation(CREATE, { input: { storeId: STORE_ID, coupon } });
  assert.equal(await codeOf(empty), 'BAD_USER_INPUT');
});

test('any other failure is an error with a code', async (t) => {
  // Graphcache warns developers of a field that the schema lacks.
  t.mock.method(console, 'warn', () => {});
  const codeOf = async (key: string, document: typeof COUPONS | string) => {
    const { error } = await connect(key).query(document, { storeId: STORE_ID });
    return error?.graphQLErrors[0]?.extensions.code;
  };
  assert.equal(await codeOf('not the key', COUPONS), 'UNAUTHENTICATED');
  assert.equal(await codeOf('sandbox', '{ shop }'), 'GRAPHQL_VALIDATION_FAILED');
});
