import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers for pages of other origins (Fetch Standard, CORS protocol): only listed origins may read answers, and none
 * may send credentials that a browser keeps, since a caller's key travels in a header of its own.
 *
 * Gives true when the request was a preflight and is answered.
 */
export function applyCors(origins: readonly string[], req: IncomingMessage, res: ServerResponse): boolean {
  const { origin } = req.headers;
  res.setHeader('vary', 'origin, accept');
  const isAllowed = origin !== undefined && origins.includes(origin);
  if (isAllowed) {
    res.setHeader('access-control-allow-origin', origin);
    res.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
  }
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  if (isAllowed) {
    res.setHeader('access-control-allow-methods', 'GET, POST');
    res.setHeader('access-control-allow-headers', req.headers['access-control-request-headers'] ?? '');
    res.setHeader('access-control-max-age', '7200');
  }
  res.writeHead(204).end();
  return true;
}
