import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

/** What GraphQL answered, as far as the tests look. */
export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The explorer, open in a browser of its own. */
export interface Explorer {
  readonly page: Page;
  /** Requests to any other host. They are blocked as well as recorded. */
  readonly strayRequests: readonly string[];
  /** What the page complained about: script errors, refusals of the content security policy. */
  readonly complaints: readonly string[];
  openTab(name: string): Promise<void>;
  /** Presses the play button and waits for the answer to be shown. */
  run(): Promise<GraphqlAnswer>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface ExplorerOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Opens `url` in a fresh Chromium with an empty profile. */
export async function openExplorer(url: string, options: ExplorerOptions = {}): Promise<Explorer> {
  if (!existsSync(executablePath)) {
    throw new Error(`No browser at ${executablePath}: install Debian's chromium, or name one in CHROMIUM.`);
  }
  const profile = mkdtempSync(join(tmpdir(), 'explorer-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: launchArguments,
    viewport: { width: options.width ?? 1440, height: options.height ?? 860 },
    colorScheme: options.colorScheme ?? 'light',
  });
  const strayRequests: string[] = [];
  const complaints: string[] = [];
  const { host } = new URL(url);
  await context.route(
    (asked) => asked.protocol !== 'data:' && asked.host !== host,
    (route) => {
      strayRequests.push(route.request().url());
      return route.abort();
    },
  );

  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  await page.goto(url);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();

  return {
    page,
    strayRequests,
    complaints,
    async openTab(name) {
      await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${name}$`) }).click();
      await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
    },
    async run() {
      const answered = page.waitForResponse(
        (response) =>
          response.request().method() === 'POST' && !response.request().postData()?.includes('IntrospectionQuery'),
      );
      await page.locator('.graphiql-execute-button').click();
      const answer = (await (await answered).json()) as GraphqlAnswer;
      await page
        .locator('.graphiql-response .view-line', { hasText: /"(data|errors)"/ })
        .first()
        .waitFor();
      return answer;
    },
    async screenshot(name) {
      // The editor colours and measures its text a moment after it shows it.
      await page.waitForTimeout(800);
      await page.screenshot({ path: `.screenshots/${name}.png` });
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
