import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import type { Visit } from '../browser/browser.ts';
import { startVisited, type Visited } from './visitor.ts';

let dashboard: Visited;

before(async () => {
  dashboard = await startVisited();
});
after(() => dashboard.stop());

const MAILS = `/stores/${STORE_ID}/mails`;
const OTHER_MAILS = `/stores/${EMPTY_STORE_ID}/mails`;

const cardOf = (page: Visit['page'], title: string) => page.getByRole('region', { name: title });

/** The bodies that PayNow was sent since the last `clearRequests`. */
function sent(): Record<string, unknown>[] {
  const writes = dashboard.sandbox.requests.filter(({ method }) => method === 'PUT');
  return writes.map(({ body }) => JSON.parse(body));
}

test('both mails are shown with what they give, when, and to whom', () =>
  dashboard.openAs('Chiara Rossi', MAILS, async ({ page }) => {
    const abandoned = cardOf(page, 'Abandoned checkout');
    await abandoned.waitFor();
    const text = await abandoned.innerText();
    for (const part of [
      /Switched on/,
      /15% off for 7 days/,
      /6 hours/,
      /from €10\.00 to €500\.00/,
      /1 coupon in 1 month/,
    ]) {
      assert.match(text, part);
    }
    const followUp = await cardOf(page, 'Purchase follow-up').innerText();
    for (const part of [/Switched off/, /cannot work as it is/, /€5\.00 off for ever/, /1 month, 2 days, 30 minutes/]) {
      assert.match(followUp, part);
    }
  }));

test('a mail is changed: what was touched, and nothing else', () =>
  dashboard.openAs('Ada Okafor', MAILS, async ({ page }) => {
    const before = dashboard.sandbox.data.marketing(STORE_ID, 'purchase-follow-ups');
    await cardOf(page, 'Purchase follow-up').getByRole('link', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog', { name: 'Purchase follow-up' });
    await dialog.getByLabel('Send these mails').check();
    // A duration of several units is left as it is written.
    assert.equal(await dialog.getByLabel('Sent after', { exact: true }).inputValue(), 'P1M2DT30M');
    await dialog.getByLabel('Works for', { exact: true }).fill('2');
    await dialog.getByLabel('Works for: unit').selectOption('weeks');
    await dialog.getByLabel('Percent', { exact: true }).check();
    await dialog.getByLabel('Percent off').fill('20');
    await dialog.getByRole('button', { name: 'Add a command' }).click();
    assert.ok(
      await dialog
        .getByLabel('Command', { exact: true })
        .last()
        .evaluate((input) => input === document.activeElement),
    );
    await dialog.getByRole('button', { name: 'Save' }).click();
    const wrong = dialog.locator('[name="commands.1.command"][aria-invalid=true]');
    await wrong.waitFor();
    assert.ok(await wrong.evaluate((input) => input === document.activeElement));
    await wrong.fill('say {username} is back');
    await dialog.getByLabel('Wait until the player is online').last().check();

    dashboard.sandbox.clearRequests();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('The mail is saved.').waitFor();
    const [body] = sent();
    assert.deepEqual(
      [body?.enabled, body?.trigger_after, body?.minimum_order_value],
      [true, before?.trigger_after, before?.minimum_order_value],
    );
    const coupon = body?.coupon_configuration as Record<string, unknown>;
    assert.deepEqual(
      [coupon.discount_type, coupon.discount_amount, coupon.expires_after, coupon.minimum_order_value],
      ['percent', 200, 'P2W', before?.coupon_configuration?.minimum_order_value],
    );
    assert.deepEqual(body?.commands, [
      { command: 'lp user {username} parent addtemp patron 7d', online_only: false },
      { command: 'say {username} is back', online_only: true },
    ]);
    assert.match(await cardOf(page, 'Purchase follow-up').innerText(), /20% off for 2 weeks/);
  }));

test('a mail that somebody else has changed meanwhile is not overwritten unseen', () =>
  dashboard.openAs('Ada Okafor', MAILS, async ({ page }) => {
    await cardOf(page, 'Abandoned checkout').getByRole('link', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('For orders from').fill('20');
    const stored = dashboard.sandbox.data.marketing(STORE_ID, 'abandoned-checkouts');
    dashboard.sandbox.data.setMarketing(STORE_ID, 'abandoned-checkouts', {
      ...stored,
      trigger_after: 'PT12H',
      updated_at: '2026-11-01T10:00:00.0000000Z',
    });
    dashboard.sandbox.clearRequests();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const conflict = dialog.getByRole('region', { name: 'Somebody else has saved changes meanwhile' });
    await conflict.waitFor();
    assert.deepEqual((await conflict.getByRole('row').nth(1).innerText()).split(/\s*\t\s*/), [
      'Sent after',
      '6 hours',
      '12 hours',
    ]);
    assert.deepEqual(sent(), []);
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
    await page.getByRole('status').getByText('The mail is saved.').waitFor();
    const [body] = sent();
    assert.deepEqual([body?.trigger_after, body?.minimum_order_value], ['PT12H', 2000]);
  }));

test('a mail that is not there yet is set up', () =>
  dashboard.openAs('Ada Okafor', OTHER_MAILS, async ({ page }) => {
    await cardOf(page, 'Abandoned checkout').getByText('Not set up yet.').waitFor();
    await cardOf(page, 'Purchase follow-up').getByRole('link', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Purchase follow-up' });
    await dialog.getByRole('button', { name: 'Set up' }).click();
    await dialog.locator('[name="couponConfiguration.discount.percentage"][aria-invalid=true]').waitFor();
    await dialog.getByLabel('Amount', { exact: true }).check();
    await dialog.getByLabel('Amount off').fill('3');
    await dialog.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('status').getByText('The mail is set up.').waitFor();
    await cardOf(page, 'Purchase follow-up').getByText('$3.00 off').waitFor();
    assert.equal(dashboard.sandbox.data.marketing(EMPTY_STORE_ID, 'purchase-follow-ups')?.trigger_after, 'PT6H');
    await cardOf(page, 'Abandoned checkout').getByText('Not set up yet.').waitFor();
  }));
