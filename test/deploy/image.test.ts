import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, type TestContext, test } from 'node:test';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { type Container, runContainer } from './container.ts';
import { buildImage, type Image } from './image.ts';

/** What node_modules and src may take together, in bytes; beyond it, something new should be looked at. */
const MAX_BYTES = 27e6;
const STORE_NAME = `{ store(storeId: "${STORE_ID}") { name } }`;

const folder = mkdtempSync(join(tmpdir(), 'image-'));
let image: Image;
const containers: Container[] = [];

before(() => {
  image = buildImage(folder);
});
afterEach(async () => {
  for (const { process } of containers) process.kill('SIGKILL');
  await Promise.all(containers.splice(0).map(({ exited }) => exited));
});
after(() => rmSync(folder, { recursive: true }));

function run(command: readonly string[], env: Readonly<Record<string, string>> = {}): Container {
  const container = runContainer(image, command, env);
  containers.push(container);
  return container;
}

/** Resolves once a text was written. */
async function written(container: Container, text: string): Promise<void> {
  const ended = container.exited.then((code) => assert.fail(`It ended with ${code}: ${container.output()}`));
  while (!container.output().includes(text)) await Promise.race([once(container.process.stdout, 'data'), ended]);
}

async function takeFreePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** Runs the image's own command in front of a sandbox. */
async function start(t: TestContext, given: Readonly<Record<string, string>> = {}) {
  const sandbox = await startSandbox({ record: true });
  t.after(() => sandbox.close());
  const env = { PAYNOW_API_URL: sandbox.url, PORT: await takeFreePort(), ...given };
  const container = run(image.command, env);
  await written(container, `:${env.PORT}/graphql`);
  return { ...container, sandbox, url: `http://127.0.0.1:${env.PORT}`, env };
}

async function query(url: string, document: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
    body: JSON.stringify({ query: document }),
  });
  return ((await response.json()) as { data: unknown }).data;
}

test('the image holds the sources, the production dependencies and Node, and no more', (t) => {
  const { root } = image;
  assert.deepEqual(readdirSync(join(root, 'app')).toSorted(), ['LICENSE', 'node_modules', 'package.json', 'src']);
  assert.deepEqual(
    globSync(['app/src/{sandbox,deploy}', 'app/src/**/*.md', 'app/node_modules/{openapi-backend,vitest,typescript}'], {
      cwd: root,
    }),
    [],
  );
  assert.deepEqual(globSync('app/node_modules/**/*.{ts,map}', { cwd: root }), []);
  const sizeOf = (folder: string) =>
    globSync(`app/${folder}/**/*`, { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0);
  const [dependencies, sources] = [sizeOf('node_modules'), sizeOf('src')];
  t.diagnostic(`node_modules ${(dependencies / 1e6).toFixed(1)} MB, src ${(sources / 1e6).toFixed(1)} MB`);
  assert(dependencies + sources < MAX_BYTES);
});

test('it says what it is, where it listens, and that its user is not root', () => {
  const { labels, env, ports, user } = image;
  assert.deepEqual(
    Object.keys(labels).map((label) => label.replace('org.opencontainers.image.', '')),
    ['title', 'description', 'licenses', 'version', 'revision', 'base.name'],
  );
  assert.deepEqual(ports, [Number(env.PORT)]);
  assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
});

test('its user can write nowhere', async () => {
  const attempts = `
    for (const folder of ['/', '/app', '/app/src', '/app/node_modules', '/tmp', '/usr/local/bin']) {
      try { fs.writeFileSync(folder + '/file', ''); console.log(folder); } catch ({ code }) { console.log(code); }
    }`;
  const writer = run(['node', '-e', attempts]);
  assert.equal(await writer.exited, 0);
  assert.deepEqual(writer.output().trim().split('\n'), ['EACCES', 'EACCES', 'EACCES', 'EACCES', 'ENOENT', 'EACCES']);
});

test('without a REST API it says which variable is missing', async () => {
  const container = run(image.command);
  assert.equal(await container.exited, 78);
  assert.match(container.output(), /PAYNOW_API_URL/);
});

test('it answers a query, and its health check tells whether it runs', async (t) => {
  const { url, env, process, exited } = await start(t);
  assert.deepEqual(await query(url, STORE_NAME), { store: { name: 'Craftkeep' } });
  assert.equal(await run(image.healthcheck, env).exited, 0);

  process.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.equal(await run(image.healthcheck, env).exited, 1);
});

test('the explorer lacks none of its files', async (t) => {
  const { url } = await start(t, { GRAPHIQL: 'on' });
  const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
  const assets = (await page.text()).match(/\/graphql\/assets\/[\w.-]+/g) ?? [];
  assert(assets.length > 1);
  for (const asset of assets) assert.equal((await fetch(url + asset)).status, 200);
});

test('it sends traces', async (t) => {
  const collector = createHttpServer((req, res) => {
    collector.emit('traces', req.url);
    req.resume();
    res.end();
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  t.after(() => collector.close());
  const { port } = collector.address() as AddressInfo;
  const came = once(collector, 'traces');
  const { url } = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '10',
  });
  await query(url, STORE_NAME);
  assert.deepEqual(await came, ['/v1/traces']);
});

for (const count of ['1', '2']) {
  test(`SIGTERM lets it answer what is in flight, and ends it with 0: WEB_CONCURRENCY=${count}`, async (t) => {
    const { url, sandbox, process, exited } = await start(t, { WEB_CONCURRENCY: count });
    sandbox.faults.add({ kind: 'delay', ms: 300 });
    const answer = query(url, STORE_NAME);
    await t.waitFor(() => assert.equal(sandbox.requests.length, 1), { interval: 5 });
    process.kill('SIGTERM');
    assert.deepEqual(await answer, { store: { name: 'Craftkeep' } });
    assert.equal(await exited, 0);
  });
}
