import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { connectRaw, postOf } from '../support/wire.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const UPDATE = `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/1" }) { deletedCouponId } }`;
const TYPENAME = '{"query":"{ __typename }"}';
const SECRET = 'a secret of the router';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
beforeEach(() => gateway.sandbox.clearRequests());
afterAll(() => gateway.close());

async function start(options: Parameters<typeof startGateway>[0]): Promise<TestGateway> {
  const started = await startGateway(options);
  onTestFinished(() => started.close());
  return started;
}

/** How many operations are in flight. */
async function inFlightOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^paynow_gateway_in_flight (\d+)$/m.exec(text)?.[1]);
}

/** The status line and the body of the only answer. */
function partsOf(answer: string): { readonly status: number; readonly head: string; readonly body: string } {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(head.slice(9, 12)), head, body: rest.join('\r\n\r\n') };
}

describe('a request-target', () => {
  const ABSOLUTE = ['http://h', 'https://h', 'HTTP://h', 'Https://H.example:8443'];

  test.each(ABSOLUTE)('in absolute form is the path that it ends with: %s', async (origin) => {
    const paths = ['/livez', '/readyz', '/schema.graphql', '/metrics', '/favicon.ico', '/?a=b', '', '?a=b'];
    for (const path of paths) {
      const request = `GET ${origin}${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      const { status } = partsOf(await (await connectRaw(gateway.url, request)).closed);
      expect([path, status]).toEqual([path, 200]);
    }
  });

  test.each(ABSOLUTE)('in absolute form takes operations, by POST and by GET: %s', async (origin) => {
    const post = postOf({ query: NAME }, { connection: 'close' }).replace(' /graphql', ` ${origin}/graphql`);
    const get = `GET ${origin}/graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    expect(JSON.parse(partsOf(await (await connectRaw(gateway.url, post)).closed).body).data.store.name).toBe(
      'Craftkeep',
    );
    expect(await (await connectRaw(gateway.url, get)).closed).toContain('{"data":{"__typename":"Query"}');
  });

  test('in absolute form says what the host is, whatever Host says', async () => {
    const request = 'GET http://own.example/ HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n';
    const answer = await (await connectRaw(gateway.url, request)).closed;
    expect(answer).toContain('http://own.example/graphql');
    expect(answer).not.toContain('other.example');
  });

  test('that is an asterisk is answered to OPTIONS', async () => {
    const request = 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    expect(partsOf(await (await connectRaw(gateway.url, request)).closed)).toMatchObject({
      status: 204,
      head: expect.stringMatching(/\r\nallow: GET, HEAD, POST, OPTIONS\r\n/i),
      body: '',
    });
  });
});

describe('a load balancer', () => {
  const PATHS = ['/livez', '/readyz', '/', '/graphql'];

  test.each([...PATHS, '/favicon.ico', '/graphql/assets/boot.js'])(
    'may ask by OPTIONS what there is: %s',
    async (path) => {
      const response = await fetch(gateway.url + path, { method: 'OPTIONS' });
      expect(response.status).toBe(204);
      expect(response.headers.get('allow')).toContain('GET, HEAD');
      expect(response.headers.get('access-control-allow-methods')).toBeNull();
    },
  );

  test.each(PATHS)('gets by HEAD what GET gives, without a body: %s', async (path) => {
    const ask = async (method: string) => {
      const request = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      return partsOf(await (await connectRaw(gateway.url, request)).closed);
    };
    const [head, get] = [await ask('HEAD'), await ask('GET')];
    expect(head.status).toBe(get.status);
    expect([404, 500]).not.toContain(head.status);
    expect(head.body).toBe('');
    expect(get.body).not.toBe('');
  });

  test('gets a query by HEAD, too', async () => {
    const response = await fetch(`${gateway.url}/graphql?query=%7B__typename%7D`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('may ask over HTTP/1.0, as HAProxy does', async () => {
    expect(partsOf(await (await connectRaw(gateway.url, 'OPTIONS / HTTP/1.0\r\n\r\n')).closed).status).toBe(204);
  });
});

test('a connection may idle for longer than a load balancer keeps it', async () => {
  const { headers } = await fetch(`${gateway.url}/livez`);
  expect(headers.get('keep-alive')).toBe('timeout=620');
  const other = await start({ env: { KEEP_ALIVE_MS: '90000' } });
  expect((await fetch(`${other.url}/livez`)).headers.get('keep-alive')).toBe('timeout=90');
});

test('of too many connections without a request, the one that has had none for longest is closed', async () => {
  const { url } = await start({ limits: { idleConnections: 3 } });
  const ask = 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n';
  const [first, second, third] = [await connectRaw(url), await connectRaw(url), await connectRaw(url)];
  first.socket.write(ask);
  await vi.waitFor(() => expect(first.received()).toContain('ok\n'));
  const fourth = await connectRaw(url);
  await second.closed;
  for (const { socket, received } of [first, third, fourth]) {
    const before = received().length;
    socket.write(ask);
    await vi.waitFor(() => expect(received().slice(before)).toContain('ok\n'));
  }
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/connections_cut_total\{reason="idle"\} [12]\n/);
});

describe('requests ahead of their turn', () => {
  /** The ids of the requests, in the order of their answers. */
  const answered = (text: string) => [...text.matchAll(/\r\nx-request-id: (\d+)\r\n/gi)].map(([, id]) => Number(id));
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

  test('600 operations on one connection are answered in order, 32 at a time', async () => {
    const { url, sandbox } = await start({});
    sandbox.faults.add({ kind: 'delay', ms: 20 });
    const requests = numbers(600).map((id) => postOf({ query: NAME }, { 'x-request-id': String(id) }));
    const { socket, received } = await connectRaw(url, requests.join(''));
    await vi.waitFor(() => expect(answered(received())).toEqual(numbers(600)), { timeout: 20_000 });
    expect(received().match(/"Craftkeep"/g)).toHaveLength(600);
    expect(sandbox.peakConcurrency).toBe(32);
    socket.end();
  });

  test('all paths are answered in order, however a request is cut into packets', async () => {
    const paths = ['/livez', '/readyz', '/schema.graphql', '/', '/nope', '/graphql?query=%7B__typename%7D'];
    const requests = numbers(200).map((id) => {
      if (id % 7 === 6) return postOf({ query: NAME }, { 'x-request-id': String(id) });
      return `GET ${paths[id % 7]} HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n\r\n`;
    });
    const bytes = requests.join('');
    const { socket, received } = await connectRaw(gateway.url);
    for (let at = 0; at < bytes.length; at += 997) {
      socket.write(bytes.slice(at, at + 997));
      await turn();
    }
    await vi.waitFor(() => expect(answered(received())).toEqual(numbers(200)), { timeout: 20_000 });
  });

  test('are not late while the gateway itself does not read them', async () => {
    const { url, sandbox } = await start({ timeouts: { head: 50, check: 10 } });
    sandbox.faults.add({ kind: 'delay', ms: 300 });
    const requests = numbers(40).map((id) => postOf({ query: NAME }, { 'x-request-id': String(id) }));
    const last = postOf({ query: NAME }, { 'x-request-id': '40' });
    const { socket, received } = await connectRaw(url, requests.join('') + last.slice(0, 30));
    await vi.waitFor(() => expect(answered(received())).toHaveLength(32), { timeout: 5000 });
    socket.write(last.slice(30));
    await vi.waitFor(() => expect(answered(received())).toEqual(numbers(41)), { timeout: 5000 });
  });

  test('are dropped when their client is found to have left', async () => {
    const { url, sandbox } = await start({});
    sandbox.faults.add({ kind: 'delay', ms: 200 });
    const { socket } = await connectRaw(url, postOf({ query: NAME }).repeat(200));
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(32));
    socket.resetAndDestroy();
    await vi.waitFor(async () => expect(await inFlightOf(url)).toBe(0), { timeout: 5000 });
    expect(sandbox.requests.length).toBeLessThanOrEqual(64);
  });
});

describe('a client that has sent its request and stops sending', () => {
  test.each([
    ['an operation', postOf({ query: NAME }), 'Craftkeep'],
    ['several operations', postOf({ query: NAME }).repeat(40), 'Craftkeep'],
    ['a mutation', postOf({ query: UPDATE }), 'deletedCouponId'],
    ['a page', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'PayNow'],
  ])('is answered: %s', async (_id, request, expected) => {
    gateway.sandbox.faults.add({ kind: 'delay', ms: 50 });
    onTestFinished(() => gateway.sandbox.faults.clear());
    const { socket, closed } = await connectRaw(gateway.url);
    socket.end(request);
    const answer = await closed;
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(request.match(/ HTTP\/1\.1/g)?.length as number);
    expect(answer).toContain(expected);
  });

  test('gets interim answers at most, however long it takes', async () => {
    const { url, sandbox } = await start({ timeouts: { probes: [0, 20, 40, 60] } });
    sandbox.faults.add({ kind: 'delay', ms: 300 });
    const { socket, closed } = await connectRaw(url);
    socket.end(postOf({ query: NAME }));
    expect((await closed).match(/^HTTP\/1\.1 \d+/gm)).toEqual([...Array(4).fill('HTTP/1.1 102'), 'HTTP/1.1 200']);
  });

  test('ends its reads when it is gone altogether', async () => {
    const { url, sandbox } = await start({ timeouts: { probes: [0, 20, 40] } });
    sandbox.faults.add({ kind: 'hang' });
    const { socket } = await connectRaw(url, postOf({ query: NAME }));
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1));
    // Nothing unread is left, so this is sent as the end of a request is.
    socket.destroy();
    await vi.waitFor(() => expect(sandbox.requests[0]?.outcome).toBe('cut'));
  });
});

describe('a refusal while the body still comes', () => {
  const PIECE = 'x'.repeat(1024);
  const heads = (headers: string): string => `POST /graphql HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`;
  const LENGTH = `Content-Length: ${20 * PIECE.length}`;
  const JSON_TYPE = 'Content-Type: application/json';

  let closed: TestGateway;
  beforeAll(async () => {
    closed = await startGateway({ env: { ROUTER_SECRETS: SECRET } });
  });
  afterAll(() => closed.close());

  const REFUSALS: readonly (readonly [id: string, status: number, head: string])[] = [
    ['no secret of the router', 401, heads(`${JSON_TYPE}\r\n${LENGTH}`)],
    ['a method', 405, heads(LENGTH).replace('POST', 'PUT')],
    ['a path', 404, heads(LENGTH).replace('/graphql', '/nope')],
    ['an Accept', 406, heads(`Accept: image/png\r\n${JSON_TYPE}\r\n${LENGTH}`)],
    ['a media type', 415, heads(`Content-Type: text/plain\r\n${LENGTH}`)],
    ['a coding', 415, heads(`${JSON_TYPE}\r\nContent-Encoding: gzip\r\n${LENGTH}`)],
    ['a declared length', 413, heads(`${JSON_TYPE}\r\nContent-Length: ${200 * PIECE.length}`)],
    ['a target', 400, heads(LENGTH).replace('/graphql', '*')],
  ];

  test.each(REFUSALS)(
    'is read by whoever sends it all first, and the connection stays: %s',
    async (_id, status, head) => {
      const { url } = status === 401 ? closed : gateway;
      const length = Number(/Content-Length: (\d+)/.exec(head)?.[1]);
      const { socket, received, failure } = await connectRaw(url, head);
      socket.pause();
      for (let sent = 0; sent < length; sent += PIECE.length) {
        socket.write(PIECE);
        await turn();
      }
      socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.resume();
      await vi.waitFor(() => expect(received()).toContain('ok\n'));
      expect(partsOf(received()).status).toBe(status);
      expect(failure()).toBeUndefined();
    },
  );

  test('is read by whoever sends chunks, and the connection is closed behind them', async () => {
    const chunk = `${PIECE.length.toString(16)}\r\n${PIECE}\r\n`;
    const {
      socket,
      closed: end,
      failure,
    } = await connectRaw(gateway.url, heads('Content-Type: text/plain\r\nTransfer-Encoding: chunked'));
    socket.pause();
    for (let sent = 0; sent < 20; sent++) {
      socket.write(chunk);
      await turn();
    }
    socket.write('0\r\n\r\n');
    socket.resume();
    const { status, head, body } = partsOf(await end);
    expect(status).toBe(415);
    expect(head).toMatch(/\r\nconnection: close/i);
    expect(JSON.parse(body).errors).toHaveLength(1);
    expect(failure()).toBeUndefined();
  });

  test('comes before the body, and lets go of whoever sends none', async () => {
    const { received, closed: end } = await connectRaw(gateway.url, heads(`Content-Type: text/plain\r\n${LENGTH}`));
    await vi.waitFor(() => expect(received()).toMatch(/"code":"BAD_USER_INPUT"/));
    expect(partsOf(await end).status).toBe(415);
  });

  test('lets go of whoever goes on for ever', async () => {
    const { socket, closed: end } = await connectRaw(
      gateway.url,
      heads('Content-Type: text/plain\r\nTransfer-Encoding: chunked'),
    );
    const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const push = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', push);
    push();
    await end;
    // What the buffers between both hold, and a mebibyte.
    expect(socket.bytesWritten).toBeLessThan(64 * 2 ** 20);
  });

  test('of operations past what may be in flight keeps the connection', async () => {
    const { url, sandbox } = await start({ env: { MAX_IN_FLIGHT: '1' } });
    const hang = sandbox.faults.add({ kind: 'hang' });
    const held = await connectRaw(url, postOf({ query: NAME }));
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1));
    const { socket, received } = await connectRaw(url, postOf({ query: NAME }));
    await vi.waitFor(() => expect(received()).toMatch(/^HTTP\/1\.1 503 [\s\S]*"OVERLOADED"/));
    expect(received()).not.toMatch(/connection: close/i);
    hang.remove();
    held.socket.resetAndDestroy();
    await vi.waitFor(() => {
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n${TYPENAME}`,
      );
      expect(received()).toContain('{"data":{"__typename":"Query"}');
    });
  });
});

test('garbage behind a request in flight does not take its place', async () => {
  const { url, sandbox } = await start({});
  sandbox.faults.add({ kind: 'hang' });
  const { socket, closed } = await connectRaw(url, postOf({ query: NAME }));
  await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1));
  socket.write('garbage\r\n\r\n');
  expect(await closed).toBe('');
});
