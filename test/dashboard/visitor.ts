import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { launchBrowser, type Visit, visit, type Window } from '../browser/browser.ts';
import { type Dashboard, type DashboardOptions, startDashboard } from './server/start.ts';

type Page = Visit['page'];
type Route = Parameters<Parameters<Page['route']>[1]>[0];

/** The names of the people of the example. */
export type Name = 'Ada Okafor' | 'Bruno Keller' | 'Chiara Rossi';

/** A dashboard and a browser to look at it with. */
export interface Visited extends Dashboard {
  /** Opens a path for nobody yet, and proves afterwards that it stayed here and had nothing to complain of. */
  open(path: string, use: (visit: Visit) => Promise<void>, window?: Window): Promise<void>;
  /** Opens a path for somebody who is signed in. */
  openAs(name: Name, path: string, use: (visit: Visit) => Promise<void>, window?: Window): Promise<void>;
}

export async function startVisited(options?: DashboardOptions): Promise<Visited> {
  await using started = new AsyncDisposableStack();
  const browser = started.adopt(await launchBrowser(), (each) => each.close());
  const dashboard = started.adopt(await startDashboard(options), ({ stop }) => stop());
  const open: Visited['open'] = async (path, use, window) => {
    const { host } = new URL(dashboard.issuer);
    const opened = await visit(dashboard.url + path, { width: 1280, height: 800, ...window }, [host], browser);
    opened.page.setDefaultTimeout(20_000);
    try {
      await use(opened);
      assert.deepEqual(opened.strayRequests, []);
      assert.deepEqual(opened.complaints, []);
    } finally {
      await opened.close();
    }
  };
  const running = started.move();
  return {
    ...dashboard,
    open,
    openAs: (name, path, use, window) =>
      open(
        path,
        async (opened) => {
          await signIn(opened.page, name);
          await use(opened);
        },
        window,
      ),
    stop: () => running.disposeAsync(),
  };
}

/** From the page that asks for it, by way of the identity provider, and back to where it was asked for. */
export async function signIn(page: Page, name: Name): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** An answer of the page's backend. */
export interface BackendAnswer {
  readonly status: number;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly requiredScope?: string } }[];
  readonly data?: unknown;
}

/** Sends an operation with the session of whoever is signed in, as a script in the page can. */
export function force(page: Page, body: object): Promise<BackendAnswer> {
  return page.evaluate(async (text) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const answer = await response.text();
    return { status: response.status, ...(answer === '' ? {} : JSON.parse(answer)) };
  }, JSON.stringify(body));
}

/**
 * Holds one of the page's operations back on its way, once.
 *
 * @returns what lets it go on.
 */
export async function hold(page: Page, operation: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const id = documentId(operation);
  const handle = async (route: Route): Promise<void> => {
    if (route.request().postDataJSON().documentId === id) await promise;
    await route.fallback();
  };
  await page.route('**/graphql', handle);
  return resolve;
}

/** The id under which one of the page's operations is listed. */
export function documentId(name: string): string {
  const list = readFileSync(new URL('generated/documents.json', import.meta.url), 'utf8');
  const documents = Object.entries(JSON.parse(list) as Record<string, string>);
  const [id] = documents.find(([, text]) => new RegExp(`^(query|mutation) ${name}\\b`).test(text)) ?? [];
  assert.ok(id, `There is no operation ${name}.`);
  return id;
}
