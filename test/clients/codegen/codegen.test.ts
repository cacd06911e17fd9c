import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { newCoupon, STORE_ID } from '../store.ts';
import { provesSame, type Same } from '../type-equality.ts';
import { COUPONS, CREATE, MAIL, ROW } from './documents.ts';
import { execute } from './execute.ts';
import { type FragmentType, useFragment } from './generated/index.ts';

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

const toRow = (row: FragmentType<typeof ROW>) => useFragment(ROW, row);

test('a list is read to its end, and each value is of the type that was generated for it', async () => {
  const rows: ReturnType<typeof toRow>[] = [];
  let after: string | null = null;
  do {
    const { store }: Awaited<ReturnType<typeof readPage>> = await readPage(after);
    rows.push(...(store?.coupons?.nodes ?? []).map(toRow));
    after = store?.coupons?.pageInfo.hasNextPage ? store.coupons.pageInfo.endCursor : null;
  } while (after !== null);
  assert.equal(new Set(rows.map(({ id }) => id)).size, 250);

  const [row] = rows;
  assert(row);
  provesSame<Same<typeof row.couponId, string>>();
  provesSame<Same<typeof row.discountAmount, string>>();
  provesSame<Same<typeof row.createdAt, string>>();
  provesSame<Same<typeof row.expiresAt, string | null>>();
  provesSame<Same<typeof row.discountType, 'AMOUNT' | 'PERCENT' | 'UNKNOWN' | 'UNSPECIFIED'>>();
  for (const { couponId, discountAmount, createdAt, expiresAt, discountType } of rows) {
    assert.deepEqual([typeof couponId, typeof discountAmount, typeof createdAt], ['string', 'string', 'string']);
    assert(expiresAt === null || typeof expiresAt === 'string');
    assert(['AMOUNT', 'PERCENT', 'UNSPECIFIED'].includes(discountType));
  }
});

const readPage = (after: string | null) =>
  execute(gateway.url, 'sandbox', COUPONS, { storeId: STORE_ID, after, filter: null });

test('the durations of a mail are text', async () => {
  const { store } = await execute(gateway.url, 'sandbox', MAIL, { storeId: STORE_ID });
  const mail = store?.marketingConfiguration;
  assert(mail);
  provesSame<Same<typeof mail.triggerAfter, string>>();
  provesSame<Same<typeof mail.minimumOrderValue, string>>();
  provesSame<Same<typeof mail.couponConfiguration.expiresAfter, string | null>>();
  assert.match(mail.triggerAfter, /^P/);
  assert.match(mail.minimumOrderValue, /^\d+$/);
});

test('a coupon is created with amounts as text or as numbers, and comes back exactly', async () => {
  const input = { ...newCoupon('CODEGEN'), minimumOrderValue: 250, discountAmount: '9007199254740993' };
  const { couponCreate } = await execute(gateway.url, 'sandbox', CREATE, { input });
  assert.deepEqual(couponCreate.userErrors, []);
  assert(couponCreate.coupon);
  assert.equal(toRow(couponCreate.coupon).discountAmount, '9007199254740993');
});

test('an id that is a number and a field that is missing do not compile, and are refused', async () => {
  // @ts-expect-error A number may have lost digits.
  const asNumber = execute(gateway.url, 'sandbox', MAIL, { storeId: Number(STORE_ID) });
  await assert.rejects(asNumber, { message: 'BAD_USER_INPUT' });
  const { code, ...codeless } = newCoupon('CODEGEN');
  // @ts-expect-error A coupon needs a code.
  const withoutCode = execute(gateway.url, 'sandbox', CREATE, { input: codeless });
  await assert.rejects(withoutCode, { message: 'BAD_USER_INPUT' });
});
