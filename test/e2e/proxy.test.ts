import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import { createPatient } from '../../src/doctor/patient.ts';
import { createCoupon, fetchCoupon, updateCoupon } from '../../src/rest/coupons.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { UnavailableError } from '../../src/rest/errors.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createCertificate } from '../support/certificate.ts';
import { type Guard, startConnectProxy } from '../support/connect-proxy.ts';
import { STORE_ID, startGateway } from '../support/gateway.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';
import { startProcess } from '../support/watched-process.ts';

const COUPON_ID = '9000000000000000001';
const COUPON = { id: COUPON_ID, store_id: STORE_ID };
const BODY = { code: 'X' } as never;

const certificate = createCertificate();
const trusted = getCACertificates('default');
beforeAll(() => certificate && setDefaultCACertificates([...trusted, certificate.cert]));
afterAll(() => setDefaultCACertificates([...trusted]));

/** A REST API of one coupon. */
interface Api {
  readonly origin: string;
  readonly host: string;
  /** Method and HTTP version of each request. */
  readonly requests: string[];
}

async function listen(server: Server | ReturnType<typeof createHttpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function startApi(scheme: 'http' | 'https'): Promise<Api> {
  const requests: string[] = [];
  const answer: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.httpVersion}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(COUPON));
  };
  // As many APIs do, it would rather speak HTTP/2.
  const secure = () => createSecureServer({ ...certificate, allowHTTP1: true }, answer as never) as unknown as Server;
  const port = await listen(scheme === 'http' ? createHttpServer(answer) : secure());
  return { origin: `${scheme}://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, requests };
}

describe.runIf(certificate)('a REST API with TLS behind a proxy', () => {
  it('is called through tunnels, one for reads and one for writes, in which the proxy sees nothing', async () => {
    const [api, proxy] = [await startApi('https'), await startConnectProxy()];
    const upstream = openUpstream({ origin: api.origin, proxyUrl: `http://${proxy.host}` });
    const call = createCall(upstream, { credential: createKeyCredential('APIKey canary-1234567890') });
    for (let i = 0; i < 3; i++) {
      expect(await fetchCoupon(call, STORE_ID, COUPON_ID)).toEqual(COUPON);
      expect(await updateCoupon(call, STORE_ID, COUPON_ID, BODY)).toEqual(COUPON);
    }
    expect(api.requests).toEqual(['GET 1.1', 'PATCH 1.1', 'GET 1.1', 'PATCH 1.1', 'GET 1.1', 'PATCH 1.1']);
    expect(proxy.requests).toEqual([`CONNECT ${api.host}`, `CONNECT ${api.host}`]);
    expect(JSON.stringify(proxy.headers)).not.toMatch(/canary|authorization/i);
  });

  it('is called through a proxy that asks for a password', async () => {
    const guard: Guard = ({ headers }) =>
      headers['proxy-authorization'] === `Basic ${btoa('me@home:p:ss/word')}`
        ? undefined
        : { status: 407, headers: { 'proxy-authenticate': 'Basic' } };
    const [api, proxy] = [await startApi('https'), await startConnectProxy(guard)];
    const upstream = openUpstream({ origin: api.origin, proxyUrl: `http://me%40home:p%3Ass%2Fword@${proxy.host}` });
    expect(await fetchCoupon(createCall(upstream), STORE_ID, COUPON_ID)).toEqual(COUPON);
  });

  it('whose certificate is not trusted is not called', async () => {
    setDefaultCACertificates([...trusted]);
    onTestFinished(() => certificate && setDefaultCACertificates([...trusted, certificate.cert]));
    const [api, proxy] = [await startApi('https'), await startConnectProxy()];
    const call = createCall(openUpstream({ origin: api.origin, proxyUrl: `http://${proxy.host}` }));
    await expect(createCoupon(call, STORE_ID, BODY)).rejects.toMatchObject({
      constructor: UnavailableError,
      sent: false,
    });
    expect(api.requests).toEqual([]);
  });

  it.each([401, 403, 407, 502, 503])('is not reached through a proxy that refuses tunnels: %i', async (status) => {
    const [api, proxy] = [await startApi('https'), await startConnectProxy(() => ({ status }))];
    const gateway = await startGateway({
      apiUrl: api.origin,
      env: { HTTPS_PROXY: `http://me:canary-pass@${proxy.host}` },
    });
    onTestFinished(() => gateway.close());
    const read = `{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { code } }`;
    const write = `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}" }) { deletedCouponId } }`;
    for (const document of [read, write]) {
      const { errors } = await gateway.query(document);
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(new RegExp(`^The proxy on the way .* \\(${status}\\)\\.`)),
          extensions: { code: 'UPSTREAM_UNAVAILABLE' },
        },
      ]);
    }
    expect(api.requests).toEqual([]);
    expect(gateway.logged()).not.toContain('canary-pass');
    expect(gateway.logged()).not.toContain(btoa('me:canary-pass'));
  });
});

describe('a REST API without TLS behind a proxy', () => {
  it('is called by the proxy', async () => {
    const [api, proxy] = [await startApi('http'), await startConnectProxy()];
    const gateway = await startGateway({ apiUrl: api.origin, env: { HTTP_PROXY: `http://me:pass@${proxy.host}` } });
    onTestFinished(() => gateway.close());
    const { errors } = await gateway.query(
      `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}" }) { deletedCouponId } }`,
    );
    expect(errors).toBeUndefined();
    expect(proxy.requests).toEqual([`DELETE ${api.origin}/v1/stores/${STORE_ID}/coupons/${COUPON_ID}`]);
    expect(proxy.headers[0]).toMatchObject({ 'proxy-authorization': `Basic ${btoa('me:pass')}`, host: api.host });
    expect(api.requests).toEqual(['DELETE 1.1']);
  });

  it('is not reached through a proxy that asks for a password, and that is known', async () => {
    const guard: Guard = () => ({ status: 407, headers: { 'proxy-authenticate': 'Basic' } });
    const [api, proxy] = [await startApi('http'), await startConnectProxy(guard)];
    const call = createCall(openUpstream({ origin: api.origin, proxyUrl: `http://${proxy.host}` }));
    await expect(createCoupon(call, STORE_ID, BODY)).rejects.toMatchObject({
      constructor: UnavailableError,
      message: expect.stringContaining('(407)'),
      sent: false,
    });
    expect(api.requests).toEqual([]);
  });

  it('is called straight where NO_PROXY says so', async () => {
    const [api, proxy] = [await startApi('http'), await startConnectProxy()];
    const env = { HTTP_PROXY: `http://${proxy.host}`, no_proxy: 'example.com,127.0.0.1' };
    const gateway = await startGateway({ apiUrl: api.origin, env });
    onTestFinished(() => gateway.close());
    await gateway.query(`{ coupon(storeId: "${STORE_ID}", couponId: "${COUPON_ID}") { couponId } }`);
    expect(api.requests).toEqual(['GET 1.1']);
    expect(proxy.requests).toEqual([]);
  });
});

describe.each(['http', 'https'] as const)('a proxy that does not work, before an API with %s,', (scheme) => {
  const cases: readonly (readonly [what: string, start: () => Promise<number>])[] = [
    [
      'is not there',
      async () => {
        const server = createTcpServer();
        const port = await listen(server);
        server.close();
        await once(server, 'close');
        return port;
      },
    ],
    ['closes every connection', () => listen(createTcpServer((socket) => socket.destroy()))],
    ['resets every connection', () => listen(createTcpServer((socket) => socket.resetAndDestroy()))],
    ['says nothing', () => listen(createTcpServer((socket) => void socket.on('error', () => undefined)))],
    ['is something else', () => listen(createTcpServer((socket) => void socket.end('220 mail.example.com ESMTP\r\n')))],
  ];

  it.each(cases)('ends a call after its attempts: it %s', async (_what, start) => {
    const origin = `${scheme}://127.0.0.1:9`;
    const call = createCall(
      openUpstream({ origin, proxyUrl: `http://127.0.0.1:${await start()}`, attemptTimeoutMs: 300 }),
    );
    await expect(fetchCoupon(call, STORE_ID, COUPON_ID)).rejects.toThrow(/PayNow API/);
  });
});

it.runIf(certificate)('a write is sent once, even when its tunnel breaks', async () => {
  const hits: string[] = [];
  const api = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
    hits.push(request.method);
    response.stream?.destroy();
    (request.socket as unknown as { destroy(): void } | undefined)?.destroy();
  });
  const [port, proxy] = [await listen(api as unknown as Server), await startConnectProxy()];
  const call = createCall(openUpstream({ origin: `https://127.0.0.1:${port}`, proxyUrl: `http://${proxy.host}` }));
  await expect(createCoupon(call, STORE_ID, BODY)).rejects.toMatchObject({ constructor: UnavailableError, sent: true });
  expect(hits).toEqual(['POST']);
});

describe('a proxy is named, without its password,', () => {
  it('when the gateway starts', async () => {
    const env = {
      PAYNOW_API_URL: 'https://api.example.com',
      HTTPS_PROXY: 'http://me:canary-pass@proxy.example.com:3128',
    };
    const gateway = await startProcess(env);
    expect(gateway.stdout()).toContain(
      'https://api.example.com, through the proxy http://proxy.example.com:3128 (HTTPS_PROXY)',
    );
    gateway.child.kill('SIGTERM');
    await gateway.exited;
    expect(gateway.stdout() + gateway.stderr()).not.toContain('canary-pass');
  });

  it.each<[string, Guard | undefined, RegExp]>([
    ['works', undefined, /^note: 127\.0\.0\.1, through the proxy http:\/\/127\.0\.0\.1:\d+ \(HTTP_PROXY\); no TLS\./],
    [
      'does not let it through',
      () => ({ status: 407 }),
      /^bad: 127\.0\.0\.1 cannot be reached through the proxy http:\/\/127\.0\.0\.1:\d+ \(HTTP_PROXY\): The proxy .* \(407\)\./,
    ],
  ])('by the doctor, when it %s', async (_what, guard, address) => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const { host } = await startConnectProxy(guard);
    const proxy = { variable: 'HTTP_PROXY', url: `http://me:canary-pass@${host}/` } as const;
    const patient = createPatient({
      origin: sandbox.url,
      proxy,
      key: 'sandbox',
      storeId: STORE_ID,
      percentScale: 10,
      timeoutMs: 2000,
    });
    const findings = await Array.fromAsync(examine(patient));
    await patient.call.upstream.close();
    const [first] = findings;
    expect(`${first?.state}: ${first?.found}.`).toMatch(address);
    expect(findings.some(({ name }) => name === 'Version')).toBe(guard === undefined);
    expect(JSON.stringify(findings)).not.toContain('canary-pass');
  });
});

const hasTinyproxy = spawnSync('tinyproxy', ['-v']).status === 0;

describe.runIf(hasTinyproxy && certificate)('tinyproxy', () => {
  /** Runs it with a password, and gives its port. */
  async function startTinyproxy(): Promise<number> {
    const server = createTcpServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    const folder = mkdtempSync(join(tmpdir(), 'tinyproxy-'));
    const lines = [
      `Port ${port}`,
      'Listen 127.0.0.1',
      'Timeout 60',
      'MaxClients 20',
      'BasicAuth me secret-of-the-proxy',
    ];
    writeFileSync(join(folder, 'conf'), `${lines.join('\n')}\n`);
    const child = spawn('tinyproxy', ['-d', '-c', join(folder, 'conf')], { stdio: 'ignore' });
    onTestFinished(async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      rmSync(folder, { recursive: true });
    });
    await vi.waitFor(
      async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.destroy();
      },
      { timeout: 5000 },
    );
    return port;
  }

  it.each(['http', 'https'] as const)(
    'lets calls of an API with %s through that know its password, and no others',
    async (scheme) => {
      const [api, port] = [await startApi(scheme), await startTinyproxy()];
      const throughProxy = (user: string) =>
        createCall(openUpstream({ origin: api.origin, proxyUrl: `http://${user}@127.0.0.1:${port}` }));
      const known = throughProxy('me:secret-of-the-proxy');
      expect(await fetchCoupon(known, STORE_ID, COUPON_ID)).toEqual(COUPON);
      expect(await createCoupon(known, STORE_ID, BODY)).toEqual(COUPON);
      expect(api.requests).toEqual(['GET 1.1', 'POST 1.1']);
      // Without a tunnel its 401 cannot be told from one of the API.
      const failure: object = scheme === 'https' ? { constructor: UnavailableError, sent: false } : { status: 401 };
      await expect(createCoupon(throughProxy('me:wrong'), STORE_ID, BODY)).rejects.toMatchObject(failure);
      expect(api.requests).toHaveLength(2);
    },
  );
});
