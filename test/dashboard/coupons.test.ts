import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import type { Visit } from '../browser/browser.ts';
import { hold, startVisited, type Visited } from './visitor.ts';

type Page = Visit['page'];

let dashboard: Visited;

before(async () => {
  dashboard = await startVisited();
});
after(() => dashboard.stop());

const COUPONS = `/stores/${STORE_ID}/coupons`;
/** A store of which the tests know every coupon, since they are the first to have any. */
const OTHER_COUPONS = `/stores/${EMPTY_STORE_ID}/coupons`;
const REST = `/v1/stores/${STORE_ID}/coupons`;

/** Places a coupon on top of the list. */
function insert(code: string, coupon: object = {}): string {
  const [id = ''] = dashboard.sandbox.data.insertCoupons(STORE_ID, [{ code, note: `About ${code}`, ...coupon }]);
  return id;
}

function rowOf(page: Page, code: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: code, exact: true }) });
}

async function openCoupon(page: Page, code: string): Promise<void> {
  await page.getByRole('link', { name: code, exact: true }).click();
  await page.getByRole('dialog').getByLabel('Note').waitFor();
}

/** What a screen reader says of an input beside its label. */
function descriptionOf(page: Page, label: string): Promise<string> {
  return page
    .getByRole('dialog')
    .getByLabel(label, { exact: true })
    .evaluate((input) =>
      (input.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(' '),
    );
}

/** The bodies of the writes that PayNow was sent since the last `clearRequests`. */
function bodiesOf(method: string): unknown[] {
  return dashboard.sandbox.requests
    .filter((request) => request.method === method)
    .map(({ body }) => (body === '' ? undefined : JSON.parse(body)));
}

test('coupons are shown a page after the other, as they are filtered, and the address says how', async () => {
  const { data } = dashboard.sandbox;
  const ids = data.insertCoupons(
    EMPTY_STORE_ID,
    Array.from({ length: 65 }, (_, index) => ({
      code: `PAGE-${String(index).padStart(2, '0')}`,
      enabled: index % 5 !== 0,
      created_by: index % 2 === 0 ? { type: 'internal' } : { type: 'user', id: '398112045113409536' },
    })),
  );
  const codes = (keep: (index: number) => boolean) =>
    ids.flatMap((_, index) => (keep(index) ? [`PAGE-${String(index).padStart(2, '0')}`] : [])).toReversed();
  try {
    await dashboard.openAs('Ada Okafor', OTHER_COUPONS, async ({ page }) => {
      const shown = () => page.getByRole('table').getByRole('link').allTextContents();
      const showAll = async (pages: number) => {
        for (let count = 1; count < pages; count++) {
          await page.getByRole('button', { name: 'Show 20 more' }).click();
          await page.getByText(`${20 * count} shown`).waitFor({ state: 'detached' });
        }
        await page.getByText('that is all').waitFor();
      };
      await page.getByText('20 shown').waitFor();
      assert.deepEqual(await shown(), codes(() => true).slice(0, 20));
      await page.locator('.count', { hasText: '65' }).waitFor();
      await showAll(4);
      assert.deepEqual(
        await shown(),
        codes(() => true),
      );

      await page.getByLabel('Inactive').check();
      await page.getByText('13 shown, that is all').waitFor();
      assert.deepEqual(
        await shown(),
        codes((index) => index % 5 === 0),
      );
      await page.locator('.count', { hasText: '13' }).waitFor();
      await page.getByLabel('Made by').selectOption('Made for mails');
      await page.getByText('7 shown, that is all').waitFor();
      assert.deepEqual(
        await shown(),
        codes((index) => index % 10 === 0),
      );
      assert.equal(new URL(page.url()).search, '?status=INACTIVE&origin=GENERATED');

      await page.reload();
      await page.getByText('7 shown, that is all').waitFor();
      assert.ok(await page.getByLabel('Inactive').isChecked());
      await page.getByLabel('Active', { exact: true }).check();
      await page.getByText('20 shown').waitFor();
      await showAll(2);
      assert.deepEqual(
        await shown(),
        codes((index) => index % 2 === 0 && index % 5 !== 0),
      );
    });
  } finally {
    for (const id of ids) data.deleteCoupon(EMPTY_STORE_ID, id);
  }
});

test('where there is nothing, the page says why and what to do', () =>
  dashboard.openAs('Ada Okafor', OTHER_COUPONS, async ({ page }) => {
    await page.getByRole('heading', { name: 'No coupons yet' }).waitFor();
    await page.getByLabel('Inactive').check();
    await page.getByRole('heading', { name: 'No coupon is like that' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('heading', { name: 'No coupons yet' }).waitFor();
    assert.ok(await page.getByLabel('All', { exact: true }).isChecked());
    await page.getByRole('link', { name: 'New coupon' }).click();
    await page.getByRole('dialog', { name: 'New coupon' }).waitFor();
  }));

test('a coupon is created when all mistakes are mended, each of which stood at its input', () =>
  dashboard.openAs('Bruno Keller', `${COUPONS}?status=INACTIVE`, async ({ page }) => {
    insert('IS-TAKEN');
    await page.getByRole('link', { name: 'New coupon' }).click();
    const dialog = page.getByRole('dialog', { name: 'New coupon' });
    const field = (label: string) => dialog.getByLabel(label, { exact: true });
    const save = () => dialog.getByRole('button', { name: 'Create coupon' }).click();
    const invalid = () =>
      dialog.locator('[aria-invalid=true]').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).name));

    await save();
    await dialog.getByText('Give a code.').waitFor();
    assert.deepEqual(await invalid(), ['code', 'discount.percentage']);
    assert.ok(await field('Code').evaluate((input) => input === document.activeElement));
    assert.match(await descriptionOf(page, 'Percent off'), /Give a percentage/);

    // What PayNow alone knows: the code of another coupon, an end before the start, nothing that it works on.
    await field('Code').fill('IS-TAKEN');
    await field('Percent off').fill('12.5');
    await field('Starts').fill('2031-05-02T10:00');
    await field('Ends').fill('2031-05-01T10:00');
    await save();
    await dialog.locator('[name=expiresAt][aria-invalid=true]').waitFor();
    assert.deepEqual(await invalid(), ['expiresAt']);
    await field('Ends').fill('2031-06-01T10:00');
    await field('One-time purchases').uncheck();
    await field('Payments of a subscription').selectOption('Several');
    await save();
    await dialog.locator('[name=usableOnOneTimePurchase][aria-invalid=true]').waitFor();
    assert.deepEqual((await invalid()).toSorted(), ['durationInIntervals', 'usableOnOneTimePurchase']);
    await field('One-time purchases').check();
    await field('How many payments').fill('3');
    await field('Customer').fill('Bob');
    await save();
    await page.locator('[name=usableByCustomerId][aria-invalid=true]').waitFor();
    assert.deepEqual(await invalid(), ['usableByCustomerId']);
    await field('Customer').fill('411600000000000000');
    await save();
    await page.locator('[name=code][aria-invalid=true]').waitFor();
    assert.deepEqual(await invalid(), ['code']);

    await field('Code').fill('MAY-31');
    await field('Smallest order').fill('25,5');
    await field('Products').fill('411498733029261312, 411498733029261313');
    await field('Note').fill('For May');
    dashboard.sandbox.clearRequests();
    await save();
    await page.getByRole('status').getByText('MAY-31 is created.').waitFor();
    // A list of inactive ones would hide it.
    assert.equal(page.url(), dashboard.url + COUPONS);
    await rowOf(page, 'MAY-31').waitFor();
    assert.equal(await page.getByRole('table').getByRole('link').first().textContent(), 'MAY-31');
    assert.match((await rowOf(page, 'MAY-31').textContent()) ?? '', /12\.5% off.*Scheduled.*1 per customer/);
    const [sent] = bodiesOf('POST') as Record<string, unknown>[];
    assert.deepEqual(
      [sent?.discount_type, sent?.discount_amount, sent?.minimum_order_value, sent?.apply_to_products, sent?.note],
      ['percent', 125, 2550, ['411498733029261312', '411498733029261313'], 'For May'],
    );
  }));

test('a change sends what was changed, and nothing else', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    const id = insert('TO-CHANGE', { expires_at: '2031-01-31T10:00:39.3951234Z', discount_amount: 125 });
    await page.reload();
    await openCoupon(page, 'TO-CHANGE');
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByLabel('Percent off').inputValue(), '12.5');
    await dialog.getByLabel('Amount', { exact: true }).check();
    await dialog.getByLabel('Amount off').fill('7.50');
    await dialog.getByLabel('Note').fill('');
    dashboard.sandbox.clearRequests();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('TO-CHANGE is saved.').waitFor();
    assert.deepEqual(bodiesOf('PATCH'), [{ note: '', discount_type: 'amount', discount_amount: 750 }]);
    assert.match((await rowOf(page, 'TO-CHANGE').textContent()) ?? '', /€7\.50 off/);
    assert.equal(dashboard.sandbox.data.coupon(STORE_ID, id)?.expires_at, '2031-01-31T10:00:39.3951234Z');
    assert.ok(await page.getByRole('link', { name: 'TO-CHANGE' }).evaluate((link) => link === document.activeElement));

    await openCoupon(page, 'TO-CHANGE');
    dashboard.sandbox.clearRequests();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(dashboard.sandbox.requests, []);
  }));

test('a switch moves at once, and back when that was refused', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    const id = insert('TO-SWITCH');
    await page.reload();
    const control = page.getByRole('switch', { name: 'TO-SWITCH' });
    await control.waitFor();
    const release = await hold(page, 'couponSwitchMutation');
    dashboard.sandbox.clearRequests();
    await control.focus();
    await page.keyboard.press('Space');
    await page.getByRole('switch', { name: 'TO-SWITCH', checked: false }).waitFor();
    assert.deepEqual(bodiesOf('PATCH'), []);
    release();
    await page.getByRole('status').getByText('TO-SWITCH is off.').waitFor();
    assert.equal(dashboard.sandbox.data.coupon(STORE_ID, id)?.enabled, false);
    assert.match((await rowOf(page, 'TO-SWITCH').textContent()) ?? '', /Off/);

    dashboard.sandbox.faults.add({ kind: 'error', status: 503 }, { when: { method: 'PATCH' }, times: 1 });
    await control.click();
    await page.getByRole('alert').getByText('TO-SWITCH was not changed.').waitFor();
    await page.getByRole('switch', { name: 'TO-SWITCH', checked: false }).waitFor();

    // Somebody else was faster: this is said, and what they did is shown.
    dashboard.sandbox.data.changeCoupon(STORE_ID, id, { version_id: '999', note: 'Theirs' });
    await control.click();
    await page.getByRole('alert').getByText('Somebody else has changed TO-SWITCH meanwhile.').waitFor();
    await rowOf(page, 'TO-SWITCH').getByText('Theirs').waitFor();
  }));

test('a coupon is deleted when that was confirmed, and is back when it was refused', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    const id = insert('TO-DELETE');
    await page.reload();
    await openCoupon(page, 'TO-DELETE');
    const ask = async () => {
      await page.getByRole('button', { name: 'Delete…' }).click();
      await page.getByRole('alertdialog', { name: 'Delete TO-DELETE?' }).waitFor();
    };
    const confirm = () => page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await ask();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.ok(await page.getByRole('dialog').isVisible());

    dashboard.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'DELETE' }, times: 1 });
    await ask();
    await confirm();
    await page.getByRole('alert').getByText('TO-DELETE was not deleted.').waitFor();
    await rowOf(page, 'TO-DELETE').waitFor();

    await openCoupon(page, 'TO-DELETE');
    const release = await hold(page, 'deleteCouponMutation');
    await ask();
    await confirm();
    await rowOf(page, 'TO-DELETE').waitFor({ state: 'detached' });
    assert.ok(dashboard.sandbox.data.coupon(STORE_ID, id));
    release();
    await page.getByRole('status').getByText('TO-DELETE is deleted.').waitFor();
    assert.equal(dashboard.sandbox.data.coupon(STORE_ID, id), undefined);
    assert.equal(await rowOf(page, 'TO-DELETE').count(), 0);
  }));

test('who saves over what somebody else has changed meanwhile is shown it first', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    const id = insert('TO-CLASH', { expires_at: '2031-01-31T10:00:00.0000000Z' });
    const theirs = (version: string, note: string) =>
      dashboard.sandbox.data.changeCoupon(STORE_ID, id, { version_id: version, note, discount_amount: 300 });
    await page.reload();
    await openCoupon(page, 'TO-CLASH');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Smallest order').fill('40');
    theirs('901', 'Theirs');
    dashboard.sandbox.clearRequests();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const conflict = dialog.getByRole('region', { name: 'Somebody else has saved changes meanwhile' });
    await conflict.waitFor();
    assert.ok(await conflict.evaluate((region) => region === document.activeElement));
    const rows = await conflict.getByRole('row').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split(/\s*\t\s*/)),
      [
        ['Changed', 'From', 'To'],
        ['Note', 'About TO-CLASH', 'Theirs'],
        ['Percent off', '10%', '30%'],
      ],
    );
    assert.deepEqual(bodiesOf('PATCH'), []);
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
    await page.getByRole('status').getByText('TO-CLASH is saved.').waitFor();
    assert.deepEqual(bodiesOf('PATCH'), [{ minimum_order_value: 4000 }]);
    assert.equal(dashboard.sandbox.data.coupon(STORE_ID, id)?.note, 'Theirs');

    await openCoupon(page, 'TO-CLASH');
    await dialog.getByLabel('Note').fill('Mine');
    theirs('902', 'Theirs again');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await conflict.waitFor();
    await dialog.getByRole('button', { name: 'Drop mine and look at theirs' }).click();
    await conflict.waitFor({ state: 'detached' });
    assert.equal(await dialog.getByLabel('Note').inputValue(), 'Theirs again');
  }));

test('what was typed in is not lost by closing', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    insert('TO-KEEP');
    await page.reload();
    await openCoupon(page, 'TO-KEEP');
    await page.getByRole('dialog').getByLabel('Note').fill('Mine');
    const question = page.getByRole('alertdialog', { name: 'Discard your changes?' });
    for (const way of ['key', 'button'] as const) {
      if (way === 'key') await page.keyboard.press('Escape');
      else await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await question.waitFor();
      await page.getByRole('button', { name: 'Keep editing' }).click();
      await question.waitFor({ state: 'detached' });
      assert.equal(await page.getByRole('dialog').getByLabel('Note').inputValue(), 'Mine');
    }
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(page.url(), dashboard.url + COUPONS);
    assert.match((await rowOf(page, 'TO-KEEP').textContent()) ?? '', /About TO-KEEP/);
  }));

test('a list that cannot be read is not taken for an empty one, and can be asked for again', () =>
  dashboard.openAs('Ada Okafor', '/elsewhere', async ({ page }) => {
    const fault = dashboard.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { path: REST } });
    await page.getByRole('link', { name: 'Coupons' }).click();
    await page.getByRole('alert').getByText('Something went wrong').waitFor();
    assert.ok(fault.hits > 0);
    fault.remove();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('20 shown').waitFor();

    const later = dashboard.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { path: REST } });
    await page.getByRole('button', { name: 'Show 20 more' }).click();
    await page.getByRole('alert').getByText('Those that follow could not be loaded.').waitFor();
    assert.equal(await page.getByRole('switch').count(), 20);
    later.remove();
    await page.getByRole('button', { name: 'Show 20 more' }).click();
    await page.getByText('40 shown').waitFor();
  }));

test('the page is there before its coupons are', () =>
  dashboard.openAs('Ada Okafor', '/elsewhere', async ({ page }) => {
    const release = await hold(page, 'couponsPageQuery');
    await page.getByRole('link', { name: 'Coupons' }).click();
    await page.getByRole('status').getByText('Loading').waitFor();
    await page.getByRole('heading', { name: 'Coupons' }).waitFor();
    assert.equal(await page.getByRole('table').count(), 0);
    release();
    await page.getByText('20 shown').waitFor();
  }));
