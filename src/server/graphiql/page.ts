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

/** What the headers tab holds at first: JSON that explains itself, which the editor allows comments for. */
const sandboxHeaders = `{
  // The sandbox's key, which is public. In front of the real
  // API, your own key stands here: "APIKey <your key>".
  "Authorization": "APIKey sandbox"
}`;
const emptyHeaders = `{
  // Put your PayNow API key behind "APIKey ", once for all
  // tabs. The gateway passes it on and keeps it nowhere;
  // this page forgets it when it is closed or reloaded.
  // The ids in the tabs are the sandbox's: use your own.
  "Authorization": "APIKey "
}`;

/** The explorer's HTML. `link` gives the address of an asset by its name. */
export function renderPage(sandbox: boolean, link: (name: string) => string): string {
  const config = {
    title: `<span class="explorer-title">${title}</span>`,
    logo: `<img src="${link('logo.svg')}" alt="${title}" width="28" height="28">`,
    headers: sandbox ? sandboxHeaders : emptyHeaders,
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
    <noscript><p class="explorer-notice">The explorer needs JavaScript. The schema is at <a href="./schema.graphql">/schema.graphql</a>.</p></noscript>
    <div id="root"><p class="explorer-notice">Loading the explorer…</p></div>
  </body>
</html>
`;
}

/** JSON inside a script element must not be able to close it. */
function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
