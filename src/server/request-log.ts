import { traceIdOf } from '../rest/call.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { Log } from './log.ts';
import { observeOperations } from './operation-events.ts';
import type { RequestState } from './request-state.ts';

/**
 * Logs a line for each operation of a gateway, and keeps the caller's credential out of every line while it lasts.
 *
 * @returns what ends it.
 */
export function logOperations(log: Log, upstream: Upstream): () => void {
  return observeOperations(upstream, {
    start: ({ req }) => log.hold(req.headers.authorization),
    end(state) {
      logRequest(log, state);
      log.release(state.req.headers.authorization);
    },
  });
}

function logRequest(log: Log, state: RequestState): void {
  const { req, res, requestId, trace, startedAt, operation, call, errorCodes } = state;
  log.info(
    {
      requestId,
      traceId: trace && traceIdOf(trace),
      method: req.method,
      status: res.writableFinished ? res.statusCode : 'client went away',
      operation: operation?.type,
      name: operation?.name,
      listed: operation?.isListed,
      ms: Math.round(performance.now() - startedAt),
      restCalls: call?.restCalls,
      errors: errorCodes,
    },
    'request',
  );
}
