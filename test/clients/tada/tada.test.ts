import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, fetchExchange } from '@urql/core';
import { type FragmentOf, readFragment } from 'gql.tada';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { STORE_ID } from '../store.ts';
import { provesSame, type Same } from '../type-equality.ts';
import { COUPONS, MAIL, ROW, UPDATE } from './documents.ts';

let gateway: RunningGateway;
let client: Client;

before(async () => {
  gateway = await startGateway();
  const fetchOptions = { headers: { authorization: 'APIKey sandbox' } };
  client = new Client({ url: gateway.url, exchanges: [fetchExchange], fetchOptions });
});
after(() => gateway.stop());

const toRow = (row: FragmentOf<typeof ROW>) => readFragment(ROW, row);

async function readPage(after: string | null) {
  const { data, error } = await client.query(COUPONS, { storeId: STORE_ID, after, filter: { status: 'ACTIVE' } });
  assert.equal(error, undefined);
  return data?.store?.coupons;
}

test('a list is read to its end, and each value is of the type that was inferred for it', async () => {
  const rows: ReturnType<typeof toRow>[] = [];
  for (let page = await readPage(null); page; ) {
    rows.push(...page.nodes.map(toRow));
    page = page.pageInfo.hasNextPage ? await readPage(page.pageInfo.endCursor) : null;
  }
  assert(rows.length > 100 && rows.length < 250);
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);

  const [row] = rows;
  assert(row);
  provesSame<Same<typeof row.couponId, string>>();
  provesSame<Same<typeof row.discountAmount, string>>();
  provesSame<Same<typeof row.createdAt, string>>();
  provesSame<Same<typeof row.expiresAt, string | null>>();
  provesSame<Same<typeof row.discountType, 'AMOUNT' | 'PERCENT' | 'UNKNOWN' | 'UNSPECIFIED'>>();
  for (const { couponId, discountAmount, createdAt, expiresAt } of rows) {
    assert.deepEqual([typeof couponId, typeof discountAmount, typeof createdAt], ['string', 'string', 'string']);
    assert(expiresAt === null || typeof expiresAt === 'string');
  }
});

test('the durations of a mail are text', async () => {
  const { data } = await client.query(MAIL, { storeId: STORE_ID });
  const mail = data?.store?.marketingConfiguration;
  assert(mail);
  provesSame<Same<typeof mail.triggerAfter, string>>();
  provesSame<Same<typeof mail.couponConfiguration.expiresAfter, string | null>>();
  assert.match(mail.triggerAfter, /^P/);
});

test('a change takes amounts as text', async () => {
  const [first] = (await readPage(null))?.nodes.map(toRow) ?? [];
  assert(first);
  const input = { id: first.id, discountAmount: '9007199254740993' };
  const { data } = await client.mutation(UPDATE, { input });
  assert.deepEqual(data, { couponUpdate: { coupon: { discountAmount: '9007199254740993' }, userErrors: [] } });
  // @ts-expect-error JavaScript would round this number before it is sent.
  const rounded = client.mutation(UPDATE, { input: { id: first.id, discountAmount: 9007199254740992 } });
  assert.equal((await rounded).error?.graphQLErrors[0]?.extensions.code, 'BAD_USER_INPUT');
});
