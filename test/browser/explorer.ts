import type { Locator } from 'playwright-core';
import { type Visit, visit, type Window } from './browser.ts';

/** What GraphQL answered, as far as the tests look. */
export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The explorer, open in a browser of its own. */
export interface Explorer extends Visit {
  openTab(name: string): Promise<void>;
  /** Opens the documentation, and gives what it shows. */
  openDocumentation(): Promise<Locator>;
  /** Presses the play button and waits for the answer to be shown. */
  run(): Promise<GraphqlAnswer>;
}

/** Opens the explorer at `url`, and waits for its editor. */
export async function openExplorer(url: string, window: Window = {}): Promise<Explorer> {
  const visited = await visit(url, window);
  const { page } = visited;
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  return {
    ...visited,
    async openTab(name) {
      await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${name}$`) }).click();
      await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
    },
    async openDocumentation() {
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      return page.locator('.graphiql-doc-explorer');
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
  };
}
