import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  ConnectionHandler,
  commitMutation,
  type Environment,
  fetchQuery,
  type GraphQLTaggedNode,
  getFragment,
  getRefetchMetadata,
  type MutationParameters,
} from 'relay-runtime';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { EMPTY_STORE_ID, NO_STORE_ID, newCoupon, STORE_ID } from '../store.ts';
import { type CouponScreen, openCouponScreen } from './coupon-screen.ts';
import { createEnvironment } from './environment.ts';
import type { couponListRowQuery } from './generated/couponListRowQuery.graphql.ts';
import type { couponMutationsCreateAtTheEndMutation } from './generated/couponMutationsCreateAtTheEndMutation.graphql.ts';
import type { couponMutationsCreateOnTopMutation } from './generated/couponMutationsCreateOnTopMutation.graphql.ts';
import type { couponMutationsDeleteMutation } from './generated/couponMutationsDeleteMutation.graphql.ts';
import type { couponMutationsUpdateMutation } from './generated/couponMutationsUpdateMutation.graphql.ts';
import type { marketingMail_configuration$data } from './generated/marketingMail_configuration.graphql.ts';
import type { marketingMailQuery } from './generated/marketingMailQuery.graphql.ts';
import type { marketingMailUpdateMutation } from './generated/marketingMailUpdateMutation.graphql.ts';
import { readFragment } from './read-fragment.ts';
import { couponRow } from './src/coupon-list.ts';
import { createAtTheEnd, createOnTop, deleteCoupon, updateCoupon } from './src/coupon-mutations.ts';
import { marketingMail, updateMail } from './src/marketing-mail.ts';

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

async function open(environment: Environment, storeId: string): Promise<CouponScreen> {
  const screen = await openCouponScreen(environment, { storeId });
  assert(screen);
  return screen;
}

async function openWhole(environment: Environment, storeId: string): Promise<CouponScreen> {
  const screen = await open(environment, storeId);
  while (screen.hasNext) await screen.loadNext(100);
  return screen;
}

function commit<Mutation extends MutationParameters>(
  environment: Environment,
  mutation: GraphQLTaggedNode,
  variables: Mutation['variables'],
): Promise<Mutation['response']> {
  return new Promise((resolve, reject) => {
    commitMutation<Mutation>(environment, { mutation, variables, onCompleted: resolve, onError: reject });
  });
}

function connectionsOf({ store }: CouponScreen): string[] {
  return [ConnectionHandler.getConnectionID(store.id, 'couponList_coupons')];
}

const codesOf = (screen: CouponScreen): string[] => screen.rows().map(({ code }) => code);

test('a list is loaded page by page to its end, each coupon once', async () => {
  const screen = await open(createEnvironment(gateway.url, 'sandbox'), STORE_ID);
  const sizes = [screen.rows().length];
  while (screen.hasNext) {
    await screen.loadNext(60);
    sizes.push(screen.rows().length);
  }
  assert.deepEqual(sizes, [40, 100, 160, 220, 250]);
  assert.equal(new Set(screen.rows().map(({ id }) => id)).size, 250);
});

test('an empty list has no next page, and a store that does not exist has no list', async () => {
  const environment = createEnvironment(gateway.url, 'sandbox');
  for (const storeId of [EMPTY_STORE_ID, NO_STORE_ID]) {
    const screen = await open(environment, storeId);
    assert.deepEqual([screen.rows(), screen.hasNext], [[], false]);
  }
});

test('coupons come into and out of the list where they are created and deleted', async () => {
  const environment = createEnvironment(gateway.url, 'sandbox');
  const screen = await openWhole(environment, STORE_ID);
  const before = codesOf(screen);
  const connections = connectionsOf(screen);

  const { couponCreate } = await commit<couponMutationsCreateOnTopMutation>(environment, createOnTop, {
    input: newCoupon('RELAY-FIRST'),
    connections,
  });
  assert.deepEqual(couponCreate.userErrors, []);
  await commit<couponMutationsCreateAtTheEndMutation>(environment, createAtTheEnd, {
    input: newCoupon('RELAY-LAST'),
    connections,
  });
  assert.deepEqual(codesOf(screen), ['RELAY-FIRST', ...before, 'RELAY-LAST']);

  for (const { id, code } of screen.rows().filter(({ code }) => code.startsWith('RELAY-'))) {
    await commit<couponMutationsDeleteMutation>(environment, deleteCoupon, { input: { id }, connections });
    assert(!codesOf(screen).includes(code));
  }
  assert.deepEqual(codesOf(screen), before);
});

test('a refused creation leaves the list alone and says which field is at fault', async (t) => {
  // Relay warns developers that there is no edge to put into the list.
  const warn = t.mock.method(console, 'error', () => {});
  const environment = createEnvironment(gateway.url, 'sandbox');
  const screen = await open(environment, STORE_ID);
  const before = codesOf(screen);
  const { couponCreate } = await commit<couponMutationsCreateOnTopMutation>(environment, createOnTop, {
    input: newCoupon(String(before[0])),
    connections: connectionsOf(screen),
  });
  assert.deepEqual(couponCreate.userErrors, [{ field: ['input', 'code'], code: 'TAKEN' }]);
  assert.deepEqual(codesOf(screen), before);
  assert.equal(warn.mock.callCount(), 1);
});

test('a change shows in the list, and one row is read again by its id', async () => {
  const environment = createEnvironment(gateway.url, 'sandbox');
  const screen = await open(environment, STORE_ID);
  const id = String(screen.rows()[7]?.id);
  await commit<couponMutationsUpdateMutation>(environment, updateCoupon, {
    input: { id, note: 'Changed here', discountAmount: '9007199254740993' },
  });
  assert.deepEqual(screen.rows()[7]?.note, 'Changed here');
  assert.deepEqual(screen.rows()[7]?.discountAmount, '9007199254740993');

  const elsewhere = createEnvironment(gateway.url, 'sandbox');
  await commit<couponMutationsUpdateMutation>(elsewhere, updateCoupon, { input: { id, note: 'Changed elsewhere' } });
  assert.deepEqual(screen.rows()[7]?.note, 'Changed here');
  const { refetchableRequest } = getRefetchMetadata(getFragment(couponRow), 'couponRow');
  await fetchQuery<couponListRowQuery>(environment, refetchableRequest, { id }).toPromise();
  assert.deepEqual(screen.rows()[7]?.note, 'Changed elsewhere');
});

test('a mail is read by its id, and shows what a change of it made', async () => {
  const environment = createEnvironment(gateway.url, 'sandbox');
  const { refetchableRequest } = getRefetchMetadata(getFragment(marketingMail), 'marketingMail');
  const id = `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`;
  const { node } = (await fetchQuery<marketingMailQuery>(environment, refetchableRequest, { id }).toPromise()) ?? {};
  assert(node);
  const shown = () => readFragment<marketingMail_configuration$data>(environment, marketingMail, node);
  assert.equal(shown().kind, 'ABANDONED_CHECKOUT');

  const { marketingConfigurationUpdate } = await commit<marketingMailUpdateMutation>(environment, updateMail, {
    input: { storeId: STORE_ID, kind: 'ABANDONED_CHECKOUT', triggerAfter: 'P1M', maximumOrderValue: null },
  });
  assert.deepEqual(marketingConfigurationUpdate.userErrors, []);
  assert.deepEqual([shown().triggerAfter, shown().maximumOrderValue], ['P1M', null]);
});

test('a field that failed is told from one that is null', async () => {
  const refused = await open(createEnvironment(gateway.url, 'another-key'), STORE_ID);
  assert.deepEqual(refused.store.name.ok, false);
  const nameless = await open(createEnvironment(gateway.url, 'sandbox'), NO_STORE_ID);
  assert.deepEqual(nameless.store.name, { ok: true, value: null });
});
