import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { assertAccessible } from '../browser/accessibility.ts';
import type { Visit, Window } from '../browser/browser.ts';
import { signIn, startVisited, type Visited } from './visitor.ts';

type Page = Visit['page'];

let dashboard: Visited;

before(async () => {
  dashboard = await startVisited();
});
after(() => dashboard.stop());

const COUPONS = `/stores/${STORE_ID}/coupons`;
const MAILS = `/stores/${STORE_ID}/mails`;

const WINDOWS: Readonly<Record<string, Window>> = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

for (const [name, window] of Object.entries(WINDOWS)) {
  test(`no rule of axe is broken, and nothing is out of sight, by day and by night: ${name}`, () =>
    dashboard.open(
      COUPONS,
      async ({ page, screenshot }) => {
        const look = async (what: string) => {
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await assertAccessible(page);
            // For people: `SCREENSHOTS=1 npm run test:dashboard`.
            if (process.env.SCREENSHOTS) await screenshot(`dashboard-${name}-${colorScheme}-${what}`);
          }
        };
        const dialog = page.getByRole('dialog');
        const close = async () => {
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'detached' });
        };
        await page.getByRole('link', { name: 'Sign in' }).waitFor();
        await look('sign-in');
        await page.getByRole('link', { name: 'Sign in' }).click();
        await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
        await look('people');
        await page.getByRole('button', { name: 'Ada Okafor' }).click();
        await page.getByText('20 shown').waitFor();
        await look('coupons');
        assert.equal(await page.getByRole('table').getByRole('row').count(), 21);
        assert.equal(await page.getByRole('rowheader').count(), 20);

        await page.getByRole('link', { name: 'New coupon' }).click();
        await dialog.getByRole('button', { name: 'Create coupon' }).click();
        await dialog.getByText('Give a code.').waitFor();
        await look('new-coupon');
        await close();
        await page.getByRole('table').getByRole('link').first().click();
        await dialog.getByLabel('Note').fill('Mine');
        await look('coupon');
        await page.keyboard.press('Escape');
        await page.getByRole('alertdialog').waitFor();
        await look('discard');
        await page.getByRole('button', { name: 'Discard' }).click();

        await page.getByRole('link', { name: 'Mails' }).click();
        await page.getByText('15% off').waitFor();
        await look('mails');
        await page.getByRole('link', { name: 'Change' }).first().click();
        await dialog.getByLabel('Sent after', { exact: true }).waitFor();
        await dialog.getByRole('button', { name: 'Add a command' }).click();
        await look('mail');

        await page.goto(`${dashboard.url}/stores/${EMPTY_STORE_ID}/coupons`);
        await page.getByRole('heading', { name: 'No coupons yet' }).waitFor();
        await look('empty');
        await page.goto(`${dashboard.url}/elsewhere`);
        await page.getByRole('heading', { name: 'Nothing is here for you' }).waitFor();
        await look('nothing');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await signIn(page, 'Chiara Rossi');
        await page.getByText('20 shown').waitFor();
        await page.getByRole('table').getByRole('link').first().click();
        await dialog.getByText('Switched on').waitFor();
        await look('details');
      },
      window,
    ));
}

/** What has the focus, as a screen reader names it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const label = (element as HTMLInputElement).labels?.[0]?.textContent;
    return element.getAttribute('aria-label') ?? label ?? element.textContent?.trim() ?? '';
  });
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('everything can be done with a keyboard, which always shows where it is', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    await page.getByText('20 shown').waitFor();
    await press(page, 'Tab');
    assert.equal(await focused(page), 'Skip to the content');
    await press(page, 'Enter', 'Tab');
    assert.equal(await focused(page), 'New coupon');
    await press(page, 'Tab');
    assert.equal(await focused(page), 'All');
    await press(page, 'ArrowRight');
    assert.equal(await focused(page), 'Active');
    await page.waitForURL(/status=ACTIVE/);
    await press(page, 'ArrowLeft');
    await page.waitForURL((url) => url.search === '');
    await press(page, 'Tab');
    assert.equal(await focused(page), 'Made by');
    await page.getByText('20 shown').waitFor();
    await press(page, 'Tab');
    const code = await focused(page);
    assert.equal(code, await page.getByRole('table').getByRole('link').first().textContent());
    assert.notEqual(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none');

    await press(page, 'Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').waitFor();
    assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)));
    // The focus goes round inside of the dialog.
    for (let count = 0; count < 40; count++) {
      await press(page, 'Tab');
      assert.ok(
        await dialog.evaluate(
          (element) => element.contains(document.activeElement) || document.activeElement === document.body,
        ),
      );
    }
    await press(page, 'Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await focused(page), code);
    await press(page, 'Tab');
    assert.equal(await focused(page), code);
    await press(page, 'Space');
    await page.getByRole('status').getByText(`${code} is off.`).waitFor();
    await press(page, 'Space');
    await page.getByRole('status').getByText(`${code} is on.`).waitFor();

    await page.getByRole('button', { name: 'Show 20 more' }).focus();
    await press(page, 'Enter');
    await page.getByText('40 shown').waitFor();
    assert.equal(await focused(page), await page.getByRole('table').getByRole('link').nth(20).textContent());
  }));

test('a form is sent with the return key, and leads to its first mistake', () =>
  dashboard.openAs('Ada Okafor', `${COUPONS}/new`, async ({ page }) => {
    await page.getByRole('dialog').getByLabel('Percent off').focus();
    await press(page, '5', '0', '0', 'Enter');
    await page.getByText('Give a code.').waitFor();
    assert.equal(await focused(page), 'Code');
    await page.keyboard.type('BY-KEY');
    await press(page, 'Enter');
    await page.locator('[name="discount.percentage"][aria-invalid=true]').waitFor();
    assert.equal(await focused(page), 'Percent off');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('50');
    await press(page, 'Enter');
    await page.getByRole('status').getByText('BY-KEY is created.').waitFor();
  }));

test('each part of the page has a title of its own', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    await page.getByText('20 shown').waitFor();
    assert.equal(await page.title(), 'Coupons – Craftkeep');
    await page.goto(dashboard.url + MAILS);
    await page.getByText('15% off').waitFor();
    assert.equal(await page.title(), 'Mails – Craftkeep');
  }));
