import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { EMPTY_STORE_ID, NO_STORE_ID, STORE_ID } from '../store.ts';
import { allCoupons } from './all-coupons.ts';

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

const idsIn = async (storeId: string) => {
  const coupons = await Array.fromAsync(allCoupons(gateway.url, 'sandbox', storeId));
  return coupons.map(({ id }) => id);
};

test('a list is read to its end, each coupon once', async () => {
  const ids = await idsIn(STORE_ID);
  assert.equal(ids.length, 250);
  assert.equal(new Set(ids).size, 250);
});

test('an empty store and one that does not exist have no coupons', async () => {
  assert.deepEqual(await idsIn(EMPTY_STORE_ID), []);
  assert.deepEqual(await idsIn(NO_STORE_ID), []);
});

test('a reader who stops early asks for no further page', async (t) => {
  const asked = t.mock.method(globalThis, 'fetch');
  for await (const { code } of allCoupons(gateway.url, 'sandbox', STORE_ID)) {
    assert.equal(typeof code, 'string');
    break;
  }
  assert.equal(asked.mock.callCount(), 1);
});

test('a failure says what it is', async () => {
  const refused = Array.fromAsync(allCoupons(gateway.url, 'not the key', STORE_ID));
  await assert.rejects(refused, { message: /^UNAUTHENTICATED: / });
});
