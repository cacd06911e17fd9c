import { createHash, timingSafeEqual } from 'node:crypto';
import { sendHttpError } from './http-error.ts';
import type { Route } from './listener.ts';

const ONLY_THE_ROUTER = 'Only the router may call this service: ask it, or send its secret in `x-router-secret`.';

/**
 * Refuses whoever does not send one of the secrets in `x-router-secret`, before anything of the request is parsed.
 * Digests of equal length are compared, all of them and in constant time, so that an answer's time tells nothing.
 */
export function createRouterGuard(secrets: readonly string[]): Route {
  const digests = secrets.map(digest);
  return (req, res) => {
    const given = req.headers['x-router-secret'];
    const candidate = digest(typeof given === 'string' ? given : '');
    const matches = digests.map((known) => timingSafeEqual(known, candidate));
    if (matches.includes(true)) return false;
    // The body was not read, and must not be taken for the next request.
    sendHttpError(res, 401, ONLY_THE_ROUTER, { connection: 'close' }, 'UNAUTHENTICATED');
    return true;
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
