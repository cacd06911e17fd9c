import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGuide, type GuideOptions } from './landing/guide.ts';
import { landingPolicy, renderLanding } from './landing/page.ts';
import { printJson, printText } from './landing/text.ts';
import type { Route } from './listener.ts';
import { negotiateMediaType } from './negotiation.ts';
import { toPageHeaders } from './page-headers.ts';
import { sendRepresentation } from './representation.ts';
import { isHost, isRead } from './request-head.ts';

const printers = { 'text/plain': printText, 'application/json': printJson, 'text/html': renderLanding };

/** Text is for whoever does not say, such as curl. */
const pickType = negotiateMediaType(['text/plain', 'application/json', 'text/html']);

const headers = { ...toPageHeaders(landingPolicy), 'cache-control': 'private, no-cache' };

/** `/` says what this is and what is where: as a page, as JSON, or as text, whatever the caller likes best. */
export function createLanding(options: GuideOptions): Route {
  const guide = createGuide(options);
  return ({ req, res }) => {
    if (!isRead(req)) return false;
    const type = pickType(req.headers.accept) ?? 'text/plain';
    const body = printers[type](guide, baseUrlOf(req));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    sendRepresentation(req, res, headers, { etag, metadata: { 'content-type': `${type}; charset=utf-8` }, body });
    return true;
  };
}

/** A path without a slash at its end. */
const PREFIX = /^(?:\/[\w.~-]+)+$/;

/** How the caller reached the gateway, perhaps through a proxy that speaks TLS or serves it below a path. */
function baseUrlOf({ headers, socket }: IncomingMessage): string {
  const { host, 'x-forwarded-proto': proto, 'x-forwarded-prefix': prefix } = headers;
  const scheme = proto === 'https' ? 'https' : 'http';
  const path = typeof prefix === 'string' && PREFIX.test(prefix) ? prefix : '';
  return `${scheme}://${host && isHost(host) ? host : `localhost:${socket.localPort}`}${path}`;
}
