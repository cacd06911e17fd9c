import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGuide, type GuideOptions } from './landing/guide.ts';
import { landingPolicy, renderLanding } from './landing/page.ts';
import { printJson, printText } from './landing/text.ts';
import { pathOf, type Route } from './listener.ts';
import { negotiateMediaType } from './negotiation.ts';
import { toPageHeaders } from './page-headers.ts';
import { isHost } from './request-head.ts';

const printers = { 'text/plain': printText, 'application/json': printJson, 'text/html': renderLanding };

/** Text is for whoever does not say, such as curl. */
const pickType = negotiateMediaType(['text/plain', 'application/json', 'text/html']);

const headers = { ...toPageHeaders(landingPolicy), 'cache-control': 'private, no-cache' };

/** `/` says what this is and what is where: as a page, as JSON, or as text, whatever the caller likes best. */
export function createLanding(options: GuideOptions): Route {
  const guide = createGuide(options);
  return (req, res) => {
    if (pathOf(req) !== '/' || (req.method !== 'GET' && req.method !== 'HEAD')) return false;
    const type = pickType(req.headers.accept) ?? 'text/plain';
    const body = printers[type](guide, originOf(req));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    if (req.headers['if-none-match']?.includes(etag)) {
      res.writeHead(304, { ...headers, etag }).end();
      return true;
    }
    res.writeHead(200, {
      ...headers,
      etag,
      'content-type': `${type}; charset=utf-8`,
      'content-length': Buffer.byteLength(body),
    });
    // Node keeps the body back where the method is HEAD.
    res.end(body);
    return true;
  };
}

/** How the caller reached the gateway, perhaps through a proxy that speaks TLS. */
function originOf({ headers: { host, 'x-forwarded-proto': proto }, socket }: IncomingMessage): string {
  const scheme = proto === 'https' ? 'https' : 'http';
  return `${scheme}://${host && isHost(host) ? host : `localhost:${socket.localPort}`}`;
}
