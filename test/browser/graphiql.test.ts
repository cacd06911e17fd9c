import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { workedOperations } from '../../src/server/graphiql/operations.ts';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { type Explorer, type ExplorerOptions, openExplorer } from './explorer.ts';

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

/** Opens the explorer, and proves afterwards that it stayed on this machine and had nothing to complain about. */
async function explore(
  visit: (explorer: Explorer) => Promise<void>,
  options: ExplorerOptions = {},
  search = '',
): Promise<void> {
  const explorer = await openExplorer(gateway.url + search, options);
  try {
    await visit(explorer);
    assert.deepEqual(explorer.strayRequests, []);
    assert.deepEqual(explorer.complaints, []);
  } finally {
    await explorer.close();
  }
}

test('the first tab runs at once and shows coupons', () =>
  explore(async (explorer) => {
    const { data, errors } = await explorer.run();
    assert.equal(errors, undefined);
    assert.ok(JSON.stringify(data).includes('"code"'));
    await explorer.page.locator('.graphiql-response .view-line', { hasText: '"nodes"' }).waitFor();
    assert.equal(await explorer.page.title(), 'PayNow GraphQL');
    await explorer.screenshot('first-tab');
  }));

test('every tab runs as it stands', () =>
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
      await explorer.screenshot(`tab-${name}`);
    }
  }));

test('the documentation is read from the same endpoint', () =>
  explore(async ({ page, screenshot }) => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer-content').getByText('Mutation', { exact: true }).click();
    await page.locator('.graphiql-doc-explorer-content').getByText('couponCreate', { exact: true }).waitFor();
    await screenshot('documentation');
  }));

test('the headers come filled in with the key of the sandbox, and no tab stores them', () =>
  explore(async (explorer) => {
    const { page } = explorer;
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('.graphiql-editor-tool .view-line', { hasText: 'APIKey' }).waitFor();
    await explorer.run();
    await explorer.screenshot('headers');
    const stored = await page.evaluate('JSON.stringify(localStorage)');
    assert.ok(!String(stored).includes('APIKey'));
  }));

test('a reload shows the same tabs, the last one used in front', () =>
  explore(async ({ page, openTab }) => {
    const titles = (): Promise<string[]> => page.locator('.graphiql-tab-button').allTextContents();
    const before = await titles();
    assert.equal(before.length, workedOperations.length);
    await openTab('CouponPages');
    // The editor writes to the storage half a second after a change.
    await page.waitForTimeout(1000);
    await page.reload();
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'CouponPages' }).waitFor();
    assert.deepEqual(await titles(), before);
  }));

test('an operation in the address opens in a tab of its own', () =>
  explore(
    async (explorer) => {
      await explorer.page.locator('.graphiql-query-editor .view-line', { hasText: '__typename' }).waitFor();
      assert.deepEqual((await explorer.run()).data, { __typename: 'Query' });
    },
    {},
    '?query=query%20FromTheAddress%20%7B%20__typename%20%7D',
  ));

test('a narrow window puts the answer below the operation', () =>
  explore(
    async (explorer) => {
      await explorer.run();
      const query = await explorer.page.locator('.graphiql-editors').boundingBox();
      const answer = await explorer.page.locator('.graphiql-response').boundingBox();
      assert.ok(query && answer && answer.y >= query.y + query.height - 1);
      await explorer.screenshot('narrow');
      await explorer.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await explorer.screenshot('narrow-documentation');
    },
    { width: 480, height: 900 },
  ));

test('dark mode follows the system', () =>
  explore(
    async (explorer) => {
      await explorer.openTab('AnError');
      const { errors } = await explorer.run();
      assert.equal(errors?.length, 1);
      const background = await explorer.page.evaluate('getComputedStyle(document.body).backgroundColor');
      assert.equal(background, 'rgb(33, 42, 59)');
      await explorer.screenshot('dark-error');
      await explorer.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await explorer.screenshot('dark-documentation');
    },
    { colorScheme: 'dark' },
  ));
