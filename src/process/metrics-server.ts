import type { Server, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { CONTENT_TYPE } from '../server/exposition.ts';
import { createHttpServer } from '../server/http-server.ts';
import { discardUnread } from '../server/linger.ts';
import { type Log, toLoggable } from '../server/log.ts';
import { errorBody } from '../server/raw-answer.ts';
import { SERVER_LIMITS, timeoutsFor } from '../server/server-limits.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Creates the server of METRICS_PORT for the primary of several processes: `/metrics`, and nothing else. It loads nothing
 * of what serves operations, so the primary stays small.
 *
 * @param read gives what all processes have counted.
 */
export function createMetricsServer(config: Config, read: () => Promise<string>, log: Log): Server {
  async function answer(res: ServerResponse, path: string | undefined): Promise<void> {
    if (path !== '/metrics') {
      send(res, 404, JSON_TYPE, errorBody('Nothing is here but /metrics.', 'BAD_USER_INPUT'));
      return;
    }
    try {
      send(res, 200, CONTENT_TYPE, await read());
    } catch (failure) {
      log.error(toLoggable(failure), 'the metrics could not be added up');
      send(res, 500, JSON_TYPE, errorBody('The metrics could not be added up: see the log.', 'INTERNAL_SERVER_ERROR'));
    }
  }

  const { server } = createHttpServer({
    handle(req, res) {
      discardUnread(req);
      void answer(res, req.url?.split('?', 1)[0]);
    },
    timeouts: timeoutsFor(config.operationTimeoutMs, config.keepAliveMs, 0),
    limits: SERVER_LIMITS,
    log,
    onIdleCut: () => undefined,
  });
  return server;
}

function send(res: ServerResponse, status: number, type: string, text: string): void {
  res.writeHead(status, {
    'content-type': type,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(text),
  });
  res.end(text);
}
