import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sendHttpError } from './errors.ts';
import type { Route } from './listener.ts';

const ONLY_THE_ROUTER = 'Only the router may call this service: ask it, or send its secret in `x-router-secret`.';

/**
 * Makes what puts a check before a route: it answers whoever does not send one of the secrets in `x-router-secret`.
 *
 * @param onRefused is called for each who is refused.
 */
export function createRouterCheck(secrets: readonly string[], onRefused: () => void): (route: Route) => Route {
  const isFromRouter = createSecretCheck(secrets);
  return (route) => (state, path) => {
    if (isFromRouter(state.req)) return route(state, path);
    onRefused();
    return sendHttpError(state, 401, ONLY_THE_ROUTER, {}, 'UNAUTHENTICATED');
  };
}

/** Digests of equal length are compared, all of them and in constant time, so that an answer's time tells nothing. */
function createSecretCheck(secrets: readonly string[]): (req: IncomingMessage) => boolean {
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
