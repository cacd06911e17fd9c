import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { documentId, force, type Name, signIn, startVisited, type Visited } from './visitor.ts';

let dashboard: Visited;

before(async () => {
  dashboard = await startVisited();
});
after(() => dashboard.stop());

const COUPONS = `/stores/${STORE_ID}/coupons`;
const MAILS = `/stores/${STORE_ID}/mails`;

interface Offer {
  readonly name: Name;
  readonly parts: readonly string[];
  readonly stores: readonly string[];
  readonly writesCoupons: boolean;
  readonly writesMails: boolean;
}

const OFFERS: readonly Offer[] = [
  {
    name: 'Ada Okafor',
    parts: ['Coupons', 'Mails'],
    stores: ['Craftkeep', 'Rustbelt (staging)'],
    writesCoupons: true,
    writesMails: true,
  },
  { name: 'Bruno Keller', parts: ['Coupons'], stores: [], writesCoupons: true, writesMails: false },
  { name: 'Chiara Rossi', parts: ['Coupons', 'Mails'], stores: [], writesCoupons: false, writesMails: false },
];

for (const { name, parts, stores, writesCoupons, writesMails } of OFFERS) {
  test(`${name} signs in and is offered what they may do, and nothing else`, () =>
    dashboard.openAs(name, '/', async ({ page }) => {
      await page.getByRole('table').waitFor();
      assert.equal(page.url(), dashboard.url + COUPONS);
      assert.ok(await page.getByText(name).isVisible());
      assert.deepEqual(await page.getByRole('navigation').getByRole('link').allTextContents(), parts);
      assert.deepEqual(await page.getByLabel('Store').locator('option').allTextContents(), stores);
      assert.equal(await page.getByRole('link', { name: 'New coupon' }).count(), writesCoupons ? 1 : 0);
      assert.equal(await page.getByRole('switch').count(), writesCoupons ? 20 : 0);

      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('dialog').getByText('Switched on').waitFor();
      assert.equal((await page.getByRole('dialog').getByRole('textbox').count()) > 0, writesCoupons);
      assert.equal(await page.getByRole('button', { name: 'Delete…' }).count(), writesCoupons ? 1 : 0);
      await page.keyboard.press('Escape');

      if (!parts.includes('Mails')) return;
      await page.getByRole('link', { name: 'Mails' }).click();
      await page.getByRole('heading', { name: 'Abandoned checkout' }).waitFor();
      const link = writesMails ? 'Change' : 'Show all of it';
      await page.getByRole('link', { name: link }).first().click();
      await page.getByRole('dialog').getByText('Sent after').waitFor();
      assert.equal(await page.getByRole('dialog').getByRole('button', { name: 'Save' }).count(), writesMails ? 1 : 0);
    }));
}

test('what a person may not do is refused when it is forced, before PayNow is asked', () =>
  dashboard.openAs('Chiara Rossi', COUPONS, async ({ page }) => {
    await page.getByRole('table').waitFor();
    dashboard.sandbox.clearRequests();
    const coupon = { code: 'FORCED', discount: { percentage: '100' } };
    const forced = [
      ['createCouponFormMutation', { input: { storeId: STORE_ID, coupon }, connections: [] }, 'paynow:coupons:write'],
      ['couponsPageQuery', { storeId: EMPTY_STORE_ID, filter: null }, 'paynow:coupons:read'],
      [
        'marketingFormUpdateMutation',
        {
          input: { id: `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`, set: { enabled: false } },
        },
        'paynow:marketing:write',
      ],
    ] as const;
    for (const [operation, variables, requiredScope] of forced) {
      const { errors } = await force(page, { documentId: documentId(operation), variables });
      const { code, requiredScope: scope } = errors?.[0]?.extensions ?? {};
      assert.deepEqual([code, scope], ['FORBIDDEN', requiredScope], operation);
    }
    const { errors } = await force(page, { query: '{ viewer { subject } }' });
    assert.equal(errors?.[0]?.extensions.code, 'DOCUMENT_ID_REQUIRED');
    assert.deepEqual(dashboard.sandbox.requests, []);
  }));

test('an address that is not for somebody shows them nothing of what is there', () =>
  dashboard.openAs('Bruno Keller', MAILS, async ({ page }) => {
    const nothing = page.getByRole('heading', { name: 'Nothing is here for you' });
    await nothing.waitFor();
    for (const path of [`/stores/${EMPTY_STORE_ID}/coupons`, '/stores/1/coupons', '/elsewhere']) {
      await page.goto(dashboard.url + path);
      await nothing.waitFor();
    }
    await page.goto(`${dashboard.url}${COUPONS}/1`);
    await page.getByRole('heading', { name: 'It is gone' }).waitFor();
  }));

test('the session is a cookie that scripts cannot read, and it is worth nothing after signing out', () =>
  dashboard.openAs('Ada Okafor', COUPONS, async ({ page }) => {
    const context = page.context();
    const cookies = await context.cookies(dashboard.url);
    assert.deepEqual(
      cookies.map(({ value: _, expires: __, ...cookie }) => cookie),
      [{ name: '__Host-session', domain: '127.0.0.1', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' }],
    );
    assert.equal(await page.evaluate('document.cookie'), '');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await context.cookies(dashboard.url), []);
    await context.addCookies(cookies);
    assert.equal((await force(page, { documentId: documentId('appQuery'), variables: {} })).status, 401);
  }));

test('signing in leads to the page that was asked for, and turning back leads to no session', () =>
  dashboard.open(`${MAILS}/abandoned-checkout`, async ({ page }) => {
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('heading', { name: 'Coupons and mails of your store' }).waitFor();
    assert.equal((await force(page, {})).status, 401);
    await page.goto(`${dashboard.url}${MAILS}/abandoned-checkout`);
    await signIn(page, 'Ada Okafor');
    await page.getByRole('dialog', { name: 'Abandoned checkout' }).waitFor();
    assert.equal(page.url(), `${dashboard.url}${MAILS}/abandoned-checkout`);
  }));

test('an answer to a sign-in that nobody has begun here is of no use', () =>
  dashboard.open('/callback?code=stolen&state=stolen', async ({ page }) => {
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await page.goto(`${dashboard.url}/callback?code=stolen&state=stolen`);
    await page.getByText('Go back and try again.').waitFor();
    assert.equal((await force(page, {})).status, 401);
  }));

test('nobody is led to another site by an address to go to after signing in', async () => {
  const sameOrigin = `${dashboard.url}//evil.example/`;
  for (const to of ['//evil.example/', 'http://', sameOrigin]) {
    await dashboard.open(`/login?to=${encodeURIComponent(to)}`, async ({ page }) => {
      await page.getByRole('button', { name: 'Ada Okafor' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      assert.equal(new URL(page.url()).origin, dashboard.url);
    });
  }
});

test('a session that ends on the way is said, and leads back to where it ended', () =>
  dashboard.openAs('Ada Okafor', `${COUPONS}?status=ACTIVE`, async ({ page }) => {
    await page.getByRole('table').waitFor();
    await page.context().clearCookies();
    await page.getByLabel('Inactive').click();
    await page.getByRole('heading', { name: 'You have been signed out' }).waitFor();
    await signIn(page, 'Ada Okafor');
    await page.getByRole('table').waitFor();
    assert.equal(page.url(), `${dashboard.url}${COUPONS}?status=INACTIVE`);
  }));

test('tokens that run out are renewed, once for all who wait', async () => {
  let renewals = 0;
  const short = await startVisited({
    // Less than what the backend takes for about to expire: each operation has to wait for new tokens.
    accessTokenSeconds: 5,
    fetch: async (input, init) => {
      if (String(init?.body).includes('grant_type=refresh_token')) renewals++;
      return fetch(input, init);
    },
  });
  try {
    await short.openAs('Ada Okafor', '/elsewhere', async ({ page }) => {
      await page.getByRole('heading', { name: 'Nothing is here for you' }).waitFor();
      const before = renewals;
      assert.ok(before > 0);
      const operation = { documentId: documentId('appQuery'), variables: {} };
      const answers = await Promise.all([force(page, operation), force(page, operation), force(page, operation)]);
      for (const { errors, data } of answers) assert.ok(data && !errors);
      assert.ok(renewals > before && renewals < before + 3, `${renewals - before} renewals`);
    });
  } finally {
    await short.stop();
  }
});

test('a session ends when the identity provider renews its tokens no more', async () => {
  let isRevoked = false;
  const short = await startVisited({
    accessTokenSeconds: 5,
    fetch: async (input, init) => {
      const isRenewal = String(init?.body).includes('grant_type=refresh_token');
      return isRenewal && isRevoked ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : fetch(input, init);
    },
  });
  try {
    await short.openAs('Ada Okafor', MAILS, async ({ page }) => {
      await page.getByText('15% off').waitFor();
      isRevoked = true;
      await page.getByRole('link', { name: 'Coupons' }).click();
      await page.getByRole('heading', { name: 'You have been signed out' }).waitFor();
    });
  } finally {
    await short.stop();
  }
});

test('another site can do nothing with the session of a browser', async () => {
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    for (const path of ['/graphql', '/logout']) {
      const headers = { ...foreign, 'content-type': type };
      const { status } = await fetch(dashboard.url + path, { method: 'POST', headers, body: '{}' });
      assert.equal(status, 403, `${path} ${type}`);
    }
  }
  const headers = {
    ...foreign,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  const preflight = await fetch(`${dashboard.url}/graphql`, { method: 'OPTIONS', headers });
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});
