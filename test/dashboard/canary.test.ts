import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { documentId, force, startVisited, type Visited } from './visitor.ts';

/** What must never reach a browser, as the backend has seen it: tokens of all kinds, by what they are. */
const secrets = new Map<string, string>();

let dashboard: Visited;
let readSent: () => string;

before(async () => {
  dashboard = await startVisited({
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (String(init?.body).includes('grant_type=')) {
        for (const [name, value] of Object.entries((await response.clone().json()) as Record<string, unknown>)) {
          if (name.endsWith('_token')) secrets.set(`${name} ${secrets.size}`, String(value));
        }
      }
      return response;
    },
  });
  secrets.set('API key', dashboard.heldKey);
  readSent = noteSent();
});
after(() => dashboard.stop());

/** Notes every byte that browsers are sent from now on, of the page and of the identity provider. */
function noteSent(): () => string {
  const sent: Buffer[] = [];
  const noted = new WeakSet<Socket>();
  for (const server of dashboard.servers) {
    server.prependListener('request', ({ headers, socket }: IncomingMessage) => {
      // The backend asks the identity provider for tokens, on connections of its own.
      if (noted.has(socket) || !headers['user-agent']?.includes('Chrome')) return;
      noted.add(socket);
      const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
      socket.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
        sent.push(Buffer.from(chunk as string, typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8'));
        return write(chunk, ...rest);
      };
    });
  }
  return () => Buffer.concat(sent).toString();
}

/** Evaluated in the page: all that it keeps, beside cookies that scripts cannot read. */
const KEPT = `(async () => JSON.stringify({
  html: document.documentElement.outerHTML,
  local: { ...localStorage },
  session: { ...sessionStorage },
  cookie: document.cookie,
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  history: history.state,
}))()`;

/** The parts of a secret that tell it, where it were cut in pieces. */
function traces(secret: string): readonly string[] {
  const parts = secret.split('.');
  return parts.length === 3 ? [secret, parts[1] ?? '', parts[2] ?? ''] : [secret];
}

function assertClean(place: string, text: string): void {
  for (const [name, secret] of secrets) {
    for (const trace of traces(secret)) assert.ok(!text.includes(trace), `${place} holds the ${name}`);
  }
}

test('no held key and no token is in anything that a browser receives or keeps', () =>
  dashboard.open(`/stores/${STORE_ID}/coupons`, async (visit) => {
    const { page } = visit;
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Ada Okafor' }).click();
    await page.getByText('20 shown').waitFor();
    await page.getByRole('switch').first().click();
    await page
      .getByRole('status')
      .getByText(/is off\./)
      .waitFor();
    await page.getByRole('link', { name: 'Mails' }).click();
    await page.getByRole('link', { name: 'Change' }).first().click();
    await page.getByRole('dialog').getByText('Sent after').waitFor();

    // Also what fails: an error must not quote what it was about.
    const faults = [{ kind: 'error', status: 401 }, { kind: 'reset' }, { kind: 'html', status: 502 }] as const;
    for (const fault of faults) {
      const handle = dashboard.sandbox.faults.add(fault, { when: { method: 'GET' } });
      const variables = { storeId: STORE_ID, filter: null };
      const { errors } = await force(page, { documentId: documentId('couponsPageQuery'), variables });
      assert.ok(errors);
      handle.remove();
    }
    await force(page, { documentId: 'none', variables: { authorization: 'Bearer x' } });
    assert.deepEqual([...secrets.keys()].map((name) => name.split(' ')[0]).toSorted(), [
      'API',
      'access_token',
      'id_token',
      'refresh_token',
    ]);
    const sent = readSent();
    assertClean('what was sent', sent);
    // A part of the page, of an operation's answer, of the session, of the identity provider, and of a failure.
    for (const part of ['<div id="page">', '"couponsCount"', '{"name":"Ada Okafor"', 'Who are you?', 'UPSTREAM_']) {
      assert.ok(sent.includes(part), `${part} was not seen`);
    }
    assertClean('the page', String(await page.evaluate(KEPT)));
    assertClean('a cookie', JSON.stringify(await page.context().cookies()));
    assertClean('the console', visit.complaints.join());
    // None of what the identity provider keeps with the browser goes to the page's backend.
    const cookies = await page.context().cookies(dashboard.url);
    assert.deepEqual(
      cookies.map(({ name }) => name),
      ['__Host-session'],
    );
  }));

test('the search for secrets finds one where there is one', () => {
  const [, jwt = ''] = [...secrets].find(([name]) => name.startsWith('access_token')) ?? [];
  assert.equal(jwt.split('.').length, 3);
  for (const text of [dashboard.heldKey, jwt, jwt.split('.')[2] ?? '']) {
    assert.throws(() => assertClean('a text', `before ${text} after`), /a text holds/);
  }
});
