import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApolloClient, CombinedGraphQLErrors, gql } from '@apollo/client';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import type { FlakeID, ID } from '../scalars.ts';
import { STORE_ID } from '../store.ts';
import { provesSame, type Same } from '../type-equality.ts';
import { createApolloClient } from './client.ts';
import { readPossibleTypes } from './possible-types.ts';
import { COUPON, COUPONS, CREATE, MAILS, TERMS, UPDATE } from './src/documents.ts';

let gateway: RunningGateway;
let possibleTypes: Record<string, string[]>;

before(async () => {
  gateway = await startGateway();
  possibleTypes = await readPossibleTypes(gateway.url);
});
after(() => gateway.stop());

const connect = (key = 'sandbox') => createApolloClient(gateway.url, key, possibleTypes);

async function readFirst(client: ApolloClient) {
  const { data } = await client.query({ query: COUPONS, variables: { storeId: STORE_ID } });
  const row = data?.store?.coupons?.edges[0]?.node;
  assert(row);
  return row;
}

test('introspection tells which types an interface or a union stands for', () => {
  const types = Object.entries(possibleTypes).map(([name, types]) => [name, types.toSorted()]);
  assert.deepEqual(Object.fromEntries(types), {
    CouponDiscount: ['CouponAmountDiscount', 'CouponPercentDiscount'],
    CouponTerms: ['Coupon', 'MarketingCouponConfiguration'],
    Node: ['Coupon', 'MarketingConfiguration', 'Store'],
  });
});

test('a fragment on an interface finds its fields in the cache', async () => {
  const client = connect();
  const first = await readFirst(client);
  const { data } = await client.query({ query: COUPON, variables: { id: first.id } });
  assert(data?.node?.__typename === 'Coupon');
  assert.deepEqual(client.readQuery({ query: COUPON, variables: { id: first.id } })?.node, data.node);
  const terms = client.readFragment({ fragment: TERMS, id: client.cache.identify(first) ?? assert.fail() });
  assert.deepEqual(terms?.discount, first.discount);
});

test('two queries that ask for other parts of a mail keep what the other one has', async (t) => {
  const warn = t.mock.method(console, 'error', () => {});
  const client = connect();
  const { data } = await client.query({ query: MAILS, variables: { storeId: STORE_ID } });
  const more = gql`
    query More($storeId: FlakeID!) {
      store(storeId: $storeId) {
        id
        marketingConfigurations {
          id
          couponConfiguration {
            duration
            discount {
              ... on CouponAmountDiscount {
                amount
              }
            }
          }
        }
      }
    }
  `;
  await client.query({ query: more, variables: { storeId: STORE_ID } });
  assert.deepEqual(client.readQuery({ query: MAILS, variables: { storeId: STORE_ID } }), data);
  assert.equal(warn.mock.callCount(), 0);
});

test('each value is of the type that was generated for it', async () => {
  const client = connect();
  const row = await readFirst(client);
  provesSame<Same<typeof row.id, ID>>();
  provesSame<Same<typeof row.couponId, FlakeID>>();
  provesSame<Same<typeof row.createdAt, string>>();
  provesSame<Same<NonNullable<typeof row.discount>['__typename'], 'CouponAmountDiscount' | 'CouponPercentDiscount'>>();
  for (const value of [row.id, row.couponId, row.createdAt, row.version]) assert.equal(typeof value, 'string');
  const { data } = await client.query({ query: MAILS, variables: { storeId: STORE_ID } });
  const mail = data?.store?.marketingConfigurations.find((mail) => mail !== null);
  assert(mail);
  provesSame<Same<typeof mail.triggerAfter, string>>();
  provesSame<Same<typeof mail.couponConfiguration.expiresAfter, string | null>>();
  assert.match(mail.triggerAfter, /^P/);
});

test('an id of the wrong kind and a discount of two kinds do not compile, and are refused', async () => {
  const client = connect();
  const { couponId } = await readFirst(client);
  const set = { enabled: true };
  // @ts-expect-error A mutation takes the global id.
  const misnamed = await client.mutate({ mutation: UPDATE, variables: { input: { id: couponId, set } } });
  assert.equal(misnamed.data?.couponUpdate?.userErrors[0]?.code, 'INVALID_ID');

  const coupon = { code: 'CODEGEN', discount: { amount: '500', percentage: '10' } };
  // @ts-expect-error A discount is an amount or a percentage.
  const both = client.mutate({ mutation: CREATE, variables: { input: { storeId: STORE_ID, coupon } } });
  assert.equal(await both.catch(codeOf), 'BAD_USER_INPUT');
});

const codeOf = (error: unknown) => (CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.code : error);

test('any other failure is an error with a code', async () => {
  const asked = (key: string) =>
    connect(key)
      .query({ query: COUPONS, variables: { storeId: STORE_ID } })
      .then(({ data }) => data, codeOf);
  assert.equal(await asked('not the key'), 'UNAUTHENTICATED');
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
