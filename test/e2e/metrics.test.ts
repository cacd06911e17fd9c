import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { startGateway as startGatewayProcess } from '../support/gateway-process.ts';
import { createManifests } from '../support/manifests.ts';

const COUPON_ID = '9000000000000000001';
const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const READ = `{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { code } }`;
const UPDATE = `mutation { couponUpdate(input: { id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}", set: { note: "x" } }) {
  coupon { note } userErrors { code }
} }`;
const STORE_ROUTE = 'method="GET",route="/v1/stores/{storeId}"';
const COUPON_ROUTE = 'route="/v1/stores/{storeId}/coupons/{couponId}"';

async function start(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const gateway = await startGateway({ env });
  onTestFinished(() => gateway.close());
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  return gateway;
}

type Samples = ReadonlyMap<string, number>;

/** Reads the samples by name and labels; every line must be one of Prometheus' text format. */
function parse(text: string): Samples {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-z0-9_]+ .+$/.test(line)) continue;
    const [, name, value] = /^([a-z0-9_]+(?:\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})?) (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Not in Prometheus' text format: ${line}`);
    if (samples.has(name)) throw new Error(`Twice: ${name}`);
    samples.set(name, value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value));
  }
  return samples;
}

async function scrape(url: string): Promise<Samples> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parse(await response.text());
}

/** What the gateway counts, without what the process says of itself. */
const own = (samples: Samples): Samples => new Map([...samples].filter(([name]) => name.startsWith('paynow_gateway_')));

function post(url: string, query: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
    body: JSON.stringify({ query }),
    ...init,
  });
}

describe('requests', () => {
  it('are counted by type of operation and status, errors by their code', async () => {
    const gateway = await start();
    for (const document of [NAME, NAME, UPDATE, '{', '{ nonsense }']) await gateway.query(document);
    await gateway.query(NAME, {}, { authorization: 'APIKey wrong' });
    await post(gateway.url, NAME, { headers: { 'content-type': 'text/plain' } });
    const samples = await scrape(gateway.url);
    const of = (name: string) => samples.get(`paynow_gateway_${name}`);
    expect(of('requests_total{operation="query",status="200"}')).toBe(3);
    expect(of('requests_total{operation="mutation",status="200"}')).toBe(1);
    expect(of('requests_total{operation="none",status="415"}')).toBe(1);
    expect(of('errors_total{code="GRAPHQL_PARSE_FAILED"}')).toBe(1);
    expect(of('errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
    expect(of('errors_total{code="UNAUTHENTICATED"}')).toBe(1);
    expect(of('errors_total{code="BAD_USER_INPUT"}')).toBe(1);
    expect(of('errors_total{code="INTERNAL_SERVER_ERROR"}')).toBe(0);
    expect(of('request_duration_seconds_count{operation="query"}')).toBe(3);
  });

  it('that are refused or abandoned are counted, too, and those in flight are shown', async () => {
    const gateway = await start({ MAX_IN_FLIGHT: '1' });
    gateway.sandbox.faults.add({ kind: 'hang' });
    const leaving = new AbortController();
    const answer = post(gateway.url, NAME, { signal: leaving.signal });
    answer.catch(() => undefined);
    await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(1), { interval: 2 });
    const during = await scrape(gateway.url);
    expect(during.get('paynow_gateway_in_flight')).toBe(1);
    expect(during.get('paynow_gateway_rest_calls_active')).toBe(1);
    expect((await post(gateway.url, NAME)).status).toBe(503);

    leaving.abort();
    await vi.waitFor(
      async () => {
        const after = await scrape(gateway.url);
        expect(after.get('paynow_gateway_requests_total{operation="query",status="aborted"}')).toBe(1);
        expect(after.get('paynow_gateway_requests_total{operation="none",status="503"}')).toBe(1);
        expect(after.get('paynow_gateway_errors_total{code="OVERLOADED"}')).toBe(1);
        expect(after.get('paynow_gateway_in_flight')).toBe(0);
        expect(after.get('paynow_gateway_rest_calls_active')).toBe(0);
        expect(after.get(`paynow_gateway_rest_calls_total{${STORE_ROUTE},outcome="abandoned"}`)).toBe(1);
      },
      { interval: 10 },
    );
  });
});

describe('documents', () => {
  const LISTED = `query Listed { store(storeId: "${STORE_ID}") { name } }`;

  async function startTrusted(mode: string): Promise<TestGateway> {
    const manifests = createManifests();
    onTestFinished(manifests.remove);
    const DOCUMENTS_FILE = manifests.write({
      a: LISTED,
      b: '{ __typename }',
      c: `query Fails { node(id: "${'x'.repeat(9)}") { id } coupons: store(storeId: "${STORE_ID}") { coupons(first: 1) { nodes { code } } } }`,
    });
    return start({ DOCUMENTS: mode, DOCUMENTS_FILE });
  }

  it('are counted by how they are asked for, and listed ones by the names of their operations', async () => {
    const gateway = await startTrusted('prefer');
    for (const documentId of ['a', 'a', 'b', 'unknown']) await gateway.send({ documentId });
    gateway.sandbox.faults.add({ kind: 'error', status: 403 });
    await gateway.send({ documentId: 'c' });
    await gateway.query(LISTED);
    await gateway.query('query Secret { __typename }');
    const samples = await scrape(gateway.url);
    const of = (name: string) => samples.get(`paynow_gateway_${name}`);
    expect(of('documents')).toBe(3);
    expect(of('document_lookups_total{asked="id",listed="yes"}')).toBe(4);
    expect(of('document_lookups_total{asked="id",listed="no"}')).toBe(1);
    expect(of('document_lookups_total{asked="text",listed="yes"}')).toBe(1);
    expect(of('document_lookups_total{asked="text",listed="no"}')).toBe(1);
    expect(of('document_requests_total{name="Listed",outcome="ok"}')).toBe(2);
    expect(of('document_requests_total{name="Listed",outcome="errors"}')).toBe(1);
    expect(of('document_requests_total{name="Fails",outcome="errors"}')).toBe(1);
    expect(of('document_requests_total{name="(anonymous)",outcome="ok"}')).toBe(1);
    expect(of('document_duration_seconds_count{name="Listed"}')).toBe(3);
    expect([...samples.keys()].join()).not.toContain('Secret');
  });

  it('are logged by name and by whether they are listed, where others are executed too', async () => {
    const gateway = await startTrusted('prefer');
    await gateway.send({ documentId: 'a' });
    await gateway.query('query Unlisted { __typename }');
    await vi.waitFor(() => expect(requestsOf(gateway)).toHaveLength(2), { interval: 2 });
    expect(requestsOf(gateway)).toMatchObject([
      { name: 'Listed', listed: true },
      { name: 'Unlisted', listed: false },
    ]);
    const open = await start();
    await open.query('query Any { __typename }');
    await vi.waitFor(() => expect(requestsOf(open)).toHaveLength(1), { interval: 2 });
    expect(requestsOf(open)[0]).not.toHaveProperty('listed');
  });

  it('are not told of where none are listed', async () => {
    const samples = await scrape((await start()).url);
    expect([...samples.keys()].join()).not.toContain('document');
  });
});

function requestsOf(gateway: TestGateway): object[] {
  const lines = gateway
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return lines.filter(({ msg }) => msg === 'request');
}

describe('REST calls', () => {
  it('are counted by route, method and what became of them, those made again included', async () => {
    const gateway = await start();
    await gateway.query(UPDATE);
    await gateway.query(READ);
    await gateway.query(`{ coupon(storeId: "${STORE_ID}", couponId: "1") { code } }`);
    gateway.sandbox.faults.add({ kind: 'error', status: 503, headers: { 'retry-after': '0' } }, { times: 1 });
    await gateway.query(READ);
    gateway.sandbox.faults.add({ kind: 'error', status: 429, headers: { 'retry-after': '60' } }, { times: 1 });
    await gateway.query(READ);
    gateway.sandbox.faults.add({ kind: 'reset' }, { times: 1, when: { method: 'PATCH' } });
    await gateway.query(UPDATE);
    gateway.sandbox.faults.add({ kind: 'html' }, { times: 1 });
    await gateway.query(READ);
    const samples = await scrape(gateway.url);
    const calls = (method: string, outcome: string) =>
      samples.get(`paynow_gateway_rest_calls_total{method="${method}",${COUPON_ROUTE},outcome="${outcome}"}`);
    expect(['2xx', '4xx', '5xx', '429', 'unusable', 'broken'].map((outcome) => calls('GET', outcome))).toEqual([
      2, 1, 1, 1, 1, 0,
    ]);
    expect(['2xx', '4xx', '5xx', 'broken'].map((outcome) => calls('PATCH', outcome))).toEqual([1, 0, 0, 1]);
    expect(samples.get(`paynow_gateway_rest_retries_total{method="GET",${COUPON_ROUTE}}`)).toBe(1);
    expect(samples.get(`paynow_gateway_rest_retries_total{method="PATCH",${COUPON_ROUTE}}`)).toBe(0);
  });

  it('are timed', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'delay', ms: 120 }, { times: 1 });
    await gateway.query(NAME);
    await gateway.query(NAME);
    const samples = await scrape(gateway.url);
    const of = (suffix: string, le = '') =>
      samples.get(`paynow_gateway_rest_call_duration_seconds_${suffix}{${STORE_ROUTE}${le && `,le="${le}"`}}`) ??
      Number.NaN;
    const bounds = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '+Inf'];
    const buckets = bounds.map((le) => of('bucket', le));
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(of('bucket', '0.1')).toBe(1);
    expect([of('bucket', '+Inf'), of('count')]).toEqual([2, 2]);
    expect(of('sum')).toBeGreaterThan(0.12);
    expect(of('sum')).toBeLessThan(2);
  });

  const breakerOf = (samples: Samples) =>
    ['closed', 'open', 'half-open'].map((state) => samples.get(`paynow_gateway_breaker_state{state="${state}"}`));

  it('tell that those of a store are held back', async () => {
    const gateway = await start();
    expect((await scrape(gateway.url)).get('paynow_gateway_stores_held_back')).toBe(0);
    gateway.sandbox.faults.add({ kind: 'reset' });
    for (let i = 0; i < 6; i++) await gateway.query(NAME);
    const samples = await scrape(gateway.url);
    expect(samples.get('paynow_gateway_stores_held_back')).toBe(1);
    expect(samples.get('paynow_gateway_store_breaker_openings_total')).toBe(1);
    expect(samples.get(`paynow_gateway_rest_calls_total{${STORE_ROUTE},outcome="held_back"}`)).toBeGreaterThan(0);
    expect(breakerOf(samples)).toEqual([1, 0, 0]);
  });

  it('tell that those of all stores are held back', async () => {
    const gateway = await start();
    expect(breakerOf(await scrape(gateway.url))).toEqual([1, 0, 0]);
    gateway.sandbox.faults.add({ kind: 'reset' });
    for (let i = 1; i < 11; i++) await gateway.query(`{ store(storeId: "${i}") { name } }`);
    const samples = await scrape(gateway.url);
    expect(breakerOf(samples)).toEqual([0, 1, 0]);
    expect(samples.get('paynow_gateway_breaker_openings_total')).toBe(1);
    expect(samples.get('paynow_gateway_stores_held_back')).toBe(0);
    expect(samples.get(`paynow_gateway_rest_calls_total{${STORE_ROUTE},outcome="held_back"}`)).toBeGreaterThan(0);
  });
});

it('labels hold nothing that a client chose, so that their number stays as it is', async () => {
  const gateway = await start();
  const work = async (mark: string) => {
    await gateway.query(`query ${mark} { ${mark}: store(storeId: "4${mark.length}") { name } }`);
    await gateway.query(`query ${mark} { ${mark}: store(storeId: $x) { ${mark} } }`);
    await gateway.query(NAME, {}, { 'x-request-id': mark, authorization: `APIKey ${mark}` });
    await post(gateway.url, NAME, { headers: { 'content-type': mark } });
    await fetch(`${gateway.url}/${mark}`);
  };
  await work('c4n4ry');
  const before = own(await scrape(gateway.url));
  for (let i = 1; i < 30; i++) await work(`c4n4ry${'y'.repeat(i)}`);
  const after = own(await scrape(gateway.url));
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect([...after.keys()].join()).not.toMatch(/c4n4ry|\d{5}/);
  expect(after.get('paynow_gateway_requests_total{operation="query",status="200"}')).toBe(60);
});

it('the process tells of its memory, its time and the lag of its event loop', async () => {
  const samples = await scrape((await start()).url);
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(2 ** 20);
  expect(samples.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(samples.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
});

describe('/metrics', () => {
  const SECRET = 'a-secret-of-the-router';

  it('asks for the secret where there is one', async () => {
    const gateway = await start({ ROUTER_SECRETS: SECRET });
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${gateway.url}/metrics`, { headers: { 'x-router-secret': SECRET } })).status).toBe(200);
  });

  it('stands on a port of its own when it has one, alone and without the secret', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    occupant.close();
    await once(occupant, 'close');

    const env = { METRICS_PORT: String(port), ROUTER_SECRETS: SECRET };
    const gateway = await startGatewayProcess(env);
    onTestFinished(() => gateway.stop());
    const metricsUrl = `http://127.0.0.1:${port}`;
    expect((await fetch(new URL('/metrics', gateway.url), { headers: { 'x-router-secret': SECRET } })).status).toBe(
      404,
    );
    expect((await fetch(gateway.url, { method: 'POST' })).status).toBe(401);
    const samples = await scrape(metricsUrl);
    expect(samples.get('paynow_gateway_in_flight')).toBe(0);
    for (const path of ['/graphql', '/schema.graphql', '/livez', '/']) {
      expect((await fetch(metricsUrl + path)).status).toBe(404);
    }
  });
});
