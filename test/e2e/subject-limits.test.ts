import { expect, it, onTestFinished } from 'vitest';
import type { Allowance } from '../../src/limits/allowance.ts';
import { createSubjectLimits } from '../../src/limits/subject-limits.ts';
import { createCoupon, fetchCoupon, updateCoupon } from '../../src/rest/coupons.ts';
import { type Credential, createKeyCredential } from '../../src/rest/credential.ts';
import { BudgetExceededError, ForbiddenError, SubjectLimitedError } from '../../src/rest/errors.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';

const COUPON_ID = '9000000000000000001';
const ANN: Credential = {
  ...createKeyCredential('APIKey sandbox'),
  subject: { issuer: 'https://issuer.example', name: 'ann' },
};

/** A REST API whose callers are limited. */
async function start(allowance: Partial<Allowance>) {
  const sandbox = await startSandbox({ record: true });
  onTestFinished(() => sandbox.close());
  sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  const subjectLimits = createSubjectLimits({ callsPerMinute: 0, writesPerMinute: 0, ...allowance }, undefined);
  const upstream = openUpstream({ origin: sandbox.url, subjectLimits });
  return { sandbox, createCall: (given = {}) => createCall(upstream, { credential: ANN, ...given }) };
}

it('a call beyond the limit of its subject is neither made nor counted, and others go on', async () => {
  const { sandbox, createCall } = await start({ callsPerMinute: 2 });
  const call = createCall();
  await fetchCoupon(call, STORE_ID, COUPON_ID);
  await fetchCoupon(call, STORE_ID, COUPON_ID);
  await expect(fetchCoupon(call, STORE_ID, COUPON_ID)).rejects.toMatchObject({
    constructor: SubjectLimitedError,
    sent: false,
    retryAfter: 30,
  });
  expect([call.restCalls, sandbox.requests.length]).toEqual([2, 2]);
  expect(await fetchCoupon(call, EMPTY_STORE_ID, COUPON_ID)).toBeUndefined();
  const bob = createCall({ credential: { ...ANN, subject: { issuer: 'https://issuer.example', name: 'bob' } } });
  expect(await fetchCoupon(bob, STORE_ID, COUPON_ID)).toBeDefined();
});

it('a write beyond the limit is not made, and reads go on', async () => {
  const { sandbox, createCall } = await start({ writesPerMinute: 1 });
  const call = createCall();
  await updateCoupon(call, STORE_ID, COUPON_ID, { note: 'first' });
  await expect(updateCoupon(call, STORE_ID, COUPON_ID, { note: 'second' })).rejects.toBeInstanceOf(SubjectLimitedError);
  expect(await fetchCoupon(call, STORE_ID, COUPON_ID)).toMatchObject({ note: 'first' });
  expect(sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
});

it('an API key is not limited, since nothing is known of its owner', async () => {
  const { createCall } = await start({ callsPerMinute: 1, writesPerMinute: 1 });
  const call = createCall({ credential: createKeyCredential('APIKey sandbox') });
  for (let i = 0; i < 3; i++) await updateCoupon(call, STORE_ID, COUPON_ID, { note: String(i) });
});

it('attempts that are made again are charged once', async () => {
  const { sandbox, createCall } = await start({ callsPerMinute: 2 });
  sandbox.faults.add({ kind: 'error', status: 503 }, { times: 1 });
  const call = createCall();
  expect(await fetchCoupon(call, STORE_ID, COUPON_ID)).toBeDefined();
  expect(await fetchCoupon(call, STORE_ID, COUPON_ID)).toBeDefined();
  expect(sandbox.requests).toHaveLength(3);
});

it('what is refused for another reason is not charged', async () => {
  const { sandbox, createCall } = await start({ callsPerMinute: 1 });
  const refusal = new ForbiddenError('coupons:read');
  const denied: Credential = {
    ...ANN,
    authorize() {
      throw refusal;
    },
  };
  await expect(fetchCoupon(createCall({ credential: denied }), STORE_ID, COUPON_ID)).rejects.toBe(refusal);
  await expect(fetchCoupon(createCall({ budget: 0 }), STORE_ID, COUPON_ID)).rejects.toBeInstanceOf(BudgetExceededError);
  expect(await fetchCoupon(createCall(), STORE_ID, COUPON_ID)).toBeDefined();
  expect(sandbox.requests).toHaveLength(1);
});

it('calls made at once are each charged before they are made', async () => {
  const { sandbox, createCall } = await start({ callsPerMinute: 5 });
  const call = createCall();
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => fetchCoupon(call, STORE_ID, COUPON_ID)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect([call.restCalls, sandbox.requests.length]).toEqual([5, 5]);
});

it('a creation beyond the limit leaves nothing open: it was not sent', async () => {
  const { sandbox, createCall } = await start({ callsPerMinute: 1 });
  const call = createCall();
  await fetchCoupon(call, STORE_ID, COUPON_ID);
  await expect(createCoupon(call, STORE_ID, { code: 'X' } as never)).rejects.toMatchObject({ sent: false });
  expect(sandbox.requests).toHaveLength(1);
});
