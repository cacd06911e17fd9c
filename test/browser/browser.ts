import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

export interface Window {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** One page, open in a browser that reaches no host but those it is told of. */
export interface Visit {
  readonly page: Page;
  /** Requests to others. They are blocked as well as recorded. */
  readonly strayRequests: readonly string[];
  /** What the page complained about: script errors, refusals of the content security policy. */
  readonly complaints: readonly string[];
  /** Writes a PNG file once nothing moves any more; without a path it goes to `.screenshots/<name>.png`. */
  screenshot(name: string, path?: string): Promise<void>;
  close(): Promise<void>;
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
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts Chromium with an empty profile, for visits that know nothing of each other. */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(`No browser at ${executablePath}: install Debian's chromium, or name one in CHROMIUM.`);
  }
  return chromium.launch({ executablePath, headless: true, args: launchArguments });
}

/**
 * Opens `url` with nothing kept from anywhere.
 *
 * @param others hosts that it may reach beside its own, with their ports.
 * @param shared the browser; unless given, one that ends with the visit.
 */
export async function visit(
  url: string,
  window: Window = {},
  others: readonly string[] = [],
  shared?: Browser,
): Promise<Visit> {
  const browser = shared ?? (await launchBrowser());
  const context = await browser.newContext({
    viewport: { width: window.width ?? 1440, height: window.height ?? 860 },
    colorScheme: window.colorScheme ?? 'light',
    // Nothing is seen half-way.
    reducedMotion: 'reduce',
  });
  const strayRequests: string[] = [];
  const complaints: string[] = [];
  const hosts = [new URL(url).host, ...others];
  await context.route(
    (asked) => asked.protocol !== 'data:' && !hosts.includes(asked.host),
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

  return {
    page,
    strayRequests,
    complaints,
    async screenshot(name, path = `.screenshots/${name}.png`) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, await standStill(page));
    },
    async close() {
      await context.close();
      if (!shared) await browser.close();
    },
  };
}

/** The page as a PNG file, when two of them in a row are the same: scroll bars take a second to fade. */
async function standStill(page: Page): Promise<Buffer> {
  let before = await page.screenshot();
  for (let tries = 0; tries < 200; tries++) {
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error('The page does not stand still');
}

/**
 * Looks once a frame whether an expression is true in the page. Playwright's own `waitForFunction` is refused by a
 * content security policy without `unsafe-eval`.
 */
export async function waitUntil(page: Page, expression: string): Promise<void> {
  for (let frames = 0; frames < 600; frames++) {
    if (await page.evaluate(expression)) return;
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  throw new Error(`Never true: ${expression}`);
}
