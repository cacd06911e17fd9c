import { text as readText } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.ts';
import { startGateway as startHere } from '../support/gateway.ts';
import { startGateway } from '../support/gateway-process.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const SERVER = 2;
const CLIENT = 3;
const STORE = '/v1/stores/{storeId}';

interface Traced {
  readonly collector: Collector;
  readonly sandbox: Sandbox;
  ask(query: string, headers?: object, more?: object): Promise<{ readonly errors?: readonly object[] }>;
  /** Waits for so many spans. */
  spans(count: number): Promise<readonly ReceivedSpan[]>;
  metrics(): Promise<string>;
  /** Ends the gateway and gives its log. */
  stop(): Promise<string>;
}

/** The gateway in a process of its own, which reads what OpenTelemetry's packages read, in front of a sandbox. */
async function start(env: Readonly<Record<string, string>> = {}): Promise<Traced> {
  const [collector, sandbox] = await Promise.all([startCollector(), startSandbox({ record: true })]);
  const gateway = await startGateway({
    PAYNOW_API_URL: sandbox.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    ...env,
  });
  const log = readText(gateway.child.stdout);
  onTestFinished(async () => {
    await gateway.stop();
    await sandbox.close();
  });
  return {
    collector,
    sandbox,
    async ask(query, headers = {}, more = {}) {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { authorization: 'APIKey sandbox', 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, ...more }),
      });
      return (await response.json()) as { errors?: object[] };
    },
    async spans(count) {
      await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThanOrEqual(count));
      return collector.spans;
    },
    metrics: async () => (await fetch(new URL('/metrics', gateway.url))).text(),
    async stop() {
      await gateway.stop();
      return await log;
    },
  };
}

const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const span = spans.find((span) => span.name === name);
  if (!span) throw new Error(`There is no span ${name} among ${spans.map(({ name }) => name)}.`);
  return span;
};

describe('an operation', () => {
  it('is a span, with one below it for each REST call, which the REST API is told of', async () => {
    const { ask, spans, sandbox } = await start();
    await ask(`query Front { store(storeId: "${STORE_ID}") { name coupons(first: 2) { nodes { code } } } }`);
    const all = await spans(3);
    const operation = named(all, 'query');
    expect(operation).toMatchObject({ kind: SERVER, parentSpanId: '', isError: false });
    expect(operation.resource['service.name']).toBe('paynow-gateway');
    expect(operation.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'http.response.status_code': 200,
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Front',
      'paynow.request_id': expect.stringMatching(/^[\w-]{36}$/),
      'paynow.rest_calls': 2,
      'paynow.retries': 0,
    });
    const call = named(all, `GET ${STORE}/coupons`);
    expect(call).toMatchObject({
      kind: CLIENT,
      traceId: operation.traceId,
      parentSpanId: operation.spanId,
      isError: false,
    });
    const { hostname, port } = new URL(sandbox.url);
    expect(call.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.template': `${STORE}/coupons`,
      'url.full': `${sandbox.url}/v1/stores/${STORE_ID}/coupons`,
      'server.address': hostname,
      'server.port': Number(port),
    });
    expect(operation.durationMs).toBeGreaterThanOrEqual(call.durationMs);
    const told = sandbox.requests.map(({ headers }) => headers.traceparent);
    expect(told.toSorted()).toEqual(
      all
        .filter(({ kind }) => kind === CLIENT)
        .map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`)
        .toSorted(),
    );
  });

  it('goes on with the trace of its caller, and hands on its state', async () => {
    const { ask, spans, sandbox } = await start();
    await ask(`{ store(storeId: "${STORE_ID}") { name } }`, {
      traceparent: `00-${TRACE}-${PARENT}-01`,
      tracestate: 'rojo=00f067aa0ba902b7',
    });
    const all = await spans(2);
    expect(named(all, 'query')).toMatchObject({
      traceId: TRACE,
      parentSpanId: PARENT,
      traceState: 'rojo=00f067aa0ba902b7',
    });
    const { spanId } = named(all, `GET ${STORE}`);
    expect(sandbox.requests[0]?.headers).toMatchObject({
      traceparent: `00-${TRACE}-${spanId}-01`,
      tracestate: 'rojo=00f067aa0ba902b7',
    });
  });

  it('of a trace that its caller does not record is not recorded, and the REST API is told so', async () => {
    const { ask, spans, sandbox, collector } = await start();
    await ask(`{ store(storeId: "${STORE_ID}") { name } }`, { traceparent: `00-${TRACE}-${PARENT}-00` });
    await ask(`{ store(storeId: "${EMPTY_STORE_ID}") { name } }`);
    await spans(2);
    expect(collector.spans.map(({ traceId }) => traceId)).not.toContain(TRACE);
    expect(sandbox.requests[0]?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  });

  it('shows each attempt of a call, and why it failed', async () => {
    const { ask, spans, sandbox } = await start();
    sandbox.faults.add({ kind: 'error', status: 503 }, { times: 1 });
    await ask(`{ store(storeId: "${STORE_ID}") { name } }`);
    const [first, second, ...rest] = (await spans(3)).filter(({ kind }) => kind === CLIENT);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      isError: true,
      attributes: { 'http.response.status_code': 503, 'error.type': '5xx' },
    });
    expect(second).toMatchObject({
      isError: false,
      attributes: { 'http.response.status_code': 200, 'http.request.resend_count': 1 },
    });
    expect(first?.parentSpanId).toBe(second?.parentSpanId);
  });

  it('holds the codes of the errors in its answer', async () => {
    const { ask, spans, sandbox } = await start();
    sandbox.faults.add({ kind: 'error', status: 500 });
    const { errors } = await ask(`{ store(storeId: "${STORE_ID}") { name } }`);
    expect(errors).toHaveLength(1);
    const operation = named(await spans(2), 'query');
    expect(operation.isError).toBe(true);
    expect(operation.attributes).toMatchObject({
      'http.response.status_code': 200,
      'error.type': 'UPSTREAM_ERROR',
      'paynow.error_codes': ['UPSTREAM_ERROR'],
    });
  });

  it('that is refused is a span too, with what its request was', async () => {
    const { ask, spans } = await start();
    await ask('{ nothing }');
    const [span] = await spans(1);
    expect(span).toMatchObject({
      name: 'POST /graphql',
      isError: true,
      attributes: { 'http.response.status_code': 200, 'paynow.error_codes': ['GRAPHQL_VALIDATION_FAILED'] },
    });
  });

  it('of many writes has all of them below it', async () => {
    const { ask, spans } = await start();
    const input = `{ storeId: "${EMPTY_STORE_ID}", template: { discount: { amount: "1" } }, generate: { count: 7 } }`;
    await ask(`mutation { couponBulkCreate(input: ${input}) { appliedCount } }`);
    const all = await spans(8);
    const { spanId } = named(all, 'mutation');
    const posts = all.filter(({ name }) => name === `POST ${STORE}/coupons`);
    expect(posts).toHaveLength(7);
    expect(new Set(posts.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([spanId]));
  });
});

it('no span holds a key, a variable, a document or a header', async () => {
  const { ask, spans, collector } = await start();
  const variables = {
    input: {
      storeId: EMPTY_STORE_ID,
      coupon: { code: 'CANARY-CODE', note: 'canary-note', discount: { percentage: '10' } },
    },
  };
  const document = 'mutation ($input: CouponCreateInput!) { couponCreate(input: $input) { canary: coupon { code } } }';
  await ask(document, { 'user-agent': 'canary-agent', cookie: 'canary-cookie' }, { variables });
  await ask(document, { authorization: 'APIKey canary-key' }, { variables });
  await ask(`{ store(storeId: "${STORE_ID}") { coupons(first: 1, filter: { usableByCustomerId: "411486491630777777" }) {
    nodes { code } } } }`);
  await spans(6);
  expect(collector.text()).not.toContain('411486491630777777');
  expect(collector.text().toLowerCase()).not.toContain('canary');
  expect(collector.text()).not.toContain('APIKey');
});

it('the log tells the trace of each request', async () => {
  const { ask, spans, stop } = await start();
  await ask(`{ store(storeId: "${STORE_ID}") { name } }`);
  const { traceId } = named(await spans(2), 'query');
  expect(await stop()).toContain(`"traceId":"${traceId}"`);
});

it('what is said by variables of OpenTelemetry holds: headers, names, how many traces', async () => {
  const { ask, spans, collector } = await start({
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=shop%20one',
    OTEL_SERVICE_NAME: 'gateway-of-the-shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  await ask('{ __typename }');
  const [span] = await spans(1);
  expect(collector.headers).toMatchObject({ 'x-team': 'shop one', 'content-type': 'application/x-protobuf' });
  expect(span?.resource).toMatchObject({
    'service.name': 'gateway-of-the-shop',
    'deployment.environment.name': 'test',
  });
});

it.each<Readonly<Record<string, string>>>([
  { OTEL_SDK_DISABLED: 'true' },
  { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
])('with %j nothing is sent', async (env) => {
  const { ask, stop, collector } = await start(env);
  await ask(`{ store(storeId: "${STORE_ID}") { name } }`);
  await stop();
  expect(collector.headers).toEqual({});
});

it('what there is at the end is sent before the process ends', async () => {
  const { ask, stop, collector } = await start({ OTEL_BSP_SCHEDULE_DELAY: '3600000' });
  await ask(`{ store(storeId: "${STORE_ID}") { name } }`);
  expect(collector.spans).toEqual([]);
  await stop();
  expect(collector.spans).toHaveLength(2);
});

describe('a collector that', () => {
  it('refuses costs spans and a line of the log, and no answer', async () => {
    const { ask, metrics, stop, collector } = await start({ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary-key-4711' });
    collector.status = 400;
    for (let n = 0; n < 5; n++) expect((await ask('{ __typename }')).errors).toBeUndefined();
    await vi.waitFor(async () => expect(await metrics()).toMatch(/^paynow_gateway_spans_lost_total 5$/m));
    const log = await stop();
    const lines = log.split('\n').filter((line) => line.includes('traces are lost'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ times: 1, reason: expect.stringMatching(/\S/) });
    expect(log).not.toContain('canary');
  });

  it('never answers keeps nobody waiting, the end of the process either', async () => {
    const { ask, stop, collector } = await start();
    collector.status = undefined;
    for (let n = 0; n < 5; n++) expect((await ask('{ __typename }')).errors).toBeUndefined();
    await vi.waitFor(() => expect(collector.headers).toHaveProperty('content-type'));
    expect(await stop()).toContain('stopped');
  });

  it('is too slow costs the spans that are too many, which are counted', async () => {
    const { ask, metrics, stop, collector } = await start({
      OTEL_BSP_MAX_QUEUE_SIZE: '4',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4',
    });
    collector.status = undefined;
    for (let n = 0; n < 10; n++) await ask('{ __typename }');
    await vi.waitFor(async () => expect(await metrics()).toMatch(/^paynow_gateway_spans_lost_total 6$/m));
    expect(await stop()).toContain('too many spans are waiting');
  });

  it('is not there costs no answer', async () => {
    const { ask, stop } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    for (let n = 0; n < 5; n++) expect((await ask('{ __typename }')).errors).toBeUndefined();
    expect(await stop()).toContain('stopped');
  });
});

it('a value that OpenTelemetry cannot use is told at the start', async () => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'sometimes');
  onTestFinished(() => void vi.unstubAllEnvs());
  const gateway = await startHere({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } });
  onTestFinished(() => gateway.close());
  await vi.waitFor(() => {
    const [line = '{}'] = gateway.logged().split('\n');
    expect(JSON.parse(line)).toMatchObject({
      msg: 'a variable of OpenTelemetry cannot be used as it is',
      reason: expect.stringMatching(/^OTEL_TRACES_SAMPLER value "sometimes" invalid/),
    });
  });
});
