import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Entry, type Guide, toLabel } from './guide.ts';
import { printCurl } from './text.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

const style = read('./page.css');
const logo = `data:image/svg+xml;base64,${Buffer.from(read('../graphiql/logo.svg')).toString('base64')}`;
/** Keeps the browser from asking for /favicon.ico. */
const noIcon = 'data:,';

/** The page runs no script and loads nothing: it may have its own style and icon. */
export const landingPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The guide for a browser. `baseUrl` is the gateway's own, without a slash at its end. */
export function renderLanding({ isAnonymous, title, entries, example }: Guide, baseUrl: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="${isAnonymous ? noIcon : logo}">
    <style>${style}</style>
  </head>
  <body>
    <main>
      <h1>${isAnonymous ? '' : `<img src="${logo}" alt="" width="36" height="36">`}${title}</h1>
      <table>
        ${entries.map(renderEntry).join('\n        ')}
      </table>
      ${example === undefined ? '' : `<p>From a shell:</p>\n      <pre>${escapeHtml(printCurl(example, baseUrl))}</pre>`}
    </main>
  </body>
</html>
`;
}

function renderEntry({ name, value, note, isLink }: Entry): string {
  // Relative: a proxy may serve the gateway below a path of its own.
  const shown = isLink ? `<a href=".${value}">${value}</a>` : escapeHtml(value);
  return `<tr><th scope="row">${toLabel(name)}</th><td>${shown}</td><td>${escapeHtml(note)}</td></tr>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
