import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Makes the check whether a request comes from the router: it sends one of the secrets in `x-router-secret`. Digests of
 * equal length are compared, all of them and in constant time, so that an answer's time tells nothing.
 */
export function createRouterCheck(secrets: readonly string[]): (req: IncomingMessage) => boolean {
  const digests = secrets.map(digest);
  return ({ headers }) => {
    const given = headers['x-router-secret'];
    const candidate = digest(typeof given === 'string' ? given : '');
    return digests.map((known) => timingSafeEqual(known, candidate)).includes(true);
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
