import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { workedOperations } from '../../src/server/graphiql/operations.ts';
import { startGateway } from '../support/gateway-process.ts';
import { createManifests } from '../support/manifests.ts';
import type { Window } from './browser.ts';
import { type Explorer, openExplorer } from './explorer.ts';
import { assertLegible } from './legibility.ts';

const manifests = createManifests();
const [first] = workedOperations;
assert(first);
const DOCUMENTS_FILE = manifests.write({ first: first.query });
after(manifests.remove);

/** Opens the explorer of a gateway that executes only some documents, and proves that it had nothing to complain about. */
async function explore(mode: string, use: (explorer: Explorer) => Promise<void>, window?: Window): Promise<void> {
  const gateway = await startGateway({ DOCUMENTS: mode, DOCUMENTS_FILE });
  try {
    const explorer = await openExplorer(gateway.url, window);
    try {
      await use(explorer);
      assert.deepEqual(explorer.complaints, []);
    } finally {
      await explorer.close();
    }
  } finally {
    await gateway.stop();
  }
}

const codeOf = async ({ run }: Explorer) => (await run()).errors?.[0]?.extensions?.code;

describe('the explorer', () => {
  test('works as ever where listed documents are preferred', () =>
    explore('prefer', async (explorer) => {
      assert.equal(await explorer.page.locator('.explorer-banner').count(), 0);
      assert.equal(await codeOf(explorer), undefined);
      await explorer.openTab('NodeById');
      assert.equal(await codeOf(explorer), undefined);
      await (await explorer.openDocumentation()).getByText('CouponSort', { exact: true }).waitFor();
    }));

  test('shows the documentation and runs listed documents where texts must be listed, and says so', () =>
    explore('listed', async (explorer) => {
      const { page } = explorer;
      await page.locator('.explorer-banner', { hasText: 'listed documents only' }).waitFor();
      assert.equal(await codeOf(explorer), undefined);
      await explorer.openTab('NodeById');
      assert.equal(await codeOf(explorer), 'DOCUMENT_NOT_LISTED');
      await page.locator('.graphiql-response .view-line', { hasText: 'This document is not listed.' }).waitFor();
      await (await explorer.openDocumentation()).getByText('CouponSort', { exact: true }).waitFor();
      await assertLegible(page);
      await explorer.screenshot('documents-listed');
    }));

  for (const [device, window] of [
    ['a screen', { width: 1440, height: 860 }],
    ['a phone in the dark', { width: 390, height: 844, colorScheme: 'dark' }],
  ] as const) {
    test(`says what is wrong where no texts are taken, on ${device}`, () =>
      explore(
        'only',
        async (explorer) => {
          const { page } = explorer;
          await page.locator('.explorer-banner', { hasText: 'With DOCUMENTS=listed' }).waitFor();
          assert.equal(await codeOf(explorer), 'DOCUMENT_ID_REQUIRED');
          await page.locator('.graphiql-response .view-line', { hasText: 'DOCUMENT_ID_REQUIRED' }).waitFor();
          await assertLegible(page);
          for (const part of ['.graphiql-sidebar', '.graphiql-main']) {
            const box = await page.locator(part).boundingBox();
            assert.ok(box && box.y > 0 && box.y + box.height <= window.height + 0.5, part);
          }
          await explorer.screenshot(`documents-only-${device.replaceAll(' ', '-')}`);
        },
        window,
      ));
  }
});
