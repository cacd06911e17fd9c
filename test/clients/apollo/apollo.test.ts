import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApolloClient, CombinedGraphQLErrors, gql, isReference } from '@apollo/client';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { EMPTY_STORE_ID, NO_STORE_ID, newCoupon, STORE_ID } from '../store.ts';
import { createApolloClient } from './client.ts';
import { ANY, COUPONS, CREATE, DELETE, UPDATE } from './documents.ts';
import { readPossibleTypes } from './possible-types.ts';

let gateway: RunningGateway;
let possibleTypes: Record<string, string[]>;

before(async () => {
  gateway = await startGateway();
  possibleTypes = await readPossibleTypes(gateway.url);
});
after(() => gateway.stop());

const connect = (key = 'sandbox') => createApolloClient(gateway.url, key, possibleTypes);

/** A list on a screen: it loads pages, and shows whatever the cache holds at the moment. */
async function openList(client: ApolloClient, variables: { storeId: string; filter?: { status: string } }) {
  await client.query({ query: COUPONS, variables });
  const list = client.watchQuery({ query: COUPONS, variables });
  const shown = () => client.readQuery({ query: COUPONS, variables })?.store?.coupons;
  return {
    shown,
    rows: () => shown()?.edges.map(({ node }) => node) ?? [],
    async loadToTheEnd() {
      for (let page = shown()?.pageInfo; page?.hasNextPage; page = shown()?.pageInfo) {
        await list.fetchMore({ variables: { after: page.endCursor } });
      }
    },
  };
}

test('introspection tells which types a Node can be', () => {
  assert.deepEqual(possibleTypes.Node?.toSorted(), ['Coupon', 'MarketingConfiguration', 'Store']);
});

test('the pages of a list come together, each coupon once', async () => {
  const list = await openList(connect(), { storeId: STORE_ID });
  assert.equal(list.rows().length, 70);
  await list.loadToTheEnd();
  assert.equal(list.rows().length, 250);
  assert.equal(new Set(list.rows().map(({ id }) => id)).size, 250);
});

test('lists with different filters stay apart', async () => {
  const client = connect();
  const all = await openList(client, { storeId: STORE_ID });
  const active = await openList(client, { storeId: STORE_ID, filter: { status: 'ACTIVE' } });
  await active.loadToTheEnd();
  assert.equal(all.rows().length, 70);
  assert(active.rows().length > 70 && active.rows().length < 250);
});

test('an empty list is empty, and the list of a store that does not exist is null', async () => {
  const client = connect();
  const empty = await openList(client, { storeId: EMPTY_STORE_ID });
  assert.deepEqual(empty.shown()?.edges, []);
  assert.equal(empty.shown()?.pageInfo.hasNextPage, false);
  assert.equal((await openList(client, { storeId: NO_STORE_ID })).shown(), null);
});

test('a change shows in the list, since both know the coupon by its id', async () => {
  const client = connect();
  const list = await openList(client, { storeId: STORE_ID });
  const id = String(list.rows()[3]?.id);
  await client.mutate({ mutation: UPDATE, variables: { id, note: 'Changed' } });
  assert.equal(list.rows()[3]?.note, 'Changed');
});

test('a fragment on Node finds its fields in the cache', async () => {
  const client = connect();
  const list = await openList(client, { storeId: STORE_ID });
  const [first] = list.rows();
  await client.query({ query: ANY, variables: { id: String(first?.id) } });
  const { node } = client.readQuery({ query: ANY, variables: { id: String(first?.id) } }) ?? {};
  assert.deepEqual(node, first);
});

test('coupons come into and out of the list where they are created and deleted', async () => {
  const client = connect();
  const list = await openList(client, { storeId: STORE_ID });
  const before = list.rows();
  const store = client.cache.identify({ __typename: 'Store', id: `gid://paynow/Store/${STORE_ID}` });
  assert(store);

  const { data: created } = await client.mutate({
    mutation: CREATE,
    variables: { input: newCoupon('APOLLO-FIRST') },
    update(cache, { data }) {
      const edge = data?.couponCreate.couponEdge;
      if (!edge) return;
      const node = cache.writeFragment({
        fragment: gql`
          fragment New on Coupon {
            id
            code
            note
            discountAmount
          }
        `,
        data: edge.node,
      });
      cache.modify<{ coupons: { edges: object[] } }>({
        id: store,
        fields: {
          coupons: (list) => (isReference(list) ? list : { ...list, edges: [{ ...edge, node }, ...list.edges] }),
        },
      });
    },
  });
  assert.deepEqual(created?.couponCreate.userErrors, []);
  assert.deepEqual(
    list.rows().map(({ code }) => code),
    ['APOLLO-FIRST', ...before.map(({ code }) => code)],
  );

  await client.mutate({
    mutation: DELETE,
    variables: { id: String(list.rows()[0]?.id) },
    update(cache, { data }) {
      const id = data?.couponDelete.deletedCouponId;
      if (id) cache.evict({ id: String(cache.identify({ __typename: 'Coupon', id })) });
    },
  });
  assert.deepEqual(list.rows(), before);
});

test('a mistake in the input comes as data, with the field that it belongs to', async () => {
  const client = connect();
  const [taken] = (await openList(client, { storeId: STORE_ID })).rows();
  const { data, error } = await client.mutate({
    mutation: CREATE,
    variables: { input: newCoupon(String(taken?.code)) },
  });
  assert.equal(error, undefined);
  const [userError] = data?.couponCreate.userErrors ?? [];
  assert.deepEqual([userError?.code, userError?.field], ['TAKEN', ['input', 'code']]);
  assert.equal(data?.couponCreate.couponEdge, null);
});

const codeOf = (error: unknown) => (CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.code : error);

test('any other failure is an error with a code', async () => {
  const asked = (key: string, storeId: string) =>
    connect(key)
      .query({ query: COUPONS, variables: { storeId } })
      .then(({ data }) => data, codeOf);
  assert.equal(await asked('not the key', STORE_ID), 'UNAUTHENTICATED');
  assert.equal(await asked('sandbox', 'not an id'), 'BAD_USER_INPUT');
  const unknownField = connect().query({
    query: gql`
      {
        shop
      }
    `,
  });
  assert.equal(await unknownField.then(({ data }) => data, codeOf), 'GRAPHQL_VALIDATION_FAILED');
});

test('a failed field leaves its siblings, to who asks for them', async () => {
  const variables = { storeId: STORE_ID };
  const { data, error } = await connect('another-key').query({ query: COUPONS, variables, errorPolicy: 'all' });
  assert.equal(codeOf(error), 'UNAUTHENTICATED');
  assert.equal(data?.store?.coupons, null);
  assert.equal(data?.store?.id, `gid://paynow/Store/${STORE_ID}`);
});
