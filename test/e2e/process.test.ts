import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Answer, STORE_ID } from '../support/gateway.ts';
import { createManifests } from '../support/manifests.ts';
import { logLines, runProcess, startProcess } from '../support/watched-process.ts';

const KEY = 'c4n4ry-key';
const STORE_NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const FIRST_COUPON = `{ store(storeId: "${STORE_ID}") { coupons(first: 1) { nodes { id } } } }`;

const sandboxes: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()));
});

async function startRestApi(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ record: true, keys: [KEY], ...options });
  sandboxes.push(sandbox);
  return sandbox;
}

async function query(
  url: string,
  document: string,
  key = KEY,
): Promise<Answer & { readonly connection: string | null }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
    body: JSON.stringify({ query: document }),
  });
  return { ...((await response.json()) as Answer), connection: response.headers.get('connection') };
}

describe('a start', () => {
  test('without a REST API brings a sandbox along, says so, and answers at the printed address', async () => {
    const gateway = await startProcess({});
    expect(gateway.stdout()).toMatch(/embedded sandbox at http:\/\/127\.0\.0\.1:\d+, key: APIKey sandbox/);
    expect((await query(gateway.url, STORE_NAME, 'sandbox')).data).toEqual({ store: { name: expect.any(String) } });

    gateway.child.kill('SIGINT');
    expect(await gateway.exited).toBe(0);
    expect(gateway.stderr()).toBe('');
  });

  test('writes a log of JSON when nobody looks at a terminal, without the credential', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ PAYNOW_API_URL: sandbox.url, LOG_LEVEL: 'trace' });
    await query(gateway.url, STORE_NAME);
    await query(gateway.url, STORE_NAME, `${KEY}-of-nobody`);
    gateway.child.kill('SIGTERM');
    await gateway.exited;

    const lines = logLines(gateway.stdout()).map((line) => JSON.parse(line));
    expect(lines.filter(({ msg }) => msg === 'request')).toMatchObject([
      { level: 30, operation: 'query', restCalls: 1, status: 200 },
      { level: 30, operation: 'query', restCalls: 1, status: 200, errors: { UNAUTHENTICATED: 1 } },
    ]);
    expect(sandbox.requests.map(({ headers }) => headers.authorization)).toEqual([
      `APIKey ${KEY}`,
      `APIKey ${KEY}-of-nobody`,
    ]);
    expect(gateway.stdout() + gateway.stderr()).not.toContain(KEY);
  });

  test('in production asks for the REST API by the name of its variable', async () => {
    const gateway = runProcess({ NODE_ENV: 'production' });
    expect(await gateway.exited).toBe(78);
    expect(gateway.stderr()).toContain('PAYNOW_API_URL');
    expect(gateway.stdout()).toBe('');
  });

  test('in production names the variable that was probably meant for the REST API', async () => {
    const gateway = runProcess({ NODE_ENV: 'production', PAYNOW_API_ULR: `https://${KEY}.example` });
    expect(await gateway.exited).toBe(78);
    expect(gateway.stderr()).toContain('PAYNOW_API_ULR is no variable of the gateway. Did you mean PAYNOW_API_URL?');
    expect(gateway.stderr()).not.toContain(KEY);
  });

  test('tells at a glance what serves whom within which limits, and warns, without a secret', async () => {
    const gateway = await startProcess({
      ROUTER_SECRETS: `${KEY}-of-sixteen-or-more`,
      FEDERATION: 'on',
      METRICS_PORT: '0',
      GRAPHIQL: 'off',
      PAYNOW_API_URL: 'http://paynow.example',
      OPERATION_TIMEOUT_MS: '2500',
      UPSTREAM_TIMEOUT_MS: '500',
      MAX_REST_CALLS: '7',
    });
    await vi.waitFor(() => expect(gateway.stdout()).toMatch(/\n\n$/));
    const [rows = '', warnings = ''] = gateway.stdout().trim().split('\n\n');
    expect(Object.fromEntries(rows.split('\n').map((row) => row.trim().split(/ {2,}/)))).toEqual({
      'PayNow GraphQL gateway': `${gateway.url}/graphql`,
      Explorer: 'off (GRAPHIQL)',
      'REST API': 'http://paynow.example',
      Credentials: "the caller's Authorization header, passed through",
      Federation: 'a subgraph for a router',
      Callers: 'only who sends a secret in x-router-secret',
      Limits: '2.5 s and 7 REST calls an operation, 0.5 s a call, 512 operations in flight',
      Metrics: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/),
    });
    expect(warnings).toMatch(/^ {2}! PAYNOW_API_URL is not https, .*$/);
    expect(gateway.stdout()).not.toContain(KEY);
  });

  test('tells which documents it executes, and where they are listed', async () => {
    const manifests = createManifests();
    onTestFinished(manifests.remove);
    const DOCUMENTS_FILE = manifests.write({ a: '{ __typename }' });
    const gateway = await startProcess({ DOCUMENTS: 'only', DOCUMENTS_FILE });
    expect(gateway.stdout()).toContain(`listed ones by their ids: ${DOCUMENTS_FILE}\n`);
  });

  test('names every fault of the configuration at once, but no value', async () => {
    const gateway = runProcess({
      PORT: 'c4n4ry-1',
      PAYNOW_API_URL: 'https://user:c4n4ry-2@example.com',
      CORS_ORIGINS: 'c4n4ry-3',
      LOG_LEVEL: 'c4n4ry-4',
      AUTH_MODE: 'c4n4ry-5',
    });
    expect(await gateway.exited).toBe(78);
    const faulty = gateway.stderr().match(/(?<=^ {2}- )[A-Z_]+/gm);
    expect(faulty?.toSorted()).toEqual(['AUTH_MODE', 'CORS_ORIGINS', 'LOG_LEVEL', 'PAYNOW_API_URL', 'PORT']);
    expect(gateway.stderr()).not.toMatch(/c4n4ry|^ +at /m);
  });

  test.each([
    ['with a sandbox', {}],
    ['with a REST API', { PAYNOW_API_URL: 'http://127.0.0.1:9' }],
  ])('on a port in use ends with a plain message: %s', async (_id, env) => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    try {
      const gateway = runProcess({ ...env, PORT: String(port) });
      expect(await gateway.exited).toBe(1);
      expect(gateway.stderr()).toBe(`Cannot listen on 127.0.0.1, port ${port} (EADDRINUSE). Set HOST or PORT.\n`);
      expect(gateway.stdout()).toBe('');
    } finally {
      occupant.close();
    }
  });

  test('on a metrics port in use ends with a plain message, too', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    try {
      const gateway = runProcess({ PAYNOW_API_URL: 'http://127.0.0.1:9', METRICS_PORT: String(port) });
      expect(await gateway.exited).toBe(1);
      expect(gateway.stderr()).toBe(
        `Cannot listen on 127.0.0.1, port ${port} (EADDRINUSE). Set HOST or METRICS_PORT.\n`,
      );
    } finally {
      occupant.close();
    }
  });

  test('does not need the REST API to be up', async () => {
    const sandbox = await startRestApi();
    await sandbox.close();
    const gateway = await startProcess({ PAYNOW_API_URL: sandbox.url });
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    const { data, errors } = await query(gateway.url, STORE_NAME);
    expect(data).toEqual({ store: { name: null } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNAVAILABLE']);
  });
});

describe('an end by SIGTERM', () => {
  test('answers the query and the mutation in flight, takes nothing new, and keeps no connection', async () => {
    const sandbox = await startRestApi();
    const gateway = await startProcess({ PAYNOW_API_URL: sandbox.url });
    const coupons = await query(gateway.url, FIRST_COUPON);
    const id = coupons.data.store.coupons.nodes[0].id as string;
    sandbox.clearRequests();
    sandbox.faults.add({ kind: 'delay', ms: 800 });

    const update = `mutation { couponUpdate(input: { id: "${id}", set: { note: "kept" } }) { coupon { note } userErrors { code } } }`;
    const answers = Promise.allSettled([query(gateway.url, STORE_NAME), query(gateway.url, update)]);
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(2), { interval: 5 });
    gateway.child.kill('SIGTERM');
    await vi.waitFor(() => expect(gateway.stdout()).toContain('"msg":"draining"'), { interval: 5 });
    const late = await fetch(`${gateway.url}/readyz`).then(
      ({ status }) => status,
      () => 'refused',
    );

    expect([503, 'refused']).toContain(late);
    expect(await answers).toMatchObject([
      { value: { data: { store: { name: expect.any(String) } }, connection: 'close' } },
      { value: { data: { couponUpdate: { coupon: { note: 'kept' }, userErrors: [] } }, connection: 'close' } },
    ]);
    expect(await gateway.exited).toBe(0);
    expect(sandbox.requests.map(({ method, outcome }) => [method, outcome])).toEqual(
      expect.arrayContaining([
        ['GET', 'answered'],
        ['PATCH', 'answered'],
      ]),
    );
    expect(logLines(gateway.stdout()).filter((line) => JSON.parse(line).status === 200)).toHaveLength(3);
    expect(gateway.stdout() + gateway.stderr()).not.toContain(KEY);
  });

  test.each([
    ['a read', STORE_NAME],
    ['a write', `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/1" }) { deletedCouponId } }`],
  ])('waits no longer than it may for %s that the REST API never answers', async (_id, document) => {
    const sandbox = await startRestApi({ faults: [{ fault: { kind: 'hang' } }] });
    const gateway = await startProcess({
      PAYNOW_API_URL: sandbox.url,
      SHUTDOWN_GRACE_MS: '500',
      UPSTREAM_TIMEOUT_MS: '20000',
    });
    const answers = Promise.allSettled([query(gateway.url, document)]);
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1), { interval: 5 });

    const signalledAt = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    const tookMs = performance.now() - signalledAt;
    expect(tookMs).toBeGreaterThan(490);
    expect(tookMs).toBeLessThan(4000);
    expect(await answers).toMatchObject([{ status: 'rejected' }]);
    expect(logLines(gateway.stdout()).map((line) => JSON.parse(line).status)).toContain('client went away');
  });
});

test('what cannot be loaded when it is needed fails what needs it, and is loaded once it can be', async () => {
  const script = `
    import Module from 'node:module';
    const load = Module._load;
    let isFailing = true;
    process.on('SIGUSR2', () => { isFailing = false; });
    Module._load = (name, ...rest) => {
      if (isFailing && (name === 'prom-client' || name === 'graphql-jit')) {
        throw Object.assign(new Error('${KEY}'), { code: 'EMFILE' });
      }
      return load(name, ...rest);
    };
  `;
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
  const gateway = await startProcess({ PAYNOW_API_URL: 'http://127.0.0.1:9' }, preload);
  const get = async (): Promise<unknown> => {
    const response = await fetch(`${gateway.url}/metrics`);
    return { status: response.status, text: await response.text() };
  };
  const failed = { status: 500, text: expect.stringContaining('INTERNAL_SERVER_ERROR') };
  expect(await get()).toMatchObject(failed);
  expect(await get()).toMatchObject(failed);
  expect(await query(gateway.url, '{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
  await vi.waitFor(() => expect(gateway.stdout()).toContain('a part of the program could not be loaded yet'), {
    timeout: 10_000,
  });
  gateway.child.kill('SIGUSR2');
  await vi.waitFor(async () => expect(await get()).toMatchObject({ status: 200 }));
  const lines = logLines(gateway.stdout()).map((line) => JSON.parse(line));
  expect(lines.filter(({ code }) => code === 'EMFILE').map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(['unexpected error', 'a part of the program could not be loaded yet']),
  );
  expect(gateway.stdout()).not.toContain(KEY);
  gateway.child.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
});

test.each([
  ['a rejection', 'Promise.reject(failure)'],
  ['an exception', 'setImmediate(() => { throw failure; })'],
])('%s that nothing catches ends the process and leaves where it came from, not what it said', async (_id, failing) => {
  const script = `process.on('SIGUSR2', () => { const failure = new Error(process.env.SECRET); ${failing}; })`;
  const gateway = await startProcess({ PAYNOW_API_URL: 'http://127.0.0.1:9', SECRET: KEY }, [
    '--import',
    `data:text/javascript,${encodeURIComponent(script)}`,
  ]);
  gateway.child.kill('SIGUSR2');
  expect(await gateway.exited).toBe(1);
  expect(logLines(gateway.stdout()).map((line) => JSON.parse(line))).toMatchObject([
    { level: 60, error: 'Error', stack: expect.any(Array), msg: 'unexpected failure' },
  ]);
  expect(gateway.stderr()).toBe('');
  expect(gateway.stdout()).not.toContain(KEY);
});
