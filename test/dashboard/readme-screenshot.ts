/**
 * Makes the picture that README shows, with Debian's chromium and pngquant: `npm run build && node readme-screenshot.ts`
 * in this folder. The tests do not make it, so that it changes only when somebody wants it to.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { startVisited } from './visitor.ts';

const path = fileURLToPath(new URL('dashboard.png', import.meta.url));

const dashboard = await startVisited();
try {
  const [couponId = ''] = dashboard.sandbox.data.insertCoupons(STORE_ID, [
    {
      code: 'WINTER-25',
      note: 'Newsletter of December',
      discount_amount: 250,
      usable_at: '2026-12-01T09:00:00.0000000Z',
      expires_at: '2027-01-06T23:00:00.0000000Z',
      redeem_limit_store_enabled: true,
      redeem_limit_store_amount: 500,
    },
  ]);
  await dashboard.openAs('Ada Okafor', `/stores/${STORE_ID}/coupons/${couponId}`, async ({ page, screenshot }) => {
    const dialog = page.getByRole('dialog');
    // An end that comes before the start.
    await dialog.getByLabel('Ends').fill('2026-11-30T09:00');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.locator('.mistake').waitFor();
    await screenshot('dashboard', path);
  });
  execFileSync('pngquant', ['--force', '--output', path, '--quality', '80-100', '--strip', path]);
  assert.ok(statSync(path).size < 100_000, 'The picture is larger than 100 KB');
} finally {
  await dashboard.stop();
}
