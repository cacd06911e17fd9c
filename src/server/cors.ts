import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The headers that let pages of other origins read an answer (Fetch Standard, CORS protocol), as names and values in
 * turn. Only listed origins may, and none may send credentials that a browser keeps, since a caller's key travels in a
 * header of its own.
 */
export function corsHeaders(origins: readonly string[], { headers: { origin } }: IncomingMessage): readonly string[] {
  if (origin === undefined || !origins.includes(origin)) return VARY;
  return [...VARY, 'access-control-allow-origin', origin, 'access-control-expose-headers', 'x-request-id, retry-after'];
}

const VARY = ['vary', 'origin, accept'];

/** Answers a browser that asks before it sends something from a page of another origin; false when it is none. */
export function answerPreflight(origins: readonly string[], req: IncomingMessage, res: ServerResponse): boolean {
  const { origin, 'access-control-request-method': method, 'access-control-request-headers': headers } = req.headers;
  if (req.method !== 'OPTIONS' || method === undefined) return false;
  if (origin !== undefined && origins.includes(origin)) {
    res.setHeader('access-control-allow-methods', 'GET, POST');
    res.setHeader('access-control-allow-headers', headers ?? '');
    res.setHeader('access-control-max-age', '7200');
  }
  res.writeHead(204).end();
  return true;
}
