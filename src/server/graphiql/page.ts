import { workedOperations } from './operations.ts';

const title = 'PayNow GraphQL';

/**
 * What the page and its workers may do: load from this server, talk to this server, nothing else.
 * The editor makes style elements at run time and carries its fonts and icons as data URLs.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The explorer's HTML. `link` gives the address of an asset by its name. */
export function renderPage(sandbox: boolean, link: (name: string) => string): string {
  const config = {
    title: `<span class="explorer-title">${title}</span>`,
    logo: `<img src="${link('logo.svg')}" alt="${title}" width="28" height="28">`,
    headers: JSON.stringify({ Authorization: sandbox ? 'APIKey sandbox' : 'APIKey ' }, null, 2),
    tabs: workedOperations.map(({ query, variables }) => ({
      query,
      variables: variables && JSON.stringify(variables, null, 2),
    })),
    workers: {
      editorWorkerService: link('editor-worker.js'),
      json: link('json-worker.js'),
      graphql: link('graphql-worker.js'),
    },
  };
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" type="image/svg+xml" href="${link('logo.svg')}">
    <link rel="stylesheet" href="${link('graphiql.css')}">
    <link rel="stylesheet" href="${link('theme.css')}">
    <script type="application/json" id="explorer-config">${toInlineJson(config)}</script>
    <script defer src="${link('graphiql.js')}"></script>
    <script defer src="${link('boot.js')}"></script>
  </head>
  <body>
    <noscript><p class="explorer-notice">The explorer needs JavaScript. The schema is at /schema.graphql.</p></noscript>
    <div id="root"><p class="explorer-notice">Loading the explorer…</p></div>
  </body>
</html>
`;
}

/** JSON inside a script element must not be able to close it. */
function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
