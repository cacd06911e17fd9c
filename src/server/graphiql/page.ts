import type { AuthMode } from '../../auth/settings.ts';
import type { TrustMode } from '../operation/documents.ts';
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

/** Decides what the headers tab holds at first. */
export interface HeadersOptions {
  readonly authMode: AuthMode;
  /** What the sandbox takes, which is public: every tab runs at once. Undefined in front of another API. */
  readonly sandboxAuthorization: string | undefined;
}

/** What the headers tab says above the one header, which the editor allows comments for. */
const SANDBOX_NOTES = {
  key: `The sandbox's key, which is public. In front of the real
  // API, your own key stands here: "APIKey <your key>".`,
  token: `A token of the sandbox's own issuer, good for a month;
  // npm run token prints others. In front of the real API,
  // one of your identity provider stands here.`,
};
const NOTES: Readonly<Record<AuthMode, string>> = {
  passthrough: `Put your PayNow API key behind "APIKey ", once for all
  // tabs. The gateway passes it on and keeps it nowhere;
  // this page forgets it when it is closed or reloaded.
  // The ids in the tabs are the sandbox's: use your own.`,
  tokens: `Put a token of your identity provider behind "Bearer ",
  // once for all tabs. This page forgets it when it is
  // closed or reloaded.
  // The ids in the tabs are the sandbox's: use your own.`,
  both: `Put a token of your identity provider behind "Bearer ",
  // or write "APIKey " and your PayNow API key, once for all
  // tabs. This page forgets it when it is closed or reloaded.
  // The ids in the tabs are the sandbox's: use your own.`,
};

function printHeaders({ authMode, sandboxAuthorization }: HeadersOptions): string {
  if (sandboxAuthorization === undefined) {
    return printHeader(NOTES[authMode], authMode === 'passthrough' ? 'APIKey ' : 'Bearer ');
  }
  const note = SANDBOX_NOTES[sandboxAuthorization.startsWith('Bearer ') ? 'token' : 'key'];
  return printHeader(note, sandboxAuthorization);
}

function printHeader(note: string, authorization: string): string {
  return `{
  // ${note}
  "Authorization": ${JSON.stringify(authorization)}
}`;
}

/** How the explorer greets its user. */
export interface PageOptions extends HeadersOptions {
  /** Which documents are executed; undefined: all. */
  readonly trustMode: TrustMode | undefined;
}

/** What there is to say before anything is tried. */
const NOTICES: Readonly<Record<TrustMode, string | undefined>> = {
  prefer: undefined,
  listed:
    'This gateway executes listed documents only (DOCUMENTS=listed): the documentation works, and so does what stands in a manifest.',
  only: 'This gateway executes listed documents by their ids only (DOCUMENTS=only), so nothing that is written here is executed. With DOCUMENTS=listed, the texts of listed documents are.',
};

/** The explorer's HTML. `link` gives the address of an asset by its name. */
export function renderPage(options: PageOptions, link: (name: string) => string): string {
  const notice = options.trustMode && NOTICES[options.trustMode];
  const config = {
    title: `<span class="explorer-title">${title}</span>`,
    logo: `<img src="${link('logo.svg')}" alt="${title}" width="28" height="28">`,
    headers: printHeaders(options),
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
${
  notice
    ? `    <p class="explorer-banner" role="status">${notice}</p>
`
    : ''
}    <div id="root"><p class="explorer-notice">Loading the explorer…</p></div>
  </body>
</html>
`;
}

/** JSON inside a script element must not be able to close it. */
function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
