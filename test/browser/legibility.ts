import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Holds every text of a page against the least contrast that WCAG asks for, and the page against its window. */
export async function assertLegible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    // The number of the empty last line is faint on purpose.
    `axe.run({ exclude: ['.dimmed-line-number'] }, { runOnly: ['color-contrast'], resultTypes: ['violations'] })`,
  )) as axe.AxeResults;
  const faint = violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${html}: ${any[0]?.message}`));
  assert.deepEqual(faint, []);
  const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.equal(excess, 0, 'wider than its window');
}
