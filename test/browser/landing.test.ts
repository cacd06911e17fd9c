import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { visit, type Window } from './browser.ts';
import { assertLegible } from './legibility.ts';

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

const windows: readonly [name: string, window: Window][] = [
  ['landing', {}],
  ['landing-dark', { colorScheme: 'dark' }],
  ['landing-phone', { width: 390, height: 844 }],
  ['landing-phone-dark', { width: 390, height: 844, colorScheme: 'dark' }],
];

for (const [name, window] of windows) {
  test(`/ can be read: ${name}`, async () => {
    const { page, strayRequests, complaints, screenshot, close } = await visit(new URL('/', gateway.url).href, window);
    try {
      assert.equal(await page.title(), 'PayNow GraphQL gateway');
      assert.match(await page.locator('pre').innerText(), /^curl http:\/\/127\.0\.0\.1:\d+\/graphql -H/);
      await assertLegible(page);
      await screenshot(name);
      assert.deepEqual(strayRequests, []);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
}

test('/ leads to the explorer, and one click takes the whole line for the shell', async () => {
  const { page, close } = await visit(new URL('/', gateway.url).href);
  try {
    await page.locator('pre').click();
    assert.equal(await page.evaluate('getSelection().toString().trim()'), await page.locator('pre').innerText());
    await page.getByRole('link', { name: '/graphql' }).click();
    await page.locator('.graphiql-execute-button').waitFor();
  } finally {
    await close();
  }
});
