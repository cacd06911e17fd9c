import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { type Explorer, openExplorer } from './explorer.ts';
import { startNginx } from './nginx.ts';

const STORE_ID = '411486491630370816';
const QUERY = `{ store(storeId: "${STORE_ID}") { coupons(first: 100) { nodes { id code note createdAt } } } }`;

/** Evaluated in the page: how many coupons it reads. */
const COUNT = `fetch('./graphql', {
  method: 'POST',
  headers: { authorization: 'APIKey sandbox', 'content-type': 'application/json' },
  body: JSON.stringify({ query: ${JSON.stringify(QUERY)} }),
}).then((response) => response.json()).then(({ data }) => data.store.coupons.nodes.length)`;

let gateway: RunningGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

/** Reads a page of coupons in the browser, and gives the coding in which it came. */
async function readCoupons({ page }: Explorer): Promise<string | undefined> {
  const answered = page.waitForResponse(
    (response) => response.request().postData()?.includes('coupons(first: 100)') ?? false,
  );
  assert.equal(await page.evaluate(COUNT), 100);
  return (await answered).headerValue('content-encoding').then((coding) => coding ?? undefined);
}

async function explore(url: string, use: (explorer: Explorer) => Promise<void>): Promise<void> {
  const explorer = await openExplorer(url);
  try {
    await use(explorer);
    assert.deepEqual(explorer.complaints, []);
  } finally {
    await explorer.close();
  }
}

/** What nginx does with the browser's header, and the coding that then comes. The browser sets it where no page can. */
const PROXIES: readonly (readonly [what: string, directives: string, coding: string | undefined])[] = [
  ['asks for zstd', 'proxy_set_header Accept-Encoding zstd;', 'zstd'],
  ['asks for br', 'proxy_set_header Accept-Encoding br;', 'br'],
  ['asks for gzip', 'proxy_set_header Accept-Encoding gzip;', 'gzip'],
  ['asks for none', 'proxy_set_header Accept-Encoding identity;', undefined],
  [
    'takes the header away, and encodes by itself',
    'proxy_set_header Accept-Encoding ""; gzip on; gzip_types application/json;',
    'gzip',
  ],
  ['would encode, and passes on what is encoded', 'gzip on; gzip_types application/json;', 'zstd'],
];

describe('Chromium reads a page of coupons', () => {
  test('in zstd when it is left to itself', () =>
    explore(gateway.url, async (explorer) => {
      assert.equal(await readCoupons(explorer), 'zstd');
    }));

  for (const [what, directives, coding] of PROXIES) {
    test(`in ${coding ?? 'no coding'} when nginx ${what}`, async () => {
      const { origin } = new URL(gateway.url);
      const nginx = await startNginx(`location / { proxy_pass ${origin}; ${directives} }`);
      try {
        await explore(`${nginx.url}/graphql`, async (explorer) => {
          assert.equal(await readCoupons(explorer), coding);
        });
      } finally {
        await nginx.stop();
      }
    });
  }
});
