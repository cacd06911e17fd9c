import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { printJson } from '../../src/rest/json.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  type Answer,
  EMPTY_STORE_ID,
  type GatewayOptions,
  STORE_ID,
  startGateway,
  type TestGateway,
} from '../support/gateway.ts';

const KEY = 'canary-1234567890';
const HEADERS = { authorization: `APIKey ${KEY}`, 'x-request-id': 'request-1' };
/** Stands in the text of answers that go wrong, and must not come out anywhere. */
const MARK = 'UPSTREAM-TEXT';

/** The newest coupons of the store, so that its first page holds them. */
const GOOD_ID = '9000000000000000001';
const BAD_ID = '9000000000000000002';

/** What is read beside the healthy coupon, and the REST calls of it. */
const READS = {
  coupon: {
    path: new RegExp(`/coupons/${BAD_ID}$`),
    field: `coupon(storeId: "${STORE_ID}", couponId: "${BAD_ID}") { code }`,
    at: ['bad'],
  },
  list: {
    path: /\/coupons\?/,
    field: `store(storeId: "${STORE_ID}") { coupons(first: 2) { nodes { code } } }`,
    at: ['bad', 'coupons'],
  },
  configuration: {
    path: /\/abandoned-checkouts\/configuration$/,
    field: `store(storeId: "${STORE_ID}") { marketingConfiguration(kind: ABANDONED_CHECKOUT) { enabled } }`,
    at: ['bad', 'marketingConfiguration'],
  },
  profile: { path: /\/stores\/\d+$/, field: `store(storeId: "${STORE_ID}") { name }`, at: ['bad', 'name'] },
} as const;
type Read = keyof typeof READS;

/** A gateway for one test: after some failures it would hold calls back. */
async function start({ env, ...options }: GatewayOptions = {}, atEnd = onTestFinished): Promise<TestGateway> {
  const gateway = await startGateway({ ...options, env: { ...env }, sandbox: { keys: [KEY] } });
  atEnd(() => gateway.close());
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: GOOD_ID }, { id: BAD_ID }]);
  return gateway;
}

function ask(gateway: TestGateway, read: Read): Promise<Answer> {
  const good = `good: coupon(storeId: "${STORE_ID}", couponId: "${GOOD_ID}") { couponId }`;
  return gateway.query(`{ ${good} bad: ${READS[read].field} }`, {}, HEADERS);
}

/** One field failed with this code and nothing else, and the healthy coupon is there. */
function expectFailure(answer: Answer, read: Read, code: string): void {
  const { at } = READS[read];
  expect(answer.errors).toMatchObject([{ path: at, extensions: { code, requestId: 'request-1' } }]);
  expect(answer.data).toEqual({ good: { couponId: GOOD_ID }, bad: at.length === 1 ? null : { [at[1]]: null } });
}

/** Neither the answer nor the log holds the key, an address, or what the API wrote. */
function expectNoLeak(gateway: TestGateway, answer: unknown): void {
  const said = JSON.stringify(answer) + gateway.logged();
  const { host, hostname } = new URL(gateway.sandbox.url);
  for (const secret of [KEY, host, hostname, 'http:', MARK, '/v1/', '    at ', '.ts:'])
    expect(said).not.toContain(secret);
}

interface Row {
  readonly id: string;
  readonly fault: Fault;
  readonly code: string;
  /** `extensions.upstream`; absent where the API gave no answer in its own form. */
  readonly upstream?: object;
  readonly retryAfter?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly reads?: readonly Read[];
}

function refusal(
  status: number,
  code: string,
  headers?: Record<string, string>,
): Pick<Row, 'fault' | 'code' | 'upstream'> {
  const errors = [{ code: 'x', message: MARK, path: 'code', validation: MARK }];
  const fault: Fault = { kind: 'error', status, code: 'the-code', message: MARK, errors, ...(headers && { headers }) };
  return { fault, code, upstream: { status, code: 'the-code', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) } };
}

function answer(body: string, headers: Record<string, string> = {}, status = 200): Pick<Row, 'fault' | 'code'> {
  return { fault: { kind: 'answer', status, body, headers }, code: 'UPSTREAM_BAD_RESPONSE' };
}

const PAGE = `<!doctype html><title>${MARK}</title>`;
const HTML = { 'content-type': 'text/html' };
const IN_TWO_MINUTES = () => new Date(Date.now() + 120_000).toUTCString();
const ALL: readonly Read[] = ['coupon', 'list', 'configuration', 'profile'];

const ROWS: readonly Row[] = [
  { id: '401', ...refusal(401, 'UNAUTHENTICATED'), reads: ALL },
  { id: '403', ...refusal(403, 'FORBIDDEN'), reads: ALL },
  { id: '429 with seconds', ...refusal(429, 'RATE_LIMITED', { 'retry-after': '120' }), retryAfter: 120 },
  {
    id: '429 with a date',
    ...refusal(429, 'RATE_LIMITED', { 'retry-after': IN_TWO_MINUTES() }),
    retryAfter: expect.toSatisfy((seconds: number) => seconds > 60 && seconds <= 120),
  },
  { id: '429 without a time', ...refusal(429, 'RATE_LIMITED') },
  { id: '400', ...refusal(400, 'UPSTREAM_ERROR') },
  { id: '409', ...refusal(409, 'UPSTREAM_ERROR') },
  { id: '410', ...refusal(410, 'UPSTREAM_ERROR') },
  { id: '500', ...refusal(500, 'UPSTREAM_ERROR'), reads: ALL },
  { id: '501', ...refusal(501, 'UPSTREAM_ERROR') },
  { id: '502', ...refusal(502, 'UPSTREAM_UNAVAILABLE') },
  { id: '503', ...refusal(503, 'UPSTREAM_UNAVAILABLE'), reads: ALL },
  { id: '503 with a long wait', ...refusal(503, 'UPSTREAM_UNAVAILABLE', { 'retry-after': '120' }) },
  { id: '504', ...refusal(504, 'UPSTREAM_UNAVAILABLE') },
  ...[520, 521, 522, 523, 524, 530].map((status): Row => {
    const upstream = { status };
    return { id: `${status} as a web page`, ...answer(PAGE, HTML, status), code: 'UPSTREAM_UNAVAILABLE', upstream };
  }),
  { id: '525 as a web page', ...answer(PAGE, HTML, 525), code: 'UPSTREAM_ERROR', upstream: { status: 525 } },
  {
    id: '403 in another encoding',
    ...answer(MARK, { 'content-encoding': 'br' }, 403),
    code: 'FORBIDDEN',
    upstream: { status: 403 },
  },
  { id: '500 as a web page', ...answer(PAGE, HTML, 500), code: 'UPSTREAM_ERROR', upstream: { status: 500 } },
  { id: '502 as a web page', ...answer(PAGE, HTML, 502), code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 502 } },
  { id: '401 with nothing', fault: { kind: 'empty', status: 401 }, code: 'UNAUTHENTICATED', upstream: { status: 401 } },
  { id: '403 as a list', ...answer(`["${MARK}"]`, {}, 403), code: 'FORBIDDEN', upstream: { status: 403 } },
  {
    id: '500 with parts of other types',
    ...answer(`{"code":5,"trace_id":["${MARK}"],"message":{},"errors":"${MARK}"}`, {}, 500),
    code: 'UPSTREAM_ERROR',
    upstream: { status: 500 },
  },
  { id: '200 as a web page', ...answer(PAGE, HTML), reads: ALL },
  { id: '200 with nothing', fault: { kind: 'empty' }, code: 'UPSTREAM_BAD_RESPONSE', reads: ALL },
  { id: '204', fault: { kind: 'empty', status: 204 }, code: 'UPSTREAM_BAD_RESPONSE' },
  { id: '200 with half of the JSON', ...answer(`{"id":"${BAD_ID}","code":"${MARK}`) },
  { id: '200 with JSON and more', ...answer(`{} ${MARK}`) },
  { id: '200 in another encoding', ...answer(MARK, { 'content-encoding': 'br' }) },
  { id: '200 that is not gzip', ...answer(MARK, { 'content-encoding': 'gzip' }) },
  { id: '200 in four encodings', ...answer(MARK, { 'content-encoding': 'gzip, gzip, gzip, gzip' }) },
  { id: 'connection cut in the body', fault: { kind: 'truncate' }, code: 'UPSTREAM_BAD_RESPONSE' },
  { id: 'null', ...answer('null'), reads: ALL },
  { id: 'a string', ...answer(`"${MARK}"`), reads: ALL },
  { id: 'a list', ...answer(`[{"id":"${BAD_ID}"}]`), reads: ALL },
  { id: 'an object for a list', ...answer(`{"items":[],"note":"${MARK}"}`), reads: ['list'] },
  { id: 'a list of numbers', ...answer('[1,2]'), reads: ['list'] },
  { id: 'a list with a hole', ...answer('[null]'), reads: ['list'] },
  { id: 'an object without ids', ...answer(`{"note":"${MARK}"}`), reads: ['coupon', 'configuration', 'profile'] },
  { id: 'a coupon whose id is a number', ...answer(`{"id":${BAD_ID},"store_id":"${STORE_ID}"}`) },
  { id: 'no answer', fault: { kind: 'hang' }, code: 'UPSTREAM_TIMEOUT', env: { UPSTREAM_TIMEOUT_MS: '200' } },
  {
    id: 'an answer byte by byte, longer than an attempt may take',
    fault: { kind: 'drip', everyMs: 20 },
    code: 'UPSTREAM_TIMEOUT',
    env: { UPSTREAM_TIMEOUT_MS: '200' },
  },
  {
    id: 'an answer byte by byte, longer than the operation may take',
    fault: { kind: 'drip', everyMs: 20 },
    code: 'UPSTREAM_TIMEOUT',
    env: { OPERATION_TIMEOUT_MS: '600' },
  },
  { id: 'too large', fault: { kind: 'oversize' }, code: 'UPSTREAM_BAD_RESPONSE' },
  { id: 'too large, and it says so', fault: { kind: 'oversize', declared: true }, code: 'UPSTREAM_BAD_RESPONSE' },
  { id: 'too large once unpacked', fault: { kind: 'gzip-bomb', bytes: 50 * 2 ** 20 }, code: 'UPSTREAM_BAD_RESPONSE' },
  { id: 'connection reset before an answer', fault: { kind: 'reset' }, code: 'UPSTREAM_UNAVAILABLE' },
  { id: 'connection reset at the head', fault: { kind: 'reset', at: 'head' }, code: 'UPSTREAM_UNAVAILABLE' },
];

const CASES = ROWS.flatMap(({ reads = ['coupon'], ...row }) => reads.map((read) => ({ read, ...row })));

describe('a read that the API answers with', () => {
  // Side by side, since most of their time is waiting.
  it.concurrent.for(CASES)('$id fails alone, $read, with $code', async (row, context) => {
    const { read, fault, code, upstream, retryAfter, env = {} } = row;
    const gateway = await start({ env }, context.onTestFinished);
    const handle = gateway.sandbox.faults.add(fault, { when: { path: READS[read].path } });
    const result = await ask(gateway, read);
    expect(handle.hits).toBeGreaterThan(0);
    expectFailure(result, read, code);
    const { extensions } = result.errors?.[0] ?? {};
    expect(extensions).toEqual({
      code,
      requestId: 'request-1',
      ...(upstream !== undefined && { upstream }),
      ...(retryAfter !== undefined && { retryAfter }),
      ...(code === 'RATE_LIMITED' && { limitedBy: 'PAYNOW' }),
    });
    expectNoLeak(gateway, result);
  });

  it.each(ALL)('404 is null without an error: %s', async (read) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status: 404 }, { when: { path: READS[read].path } });
    const { data, errors } = await ask(gateway, read);
    expect(errors).toBeUndefined();
    const [, below] = READS[read].at;
    expect(data).toEqual({ good: { couponId: GOOD_ID }, bad: below === undefined ? null : { [below]: null } });
  });

  it.each([301, 302, 303, 307, 308])('a redirect with %i is not followed, so the key stays', async (status) => {
    let hits = 0;
    const elsewhere = createServer((_request, response) => {
      hits++;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    onTestFinished(() => void elsewhere.close());
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1/stores/${STORE_ID}`;

    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'redirect', status, location }, { when: { path: READS.coupon.path } });
    const result = await ask(gateway, 'coupon');
    expectFailure(result, 'coupon', 'UPSTREAM_BAD_RESPONSE');
    expectNoLeak(gateway, result);
    expect(hits).toBe(0);
  });
});

describe('a read that the API answers in another form that HTTP allows', () => {
  /** A REST API of one coupon. */
  async function startApi(headers: Record<string, string | string[]>, encode: (text: string) => Buffer) {
    const asked: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers);
      const body = encode(printJson(coupon));
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const gateway = await startGateway({ apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    onTestFinished(() => gateway.close());
    const coupon = {
      ...gateway.sandbox.data.coupon(STORE_ID, CREATED_ID),
      code: 'Grüße 😀',
      discount_amount: 2n ** 62n,
    };
    return { gateway, asked };
  }
  const CREATED_ID = '411515991621632000';
  const plain = (text: string) => Buffer.from(text);

  it.each<[form: string, headers: Record<string, string | string[]>, encode: (text: string) => Buffer]>([
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync],
    ['GZIP', { 'content-encoding': 'GZIP' }, gzipSync],
    ['x-gzip', { 'content-encoding': 'x-gzip' }, gzipSync],
    ['identity', { 'content-encoding': 'Identity' }, plain],
    ['no encoding', { 'content-encoding': '' }, plain],
    ['gzip of gzip', { 'content-encoding': 'gzip,  x-GZip' }, (text) => gzipSync(gzipSync(text))],
    ['gzip in two headers', { 'content-encoding': ['gzip', 'gzip'] }, (text) => gzipSync(gzipSync(text))],
    ['a type in capitals', { 'content-type': 'Application/JSON; Charset=UTF-8' }, plain],
    ['a type of another tree', { 'content-type': 'application/vnd.paynow+JSON' }, plain],
    ['a byte order mark', {}, (text) => plain(`\uFEFF${text}`)],
    ['a byte order mark in gzip', { 'content-encoding': 'gzip' }, (text) => gzipSync(`\uFEFF${text}`)],
  ])('is read: %s', async (_form, headers, encode) => {
    const { gateway, asked } = await startApi(headers, encode);
    const field = `coupon(storeId: "${STORE_ID}", couponId: "${CREATED_ID}")`;
    const { data, errors } = await gateway.query(`{ ${field} { code discountAmount } }`);
    expect(errors).toBeUndefined();
    expect(data.coupon).toEqual({ code: 'Grüße 😀', discountAmount: String(2n ** 62n) });
    expect(asked.map((sent) => sent['accept-encoding'])).toEqual(['gzip']);
  });

  it('is not read when it unfolds too far in the second encoding', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(50 * 2 ** 20, ' ')));
    const { gateway } = await startApi({ 'content-encoding': 'gzip, gzip' }, () => bomb);
    const { errors } = await gateway.query(`{ coupon(storeId: "${STORE_ID}", couponId: "${CREATED_ID}") { code } }`);
    expect(errors).toMatchObject([
      { message: expect.stringContaining('larger than 5242880 bytes'), extensions: { code: 'UPSTREAM_BAD_RESPONSE' } },
    ]);
  });
});

describe('a document that is whole, but not what was asked for', () => {
  const couponOf = ({ data }: Sandbox, id: string) => ({ ...data.coupon(STORE_ID, id) });

  it.each<[id: string, read: Read, documentOf: (sandbox: Sandbox) => unknown]>([
    ['another coupon', 'coupon', (sandbox) => couponOf(sandbox, GOOD_ID)],
    ['of another store', 'coupon', (sandbox) => ({ ...couponOf(sandbox, BAD_ID), store_id: EMPTY_STORE_ID })],
    ['of another store', 'list', (sandbox) => [{ ...couponOf(sandbox, BAD_ID), store_id: EMPTY_STORE_ID }]],
    ['in the wrong order', 'list', (sandbox) => [couponOf(sandbox, GOOD_ID), couponOf(sandbox, BAD_ID)]],
    ['twice the same', 'list', (sandbox) => [couponOf(sandbox, BAD_ID), couponOf(sandbox, BAD_ID)]],
    [
      'more than asked for',
      'list',
      ({ data }) => ['9', '8', '7', '6'].map((id) => ({ ...data.coupon(STORE_ID, BAD_ID), id })),
    ],
    [
      'of another store',
      'configuration',
      ({ data }) => ({ ...data.marketing(STORE_ID, 'abandoned-checkouts'), store_id: EMPTY_STORE_ID }),
    ],
    ['another store', 'profile', ({ data }) => data.store(EMPTY_STORE_ID)],
  ])('fails alone: %s, %s', async (_id, read, documentOf) => {
    const gateway = await start();
    const body = JSON.stringify(documentOf(gateway.sandbox));
    gateway.sandbox.respondWith({ path: READS[read].path }, { status: 200, body });
    const result = await ask(gateway, read);
    expectFailure(result, read, 'UPSTREAM_BAD_RESPONSE');
    expectNoLeak(gateway, result);
  });
});

describe('a document with a value that the schema cannot hold', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { keys: [KEY] } });
    gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: GOOD_ID }]);
  });
  afterAll(() => gateway.close());

  it.each([
    ['enabled', undefined],
    ['enabled', null],
    ['enabled', MARK],
    ['code', undefined],
    ['code', 5],
    ['note', 5],
    ['duration', undefined],
    ['duration', 1],
    ['discount_type', null],
    ['duration_in_months', '3'],
    ['duration_in_months', 1.5],
    ['duration_in_months', 2 ** 31],
    ['discount_amount', undefined],
    ['discount_amount', null],
    ['discount_amount', '1500'],
    ['discount_amount', 1.5],
    ['discount_amount', 2n ** 63n],
    ['minimum_order_value', 1e300],
    ['apply_to_products', MARK],
    ['apply_to_products', [1]],
    ['apply_to_tags', [null]],
    ['usable_by_customer_id', 411486491630370817n],
    ['usable_on_subscription', 1],
    ['usable_at', 1769860800000],
    ['created_at', undefined],
    ['created_at', null],
    ['created_by', MARK],
    ['created_by', {}],
    ['created_by', { type: 'user', id: 5 }],
    ['updated_at', {}],
  ])('fails a coupon and its page alone, naming the place: %s is %s', async (property, value) => {
    const coupon = { ...gateway.sandbox.data.coupon(STORE_ID, GOOD_ID), id: BAD_ID, [property]: value };
    gateway.sandbox.data.insertCoupons(STORE_ID, [coupon], { raw: true });
    for (const read of ['coupon', 'list'] as const) {
      const result = await ask(gateway, read);
      expectFailure(result, read, 'UPSTREAM_BAD_RESPONSE');
      expect(result.errors?.[0]?.message).toMatch(/^The PayNow API sent no /);
      expectNoLeak(gateway, result);
    }
  });

  it.each([
    ['invalid', undefined],
    ['trigger_after', 5],
    ['maximum_order_value', '5'],
    ['max_coupons_global_amount', 2 ** 31],
    ['max_coupons_global_period', 5],
    ['coupon_configuration', null],
    ['coupon_configuration', MARK],
    ['coupon_configuration', {}],
    ['commands', {}],
    ['commands', [{ command: MARK }]],
    ['updated_at', null],
    ['updated_by', MARK],
  ])('fails a marketing configuration alone, naming the place: %s is %s', async (property, value) => {
    const fresh = await start();
    const stored = fresh.sandbox.data.marketing(STORE_ID, 'abandoned-checkouts') as object;
    fresh.sandbox.data.setMarketing(STORE_ID, 'abandoned-checkouts', { ...stored, [property]: value }, { raw: true });
    const result = await ask(fresh, 'configuration');
    expectFailure(result, 'configuration', 'UPSTREAM_BAD_RESPONSE');
    expect(result.errors?.[0]?.message).toMatch(/^The PayNow API sent no /);
    expectNoLeak(fresh, result);
  });
});

describe('an API that repeats the key', () => {
  const echo = {
    status: 400,
    code: `bad-${KEY}`,
    message: `Key ${KEY} may not.`,
    trace_id: `trace-${KEY}`,
    errors: [{ code: KEY, message: `${KEY}, ${KEY}`, path: `code.${KEY}`, validation: KEY }],
  };

  it('in an error has it masked in the answer and in the log', async () => {
    const gateway = await start();
    gateway.sandbox.respondWith({ path: READS.coupon.path }, { status: 500, body: JSON.stringify(echo) });
    const result = await ask(gateway, 'coupon');
    const upstream = { status: 500, code: 'bad-[redacted]', traceId: 'trace-[redacted]' };
    expect(result.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', upstream } }]);
    expect(gateway.logged()).toContain('bad-[redacted]');
    expectNoLeak(gateway, result);
  });

  it.each([
    ['an entry', echo.errors, '[redacted], [redacted]. Change it.'],
    ['the message', [], 'Key [redacted] may not. Change the input accordingly.'],
  ])('in %s of a refused write has it masked in the answer and in the log', async (_where, errors, message) => {
    const gateway = await start();
    gateway.sandbox.respondWith({ method: 'PATCH' }, { status: 400, body: JSON.stringify({ ...echo, errors }) });
    const input = { id: `gid://paynow/Coupon/${STORE_ID}/${BAD_ID}`, set: { note: 'x' } };
    const document =
      'mutation($input: CouponUpdateInput!) { couponUpdate(input: $input) { userErrors { field message } } }';
    const result = await gateway.query(document, { input }, HEADERS);
    expect(result.data).toEqual({ couponUpdate: { userErrors: [{ field: null, message }] } });
    expectNoLeak(gateway, result);
  });
});

it('an API that cannot be reached fails what needs it, and nothing else', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const gateway = await start({ apiUrl: `http://127.0.0.1:${port}` });
  const document = `{ good: store(storeId: "1") { storeId } bad: ${READS.coupon.field} }`;
  const result = await gateway.query(document, {}, HEADERS);
  expect(result.data).toEqual({ good: { storeId: '1' }, bad: null });
  expect(result.errors).toMatchObject([
    { path: ['bad'], extensions: { code: 'UPSTREAM_UNAVAILABLE', requestId: 'request-1' } },
  ]);
  expect(JSON.stringify(result) + gateway.logged()).not.toContain(String(port));
  expectNoLeak(gateway, result);
});

describe('an operation that may cost three REST calls', () => {
  const configuration = (kind: string) =>
    `store(storeId: "${STORE_ID}") { marketingConfiguration(kind: ${kind}) { enabled } }`;
  const THREE = `a: ${READS.coupon.field} b: ${READS.profile.field} c: ${configuration('ABANDONED_CHECKOUT')}`;
  const FOUR = `${THREE} d: ${configuration('PURCHASE_FOLLOW_UP')}`;

  it('makes three', async () => {
    const gateway = await start({ env: { MAX_REST_CALLS: '3' } });
    const { errors } = await gateway.query(`{ ${THREE} }`, {}, HEADERS);
    expect(errors).toBeUndefined();
    expect(gateway.sandbox.requests).toHaveLength(3);
  });

  it('is refused with OPERATION_TOO_COSTLY when it needs four', async () => {
    const gateway = await start({ env: { MAX_REST_CALLS: '3' } });
    const { errors } = await gateway.query(`{ ${FOUR} }`, {}, HEADERS);
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY', requestId: 'request-1' } }]);
    expect(gateway.sandbox.requests.length).toBeLessThanOrEqual(3);
  });

  it('fails where a fourth turns out to be needed, and keeps what it has', async () => {
    const gateway = await start({ env: { MAX_REST_CALLS: '3' } });
    // Too far apart for one page to hold more than one of them: a page, then single reads.
    const rows = Array.from({ length: 400 }, (_, index) => ({ id: String(index + 1) }));
    gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, rows);
    const ids = ['1', '121', '241', '361'];
    const fields = ids.map((id) => `c${id}: coupon(storeId: "${EMPTY_STORE_ID}", couponId: "${id}") { couponId }`);
    const { data, errors } = await gateway.query(`{ ${fields.join(' ')} }`, {}, HEADERS);
    expect(gateway.sandbox.requests).toHaveLength(3);
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY', requestId: 'request-1' } }]);
    const [failed] = errors?.[0]?.path ?? [];
    expect(data).toEqual(
      Object.fromEntries(ids.map((id) => [`c${id}`, `c${id}` === failed ? null : { couponId: id }])),
    );
  });
});

describe('an Authorization header', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { keys: [KEY] } });
  });
  afterAll(() => gateway.close());

  const send = async (query: string, authorization?: string): Promise<Answer> => {
    const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as Answer;
  };

  const WRITE = `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/${BAD_ID}" }) { deletedCouponId } }`;

  it.each([
    ['that is missing', undefined],
    ['that is empty', ''],
    ['of scheme Bearer', `Bearer ${KEY}`],
    ['of scheme Basic', `Basic ${Buffer.from(KEY).toString('base64')}`],
    ['with the key alone', KEY],
    ['with the scheme alone', 'APIKey'],
    ['with a colon', `APIKey: ${KEY}`],
    ['without a space', `APIKey${KEY}`],
    ['with two keys', `APIKey ${KEY} ${KEY}`],
    ['with a tab', `APIKey\t${KEY}`],
    ['with a letter that is not ASCII', 'APIKey kéy'],
    ['with a key of 5,000 characters', `APIKey ${'k'.repeat(5000)}`],
    ['with two schemes', `Bearer ${KEY}, APIKey ${KEY}`],
  ])('%s is refused without asking the REST API', async (_kind, authorization) => {
    const calls = await gateway.callsOf(async () => {
      const read = await send(`{ ${READS.coupon.field.replace('coupon(', 'bad: coupon(')} }`, authorization);
      const written = await send(WRITE, authorization);
      for (const { data, errors } of [read, written]) {
        expect(data).toBeUndefined();
        expect(errors).toMatchObject([
          { message: expect.stringContaining('APIKey <key>'), extensions: { code: 'UNAUTHENTICATED' } },
        ]);
        expect(JSON.stringify(errors) + gateway.logged()).not.toContain(KEY);
      }
    });
    expect(calls).toBe(0);
  });

  it.each([`APIKey ${KEY}`, `apikey ${KEY}`, `APIKEY ${KEY}`, `APIKey  ${KEY}`])(
    '"%s" is sent on as it is',
    async (authorization) => {
      const { errors } = await send(`{ bad: ${READS.profile.field} }`, authorization);
      expect(errors).toBeUndefined();
      expect(gateway.sandbox.requests.at(-1)?.headers.authorization).toBe(authorization);
    },
  );

  it.each([
    ['{ __typename }', { __typename: 'Query' }],
    [
      '{ store(storeId: "5") { storeId id __typename } }',
      { store: { storeId: '5', id: 'gid://paynow/Store/5', __typename: 'Store' } },
    ],
    ['{ __type(name: "Coupon") { name } }', { __type: { name: 'Coupon' } }],
  ])('is not needed for what is not read: %s', async (document, data) => {
    expect(await gateway.callsOf(async () => expect((await send(document)).data).toEqual(data))).toBe(0);
  });
});
