import type { IncomingMessage } from 'node:http';

/** Where operations are sent. */
export const GRAPHQL_PATH = '/graphql';

const SLASH = 47;
/** A scheme, an authority, and what follows it; every character is looked at once. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)(.*)$/is;

/**
 * Turns a request-target in absolute form (`GET http://host/path HTTP/1.1`), which every server must accept, into one in
 * origin form, and lets its authority take the place of `Host` (RFC 9112 section 3.2.2). Whoever reads `req.url` after it
 * finds a path.
 *
 * @returns false when the target is neither, such as `*`.
 */
export function toOriginForm(req: IncomingMessage): boolean {
  const { url = '' } = req;
  if (url.charCodeAt(0) === SLASH) return true;
  const [, authority, rest = ''] = ABSOLUTE_FORM.exec(url) ?? [];
  if (authority === undefined) return false;
  req.url = rest.startsWith('/') ? rest : `/${rest}`;
  req.headers.host = authority;
  return true;
}

/** The path of a request whose target is in origin form. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
