import { readFileSync } from 'node:fs';
import { type OutgoingHttpHeaders, request as send } from 'node:http';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { buildASTSchema, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../src/server/log.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { startServer } from '../support/server.ts';

const LIMIT = 100 * 1024;
const CANARY = 'c4n4ry';
const LISTED = 'https://app.example.com';
const FOREIGN = 'https://evil.example';
const JSON_TYPE = { 'content-type': 'application/json' };
const KEY = { authorization: 'APIKey sandbox' };
const TYPENAME = '{"query":"{ __typename }"}';
const STORE_NAME = JSON.stringify({ query: `query StoreName { store(storeId: "${STORE_ID}") { name } }` });
const DELETE_COUPON = `mutation Delete { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/1" }) { deletedCouponId } }`;

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** The gateway as it starts by default. */
let gateway: TestGateway;
/** One with a listed origin, and closed to whoever looks around. */
let closed: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
  closed = await startGateway({ env: { CORS_ORIGINS: LISTED, INTROSPECTION: 'off', GRAPHIQL: 'off' } });
});
beforeEach(() => gateway.sandbox.clearRequests());
afterAll(() => Promise.all([gateway.close(), closed.close()]));

/** Sends exactly these headers, beside those that HTTP needs. */
function ask({ method = 'POST', path = '/graphql', headers = {}, body }: Sent = {}, origin = gateway.url) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const outgoing = send(origin + path, { method, headers, agent: false }, (incoming) => {
        incoming.setEncoding('utf8');
        let text = '';
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode, headers: incoming.headers, text }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    },
  );
}

const get = (query: string, headers: OutgoingHttpHeaders = {}) =>
  ask({ method: 'GET', path: `/graphql?${query}`, headers });

/** The codes of an answer that refuses the whole request. */
function codesOf(text: string): string[] {
  const { errors } = JSON.parse(text) as { errors: { message: string; extensions: { code: string } }[] };
  expect(errors.every(({ message }) => message.length > 10)).toBe(true);
  return errors.map(({ extensions }) => extensions.code);
}

describe('the content type of a body', () => {
  test.each([
    ['no content type', {}],
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['a bare operation', { 'content-type': 'application/graphql' }],
    ['two types', { 'content-type': 'application/json, text/plain' }],
    ['Latin 1', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['Latin 1 behind a space', { 'content-type': 'application/json; charset =latin1' }],
    ['UTF-16', { 'content-type': 'application/json; charset="utf-16"' }],
    ['gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(TYPENAME)],
    ['an unknown coding', { ...JSON_TYPE, 'content-encoding': 'zstd' }],
  ])('is refused unless it is JSON in UTF-8: %s', async (_id, headers, body: string | Buffer = TYPENAME) => {
    const { status, headers: answered, text } = await ask({ headers, body });
    expect(status).toBe(415);
    expect(answered['content-type']).toBe('application/json; charset=utf-8');
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    'application/json',
    'Application/JSON;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; profile=x',
  ])('is taken however JSON is spelled: %s', async (type) => {
    const { status, text } = await ask({ headers: { 'content-type': type }, body: TYPENAME });
    expect(status).toBe(200);
    expect(JSON.parse(text).data).toEqual({ __typename: 'Query' });
  });
});

describe('a body of more than 100 KB', () => {
  const ofBytes = (size: number): string => TYPENAME.padEnd(size);

  test('begins one byte behind 100 KB', async () => {
    expect((await ask({ headers: JSON_TYPE, body: ofBytes(LIMIT) })).status).toBe(200);
  });

  test('is refused when it is one byte too long', async () => {
    const { status, text } = await ask({ headers: JSON_TYPE, body: ofBytes(LIMIT + 1) });
    expect(status).toBe(413);
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
  });

  test('is refused by its declared length, before anything of it is sent', async () => {
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`;
    expect(await tell(head)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('is cut while it still comes in chunks without end', async () => {
    const outgoing = send(`${gateway.url}/graphql`, { method: 'POST', headers: JSON_TYPE, agent: false });
    const chunk = Buffer.alloc(16 * 1024, ' ');
    const push = (): void => {
      while (!outgoing.destroyed && outgoing.write(chunk));
    };
    outgoing.on('drain', push);
    const status = new Promise<number | undefined>((resolve) => {
      outgoing.on('response', (incoming) => resolve(incoming.resume().statusCode));
    });
    const cut = new Promise<void>((resolve) => outgoing.on('close', resolve));
    // The server hangs up on a sender that goes on.
    outgoing.on('error', () => undefined);
    push();
    expect(await status).toBe(413);
    await cut;
  });
});

/** Writes to a connection of its own what no HTTP client would send, and gives what comes back until it is closed. */
function tell(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('a body that is no GraphQL request', () => {
  const withParameter = (name: string, value: unknown): string =>
    JSON.stringify({ query: '{ __typename }', [name]: value });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['broken JSON', `{"query":"${CANARY}`],
    ['a byte order mark', `\uFEFF${TYPENAME}`],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['null', 'null'],
    ['true', 'true'],
    ['a string', `"${CANARY}"`],
    ['a number', '17'],
    ['an empty batch', '[]'],
    ['a batch of one', `[${TYPENAME}]`],
    ['an empty object', '{}'],
    ['no query', `{"variables":{"${CANARY}":1}}`],
    ['query null', withParameter('query', null)],
    ['query empty', withParameter('query', '')],
    ['query number', withParameter('query', 17)],
    ['query object', withParameter('query', { [CANARY]: 1 })],
    ['query list', withParameter('query', [CANARY])],
    ['variables string', withParameter('variables', CANARY)],
    ['variables number', withParameter('variables', 17)],
    ['variables list', withParameter('variables', [CANARY])],
    ['operationName number', withParameter('operationName', 17)],
    ['operationName list', withParameter('operationName', [CANARY])],
    ['operationName of nothing', withParameter('operationName', CANARY)],
    ['extensions string', withParameter('extensions', CANARY)],
    ['extensions list', withParameter('extensions', [CANARY])],
    ['no operation in the document', withParameter('query', 'fragment F on Query { __typename }')],
  ])('is refused without an echo: %s', async (_id, body) => {
    const { status, headers, text } = await ask({ headers: { ...JSON_TYPE, ...KEY }, body });
    expect(status).toBe(400);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
    expect(text).not.toContain(CANARY);
    expect(gateway.sandbox.requests).toEqual([]);
  });

  test.each(['variables', 'operationName', 'extensions'])('does not come about by %s being null', async (name) => {
    expect((await ask({ headers: JSON_TYPE, body: withParameter(name, null) })).status).toBe(200);
  });
});

describe('a GET', () => {
  const encoded = (parameters: Record<string, string>): string => String(new URLSearchParams(parameters));

  test('runs a query with its variables and operation name', async () => {
    const query = 'query A { __typename } query B($id: FlakeID!) { store(storeId: $id) { storeId } }';
    const variables = JSON.stringify({ id: STORE_ID });
    const { status, text } = await get(encoded({ query, variables, operationName: 'B' }));
    expect(status).toBe(200);
    expect(JSON.parse(text).data).toEqual({ store: { storeId: STORE_ID } });
  });

  test('never runs a mutation', async () => {
    const { status, headers, text } = await get(encoded({ query: DELETE_COUPON }), KEY);
    expect(status).toBe(405);
    expect(headers.allow).toBe('POST');
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
    expect(gateway.sandbox.requests).toEqual([]);
  });

  test.each([
    ['no query', ''],
    ['an empty query', 'query='],
    ['variables that are no JSON', encoded({ query: '{ __typename }', variables: CANARY })],
    ['variables that are a list', encoded({ query: '{ __typename }', variables: `["${CANARY}"]` })],
    ['extensions that are no JSON', encoded({ query: '{ __typename }', extensions: `{${CANARY}` })],
  ])('is refused without an echo: %s', async (_id, query) => {
    const { status, text } = await get(query);
    expect(status).toBe(400);
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
    expect(text).not.toContain(CANARY);
  });
});

describe('what the head of a request asks for', () => {
  test.each(['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])('method %s is not allowed', async (method) => {
    const { status, headers, text } = await ask({ method, headers: { ...KEY, 'content-length': '0' } });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, POST');
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
  });

  test.each(['application/xml', 'text/html', 'application/json; charset=latin1', 'image/*, text/plain;q=0.5', ';;,'])(
    'a mutation is not run for whoever accepts only %s',
    async (accept) => {
      const body = JSON.stringify({ query: DELETE_COUPON });
      const { status, text } = await ask({ headers: { ...JSON_TYPE, ...KEY, accept }, body });
      expect(status).toBe(406);
      expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
      expect(gateway.sandbox.requests).toEqual([]);
    },
  );

  test.each([
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['APPLICATION/JSON', 'application/json; charset=utf-8'],
    ['text/plain, application/*;q=0.1', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['', 'application/json; charset=utf-8'],
  ])('whoever accepts "%s" gets %s', async (accept, type) => {
    const { status, headers } = await ask({ headers: { ...JSON_TYPE, accept }, body: TYPENAME });
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
  });

  test.each(['/nope', '/graphql/', '/graphqlx', '//graphql', '/GraphQL', '/schema.graphql/x', '/livez/x'])(
    'nothing is found at %s',
    async (path) => {
      const { status, text } = await ask({ method: 'GET', path });
      expect(status).toBe(404);
      expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
    },
  );

  test.each(['[', 'a b', 'x:99999999', 'user@x', 'x/y?query=z'])('%s is no Host', async (host) => {
    const { status, text } = await ask({ headers: { ...JSON_TYPE, host }, body: TYPENAME });
    expect(status).toBe(400);
    expect(codesOf(text)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('every answer', () => {
  test.each<[string, Sent, number]>([
    ['an operation', { headers: JSON_TYPE, body: TYPENAME }, 200],
    ['a syntax error', { headers: JSON_TYPE, body: '{"query":"{"}' }, 200],
    ['a refused body', { headers: JSON_TYPE, body: '[]' }, 400],
    ['a refused method', { method: 'PUT' }, 405],
    ['a refused type', { body: TYPENAME }, 415],
    ['a preflight', { method: 'OPTIONS', headers: { origin: FOREIGN, 'access-control-request-method': 'POST' } }, 204],
    ['nothing found', { method: 'GET', path: '/nope' }, 404],
    ['liveness', { method: 'GET', path: '/livez' }, 200],
    ['readiness', { method: 'GET', path: '/readyz' }, 200],
    ['the schema', { method: 'GET', path: '/schema.graphql' }, 200],
  ])('is named, private and of the type it says: %s', async (_id, sent, status) => {
    const answer = await ask(sent);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each(['a', 'trace-01:span_2.3', 'x'.repeat(128)])("carries the caller's own id: %s", async (id) => {
    const { headers } = await ask({ headers: { ...JSON_TYPE, 'x-request-id': id }, body: '{"query":"{ nope }"}' });
    expect(headers['x-request-id']).toBe(id);
  });

  test.each([
    ['too long', 'x'.repeat(300)],
    ['one too long', 'x'.repeat(129)],
    ['spaces', 'a b'],
    ['markup', '<b>'],
    ['quotes', '"a"'],
    ['not ASCII', 'ü'],
    ['twice', ['a', 'b']],
    ['empty', ''],
  ])('carries a new id instead of one that is not fit for a log: %s', async (_id, id) => {
    const { headers } = await ask({ headers: { ...JSON_TYPE, 'x-request-id': id }, body: TYPENAME });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['a line feed', 'a\n b'],
    ['a folded line', 'a\r\n b'],
    ['an escape', 'a\u001b[31m'],
    ['a NUL', 'a\0b'],
  ])('never carries an id with %s', async (_id, id) => {
    const head = `GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${id}\r\n\r\n`;
    expect(await tell(head)).toMatch(/^HTTP\/1\.1 400 (?!.*x-request-id)/is);
  });

  test('names the request in its errors too', async () => {
    const headers = { ...JSON_TYPE, 'x-request-id': 'mine' };
    const { text } = await ask({ headers, body: '{"query":"{ nope }"}' });
    expect(JSON.parse(text).errors).toMatchObject([{ extensions: { requestId: 'mine' } }]);
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string): Sent => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  const corsHeaders = (headers: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

  test.each([FOREIGN, 'null', 'https://app.example.com.evil.example', 'http://app.example.com', `${LISTED}:8443`])(
    'may read nothing: %s',
    async (origin) => {
      for (const sent of [preflight(origin), { headers: { ...JSON_TYPE, origin }, body: TYPENAME }]) {
        const { headers } = await ask(sent, closed.url);
        expect(corsHeaders(headers)).toEqual({});
        expect(headers.vary).toContain('origin');
      }
    },
  );

  test('may read answers and refusals when it is listed, without credentials of the browser', async () => {
    const sent: [Sent, number][] = [
      [{ headers: { ...JSON_TYPE, origin: LISTED }, body: TYPENAME }, 200],
      [{ headers: { origin: LISTED }, body: TYPENAME }, 415],
      [{ method: 'GET', path: '/nope', headers: { origin: LISTED } }, 404],
    ];
    for (const [request, status] of sent) {
      const answer = await ask(request, closed.url);
      expect(answer.status).toBe(status);
      expect(corsHeaders(answer.headers)).toEqual({
        'access-control-allow-origin': LISTED,
        'access-control-expose-headers': 'x-request-id, retry-after',
      });
    }
  });

  test('learns by a preflight what it may send when it is listed', async () => {
    const { status, headers, text } = await ask(preflight(LISTED), closed.url);
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(corsHeaders(headers)).toMatchObject({
      'access-control-allow-origin': LISTED,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': expect.stringMatching(/^\d+$/),
    });
  });

  test('is listed nowhere by default', async () => {
    const { headers } = await ask({ headers: { ...JSON_TYPE, origin: LISTED }, body: TYPENAME });
    expect(corsHeaders(headers)).toEqual({});
  });

  test('gets nothing run by a form, only by JSON, for which a browser asks first', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'];
    const statuses: (number | undefined)[] = [];
    const calls: number[] = [];
    for (const type of types) {
      const headers = { 'content-type': type, origin: FOREIGN, ...KEY };
      statuses.push((await ask({ headers, body: STORE_NAME })).status);
      calls.push(gateway.sandbox.requests.length);
    }
    expect({ statuses, calls }).toEqual({ statuses: [415, 415, 415, 200], calls: [0, 0, 0, 1] });
  });
});

describe('what stands beside the operations', () => {
  test('the schema is the committed one, byte for byte', async () => {
    const { headers, text } = await ask({ method: 'GET', path: '/schema.graphql' });
    expect(text).toBe(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(() => buildASTSchema(parse(text))).not.toThrow();
  });

  test.each([
    ['/livez', 'ok\n'],
    ['/readyz', 'ready\n'],
  ])('%s answers without asking the REST API', async (path, expected) => {
    const { status, text } = await ask({ method: 'GET', path });
    expect({ status, text, calls: gateway.sandbox.requests }).toEqual({ status: 200, text: expected, calls: [] });
  });

  const introspections = ['{ __schema { queryType { name } } }', '{ __type(name: "Coupon") { name } }'];

  test.each(introspections)('introspection works by default: %s', async (query) => {
    const answer = await gateway.query(query);
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).toMatch(/"name":"(Query|Coupon)"/);
  });

  test.each(introspections)('introspection is refused when it is off: %s', async (query) => {
    const answer = await closed.query(query);
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  test('the schema is not shown when introspection is off', async () => {
    expect((await ask({ method: 'GET', path: '/schema.graphql' }, closed.url)).status).toBe(404);
    expect((await closed.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('an error that nobody foresaw', () => {
  /** Goes wrong in every way that a schema can, each time with a secret. */
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        thrown: {
          type: GraphQLString,
          resolve: () => {
            throw new Error(`message ${CANARY}`, { cause: new Error(`cause ${CANARY}`) });
          },
        },
        rejected: { type: GraphQLString, resolve: () => Promise.reject(`text ${CANARY}`) },
        unprintable: { type: GraphQLString, resolve: () => ({ [CANARY]: 1 }) },
        unsendable: {
          type: new GraphQLScalarType({ name: 'Unsendable', serialize: () => ({ toJSON: fail }) }),
          resolve: () => 1,
        },
      },
    }),
  });

  function fail(): never {
    throw new Error(`sending ${CANARY}`);
  }

  /** The server alone, on that schema. */
  async function startThrowing() {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk)) as undefined) });
    const log = await createLog({ level: 'trace', destination: sink });
    return { ...(await startServer({ log, schema })), logged: () => lines.join('') };
  }

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([
    ['development', 'thrown', 200],
    ['development', 'rejected', 200],
    ['development', 'unprintable', 200],
    ['development', 'unsendable', 500],
    ['production', 'thrown', 200],
    ['production', 'unsendable', 500],
  ])('under NODE_ENV=%s is named by its request only: %s', async (environment, field, status) => {
    vi.stubEnv('NODE_ENV', environment);
    const server = await startThrowing();
    const headers = { ...JSON_TYPE, 'x-request-id': 'mine' };
    const answer = await ask({ headers, body: JSON.stringify({ query: `{ ${field} }` }) }, server.url);
    expect(answer.status).toBe(status);
    const { errors } = JSON.parse(answer.text) as { errors: { message: string; extensions: object }[] };
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR', requestId: 'mine' }]);
    expect(answer.text).not.toMatch(new RegExp(`${CANARY}|stack|node_modules| at `));

    await vi.waitFor(() => expect(server.logged()).toContain('"msg":"request"'));
    const lines = server.logged().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 50, requestId: 'mine', stack: expect.any(Array), msg: 'unexpected error' },
      { level: 30, requestId: 'mine', status, msg: 'request' },
    ]);
    expect(server.logged()).not.toContain(CANARY);
  });
});

describe('the line that the log gets of a request', () => {
  async function lineOf(sent: Sent): Promise<Record<string, unknown>> {
    const id = `line-${performance.now()}`;
    await ask({ ...sent, headers: { ...sent.headers, 'x-request-id': id } });
    return vi.waitFor(() => {
      const lines = gateway.logged().trim().split('\n');
      const found = lines
        .map((line) => JSON.parse(line))
        .find((line) => line.msg === 'request' && line.requestId === id);
      expect(found).toBeDefined();
      return found;
    });
  }

  test('is the only one when nothing failed but the caller sent no key', async () => {
    const { requestId } = await lineOf({ headers: JSON_TYPE, body: STORE_NAME });
    const lines = gateway
      .logged()
      .split('\n')
      .filter((line) => line.includes(String(requestId)));
    expect(lines).toHaveLength(1);
  });

  test.each<[string, Sent, object]>([
    [
      'a query',
      { headers: { ...JSON_TYPE, ...KEY }, body: STORE_NAME },
      { method: 'POST', operation: 'query', name: 'StoreName', restCalls: 1, status: 200 },
    ],
    [
      'a mutation',
      { headers: { ...JSON_TYPE, ...KEY }, body: JSON.stringify({ query: DELETE_COUPON }) },
      { method: 'POST', operation: 'mutation', name: 'Delete', restCalls: 1, status: 200 },
    ],
    [
      'an operation without name or REST call',
      { headers: JSON_TYPE, body: TYPENAME },
      { operation: 'query', restCalls: 0, status: 200 },
    ],
    ['a missing key', { headers: JSON_TYPE, body: STORE_NAME }, { restCalls: 0, errors: { UNAUTHENTICATED: 1 } }],
    ['a refused request', { headers: JSON_TYPE, body: '[]' }, { status: 400 }],
  ])('says what ran and what it cost: %s', async (_id, sent, expected) => {
    expect(await lineOf(sent)).toMatchObject({ ...expected, ms: expect.any(Number) });
  });

  test('never holds the credential, not even one that the REST API refuses', async () => {
    const headers = { ...JSON_TYPE, authorization: `APIKey ${CANARY}-key` };
    const line = await lineOf({ headers, body: STORE_NAME });
    expect(line).toMatchObject({ restCalls: 1, errors: { UNAUTHENTICATED: 1 } });
    expect(gateway.sandbox.requests.at(-1)?.headers.authorization).toBe(`APIKey ${CANARY}-key`);
    expect(gateway.logged()).toContain('"msg":"refused by the REST API"');
    expect(gateway.logged()).not.toContain(`${CANARY}-key`);
  });

  test('holds no operation name but the one in the document', async () => {
    const operationName = `A\n{"msg":"${CANARY}-name"}\u001b[31m`;
    const line = await lineOf({
      headers: JSON_TYPE,
      body: JSON.stringify({ query: 'query A { __typename }', operationName }),
    });
    expect(line.name).toBeUndefined();
    expect(gateway.logged()).not.toContain(`${CANARY}-name`);
    expect(gateway.logged()).not.toContain('\u001b');
  });
});
