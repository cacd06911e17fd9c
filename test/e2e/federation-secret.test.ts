import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { connectRaw } from '../support/wire.ts';

const OLD = 'the secret until yesterday';
const NEW = 'the secret from today on';
const QUERY = `{ store(storeId: "${STORE_ID}") { name } }`;

let gateway: TestGateway;

beforeAll(async () => {
  const env = { FEDERATION: 'on', ROUTER_SECRETS: `${OLD}, ${NEW}`, CORS_ORIGINS: 'https://app.example.com' };
  gateway = await startGateway({ env });
});

afterAll(() => gateway.close());

function send(path: string, secret: string | undefined, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers({ authorization: 'APIKey sandbox', ...init.headers });
  if (secret !== undefined) headers.set('x-router-secret', secret);
  return fetch(gateway.url + path, { ...init, headers });
}

const post = (query: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
});
const browse: RequestInit = { headers: { accept: 'text/html' } };

/** Every way to an answer, with what the router gets there. */
const WAYS: readonly (readonly [way: string, path: string, init: RequestInit, answer: RegExp])[] = [
  ['an operation', '/graphql', post(QUERY), /Craftkeep/],
  ['an operation by GET', `/graphql?query=${encodeURIComponent(QUERY)}`, {}, /Craftkeep/],
  ['_entities', '/graphql', post('{ _entities(representations: []) { __typename } }'), /"_entities":\[\]/],
  ['_service', '/graphql', post('{ _service { sdl } }'), /@key/],
  ['introspection', '/graphql', post('{ __schema { queryType { name } } }'), /Query/],
  ['GraphiQL', '/graphql', browse, /<html/],
  ['a file of GraphiQL', '/graphql/assets/none.js', browse, /No such file/],
  ['the icon', '/favicon.ico', browse, /<svg/],
  ['the schema', '/schema.graphql', {}, /@key/],
  ['a body that is not JSON', '/graphql', { ...post(''), body: '{' }, /not valid JSON/],
  ['a path with nothing on it', '/nothing', {}, /Nothing is here/],
];

describe('only who sends a secret of ROUTER_SECRETS is answered', () => {
  describe.each(WAYS)('%s', (_way, path, init, answer) => {
    test.each([OLD, NEW])('comes with "%s"', async (secret) => {
      expect(await (await send(path, secret, init)).text()).toMatch(answer);
    });

    test.each([
      ['none', undefined],
      ['an empty one', ''],
      ['half of one', NEW.slice(0, -1)],
      ['one and more', `${NEW}x`],
      ['both at once', `${OLD}, ${NEW}`],
      ['another case', NEW.toUpperCase()],
    ])('is refused with %s', async (_what, secret) => {
      const response = await send(path, secret, init);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: expect.stringMatching(/^Only the router /),
            extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) },
          },
        ],
      });
    });
  });

  test('whatever it refuses, it does so before the body is there', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{';
    const { received, closed } = await connectRaw(gateway.url, head);
    await vi.waitFor(() => expect(received()).toMatch(/^HTTP\/1\.1 401 .*Only the router/s));
    await closed;
  });

  test('whatever it refuses is counted, and logged at once and then now and then', async () => {
    const own = await startGateway({ env: { FEDERATION: 'on', ROUTER_SECRETS: NEW } });
    onTestFinished(() => own.close());
    const ask = (path: string) => fetch(own.url + path, { headers: { 'x-router-secret': OLD } });
    for (let time = 0; time < 20; time++) await (await ask('/graphql')).text();
    const metrics = await fetch(`${own.url}/metrics`, { headers: { 'x-router-secret': NEW } });
    expect(await metrics.text()).toMatch(/^paynow_gateway_router_refusals_total 20$/m);
    const lines = own
      .logged()
      .split('\n')
      .filter((line) => line.includes('"level":40'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { count: 1, msg: expect.stringContaining('refused') },
    ]);
  });

  test('probes need no secret', async () => {
    expect((await send('/livez', undefined)).status).toBe(200);
    expect((await send('/readyz', undefined)).status).toBe(200);
  });

  test('a browser may ask first whether it may send one', async () => {
    const response = await send('/graphql', undefined, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-router-secret',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('x-router-secret');
  });

  test('the secret goes nowhere else: not to the REST API, not into the log', async () => {
    gateway.sandbox.clearRequests();
    await send('/graphql', NEW, post(QUERY));
    await send('/graphql', `${NEW}x`, post(QUERY));
    expect(gateway.sandbox.requests).toHaveLength(1);
    expect(JSON.stringify(gateway.sandbox.requests)).not.toContain(NEW);
    expect(gateway.logged()).not.toContain(NEW);
  });

  test('the secret is no credential: without Authorization nothing is read', async () => {
    gateway.sandbox.clearRequests();
    const answer = await gateway.query(QUERY, {}, { 'x-router-secret': NEW, authorization: '' });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(gateway.sandbox.requests).toEqual([]);
  });
});

test('without ROUTER_SECRETS everybody is answered, whatever they send', async () => {
  const open = await startGateway({ env: { FEDERATION: 'on' } });
  try {
    const answer = await open.query(QUERY, {}, { 'x-router-secret': 'anything' });
    expect(answer.data).toEqual({ store: { name: 'Craftkeep' } });
  } finally {
    await open.close();
  }
});
