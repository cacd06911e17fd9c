import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createProxy, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { createCoupon, deleteCoupon, fetchCoupon, updateCoupon } from '../../src/rest/coupons.ts';
import { AbandonedError } from '../../src/rest/errors.ts';
import { replaceMarketingConfiguration } from '../../src/rest/marketing.ts';
import type { Fault, FaultScope } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type GatewayOptions, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';

type Method = 'GET' | 'PUT' | 'DELETE' | 'POST' | 'PATCH';

const COUPON_ID = '9000000000000000001';
const COUPON_GID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;

const CONFIGURATION = `storeId: "${STORE_ID}", kind: ABANDONED_CHECKOUT, configuration: { enabled: true, triggerAfter: "PT3H"
  minimumOrderValue: "0", maximumOrderValue: "777",
  commands: []
  couponConfiguration: {
    duration: ONCE, discountType: AMOUNT, discountAmount: "250", discountApplyBeforeSales: false
    discountOnlyRequiredTagsOrProducts: false, requiredTagIds: [], requiredProductIds: [], minimumOrderValue: "0"
    customerRedeemLimitEnabled: false, customerRedeemLimit: "0", usableOnOneTimePurchases: true
    usableOnSubscriptions: false
  } }`;

/** One operation for each method; `result` holds what it gives when all is well. */
const OPERATIONS: Readonly<Record<Method, string>> = {
  GET: `{ result: coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { couponId } }`,
  PUT: `mutation { result: marketingConfigurationSet(input: { ${CONFIGURATION} }) {
    marketingConfiguration { maximumOrderValue } userErrors { code message }
  } }`,
  DELETE: `mutation { result: couponDelete(input: { id: "${COUPON_GID}" }) { deletedCouponId userErrors { code } } }`,
  POST: `mutation { result: couponCreate(input: {
    storeId: "${STORE_ID}", coupon: { code: "ONCE-1", discount: { percentage: 1 } }
  }) { coupon { code } userErrors { code message } } }`,
  PATCH: `mutation { result: couponUpdate(input: { id: "${COUPON_GID}", set: { note: "new" } }) {
    coupon { note } userErrors { code }
  } }`,
};

const GOOD: Readonly<Record<Method, object>> = {
  GET: { couponId: COUPON_ID },
  PUT: { marketingConfiguration: { maximumOrderValue: '777' }, userErrors: [] },
  DELETE: { deletedCouponId: COUPON_GID, userErrors: [] },
  POST: { coupon: { code: 'ONCE-1' }, userErrors: [] },
  PATCH: { coupon: { note: 'new' }, userErrors: [] },
};

async function start(options: GatewayOptions = {}, atEnd = onTestFinished): Promise<TestGateway> {
  const gateway = await startGateway(options);
  atEnd(() => gateway.close());
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  return gateway;
}

function hitsOf({ sandbox }: TestGateway, method: Method): number {
  return sandbox.requests.filter((request) => request.method === method).length;
}

/** The code that an operation failed with, wherever it stands. */
function codeOf({ data, errors }: Awaited<ReturnType<TestGateway['query']>>): string | undefined {
  return errors?.[0]?.extensions.code ?? data.result.userErrors[0]?.code;
}

afterEach(() => vi.restoreAllMocks());

interface Failure {
  readonly id: string;
  readonly fault: Fault;
  readonly scope?: FaultScope;
  readonly env?: Readonly<Record<string, string>>;
  /** What a write that is not made again fails with. */
  readonly code: string;
}

const SHORT = { UPSTREAM_TIMEOUT_MS: '600' };

/** What leaves open whether the API did what it was asked. */
const LOST: readonly Failure[] = [
  { id: 'reset at the head', fault: { kind: 'reset', at: 'head' }, code: 'OUTCOME_UNKNOWN' },
  { id: 'reset after the body', fault: { kind: 'reset' }, code: 'OUTCOME_UNKNOWN' },
  { id: 'cut in the answer', fault: { kind: 'truncate' }, scope: { carriedOut: false }, code: 'OUTCOME_UNKNOWN' },
  { id: 'no answer', fault: { kind: 'hang' }, env: SHORT, code: 'OUTCOME_UNKNOWN' },
  ...[502, 504, 520, 524, 530].map(
    (status): Failure => ({ id: String(status), fault: { kind: 'html', status }, code: 'OUTCOME_UNKNOWN' }),
  ),
];

/** What a proxy in front of the API says when it got no connection to it. */
const NEVER_REACHED = [521, 522, 523];

/** The same, in an answer that a DELETE does not need. */
const LOST_ANSWER: readonly Failure[] = [
  {
    id: 'an answer byte by byte',
    fault: { kind: 'drip', everyMs: 30 },
    scope: { carriedOut: false },
    env: SHORT,
    code: 'OUTCOME_UNKNOWN',
  },
  { id: '200 with nothing', fault: { kind: 'empty' }, scope: { carriedOut: false }, code: 'OUTCOME_UNKNOWN' },
];

/** What says that the API did nothing, and will soon be able to. */
const PASSING: readonly Failure[] = [
  { id: '429', fault: { kind: 'error', status: 429 }, code: 'RATE_LIMITED' },
  { id: '503', fault: { kind: 'error', status: 503 }, code: 'UPSTREAM_UNAVAILABLE' },
];

/** What another attempt would not change. */
const FINAL: readonly Failure[] = [
  { id: '400', fault: { kind: 'error', status: 400 }, code: 'REJECTED' },
  { id: '401', fault: { kind: 'error', status: 401 }, code: 'UNAUTHENTICATED' },
  { id: '403', fault: { kind: 'error', status: 403 }, code: 'FORBIDDEN' },
  { id: '409', fault: { kind: 'error', status: 409 }, code: 'CONFLICT' },
  { id: '500', fault: { kind: 'error', status: 500 }, code: 'UPSTREAM_ERROR' },
  { id: '501', fault: { kind: 'error', status: 501 }, code: 'UPSTREAM_ERROR' },
  { id: '525', fault: { kind: 'html', status: 525 }, code: 'UPSTREAM_ERROR' },
];

/** The same, in an answer that a DELETE does not need. */
const FINAL_ANSWER: readonly Failure[] = [
  { id: 'too large', fault: { kind: 'oversize' }, code: 'OUTCOME_UNKNOWN' },
  { id: 'a web page', fault: { kind: 'html' }, code: 'OUTCOME_UNKNOWN' },
];

// Side by side, since most of their time is waiting.
describe.each(['GET', 'PUT', 'DELETE'] as const)('%s', (method) => {
  it.concurrent.for([...LOST, ...PASSING, ...(method === 'DELETE' ? [] : LOST_ANSWER)])(
    'survives one blip with one more attempt: $id',
    async ({ fault, scope, env = {} }, { onTestFinished: atEnd }) => {
      const gateway = await start({ env }, atEnd);
      gateway.sandbox.faults.add(fault, { ...scope, when: { method }, times: 1 });
      const { data, errors } = await gateway.query(OPERATIONS[method]);
      expect(errors).toBeUndefined();
      expect(data.result).toEqual(GOOD[method]);
      expect(hitsOf(gateway, method)).toBe(2);
    },
  );

  it.concurrent.for([LOST[1] as Failure, LOST[3] as Failure, PASSING[1] as Failure])(
    'is sent three times and no more while it goes on: $id',
    async ({ fault, scope, env = {} }, { onTestFinished: atEnd }) => {
      const gateway = await start({ env }, atEnd);
      gateway.sandbox.faults.add(fault, { ...scope, when: { method } });
      expect(codeOf(await gateway.query(OPERATIONS[method]))).toMatch(/^(UPSTREAM_|OUTCOME_UNKNOWN)/);
      expect(hitsOf(gateway, method)).toBe(3);
    },
  );

  it.concurrent.for([...FINAL, ...(method === 'DELETE' ? [] : FINAL_ANSWER)])(
    'is not sent again after $id',
    async ({ fault }, { onTestFinished: atEnd }) => {
      const gateway = await start({}, atEnd);
      gateway.sandbox.faults.add(fault, { when: { method } });
      expect(codeOf(await gateway.query(OPERATIONS[method]))).toBeDefined();
      expect(hitsOf(gateway, method)).toBe(1);
    },
  );
});

describe.each(['POST', 'PATCH'] as const)('%s is sent once,', (method) => {
  it.concurrent.for([...LOST, ...LOST_ANSWER, ...PASSING, ...FINAL, ...FINAL_ANSWER])(
    'and fails with $code: $id',
    async ({ fault, scope, env = {}, code }, { onTestFinished: atEnd }) => {
      const gateway = await start({ env }, atEnd);
      const handle = gateway.sandbox.faults.add(fault, { ...scope, when: { method }, times: 1 });
      expect(codeOf(await gateway.query(OPERATIONS[method]))).toBe(code);
      expect(handle.hits).toBe(1);
      expect(hitsOf(gateway, method)).toBe(1);
    },
  );
});

describe('a call that a proxy could not pass on', () => {
  const METHODS = Object.keys(OPERATIONS) as readonly Method[];
  const cases = METHODS.flatMap((method) => NEVER_REACHED.map((status) => ({ method, status })));

  it.concurrent.for(cases)('is sent again: $method, $status', async ({ method, status }, { onTestFinished: atEnd }) => {
    const gateway = await start({}, atEnd);
    gateway.sandbox.faults.add({ kind: 'html', status }, { when: { method }, times: 1 });
    const { data, errors } = await gateway.query(OPERATIONS[method]);
    expect(errors).toBeUndefined();
    expect(data.result).toEqual(GOOD[method]);
    expect(hitsOf(gateway, method)).toBe(2);
  });

  it.concurrent.for(METHODS)(
    'has a known outcome when it is given up: %s',
    async (method, { onTestFinished: atEnd }) => {
      const gateway = await start({}, atEnd);
      gateway.sandbox.faults.add({ kind: 'html', status: 522 }, { when: { method } });
      expect(codeOf(await gateway.query(OPERATIONS[method]))).toBe('UPSTREAM_UNAVAILABLE');
      expect(hitsOf(gateway, method)).toBe(3);
    },
  );

  it('leaves open what became of a PUT before it whose answer was lost', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'reset' }, { when: { method: 'PUT' }, times: 1, carriedOut: true });
    gateway.sandbox.faults.add({ kind: 'html', status: 521 }, { when: { method: 'PUT' } });
    expect(codeOf(await gateway.query(OPERATIONS.PUT))).toBe('OUTCOME_UNKNOWN');
  });
});

describe('a write that is answered with nothing', () => {
  it('is read afterwards: PATCH', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'empty', status: 204 }, { when: { method: 'PATCH' }, carriedOut: true });
    const { data, errors } = await gateway.query(OPERATIONS.PATCH);
    expect(errors).toBeUndefined();
    expect(data.result).toEqual(GOOD.PATCH);
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  it('is done even when it cannot be read, which is an error of that field alone: PATCH', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'empty', status: 204 }, { when: { method: 'PATCH' }, carriedOut: true });
    gateway.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'GET' } });
    const { data, errors } = await gateway.query(OPERATIONS.PATCH);
    expect(data.result).toEqual({ coupon: null, userErrors: [] });
    expect(errors).toMatchObject([{ path: ['result', 'coupon'], extensions: { code: 'UPSTREAM_ERROR' } }]);
    expect(hitsOf(gateway, 'PATCH')).toBe(1);
  });

  it('tells what did not take: PATCH', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'empty', status: 204 }, { when: { method: 'PATCH' } });
    const { data } = await gateway.query(OPERATIONS.PATCH);
    expect(data.result).toMatchObject({ coupon: { note: null }, userErrors: [{ code: 'NOT_APPLIED' }] });
  });

  it('is looked for: POST', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'empty', status: 204 }, { when: { method: 'POST' }, carriedOut: true });
    const { data, errors } = await gateway.query(OPERATIONS.POST.replace('userErrors', 'reconciled userErrors'));
    expect(errors).toBeUndefined();
    expect(data.result).toEqual({ ...GOOD.POST, reconciled: true });
    expect(hitsOf(gateway, 'POST')).toBe(1);
  });

  it.each<Fault>([
    { kind: 'empty', status: 200 },
    { kind: 'empty', status: 202 },
    { kind: 'empty', status: 204 },
    { kind: 'answer', status: 200, body: '{}', headers: { 'content-encoding': 'br' } },
    { kind: 'answer', status: 200, body: 'OK', headers: { 'content-type': 'text/plain' } },
    { kind: 'answer', status: 207, body: 'x' },
  ])('has deleted, whatever the answer of the API holds: $kind, $status', async (fault) => {
    const gateway = await start();
    gateway.sandbox.faults.add(fault, { when: { method: 'DELETE' }, carriedOut: true });
    expect((await gateway.query(OPERATIONS.DELETE)).data.result).toEqual(GOOD.DELETE);
    expect(hitsOf(gateway, 'DELETE')).toBe(1);
  });
});

it('a write shares the connection of one a moment ago, and has its own after one that was idle', async () => {
  const sandbox = await startSandbox({});
  onTestFinished(() => sandbox.close());
  const [couponId] = sandbox.data.insertCoupons(STORE_ID, [{}]);
  // Passes bytes on, to see connections.
  const connections: Socket[] = [];
  const { hostname, port } = new URL(sandbox.url);
  const proxy = createProxy((client) => {
    connections.push(client);
    const api = connect(Number(port), hostname);
    client.pipe(api).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const call = createCall(openUpstream({ origin, concurrency: 1, writeIdleMs: 100 }));
  const write = () => updateCoupon(call, STORE_ID, couponId as string, { enabled: true });

  await write();
  await write();
  expect(connections).toHaveLength(1);
  await once(connections[0] as Socket, 'close');
  await write();
  expect(connections).toHaveLength(2);
});

describe('a write whose first answer was lost', () => {
  it('and that meets 404 the second time, has deleted', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'reset' }, { when: { method: 'DELETE' }, times: 1, carriedOut: true });
    expect((await gateway.query(OPERATIONS.DELETE)).data.result).toEqual(GOOD.DELETE);
    expect(hitsOf(gateway, 'DELETE')).toBe(2);
    expect(gateway.sandbox.data.coupon(STORE_ID, COUPON_ID)).toBeUndefined();
  });

  it.each([502, 520, 524, 530])('to a proxy (%i), and that meets 404 the second time, has deleted', async (status) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'html', status }, { when: { method: 'DELETE' }, times: 1, carriedOut: true });
    expect((await gateway.query(OPERATIONS.DELETE)).data.result).toEqual(GOOD.DELETE);
    expect(hitsOf(gateway, 'DELETE')).toBe(2);
  });

  it.each([
    ['PUT', 503],
    ['PUT', 500],
    ['PUT', 429],
    ['DELETE', 503],
  ] as const)('stays unknown when a later %s meets %i', async (method, status) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'reset' }, { when: { method }, times: 1, carriedOut: true });
    gateway.sandbox.faults.add({ kind: 'error', status }, { when: { method } });
    expect(codeOf(await gateway.query(OPERATIONS[method]))).toBe('OUTCOME_UNKNOWN');
  });

  it('is known again when a later PUT is refused for what it asks', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'reset' }, { when: { method: 'PUT' }, times: 1 });
    gateway.sandbox.faults.add({ kind: 'error', status: 400 }, { when: { method: 'PUT' } });
    expect(codeOf(await gateway.query(OPERATIONS.PUT))).toBe('REJECTED');
  });

  it.each(['PUT', 'DELETE'] as const)('stays unknown when a later %s is never sent', async (method) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'hang' }, { when: { method } });
    const answer = gateway.query(OPERATIONS[method]);
    await vi.waitFor(() => expect(hitsOf(gateway, method)).toBe(1), { interval: 5 });
    await gateway.sandbox.close();
    expect(codeOf(await answer)).toBe('OUTCOME_UNKNOWN');
  });
});

describe('a DELETE that the API did not carry out', () => {
  it.each([429, 503, 521, 522, 523])('and that meets 404 the second time, has deleted nothing: %i', async (status) => {
    const gateway = await start();
    const headers = { 'retry-after': '0' };
    gateway.sandbox.faults.add({ kind: 'error', status, headers }, { when: { method: 'DELETE' }, times: 1 });
    gateway.sandbox.faults.add({ kind: 'error', status: 404 }, { when: { method: 'DELETE' } });
    const { data } = await gateway.query(OPERATIONS.DELETE);
    expect(data.result).toEqual({ deletedCouponId: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(hitsOf(gateway, 'DELETE')).toBe(2);
  });

  it.each(['PUT', 'DELETE'] as const)(
    'and a %s likewise that is never sent the second time, has a known outcome',
    async (method) => {
      const gateway = await start();
      const headers = { 'retry-after': '1' };
      gateway.sandbox.faults.add({ kind: 'error', status: 503, headers }, { when: { method } });
      const answer = gateway.query(OPERATIONS[method]);
      await vi.waitFor(() => expect(gateway.sandbox.requests[0]?.outcome).toBe('answered'), { interval: 5 });
      await gateway.sandbox.close();
      expect(codeOf(await answer)).toBe('UPSTREAM_UNAVAILABLE');
    },
  );
});

it('a write that was answered with 503 each time was not made, and that is known', async () => {
  const gateway = await start();
  gateway.sandbox.faults.add({ kind: 'error', status: 503 }, { when: { method: 'PUT' } });
  expect(codeOf(await gateway.query(OPERATIONS.PUT))).toBe('UPSTREAM_UNAVAILABLE');
  expect(hitsOf(gateway, 'PUT')).toBe(3);
});

describe('Retry-After', () => {
  it.each([
    [429, '1'],
    [503, '1'],
    [520, '1'],
    [521, '1'],
    [429, '0.3'],
    [429, '1.0'],
  ])('is kept to when the operation has the time: %i, %s', async (status, after) => {
    const gateway = await start();
    const sentAt: number[] = [];
    gateway.sandbox.faults.add({ kind: 'error', status, headers: { 'retry-after': after } }, { times: 1 });
    const answer = gateway.query(OPERATIONS.GET);
    for (const count of [1, 2]) {
      await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(count), { interval: 2, timeout: 5000 });
      sentAt.push(performance.now());
    }
    expect((await answer).data.result).toEqual(GOOD.GET);
    const [first = 0, second = 0] = sentAt;
    expect(second - first).toBeGreaterThan(950);
  });

  it.each([
    ['1', 1],
    ['0.95', 1],
    ['99999999999999999999', 2 ** 31],
  ])('ends the operation at once when it has not: %s', async (after, seconds) => {
    const gateway = await start({ env: { OPERATION_TIMEOUT_MS: '900' } });
    gateway.sandbox.faults.add({ kind: 'error', status: 429, headers: { 'retry-after': after } });
    const startedAt = performance.now();
    expect((await gateway.query(OPERATIONS.GET)).errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryAfter: seconds } },
    ]);
    expect(performance.now() - startedAt).toBeLessThan(800);
    expect(gateway.sandbox.requests).toHaveLength(1);
  });
});

/** A port where nobody listens yet. */
async function reservePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listen(port: number, handle: RequestListener): Promise<void> {
  const server = createServer(handle).listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}

describe('a call that was never sent', () => {
  const COUPON = { id: COUPON_ID, store_id: STORE_ID };
  const body = {} as never;

  it.each<[Method, (call: ReturnType<typeof createCall>) => Promise<unknown>]>([
    ['GET', (call) => fetchCoupon(call, STORE_ID, COUPON_ID)],
    ['PUT', (call) => replaceMarketingConfiguration(call, STORE_ID, 'abandoned-checkouts', body)],
    ['DELETE', (call) => deleteCoupon(call, STORE_ID, COUPON_ID)],
    ['POST', (call) => createCoupon(call, STORE_ID, body)],
    ['PATCH', (call) => updateCoupon(call, STORE_ID, COUPON_ID, body)],
  ])('is sent once the API is there: %s', async (method, send) => {
    // The longest pauses, so that the API is there in time.
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const port = await reservePort();
    const upstream = openUpstream({ origin: `http://127.0.0.1:${port}` });
    const call = createCall(upstream);
    const answer = send(call);
    await vi.waitFor(() => expect(call.retries).toBe(1), { interval: 2 });
    const seen: (string | undefined)[] = [];
    await listen(port, (request, response) => {
      seen.push(request.method);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(COUPON));
    });
    await answer;
    expect(seen).toEqual([method]);
  });

  it('fails after three attempts with an outcome that is known', async () => {
    const upstream = openUpstream({ origin: `http://127.0.0.1:${await reservePort()}` });
    const call = createCall(upstream);
    await expect(createCoupon(call, STORE_ID, body)).rejects.toMatchObject({ sent: false });
    expect(call.retries).toBe(2);
  });
});

describe('a dead API', () => {
  it.each<[string, Fault]>([
    ['resets', { kind: 'reset', at: 'head' }],
    ['answers 503', { kind: 'error', status: 503 }],
    ['does not answer', { kind: 'hang', at: 'head' }],
  ])('sees a tenth more than 200 calls at the most: it %s', async (_id, fault) => {
    const sandbox = await startSandbox({ record: true });
    onTestFinished(() => sandbox.close());
    sandbox.faults.add(fault);
    const upstream = openUpstream({ origin: sandbox.url, attemptTimeoutMs: 100 });
    const attempts = Array.from({ length: 200 }, () => fetchCoupon(createCall(upstream), STORE_ID, COUPON_ID));
    const results = await Promise.allSettled(attempts);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(sandbox.requests.length).toBeGreaterThanOrEqual(1);
    expect(sandbox.requests.length).toBeLessThanOrEqual(220);
  });

  it('is called no more once the breaker of its only store is open, and again after one probe', async () => {
    const sandbox = await startSandbox({ record: true });
    onTestFinished(() => sandbox.close());
    sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
    const upstream = openUpstream({ origin: sandbox.url, breakerPauseMs: 300 });
    const read = () => fetchCoupon(createCall(upstream), STORE_ID, COUPON_ID);
    const reset = sandbox.faults.add({ kind: 'reset' });
    for (let i = 0; i < 100 && upstream.breakers.storesHeldBack === 0; i++) await read().catch(() => undefined);
    expect(upstream.breakers.storesHeldBack).toBe(1);

    const before = sandbox.requests.length;
    const startedAt = performance.now();
    for (let i = 0; i < 10; i++) {
      await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('held back'), sent: false });
    }
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(sandbox.requests).toHaveLength(before);

    reset.remove();
    const slow = sandbox.faults.add({ kind: 'delay', ms: 200 });
    await vi.waitFor(() => upstream.breakers.check(STORE_ID), { interval: 5 });
    const probe = read();
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(before + 1), { interval: 5 });
    // While one is under way, the others are still held back.
    await expect(read()).rejects.toThrow('held back');
    slow.remove();
    expect(await probe).toMatchObject({ id: COUPON_ID });
    expect(sandbox.requests).toHaveLength(before + 1);
    expect(await Promise.all(Array.from({ length: 20 }, read))).toHaveLength(20);
  });

  it('is told to clients as UPSTREAM_UNAVAILABLE, at once', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'reset' });
    for (let i = 0; i < 5; i++) await gateway.query(OPERATIONS.GET);
    const before = gateway.sandbox.requests.length;
    const { errors } = await gateway.query(OPERATIONS.GET);
    expect(errors).toMatchObject([
      { message: expect.stringContaining('held back'), extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ]);
    expect(gateway.sandbox.requests).toHaveLength(before);
  });

  it('is not what refusals say, however many there are', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status: 401 });
    for (let i = 0; i < 30; i++) await gateway.query(OPERATIONS.GET);
    expect(gateway.sandbox.requests).toHaveLength(30);
  });
});

describe('the deadline of an operation', () => {
  const DEADLINE_MS = 700;

  it.each<[string, Method, Fault, Readonly<Record<string, string>>]>([
    ['an API that never answers', 'GET', { kind: 'hang' }, {}],
    ['an API that never answers, for short attempts', 'GET', { kind: 'hang' }, { UPSTREAM_TIMEOUT_MS: '150' }],
    ['an API that never answers a write', 'POST', { kind: 'hang' }, {}],
    ['an answer byte by byte', 'GET', { kind: 'drip', everyMs: 20 }, {}],
    ['an answer byte by byte to a write', 'PUT', { kind: 'drip', everyMs: 20 }, {}],
    ['a busy API', 'GET', { kind: 'error', status: 503, headers: { 'retry-after': '0' } }, {}],
  ])('ends it: %s', async (_id, method, fault, env) => {
    const gateway = await start({ env: { OPERATION_TIMEOUT_MS: String(DEADLINE_MS), ...env } });
    gateway.sandbox.faults.add(fault);
    const startedAt = performance.now();
    expect(codeOf(await gateway.query(OPERATIONS[method]))).toMatch(/^(UPSTREAM_|OUTCOME_UNKNOWN)/);
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + 400);
  });

  it('ends it after several calls in a row, too', async () => {
    const gateway = await start({ env: { OPERATION_TIMEOUT_MS: String(DEADLINE_MS) } });
    gateway.sandbox.faults.add({ kind: 'delay', ms: 300 });
    const updates = [1, 2, 3, 4, 5].map(
      (n) => `u${n}: couponUpdate(input: { id: "${COUPON_GID}", set: { note: "${n}" } }) { coupon { note } }`,
    );
    const startedAt = performance.now();
    const { errors } = await gateway.query(`mutation { ${updates.join(' ')} }`);
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + 400);
    expect(errors?.at(-1)?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect(hitsOf(gateway, 'PATCH')).toBeLessThanOrEqual(3);
  });
});

describe('a client that goes away', () => {
  /** Sends an operation and leaves as soon as the API has it. */
  async function leaveDuring(gateway: TestGateway, document: string): Promise<void> {
    const leaving = new AbortController();
    const answer = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
      body: JSON.stringify({ query: document }),
      signal: leaving.signal,
    });
    answer.catch(() => undefined);
    await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(1), { interval: 2 });
    leaving.abort();
    await expect(answer).rejects.toThrow();
  }

  it('ends a read under way', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'hang' });
    await leaveDuring(gateway, OPERATIONS.GET);
    await vi.waitFor(() => expect(gateway.sandbox.requests[0]?.outcome).toBe('cut'), { interval: 5 });
    expect(gateway.sandbox.requests).toHaveLength(1);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('does not end a write under way: %s', async (method) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'delay', ms: 300 });
    await leaveDuring(gateway, OPERATIONS[method]);
    await vi.waitFor(() => expect(gateway.logged()).toContain('client went away'), { interval: 5 });
    await vi.waitFor(() => expect(gateway.sandbox.requests[0]?.outcome).not.toBe('open'), { interval: 5 });
    expect(gateway.sandbox.requests.map(({ outcome }) => outcome)).toEqual(['answered']);
  });

  it('ends a read that waits to be made again', async () => {
    const sandbox = await startSandbox({ record: true });
    onTestFinished(() => sandbox.close());
    sandbox.faults.add({ kind: 'error', status: 503, headers: { 'retry-after': '5' } });
    const cancellation = new Cancellation();
    const call = createCall(openUpstream({ origin: sandbox.url }), { cancellation });
    const read = fetchCoupon(call, STORE_ID, COUPON_ID);
    await vi.waitFor(() => expect(call.retries).toBe(1), { interval: 2 });
    cancellation.cancel();
    await expect(read).rejects.toBeInstanceOf(AbandonedError);
    expect(sandbox.requests).toHaveLength(1);
  });

  it('is no sign that a failing API is back', async () => {
    const sandbox = await startSandbox({ record: true });
    onTestFinished(() => sandbox.close());
    const upstream = openUpstream({ origin: sandbox.url, breakerPauseMs: 0 });
    const reset = sandbox.faults.add({ kind: 'reset' });
    const read = (cancellation = new Cancellation()) =>
      fetchCoupon(createCall(upstream, { cancellation }), STORE_ID, COUPON_ID);
    for (let i = 0; i < 100 && upstream.breakers.storesHeldBack === 0; i++) await read().catch(() => undefined);
    reset.remove();
    sandbox.faults.add({ kind: 'hang' });
    const cancellation = new Cancellation();
    const probe = read(cancellation);
    await expect(read()).rejects.toThrow('held back');
    cancellation.cancel();
    await expect(probe).rejects.toBeInstanceOf(AbandonedError);
    expect(upstream.breakers.storesHeldBack).toBe(1);
  });
});
