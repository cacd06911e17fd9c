import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTruth } from '../soak/truth.ts';
import { BULK_CREATE, type BulkPayload, creating, sendBulk, told } from '../support/bulk.ts';
import { EMPTY_STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { startGateway as startProcess } from '../support/gateway-process.ts';

const SEED = 'q3uVbdHTRj-T0zbMHmAe_w';
const CREATE = `mutation ($input: CouponCreateInput!) { couponCreate(input: $input) {
  coupon { id code } couponEdge { node { id } } reconciled userErrors { field code message }
} }`;
const COUPON = { code: 'TWICE', discount: { percentage: '10' }, note: 'once', expiresAt: '2030-12-31T23:59:59Z' };

/** One for each test: what a process has seen of a store decides where it looks first. */
let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

async function createOne(coupon: object, ifTaken?: string) {
  const { data, errors } = await gateway.query(CREATE, { input: { storeId: EMPTY_STORE_ID, coupon, ifTaken } });
  expect(errors).toBeUndefined();
  return data.couponCreate;
}

const createMany = (input: object): Promise<BulkPayload> => sendBulk(gateway, BULK_CREATE, creating(input));

const stored = async (): Promise<string[]> => {
  const coupons = await createTruth(gateway.sandbox.url).coupons(EMPTY_STORE_ID);
  return coupons.map(({ code }) => code).toSorted();
};

describe('couponCreate of a code that is taken', () => {
  it('is refused unless asked otherwise, without a look', async () => {
    await createOne(COUPON);
    for (const ifTaken of [undefined, 'REJECT']) {
      const calls = await gateway.callsOf(async () => {
        const { coupon, userErrors } = await createOne(COUPON, ifTaken);
        expect(coupon).toBeNull();
        expect(told(userErrors)).toEqual([['TAKEN', 'input.coupon.code']]);
      });
      expect(calls).toBe(1);
    }
  });

  it('by a coupon with every value equal counts as created', async () => {
    const first = await createOne(COUPON);
    const again = await createOne(COUPON, 'ACCEPT_IF_EQUAL');
    expect(again).toEqual({ ...first, reconciled: true });
    expect(again.couponEdge.node.id).toBe(first.coupon.id);
    expect(await stored()).toEqual(['TWICE']);
  });

  it.each<[string, object]>([
    ['another value', { ...COUPON, discount: { percentage: '20' } }],
    ['a value less', { ...COUPON, note: null }],
    ['a value more', { ...COUPON, usableAt: '2026-01-01T00:00:00Z' }],
    ['a default that was another value', { ...COUPON, enabled: false }],
    ['the code in another case', { ...COUPON, code: 'twice' }],
  ])('by a coupon with %s is refused', async (_what, coupon) => {
    await createOne(COUPON);
    const refused = await createOne(coupon, 'ACCEPT_IF_EQUAL');
    expect(refused).toMatchObject({ coupon: null, reconciled: false });
    expect(told(refused.userErrors)).toEqual([['TAKEN', 'input.coupon.code']]);
  });

  it('that is not taken is created by one call', async () => {
    expect(await gateway.callsOf(() => createOne(COUPON, 'ACCEPT_IF_EQUAL'))).toBe(1);
  });

  it('by a coupon that is not found with the calls there are is refused, since it could not be compared', async () => {
    await gateway.close();
    gateway = await startGateway({ env: { MAX_REST_CALLS: '2' } });
    await createOne(COUPON);
    gateway.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      Array.from({ length: 150 }, () => ({})),
    );
    gateway.sandbox.clearRequests();
    const { userErrors } = await createOne(COUPON, 'ACCEPT_IF_EQUAL');
    expect(userErrors).toMatchObject([{ code: 'TAKEN', message: /could not be compared .* Not all coupons/ }]);
    expect(gateway.sandbox.requests).toHaveLength(2);
  });

  it('takes no call that a later mutation must have', async () => {
    await gateway.close();
    gateway = await startGateway({ env: { MAX_REST_CALLS: '5' } });
    await createOne(COUPON);
    gateway.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      Array.from({ length: 900 }, () => ({})),
    );
    const field = (code: string): string => `couponCreate(input: $${code}) { coupon { code } userErrors { code } }`;
    const names = ['TWICE', 'B', 'C', 'D'];
    const document = `mutation (${names.map((name) => `$${name}: CouponCreateInput!`).join(', ')}) {
      ${names.map((name) => `${name}: ${field(name)}`).join(' ')} }`;
    const variables = names.map((code) => [
      code,
      { storeId: EMPTY_STORE_ID, coupon: { ...COUPON, code }, ifTaken: 'ACCEPT_IF_EQUAL' },
    ]);
    const { data, errors } = await gateway.query(document, Object.fromEntries(variables));
    expect(errors).toBeUndefined();
    expect(data.TWICE.userErrors).toMatchObject([{ code: 'TAKEN' }]);
    expect(names.slice(1).map((name) => data[name].coupon.code)).toEqual(['B', 'C', 'D']);
  });

  it('is refused where the look fails, and says why', async () => {
    await createOne(COUPON);
    gateway.sandbox.faults.add({ kind: 'error', status: 403 }, { when: { method: 'GET' } });
    const { userErrors } = await createOne(COUPON, 'ACCEPT_IF_EQUAL');
    expect(userErrors).toMatchObject([{ code: 'TAKEN', message: /could not be compared .* status 403/ }]);
  });
});

describe('couponBulkCreate of codes that are taken', () => {
  const items = ['A', 'B', 'C', 'D'].map((code) => ({ code }));

  it('counts equal coupons as created, which are looked for together', async () => {
    const first = await createMany({ items: items.slice(0, 3) });
    gateway.sandbox.clearRequests();
    const { results, appliedCount } = await createMany({ items, ifTaken: 'ACCEPT_IF_EQUAL' });
    expect(appliedCount).toBe(4);
    expect(results.map(({ reconciled }) => reconciled)).toEqual([true, true, true, false]);
    expect(results.slice(0, 3).map(({ coupon }) => coupon)).toEqual(first.results.map(({ coupon }) => coupon));
    const methods = gateway.sandbox.requests.map(({ method }) => method);
    expect(methods.filter((method) => method === 'POST')).toHaveLength(4);
    expect(methods.filter((method) => method === 'GET')).toHaveLength(1);
  });

  it('refuses those that differ', async () => {
    await createMany({ items });
    const { results } = await createMany({
      items: [{ code: 'A' }, { code: 'B', set: { note: 'other' } }],
      ifTaken: 'ACCEPT_IF_EQUAL',
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'REJECTED']);
    expect(told(results[1]?.userErrors ?? [])).toEqual([['TAKEN', 'input.items.1.code']]);
  });

  it('refuses one whose holder cannot be read, and loses nothing of the others', async () => {
    await createMany({ items: [{ code: 'A' }, { code: 'B' }] });
    const { data, url } = gateway.sandbox;
    const [, holder] = (await createTruth(url).coupons(EMPTY_STORE_ID)).toReversed();
    data.insertCoupons(EMPTY_STORE_ID, [{ ...holder, created_at: 5 } as never], { raw: true });
    const { results } = await createMany({ items, ifTaken: 'ACCEPT_IF_EQUAL' });
    const refused = String(holder?.code);
    expect(results.filter(({ outcome }) => outcome === 'REJECTED').map(({ code }) => code)).toEqual([refused]);
    expect(results.filter(({ outcome }) => outcome === 'APPLIED')).toHaveLength(3);
    expect(results.find(({ code }) => code === refused)?.userErrors).toMatchObject([
      { code: 'TAKEN', message: /could not be compared/ },
    ]);
  });

  it('of a seed are never drawn again: the same request makes no other coupons', async () => {
    const request = { generate: { count: 10, seed: SEED } };
    const first = await createMany(request);
    expect(first.appliedCount).toBe(10);
    const refused = await createMany(request);
    expect(refused.rejectedCount).toBe(10);
    const accepted = await createMany({ ...request, ifTaken: 'ACCEPT_IF_EQUAL' });
    expect(accepted.appliedCount).toBe(10);
    expect(accepted.results.map(({ coupon }) => coupon?.id)).toEqual(first.results.map(({ coupon }) => coupon?.id));
    expect(await stored()).toHaveLength(10);
  });

  it('of a part of a batch that is sent again with its seed are others, so that none is taken for one that was made', async () => {
    gateway.sandbox.faults.add({ kind: 'error', status: 429 }, { skip: 6 });
    const seeded = { generate: { seed: SEED }, ifTaken: 'ACCEPT_IF_EQUAL' };
    const first = await createMany({ ...seeded, items: Array.from({ length: 10 }, () => ({})) });
    expect(first.notAttemptedCount).toBe(4);
    gateway.sandbox.faults.clear();
    const rest = await createMany({ ...seeded, items: Array.from({ length: first.notAttemptedCount }, () => ({})) });
    expect(rest.results.map(({ outcome, reconciled }) => [outcome, reconciled])).toEqual(
      Array.from({ length: 4 }, () => ['APPLIED', false]),
    );
    expect(await stored()).toHaveLength(10);
  });

  it('of no seed are drawn again, also where equal ones would do', async () => {
    const errors = [{ code: 'already-exists', message: 'taken', path: 'code', validation: 'unique' }];
    gateway.sandbox.faults.add({ kind: 'error', status: 409, errors }, { times: 1 });
    const { appliedCount } = await createMany({ generate: { count: 3 }, ifTaken: 'ACCEPT_IF_EQUAL' });
    expect(appliedCount).toBe(3);
    expect(await stored()).toHaveLength(3);
    expect(gateway.sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(4);
  });

  it('makes exactly the coupons of a batch whatever of it was lost', async () => {
    const request = creating({ generate: { count: 100, seed: SEED }, ifTaken: 'ACCEPT_IF_EQUAL' });
    // Too few of them in a row to open a circuit breaker.
    for (const skip of [8, 30, 52]) {
      gateway.sandbox.faults.add({ kind: 'reset' }, { skip, times: 3, carriedOut: true, when: { method: 'POST' } });
    }
    gateway.sandbox.faults.add({ kind: 'error', status: 429 }, { skip: 51, when: { method: 'POST' } });
    await sendBulk(gateway, BULK_CREATE, request);
    gateway.sandbox.faults.clear();
    const { appliedCount, results } = await sendBulk(gateway, BULK_CREATE, request);
    expect(appliedCount).toBe(100);
    expect(await stored()).toEqual(results.map(({ code }) => String(code)).toSorted());
  });

  it('finds those of a request before whose answers are lost again', async () => {
    let now = Date.now() - 60_000;
    await gateway.close();
    gateway = await startGateway({ sandbox: { now: () => now } });
    const request = { items, ifTaken: 'ACCEPT_IF_EQUAL' };
    await createMany(request);
    now = Date.now();
    gateway.sandbox.faults.add({ kind: 'reset' }, { when: { method: 'POST' } });
    const { appliedCount, results } = await createMany(request);
    expect(appliedCount).toBe(4);
    expect(results.every(({ reconciled }) => reconciled)).toBe(true);
  });

  it('on another process, after one that was killed midway: exactly as many as were asked for', async () => {
    const { sandbox } = gateway;
    sandbox.faults.add({ kind: 'delay', ms: 20 });
    const input = { input: creating({ generate: { count: 100, seed: SEED }, ifTaken: 'ACCEPT_IF_EQUAL' }) };
    const first = await startProcess({ PAYNOW_API_URL: sandbox.url, LOG_LEVEL: 'silent' });
    onTestFinished(() => first.stop());
    const asked = fetch(first.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
      body: JSON.stringify({ query: BULK_CREATE, variables: input }),
    });
    await expect.poll(() => sandbox.requests.length, { timeout: 10_000 }).toBeGreaterThan(40);
    first.child.kill('SIGKILL');
    await expect(asked).rejects.toThrow();
    const left = await stored();
    expect(left.length).toBeGreaterThan(30);
    expect(left.length).toBeLessThan(100);

    const { appliedCount, results } = await sendBulk(gateway, BULK_CREATE, input.input);
    expect(appliedCount).toBe(100);
    expect(await stored()).toEqual(results.map(({ code }) => String(code)).toSorted());
    expect(await stored()).toHaveLength(100);
  });
});
