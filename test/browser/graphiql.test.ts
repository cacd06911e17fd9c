import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createIssuer, FULL_GRANT } from '../../src/sandbox/issuer.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { workedOperations } from '../../src/server/graphiql/operations.ts';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { type Window, waitUntil } from './browser.ts';
import { type Explorer, openExplorer } from './explorer.ts';
import { assertLegible } from './legibility.ts';

const OWN_KEY = 'a-key-of-ones-own';
const PHONE: Window = { width: 390, height: 844 };

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

/** Opens the explorer, and proves afterwards that it stayed on this machine and had nothing to complain about. */
async function explore(
  use: (explorer: Explorer) => Promise<void>,
  window: Window = {},
  url = gateway.url,
): Promise<void> {
  const explorer = await openExplorer(url, window);
  try {
    await use(explorer);
    assert.deepEqual(explorer.strayRequests, []);
    assert.deepEqual(explorer.complaints, []);
  } finally {
    await explorer.close();
  }
}

/** Runs in the page: how many pixels of an element's content are out of sight to the right. */
const excessWidth = (box: { scrollWidth: number; clientWidth: number }): number => box.scrollWidth - box.clientWidth;

/** Evaluated in the page: the markup of what is found in front of the open dialog, looked for every five pixels. */
const coveringDialog = `(() => {
  // Scroll bars come to the front while they show, and nothing behind a dialog takes the pointer.
  for (const bar of document.querySelectorAll('.scrollbar')) {
    bar.classList.replace('invisible', 'visible');
    bar.style.pointerEvents = 'auto';
  }
  const dialog = document.querySelector('.graphiql-dialog');
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  for (let x = left + 8; x < right - 8; x += 5) {
    for (let y = top + 8; y < bottom - 8; y += 5) {
      const found = document.elementFromPoint(x, y);
      if (!dialog.contains(found)) return found.outerHTML;
    }
  }
  return null;
})()`;

test('the first tab runs at once and shows coupons, with every other host cut off', () =>
  explore(async (explorer) => {
    const { data, errors } = await explorer.run();
    assert.equal(errors, undefined);
    assert.ok(JSON.stringify(data).includes('"code"'));
    await explorer.page.locator('.graphiql-response .view-line', { hasText: '"nodes"' }).waitFor();
    assert.equal(await explorer.page.title(), 'PayNow GraphQL');
    await assertLegible(explorer.page);
    await explorer.screenshot('first-tab');
  }));

test('the last tab can be reached, and the active one does not hide its name', () =>
  explore(async ({ page }) => {
    await page.locator('.graphiql-tab').last().scrollIntoViewIfNeeded();
    assert.ok(await page.locator('.graphiql-tab').last().isVisible());
    const name = await page.evaluate(
      `(() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector('.graphiql-tab-active .graphiql-tab-button'));
        return range.getBoundingClientRect().right;
      })()`,
    );
    const cross = await page.locator('.graphiql-tab-active .graphiql-tab-close').boundingBox();
    assert.ok(cross && Number(name) <= cross.x);
  }));

test('every tab runs as it stands, and nothing in it is underlined as wrong', () =>
  explore(async (explorer) => {
    for (const { query } of workedOperations) {
      const [, name = ''] = /^(?:query|mutation) (\w+)/m.exec(query) ?? [];
      await explorer.openTab(name);
      const { data, errors } = await explorer.run();
      const failed = errors?.map(({ message }) => message);
      if (name === 'AnError') assert.equal(errors?.[0]?.extensions?.code, 'BAD_USER_INPUT');
      else assert.equal(failed, undefined, `${name}: ${failed}`);
      for (const payload of Object.values(data ?? {})) {
        const { userErrors = [] } = (payload ?? {}) as { userErrors?: readonly unknown[] };
        assert.deepEqual(userErrors, [], name);
      }
      // After a change of tabs the variables are held against the operation of the tab before for half a second.
      await waitUntil(explorer.page, '__MONACO.editor.getModelMarkers({}).length === 0');
      await explorer.screenshot(`tab-${name}`);
    }
  }));

test('the documentation leads from a type to the arguments of a field and the values of an enum', () =>
  explore(async ({ page, openDocumentation, screenshot }) => {
    const documentation = await openDocumentation();
    const follow = (name: string) => documentation.getByText(name, { exact: true }).first().click();
    await follow('Mutation');
    await documentation.getByText('couponCreate', { exact: true }).first().waitFor();
    await screenshot('documentation');
    await documentation.getByRole('link', { name: 'Docs' }).click();
    await follow('Store');
    await follow('coupons');
    await documentation.getByText('The order of the list: NEWEST_FIRST unless given.').waitFor();
    await assertLegible(page);
    await screenshot('documentation-arguments');
    await follow('CouponSort');
    await documentation.getByText('The coupon created last comes first.').waitFor();
    await assertLegible(page);
    await screenshot('documentation-enum');
  }));

test('every type of the documentation opens at its beginning and fits its panel', () =>
  explore(async ({ page, openDocumentation }) => {
    const documentation = await openDocumentation();
    const types = documentation.locator('.graphiql-doc-explorer-content').getByRole('link');
    await types.first().waitFor();
    const names = [...new Set(await types.allTextContents())].filter((name) => !name.startsWith('__'));
    assert.ok(names.length > 30);
    for (const name of names) {
      await types.getByText(name, { exact: true }).first().click();
      await documentation.locator('.graphiql-doc-explorer-title', { hasText: name }).waitFor();
      await waitUntil(page, `document.querySelector('.graphiql-doc-explorer-title').getBoundingClientRect().top >= 0`);
      assert.ok((await documentation.locator('.graphiql-markdown-description').first().innerText()).length > 10, name);
      const excess = await page.locator('.graphiql-plugin').evaluate(excessWidth);
      assert.equal(excess, 0, `${name} is wider than its panel`);
      await documentation.getByRole('link', { name: 'Docs' }).click();
    }
  }));

test('the headers explain themselves, hold the key of the sandbox, and are stored by no tab', () =>
  explore(async (explorer) => {
    const { page } = explorer;
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('.graphiql-editor-tool .view-line', { hasText: '"APIKey sandbox"' }).waitFor();
    await page.locator('.graphiql-editor-tool .view-line', { hasText: '// The sandbox' }).waitFor();
    assert.equal((await explorer.run()).errors, undefined);
    await explorer.screenshot('headers');
    const stored = await page.evaluate('JSON.stringify(localStorage)');
    assert.ok(!String(stored).includes('APIKey'));
  }));

test('with tokens the headers hold one for the sandbox, and every tab runs at once', async () => {
  const tokens = await startGateway({ AUTH_MODE: 'tokens' });
  try {
    await explore(
      async (explorer) => {
        const { page } = explorer;
        await page.getByRole('button', { name: 'Headers', exact: true }).click();
        await page.locator('.graphiql-editor-tool .view-line', { hasText: '"Bearer ey' }).last().waitFor();
        await explorer.screenshot('headers-token');
        assert.equal((await explorer.run()).errors, undefined);
      },
      {},
      tokens.url,
    );
  } finally {
    await tokens.stop();
  }
});

/** What a caller types elsewhere than in front of the sandbox, and the variables that make the gateway take it. */
async function prepareCredential(scheme: string, folder: string): Promise<readonly [string, Record<string, string>]> {
  if (scheme === 'APIKey') return [OWN_KEY, {}];
  const { issuer, audience, keySet, sign } = await createIssuer();
  const [keys, jwks] = [join(folder, 'keys'), join(folder, 'jwks.json')];
  mkdirSync(keys);
  writeFileSync(join(keys, STORE_ID), OWN_KEY);
  writeFileSync(jwks, JSON.stringify(keySet));
  const variables = { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience, TOKEN_JWKS: jwks, TOKEN_MAX_AGE_S: '31622400' };
  return [await sign(FULL_GRANT), { AUTH_MODE: 'tokens', STORE_KEYS_DIR: keys, ...variables }];
}

for (const scheme of ['APIKey', 'Bearer']) {
  test(`elsewhere than in front of the sandbox it is typed once behind ${scheme}, and serves every tab`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
    const [credential, env] = await prepareCredential(scheme, folder);
    const sandbox = await startSandbox({ keys: [OWN_KEY] });
    const real = await startGateway({ PAYNOW_API_URL: sandbox.url, ...env });
    try {
      await explore(
        async (explorer) => {
          const { page } = explorer;
          await page.getByRole('button', { name: 'Headers', exact: true }).click();
          assert.equal((await explorer.run()).errors?.[0]?.extensions?.code, 'UNAUTHENTICATED');
          const header = page.locator('.graphiql-editor-tool .view-line', { hasText: `"${scheme} "` }).last();
          await header.waitFor();
          await explorer.screenshot(`headers-empty-${scheme}`);
          await header.click();
          await page.keyboard.press('End');
          await page.keyboard.press('ArrowLeft');
          await page.keyboard.insertText(credential);
          assert.equal((await explorer.run()).errors, undefined);
          await explorer.openTab('NodeById');
          assert.equal((await explorer.run()).errors, undefined);
        },
        {},
        real.url,
      );
    } finally {
      await real.stop();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    }
  });
}

test('a reload shows the same tabs, the last one used in front', () =>
  explore(async ({ page, openTab, run }) => {
    const titles = (): Promise<string[]> => page.locator('.graphiql-tab-button').allTextContents();
    const before = await titles();
    assert.equal(before.length, workedOperations.length);
    await openTab('CouponPages');
    // The editor writes to the storage half a second after a change.
    await waitUntil(
      page,
      `JSON.parse(localStorage.getItem('paynow-graphql:graphiql:tabState') ?? '{}').activeTabIndex === 1`,
    );
    await page.reload();
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'CouponPages' }).waitFor();
    assert.deepEqual(await titles(), before);
    assert.equal((await run()).errors, undefined);
  }));

test('an operation in the address opens in a tab of its own', () =>
  explore(
    async (explorer) => {
      await explorer.page.locator('.graphiql-query-editor .view-line', { hasText: '__typename' }).waitFor();
      assert.deepEqual((await explorer.run()).data, { __typename: 'Query' });
    },
    {},
    `${gateway.url}?query=query%20FromTheAddress%20%7B%20__typename%20%7D`,
  ));

test('a phone shows the answer below the operation, and the documentation alone', () =>
  explore(async (explorer) => {
    const { page } = explorer;
    await explorer.run();
    const query = await page.locator('.graphiql-editors').boundingBox();
    const answer = await page.locator('.graphiql-response').boundingBox();
    assert.ok(query && answer && answer.y >= query.y + query.height - 1 && answer.height > 200);
    await assertLegible(page);
    await explorer.screenshot('phone');
    const documentation = await explorer.openDocumentation();
    await documentation.getByText('CouponSort', { exact: true }).waitFor();
    assert.equal(await page.locator('.graphiql-sessions').isVisible(), false);
    const panel = await page.locator('.graphiql-plugin').boundingBox();
    assert.ok(panel && panel.width === PHONE.width && panel.height > 700);
    await explorer.screenshot('phone-documentation');
    await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
    await page.locator('.graphiql-response .view-line', { hasText: '"nodes"' }).waitFor();
  }, PHONE));

test('a phone reaches every button and every tab', () =>
  explore(
    async (explorer) => {
      const { page } = explorer;
      for (const dialog of ['settings', 'short keys']) {
        await page.getByRole('button', { name: `Open ${dialog} dialog` }).click();
        const excess = await page.locator('.graphiql-dialog').evaluate(excessWidth);
        assert.equal(excess, 0, `${dialog} are wider than their dialog`);
        assert.equal(await page.evaluate(coveringDialog), null, `something lies across ${dialog}`);
        await explorer.screenshot(`phone-${dialog.replace(' ', '-')}`);
        await page.keyboard.press('Escape');
      }
      for (const name of ['Headers', 'Variables']) await page.getByRole('button', { name, exact: true }).click();
      for (const button of await page.locator('.graphiql-sidebar button, .graphiql-toolbar button').all()) {
        const box = await button.boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 390, String(await button.getAttribute('aria-label')));
      }
      await explorer.openTab('AnError');
      assert.equal((await explorer.run()).errors?.length, 1);
      await assertLegible(page);
      await explorer.screenshot('phone-dark-error');
    },
    { ...PHONE, colorScheme: 'dark' },
  ));

test('dark mode follows the system and can be read', () =>
  explore(
    async (explorer) => {
      const { page } = explorer;
      await explorer.openTab('AnError');
      const { errors } = await explorer.run();
      assert.equal(errors?.length, 1);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      assert.equal(background, 'rgb(33, 42, 59)');
      await assertLegible(page);
      await explorer.screenshot('dark-error');
      const documentation = await explorer.openDocumentation();
      await documentation.getByText('CouponSort', { exact: true }).click();
      await documentation.getByText('NEWEST_FIRST').waitFor();
      await assertLegible(page);
      await explorer.screenshot('dark-documentation');
    },
    { colorScheme: 'dark' },
  ));
