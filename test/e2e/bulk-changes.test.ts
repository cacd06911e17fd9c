import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseJson } from '../../src/rest/json.ts';
import { BULK_DELETE, BULK_UPDATE, type BulkPayload, sendBulk, told } from '../support/bulk.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const IDS = Array.from({ length: 20 }, (_, index) => `4500000000000000${10 + index}`);
const VERSION = '7';
const toId = (couponId: string, storeId = STORE_ID): string => `gid://paynow/Coupon/${storeId}/${couponId}`;
const [ID, OTHER_ID, THIRD_ID] = IDS.map((id) => toId(id)) as [string, string, string];
const GONE_ID = toId('450000000000000999');
const START = '2026-03-01T12:00:00Z';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

beforeEach(() => {
  const { data, faults, clearRequests } = gateway.sandbox;
  faults.clear();
  for (const storeId of [STORE_ID, EMPTY_STORE_ID]) {
    data.insertCoupons(
      storeId,
      IDS.map((id) => ({ id, code: `CODE-${id}`, note: 'kept', version_id: VERSION })),
    );
  }
  clearRequests();
});

const update = (input: object): Promise<BulkPayload> => sendBulk(gateway, BULK_UPDATE, input);
const remove = (input: object): Promise<BulkPayload> => sendBulk(gateway, BULK_DELETE, input);

/** What was sent, in any order. */
function sent(): (readonly [string, unknown])[] {
  return gateway.sandbox.requests
    .map(({ method, path, body }) => [`${method} ${path.slice(11)}`, body === '' ? '' : parseJson(body)] as const)
    .toSorted(([a], [b]) => a.localeCompare(b));
}

const pathOf = (id: string): string => id.replace('gid://paynow/Coupon/', '').replace('/', '/coupons/');

describe('couponBulkUpdate', () => {
  it('changes each item by one PATCH, with what all have in common and what is different there', async () => {
    const { results, appliedCount } = await update({
      set: { note: 'new', expiresAt: START, discount: { amount: 5 } },
      items: [{ id: ID }, { id: OTHER_ID, set: { note: 'own', expiresAt: null, discount: { percentage: '10' } } }],
    });
    expect(appliedCount).toBe(2);
    expect(sent()).toEqual([
      [`PATCH ${pathOf(ID)}`, { note: 'new', expires_at: START, discount_type: 'amount', discount_amount: 5 }],
      [`PATCH ${pathOf(OTHER_ID)}`, { note: 'own', expires_at: null, discount_type: 'percent', discount_amount: 100 }],
    ]);
    expect(results).toMatchObject([
      { outcome: 'APPLIED', coupon: { id: ID, note: 'new', discountAmount: '5' } },
      { outcome: 'APPLIED', coupon: { id: OTHER_ID, note: 'own', discountAmount: '100' } },
    ]);
  });

  it('changes coupons of several stores', async () => {
    const inOther = toId(IDS[0] as string, EMPTY_STORE_ID);
    const { appliedCount } = await update({ set: { note: 'both' }, items: [{ id: ID }, { id: inOther }] });
    expect(appliedCount).toBe(2);
    expect(sent().map(([path]) => path)).toEqual([`PATCH ${pathOf(ID)}`, `PATCH ${pathOf(inOther)}`]);
  });

  it('sends five at once in each store', async () => {
    gateway.sandbox.faults.add({ kind: 'delay', ms: 50 });
    const ids = [STORE_ID, EMPTY_STORE_ID].flatMap((storeId) => IDS.map((id) => toId(id, storeId)));
    await update({ set: { note: 'x' }, items: ids.map((id) => ({ id })) });
    expect(gateway.sandbox.peakConcurrency).toBe(10);
  });

  it('of an old version is one GET, no PATCH, and the present coupon', async () => {
    const { results } = await update({
      set: { note: 'new' },
      items: [
        { id: ID, expectedVersion: 'old' },
        { id: OTHER_ID, expectedVersion: VERSION },
      ],
    });
    expect(results).toMatchObject([
      { outcome: 'REJECTED', coupon: { id: ID, note: 'kept', version: VERSION } },
      { outcome: 'APPLIED', coupon: { note: 'new' } },
    ]);
    expect(told(results[0]?.userErrors ?? [])).toEqual([['CONFLICT', 'input.items.0.expectedVersion']]);
    expect(sent().map(([path]) => path)).toEqual([
      `GET ${pathOf(ID)}`,
      `GET ${pathOf(OTHER_ID)}`,
      `PATCH ${pathOf(OTHER_ID)}`,
    ]);
  });

  it('takes every mistake of the API to its item', async () => {
    gateway.sandbox.faults.add(
      { kind: 'error', status: 400, errors: [{ code: 'x', message: 'No.', path: 'note', validation: 'max-length' }] },
      { when: { path: new RegExp(IDS[0] as string) } },
    );
    const { results } = await update({ set: { note: 'x' }, items: [{ id: ID }, { id: GONE_ID }, { id: OTHER_ID }] });
    expect(results.map(({ outcome }) => outcome)).toEqual(['REJECTED', 'REJECTED', 'APPLIED']);
    expect(results.map(({ userErrors }) => told(userErrors))).toEqual([
      [['TOO_LONG', 'input.set.note']],
      [['NOT_FOUND', 'input.items.1.id']],
      [],
    ]);
  });

  it('says which values did not take, and that the others did', async () => {
    const body = JSON.stringify(gateway.sandbox.data.coupon(STORE_ID, IDS[0] as string));
    gateway.sandbox.respondWith({ method: 'PATCH' }, { status: 200, body });
    const { results } = await update({ items: [{ id: ID, set: { note: 'x' } }] });
    expect(results[0]?.outcome).toBe('APPLIED');
    expect(told(results[0]?.userErrors ?? [])).toEqual([['NOT_APPLIED', 'input.items.0.set.note']]);
  });

  it('is not sent again when its answer is lost, and does not end the others', async () => {
    gateway.sandbox.faults.add({ kind: 'reset' }, { times: 1, carriedOut: true });
    const { results } = await update({ set: { note: 'x' }, items: IDS.map((id) => ({ id: toId(id) })) });
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      ...Array.from({ length: 19 }, () => 'APPLIED'),
      'OUTCOME_UNKNOWN',
    ]);
    expect(gateway.sandbox.requests).toHaveLength(20);
  });

  it('is not attempted where its version cannot be read', async () => {
    gateway.sandbox.faults.add({ kind: 'reset' }, { when: { method: 'GET' } });
    const { results } = await update({
      set: { note: 'x' },
      items: [{ id: ID, expectedVersion: VERSION }, { id: OTHER_ID }],
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['NOT_ATTEMPTED', 'APPLIED']);
    expect(gateway.sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('leaves one store alone where the key is refused, and goes on in others', async () => {
    gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { path: new RegExp(STORE_ID) } });
    const items = IDS.flatMap((id) => [{ id: toId(id) }, { id: toId(id, EMPTY_STORE_ID) }]);
    const { results, appliedCount, notAttemptedCount } = await update({ set: { note: 'x' }, items });
    expect([appliedCount, notAttemptedCount]).toEqual([20, 20]);
    expect(results.filter(({ index }) => index % 2 === 1).every(({ outcome }) => outcome === 'APPLIED')).toBe(true);
  });

  it('leaves all stores alone once the API asks for fewer requests', async () => {
    gateway.sandbox.faults.add({ kind: 'error', status: 429 }, { skip: 4 });
    const items = IDS.flatMap((id) => [{ id: toId(id) }, { id: toId(id, EMPTY_STORE_ID) }]);
    const { appliedCount, notAttemptedCount } = await update({ set: { note: 'x' }, items });
    expect([appliedCount, notAttemptedCount]).toEqual([4, 36]);
    expect(gateway.sandbox.requests.length).toBeLessThanOrEqual(14);
  });
});

describe('couponBulkDelete', () => {
  it('deletes each item by one DELETE, and gives the ids of what is gone', async () => {
    const { results } = await remove({ items: [{ id: ID }, { id: toId(IDS[0] as string, EMPTY_STORE_ID) }] });
    expect(results.map(({ deletedCouponId }) => deletedCouponId)).toEqual([ID, toId(IDS[0] as string, EMPTY_STORE_ID)]);
    expect(results.map(({ store }) => store?.storeId)).toEqual([STORE_ID, EMPTY_STORE_ID]);
    expect(gateway.sandbox.data.coupon(STORE_ID, IDS[0] as string)).toBeUndefined();
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  it('finds what is gone already not there, and goes on', async () => {
    const { results } = await remove({ items: [{ id: GONE_ID }, { id: ID }] });
    expect(results.map(({ outcome, deletedCouponId }) => [outcome, deletedCouponId])).toEqual([
      ['REJECTED', null],
      ['APPLIED', ID],
    ]);
    expect(told(results[0]?.userErrors ?? [])).toEqual([['NOT_FOUND', 'input.items.0.id']]);
  });

  it('tells everything that the API refuses an item for', async () => {
    const errors = ['a', 'b'].map((message) => ({ code: 'conflict', message, path: '', validation: '' }));
    gateway.sandbox.faults.add({ kind: 'error', status: 409, errors }, { when: { method: 'DELETE' } });
    const { results } = await remove({ items: [{ id: ID }] });
    expect(results[0]?.userErrors).toMatchObject([{ message: /^a/ }, { message: /^b/ }]);
  });

  it('of an old version is one GET, no DELETE, and the present coupon', async () => {
    const { results } = await remove({ items: [{ id: ID, expectedVersion: 'old' }] });
    expect(results).toMatchObject([
      { outcome: 'REJECTED', deletedCouponId: null, coupon: { id: ID, version: VERSION } },
    ]);
    expect(told(results[0]?.userErrors ?? [])).toEqual([['CONFLICT', 'input.items.0.expectedVersion']]);
    expect(sent().map(([path]) => path)).toEqual([`GET ${pathOf(ID)}`]);
  });

  it('is sent again when its answer is lost: what is gone then was deleted', async () => {
    gateway.sandbox.faults.add({ kind: 'reset' }, { times: 1, carriedOut: true });
    const { results } = await remove({ items: [{ id: ID }] });
    expect(results).toMatchObject([{ outcome: 'APPLIED', deletedCouponId: ID }]);
  });
});

describe('a mistake is a user error with its path and index, and its item is not sent', () => {
  const marketing = `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`;

  it.each<[string, string]>([
    ['an id of PayNow', IDS[0] as string],
    ['a store', `gid://paynow/Store/${STORE_ID}`],
    ['a marketing configuration', marketing],
    ['nothing', ''],
  ])('%s in place of a coupon', async (_what, id) => {
    for (const payload of [
      await update({ set: { note: 'x' }, items: [{ id: OTHER_ID }, { id }] }),
      await remove({ items: [{ id: OTHER_ID }, { id }] }),
    ]) {
      expect(payload.results.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'REJECTED']);
      expect(told(payload.userErrors)).toEqual([['INVALID_ID', 'input.items.1.id']]);
    }
    expect(gateway.sandbox.requests).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['no items', { items: [] }],
    ['101 items', { items: Array.from({ length: 101 }, () => ({ id: ID })) }],
    ['thousands of items', { items: Array.from({ length: 9000 }, () => ({ id: '' })) }],
  ])('%s', async (_what, input) => {
    for (const payload of [await update({ ...input, set: { note: 'x' } }), await remove(input)]) {
      expect(payload.results).toEqual([]);
      expect(told(payload.userErrors)).toEqual([[expect.stringMatching(/^(REQUIRED|TOO_LONG)$/), 'input.items']]);
    }
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('a coupon twice: only the first is sent', async () => {
    for (const payload of [
      await update({ items: [ID, OTHER_ID, ID].map((id) => ({ id, set: { note: 'x' } })) }),
      await remove({ items: [ID, OTHER_ID, ID].map((id) => ({ id })) }),
    ]) {
      expect(payload.results.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'APPLIED', 'REJECTED']);
      expect(told(payload.userErrors)).toEqual([['INVALID', 'input.items.2.id']]);
    }
    expect(gateway.sandbox.requests).toHaveLength(4);
  });

  it('one code for two coupons of a store, folding case; not of two stores', async () => {
    const { results } = await update({
      set: { code: 'COMMON' },
      items: [
        { id: ID },
        { id: OTHER_ID },
        { id: THIRD_ID, set: { code: 'common' } },
        { id: toId(IDS[0] as string, EMPTY_STORE_ID) },
      ],
    });
    expect(results.map(({ userErrors }) => told(userErrors))).toEqual([
      [],
      [['TAKEN', 'input.set.code']],
      [['TAKEN', 'input.items.2.set.code']],
      [],
    ]);
    expect(gateway.sandbox.requests).toHaveLength(2);
  });

  it.each<[string, object, object, readonly (readonly [string, string])[]]>([
    ['nothing to change', {}, {}, [['REQUIRED', 'input.items.1.set']]],
    ['null where there is always a value', {}, { enabled: null }, [['NULL_NOT_ALLOWED', 'input.items.1.set.enabled']]],
    ['half a discount', {}, { discountAmount: 1 }, [['REQUIRED', 'input.items.1.set.discountType']]],
    [
      'an end before the common start',
      { usableAt: START },
      { expiresAt: '2026-02-28T00:00:00Z' },
      [['END_BEFORE_START', 'input.items.1.set.expiresAt']],
    ],
    [
      'a start behind the common end',
      { expiresAt: START },
      { usableAt: '2026-04-01T00:00:00Z' },
      [['END_BEFORE_START', 'input.set.expiresAt']],
    ],
  ])('%s', async (_what, set, own, mistakes) => {
    const { results } = await update({
      set,
      items: [
        { id: ID, set: { note: 'x' } },
        { id: OTHER_ID, set: own },
      ],
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'REJECTED']);
    expect(told(results[1]?.userErrors ?? [])).toEqual(mistakes);
    expect(gateway.sandbox.requests).toHaveLength(1);
  });

  it('one in what all have in common is of the whole input', async () => {
    const { results, userErrors } = await update({ set: { enabled: null }, items: [{ id: ID }] });
    expect(results).toEqual([]);
    expect(told(userErrors)).toEqual([['NULL_NOT_ALLOWED', 'input.set.enabled']]);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('nothing is sent when all are to be refused then', async () => {
    const refusing = { items: [{ id: ID }, { id: 'x' }], invalidItems: 'REFUSE_ALL' };
    for (const payload of [await update({ ...refusing, set: { note: 'x' } }), await remove(refusing)]) {
      expect(payload.results.map(({ outcome }) => outcome)).toEqual(['NOT_ATTEMPTED', 'REJECTED']);
    }
    expect(gateway.sandbox.requests).toHaveLength(0);
  });
});

describe('what a batch may cost', () => {
  it('is beside what its operation may cost, but for what is selected of its stores', async () => {
    const small = await startGateway({ env: { MAX_REST_CALLS: '1' } });
    onTestFinished(() => small.close());
    small.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ id: IDS[0] as string }]);
    const [coupon] = small.sandbox.data.insertCoupons(STORE_ID, [{}]);
    const items = [{ id: toId(coupon as string) }, { id: toId(IDS[0] as string, EMPTY_STORE_ID) }];
    const document = (selected: string) => `mutation ($input: CouponBulkUpdateInput!) {
      couponBulkUpdate(input: $input) { appliedCount results { coupon { store { ${selected} } } } } }`;
    const input = { set: { note: 'x' }, items };
    const refused = await small.query(document('name'), { input });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
    expect(small.sandbox.requests).toHaveLength(0);
    const { data, extensions } = await small.query(document('storeId'), { input });
    expect(data.couponBulkUpdate.appliedCount).toBe(2);
    expect(extensions.cost).toMatchObject({ restCalls: 2, budget: 3 });
  });
});
