import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { visit } from './browser.ts';
import { openExplorer } from './explorer.ts';
import { type Nginx, startNginx } from './nginx.ts';

let gateway: RunningGateway;
let nginx: Nginx;
/** Where nginx serves the gateway and tells it nothing: `Host` is the gateway's own, and the path is taken off. */
let base: string;

before(async () => {
  gateway = await startGateway();
  const pass = `proxy_pass ${new URL('/', gateway.url)};`;
  const tell = 'proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Prefix /told;';
  nginx = await startNginx(`location /paynow/ { ${pass} } location /told/ { ${pass} ${tell} }`);
  base = `${nginx.url}/paynow`;
});
after(async () => {
  await nginx?.stop();
  await gateway.stop();
});

/** Evaluated in the page: the addresses of all that it has loaded and sent. */
const loaded = 'performance.getEntriesByType("resource").map(({ name }) => name)';

test('the explorer runs an operation and shows the documentation below a path of nginx', async () => {
  const { page, run, openDocumentation, screenshot, strayRequests, complaints, close } = await openExplorer(
    `${base}/graphql`,
  );
  try {
    const { data, errors } = await run();
    assert.equal(errors, undefined);
    assert.ok(JSON.stringify(data).includes('"code"'));
    const documentation = await openDocumentation();
    await documentation.getByText('Query', { exact: true }).waitFor();
    await screenshot('behind-nginx');
    const addresses = (await page.evaluate(loaded)) as string[];
    assert.ok(addresses.includes(`${base}/graphql`));
    assert.ok(addresses.some((address) => address.includes('/graphql/assets/')));
    for (const address of addresses) assert.ok(address.startsWith(`${base}/`) || address.startsWith('data:'), address);
    assert.deepEqual(strayRequests, []);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test('/ leads to the explorer and to everything else below a path of nginx, with or without a slash at its end', async () => {
  const { page, strayRequests, complaints, screenshot, close } = await visit(base);
  try {
    assert.equal(page.url(), `${base}/`);
    assert.equal(await page.title(), 'PayNow GraphQL gateway');
    await screenshot('landing-behind-nginx');
    const links = (await page.evaluate('[...document.querySelectorAll("a")].map(({ href }) => href)')) as string[];
    const paths = ['graphql', 'schema.graphql', 'livez', 'readyz', 'metrics'];
    assert.deepEqual(
      links,
      paths.map((path) => `${base}/${path}`),
    );
    for (const link of links) {
      const { status } = await fetch(link, { headers: { accept: 'text/html,*/*;q=0.8' } });
      assert.equal(status, 200, link);
    }
    await page.getByRole('link', { name: '/graphql' }).click();
    await page.locator('.graphiql-execute-button').waitFor();
    assert.equal(page.url(), `${base}/graphql`);
    assert.deepEqual(strayRequests, []);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test('/ names its own address in the line for the shell where nginx tells it', async () => {
  const text = await (await fetch(`${nginx.url}/told/`)).text();
  assert.ok(text.includes(`\ncurl ${nginx.url}/told/graphql -H`), text);
});

test('nginx gets from HEAD and OPTIONS what a load balancer asks for', async () => {
  const page = await fetch(`${base}/graphql`, { headers: { accept: 'text/html' } });
  const [asset = ''] = /[^"]*\/assets\/[^"]*/.exec(await page.text()) ?? [];
  for (const address of [`${base}/`, new URL(asset, `${base}/graphql`).href]) {
    assert.equal((await fetch(address, { method: 'HEAD' })).status, 200, address);
    const options = await fetch(address, { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS'], address);
  }
});
