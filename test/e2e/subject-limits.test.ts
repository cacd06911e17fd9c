import { describe, expect, it, onTestFinished } from 'vitest';
import type { Allowance } from '../../src/limits/allowance.ts';
import { createSubjectLimits } from '../../src/limits/subject-limits.ts';
import { createCoupon, fetchCoupon, updateCoupon } from '../../src/rest/coupons.ts';
import { type Credential, createKeyCredential } from '../../src/rest/credential.ts';
import { BudgetExceededError, ForbiddenError, SubjectLimitedError } from '../../src/rest/errors.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';
import { HELD_KEY, startTokenGateway } from '../support/token-gateway.ts';

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

it('items of a bulk mutation beyond the limit are not attempted, and the answer says when they can be', async () => {
  const gateway = await startTokenGateway({ env: { SUBJECT_WRITES_PER_MINUTE: '6' } });
  const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:write', stores: [STORE_ID] } });
  const document = `mutation ($input: CouponBulkCreateInput!) { couponBulkCreate(input: $input) {
    appliedCount notAttemptedCount userErrors { code message } } }`;
  const input = { storeId: STORE_ID, template: { discount: { amount: 1 } }, generate: { count: 20 } };
  const { data } = await gateway.ask(token, document, { input });
  expect(data.couponBulkCreate).toMatchObject({ appliedCount: 6, notAttemptedCount: 14 });
  const message = expect.stringMatching(/`retryAfter` is \d+\.$/);
  expect(data.couponBulkCreate.userErrors[0]).toEqual({ code: 'NOT_ATTEMPTED', message });
  expect(gateway.sandbox.requests).toHaveLength(6);
  const { errors } = await gateway.ask(token, document, { input });
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', limitedBy: 'SUBJECT' } }]);
});

it('calls that a circuit breaker holds back are not charged', async () => {
  const { sandbox, createCall } = await start({ callsPerMinute: 60 });
  sandbox.faults.add({ kind: 'error', status: 500 });
  const codes: unknown[] = [];
  for (let n = 0; n < 100; n++)
    await fetchCoupon(createCall(), STORE_ID, COUPON_ID).catch((error) => codes.push(error));
  expect(sandbox.requests.length).toBeLessThan(20);
  expect(codes.filter((error) => error instanceof SubjectLimitedError)).toEqual([]);
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

describe('a gateway that takes tokens', () => {
  const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
  const WRITER = { scope: 'paynow:coupons:write paynow:marketing:write', stores: [STORE_ID, EMPTY_STORE_ID] };
  const GID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
  const MAIL = `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`;
  const limitedTo = (retryAfter: number) => ({ code: 'RATE_LIMITED', limitedBy: 'SUBJECT', retryAfter });

  async function startLimited(env: Readonly<Record<string, string>>, sandbox: SandboxOptions = {}) {
    const gateway = await startTokenGateway({ env, sandbox });
    gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
    gateway.sandbox.clearRequests();
    const tokenOf = (sub: string) => gateway.issuer.sign({ claims: { ...WRITER, sub } });
    return { ...gateway, tokenOf };
  }

  it('fails the field beyond the limit alone, says what to do, and counts it', async () => {
    const gateway = await startLimited({ SUBJECT_CALLS_PER_MINUTE: '1' });
    const token = await gateway.tokenOf('ann');
    expect((await gateway.ask(token, NAME)).errors).toBeUndefined();
    const query = `{ own: ${NAME.slice(1, -1)} other: store(storeId: "${EMPTY_STORE_ID}") { name } }`;
    const { data, errors, extensions } = await gateway.ask(token, query);
    expect(errors).toEqual([
      {
        message:
          'Your REST calls in one store are limited to 1 a minute. Wait for `retryAfter` seconds, or for some when it is not there, then try again.',
        path: ['own', 'name'],
        locations: expect.any(Array),
        extensions: { ...limitedTo(60), requestId: expect.any(String) },
      },
    ]);
    expect(data).toEqual({ own: { name: null }, other: { name: 'Rustbelt (staging)' } });
    expect([extensions.cost.restCalls, gateway.sandbox.requests.length]).toEqual([1, 2]);
    expect((await gateway.ask(await gateway.tokenOf('bob'), NAME)).errors).toBeUndefined();
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('paynow_gateway_subject_refusals_total{limit="calls"} 1\n');
    expect(metrics).toContain('paynow_gateway_limits_unreachable 0\n');
    // It is the caller's doing, and the line of the request counts it.
    expect(gateway.logged()).not.toMatch(/"level":[4-6]0/);
  });

  it('does not make a write beyond the limit, whatever was read for it', async () => {
    const gateway = await startLimited({ SUBJECT_WRITES_PER_MINUTE: '1' });
    const token = await gateway.tokenOf('ann');
    const update = `mutation { couponUpdate(input: { id: "${GID}", set: { note: "x" } }) { userErrors { code } } }`;
    expect((await gateway.ask(token, update)).errors).toBeUndefined();
    const mail = `mutation { marketingConfigurationUpdate(input: { id: "${MAIL}", set: { enabled: false } }) { userErrors { code } } }`;
    for (const mutation of [update, mail]) {
      expect((await gateway.ask(token, mutation)).errors).toMatchObject([{ extensions: limitedTo(60) }]);
    }
    expect((await gateway.ask(token, NAME)).errors).toBeUndefined();
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET', 'GET']);
  });

  it('says that a write was made whose object can be read no more', async () => {
    const gateway = await startLimited({ SUBJECT_CALLS_PER_MINUTE: '2' }, { putAnswers: 204 });
    const mutation = `mutation { marketingConfigurationUpdate(input: { id: "${MAIL}", set: { enabled: false } }) {
      marketingConfiguration { enabled } userErrors { code }
    } }`;
    expect(await gateway.ask(await gateway.tokenOf('ann'), mutation)).toMatchObject({
      data: { marketingConfigurationUpdate: { marketingConfiguration: null, userErrors: [] } },
      errors: [{ path: ['marketingConfigurationUpdate', 'marketingConfiguration'], extensions: limitedTo(30) }],
    });
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  it('charges every way to a store: nodes, pages and entities of routers', async () => {
    const gateway = await startLimited({ SUBJECT_CALLS_PER_MINUTE: '1', FEDERATION: 'on' });
    const ways = [
      `{ node(id: "${GID}") { id } }`,
      `{ nodes(ids: ["${GID}"]) { id } }`,
      `{ store(storeId: "${STORE_ID}") { coupons(first: 1) { nodes { id } } } }`,
      `{ _entities(representations: [{ __typename: "Coupon", id: "${GID}" }]) { ... on Coupon { code } } }`,
    ];
    for (const [index, way] of ways.entries()) {
      const token = await gateway.tokenOf(`subject ${index}`);
      expect((await gateway.ask(token, way)).errors).toBeUndefined();
      expect((await gateway.ask(token, way)).errors).toMatchObject([{ extensions: limitedTo(60) }]);
    }
    expect(gateway.sandbox.requests).toHaveLength(ways.length);
  });

  it('does not limit API keys beside tokens', async () => {
    const gateway = await startTokenGateway({ mode: 'both', env: { SUBJECT_CALLS_PER_MINUTE: '1' } });
    for (let i = 0; i < 3; i++) {
      const { errors } = await gateway.query(NAME, {}, { authorization: `APIKey ${HELD_KEY}` });
      expect(errors).toBeUndefined();
    }
  });
});
