import type { IncomingMessage, ServerResponse } from 'node:http';
import { GRAPHQL_PATH } from './request-head.ts';

/**
 * The headers that let pages of other origins read an answer (Fetch Standard, CORS protocol), as names and values in
 * turn. Only listed origins may, and none may send credentials that a browser keeps, since a caller's key travels in a
 * header of its own.
 */
export function corsHeaders(origins: readonly string[], { headers: { origin } }: IncomingMessage): readonly string[] {
  if (origin === undefined || !origins.includes(origin)) return VARY;
  return [...VARY, 'access-control-allow-origin', origin, 'access-control-expose-headers', 'x-request-id, retry-after'];
}

const VARY = ['vary', 'origin, accept, accept-encoding'];

const EVERYTHING = 'GET, HEAD, POST, OPTIONS';

/**
 * Answers OPTIONS anywhere: to whoever looks what may be sent, such as a load balancer, and to a browser that asks before
 * it sends something from a page of another origin.
 */
export function answerOptions(
  origins: readonly string[],
  { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse },
  path: string,
): void {
  const { origin, 'access-control-request-method': method, 'access-control-request-headers': headers } = req.headers;
  if (method !== undefined && origin !== undefined && origins.includes(origin)) {
    res.setHeader('access-control-allow-methods', 'GET, POST');
    res.setHeader('access-control-allow-headers', headers ?? '');
    res.setHeader('access-control-max-age', '7200');
  }
  res.writeHead(204, { allow: path === GRAPHQL_PATH || path === '*' ? EVERYTHING : 'GET, HEAD, OPTIONS' }).end();
}
