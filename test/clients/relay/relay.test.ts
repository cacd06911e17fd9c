import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Environment, fetchQuery, getFragment, getRefetchMetadata } from 'relay-runtime';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import type { FlakeID, ID } from '../scalars.ts';
import { NO_STORE_ID, STORE_ID } from '../store.ts';
import { provesSame, type Same } from '../type-equality.ts';
import { commit } from './commit.ts';
import { createEnvironment } from './environment.ts';
import type { couponFormUpdateMutation } from './generated/couponFormUpdateMutation.graphql.ts';
import type { couponListRow_coupon$data } from './generated/couponListRow_coupon.graphql.ts';
import type { couponListRowQuery } from './generated/couponListRowQuery.graphql.ts';
import type { couponListScreenQuery } from './generated/couponListScreenQuery.graphql.ts';
import type { couponTerms$data } from './generated/couponTerms.graphql.ts';
import type { marketingMailsMail_configuration$data } from './generated/marketingMailsMail_configuration.graphql.ts';
import { openCouponForm, updateCoupon } from './src/coupon-form.ts';
import { couponRow, couponScreen, openCouponList } from './src/coupon-list.ts';

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

const connect = (key = 'sandbox'): Environment => createEnvironment(gateway.url, key);

async function openList(environment: Environment) {
  const list = await openCouponList(environment, STORE_ID, null);
  assert(list);
  return list;
}

test('a variable that is not set is sent as null, and means the default', async (t) => {
  const { mock } = t.mock.method(globalThis, 'fetch');
  const list = await openList(connect());
  while (await list.loadMore());
  const variables = mock.calls.map(({ arguments: [, init] }) => JSON.parse(String(init?.body)).variables);
  assert(variables.length > 2);
  for (const { filter, sort } of variables) assert.deepEqual({ filter, sort }, { filter: null, sort: null });
  const ids = list.rows().map(({ couponId }) => BigInt(couponId));
  assert.equal(new Set(ids).size, 250);
  assert(ids.every((id, at) => at === 0 || id < (ids[at - 1] ?? 0n)));
});

test('one row is read again by its id', async () => {
  const environment = connect();
  const list = await openList(environment);
  const row = () => list.rows()[7] ?? assert.fail();
  const { id, enabled } = row();
  const form = await openCouponForm(connect(), id);
  form?.edit({ enabled: !enabled });
  assert.deepEqual(await form?.save(), new Map());
  assert.equal(row().enabled, enabled);
  const { refetchableRequest } = getRefetchMetadata(getFragment(couponRow), 'couponRow');
  await fetchQuery<couponListRowQuery>(environment, refetchableRequest, { id }).toPromise();
  assert.equal(row().enabled, !enabled);
});

test('a field that failed is told from one that is null', async () => {
  const nameOf = async (key: string, storeId: FlakeID) => {
    const query = fetchQuery<couponListScreenQuery>(connect(key), couponScreen, { storeId });
    return (await query.toPromise())?.store?.name;
  };
  assert.equal((await nameOf('another-key', STORE_ID))?.ok, false);
  assert.deepEqual(await nameOf('sandbox', NO_STORE_ID), { ok: true, value: null });
});

test('the compiler gives each value its type', () => {
  type Row = couponListRow_coupon$data;
  provesSame<Same<Row['id'], ID>>();
  provesSame<Same<Row['couponId'], FlakeID>>();
  provesSame<Same<Row['createdAt'], string>>();
  type Kind = NonNullable<couponTerms$data['discount']>['__typename'];
  provesSame<Same<Kind, 'CouponAmountDiscount' | 'CouponPercentDiscount' | '%other'>>();
  type Mail = marketingMailsMail_configuration$data;
  provesSame<Same<Mail['triggerAfter'], string>>();
  provesSame<Same<Mail['couponConfiguration']['expiresAfter'], string | null | undefined>>();
});

test('an id of the wrong kind and a discount of two kinds do not compile, and are refused', async () => {
  const environment = connect();
  const { id, couponId } = (await openList(environment)).rows()[0] ?? assert.fail();
  const change = (input: couponFormUpdateMutation['variables']['input']) =>
    commit<couponFormUpdateMutation>(environment, { mutation: updateCoupon, variables: { input } });
  // @ts-expect-error A mutation takes the global id.
  const misnamed = await change({ id: couponId, set: { enabled: true } });
  assert.deepEqual(misnamed.data?.couponUpdate?.userErrors[0]?.field, ['input', 'id']);
  const discount = { amount: '500', percentage: '10' };
  // @ts-expect-error A discount is an amount or a percentage.
  const both = await change({ id, set: { discount } });
  assert.deepEqual(both.errors[0]?.extensions?.inputPath, ['input', 'set', 'discount']);
});
