import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGuide, type GuideOptions } from './landing/guide.ts';
import { landingPolicy, renderLanding } from './landing/page.ts';
import { printJson, printText } from './landing/text.ts';
import type { Route } from './listener.ts';
import { pickForm } from './negotiation.ts';
import { toPageHeaders } from './page-headers.ts';
import { isHost } from './request-head.ts';

const forms = {
  html: { type: 'text/html; charset=utf-8', print: renderLanding },
  json: { type: 'application/json; charset=utf-8', print: printJson },
  text: { type: 'text/plain; charset=utf-8', print: printText },
};

const headers = { ...toPageHeaders(landingPolicy), 'cache-control': 'private, no-cache' };

/** `/` says what this is and what is where: as a page, as JSON, or as text, whatever the caller likes best. */
export function createLanding(options: GuideOptions): Route {
  const guide = createGuide(options);
  return ({ req, res }, path) => {
    if (path !== '/' || (req.method !== 'GET' && req.method !== 'HEAD')) return false;
    const { type, print } = forms[pickForm(req.headers.accept)];
    const body = print(guide, originOf(req));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    if (req.headers['if-none-match']?.includes(etag)) {
      res.writeHead(304, { ...headers, etag }).end();
      return true;
    }
    res.writeHead(200, { ...headers, etag, 'content-type': type, 'content-length': Buffer.byteLength(body) });
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
