import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, gql } from '@urql/core';
import type { IntrospectionQuery } from 'graphql';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { EMPTY_STORE_ID, NO_STORE_ID, newCoupon, STORE_ID } from '../store.ts';
import { createUrqlClient } from './client.ts';
import { COUPONS, CREATE, DELETE, DETAILS, HEADER, UPDATE } from './documents.ts';
import { readSchema } from './schema.ts';

let gateway: RunningGateway;
let schema: IntrospectionQuery;

before(async () => {
  gateway = await startGateway();
  schema = await readSchema(gateway.url);
});
after(() => gateway.stop());

const connect = (key = 'sandbox'): Client => createUrqlClient(gateway.url, key, schema);

/** A list on a screen: it loads pages, and keeps what it was told to show. */
async function openList(client: Client, storeId: string) {
  const seen: (readonly { readonly id: string; readonly code: string }[] | undefined)[] = [];
  const screen = client.query(COUPONS, { storeId }).subscribe(({ data }) => {
    seen.push(data?.store?.coupons?.edges.map(({ node }) => node));
  });
  const shown = async () => (await client.query(COUPONS, { storeId })).data?.store?.coupons;
  await shown();
  return {
    /** Everything that was shown so far. */
    seen,
    shown,
    rows: () => seen.at(-1) ?? [],
    async loadToTheEnd() {
      for (let page = await shown(); page?.pageInfo.hasNextPage; page = await shown()) {
        await client.query(COUPONS, { storeId, after: page.pageInfo.endCursor });
      }
    },
    close: screen.unsubscribe,
  };
}

test('the pages of a list come together, each coupon once', async () => {
  const list = await openList(connect(), STORE_ID);
  await list.loadToTheEnd();
  const sizes = list.seen.map((rows) => rows?.length);
  assert.deepEqual([...new Set(sizes)], [70, 140, 210, 250]);
  assert.equal(new Set(list.rows().map(({ id }) => id)).size, 250);
  list.close();
});

test('an empty list is empty, and the list of a store that does not exist is null', async () => {
  const client = connect();
  const empty = await openList(client, EMPTY_STORE_ID);
  assert.deepEqual((await empty.shown())?.edges, []);
  assert.equal((await empty.shown())?.pageInfo.hasNextPage, false);
  empty.close();
  const none = await openList(client, NO_STORE_ID);
  assert.equal(await none.shown(), null);
  none.close();
});

test('the schema lets the known part of an object show at once, and the rest follow', async () => {
  const client = connect();
  (await openList(client, STORE_ID)).close();
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    const header = client.query(HEADER, { storeId: STORE_ID }).subscribe(({ data, stale }) => {
      seen.push([data?.store?.name, stale]);
      if (!stale) resolve(queueMicrotask(() => header.unsubscribe()));
    });
  });
  assert.deepEqual(seen, [
    [null, true],
    ['Craftkeep', false],
  ]);
});

test('the schema tells that a fragment on Node fits a coupon, and no type lacks a key', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const client = connect();
  const list = await openList(client, STORE_ID);
  const [first] = list.rows();
  const { data } = await client.query(DETAILS, { id: String(first?.id) });
  assert.deepEqual({ id: data?.node?.id, code: data?.node?.code }, { id: first?.id, code: first?.code });
  assert.deepEqual(client.readQuery(DETAILS, { id: String(first?.id) })?.data, data);
  list.close();
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: [message] }) => message),
    [],
  );
});

test('a changed, a created and a deleted coupon show in the list, which never blinks', async () => {
  const client = connect();
  const list = await openList(client, STORE_ID);
  await list.loadToTheEnd();
  const before = list.rows().map(({ code }) => code);
  const codes = () => list.rows().map(({ code }) => code);
  list.seen.splice(0);

  const { data: created } = await client.mutation(CREATE, { input: newCoupon('URQL-FIRST') });
  assert.deepEqual(created?.couponCreate.userErrors, []);
  assert.deepEqual(codes(), ['URQL-FIRST', ...before]);

  const id = String(created?.couponCreate.couponEdge?.node.id);
  await client.mutation(UPDATE, { id, code: 'URQL-CHANGED' });
  assert.deepEqual(codes(), ['URQL-CHANGED', ...before]);

  await client.mutation(DELETE, { id });
  assert.deepEqual(codes(), before);
  assert(!list.seen.includes(undefined));
  list.close();
});

test('a mistake in the input comes as data, with the field that it belongs to', async () => {
  const client = connect();
  const list = await openList(client, STORE_ID);
  const before = list.rows();
  const { data, error } = await client.mutation(CREATE, { input: newCoupon(String(before[0]?.code)) });
  assert.equal(error, undefined);
  const [userError] = data?.couponCreate.userErrors ?? [];
  assert.deepEqual([userError?.code, userError?.field], ['TAKEN', ['input', 'code']]);
  assert.deepEqual(list.rows(), before);
  list.close();
});

test('any other failure is an error with a code', async (t) => {
  // Graphcache warns developers of a field that the schema lacks.
  t.mock.method(console, 'warn', () => {});
  const asked = async (key: string, document: typeof COUPONS, storeId: string) => {
    const { error } = await connect(key).query(document, { storeId });
    return error?.graphQLErrors[0]?.extensions.code;
  };
  assert.equal(await asked('not the key', COUPONS, STORE_ID), 'UNAUTHENTICATED');
  assert.equal(await asked('sandbox', COUPONS, 'not an id'), 'BAD_USER_INPUT');
  const unknownField = gql`
    {
      shop
    }
  `;
  assert.equal(await asked('sandbox', unknownField, STORE_ID), 'GRAPHQL_VALIDATION_FAILED');
});
