import type { ServerResponse } from 'node:http';
import { CONTENT_TYPE } from './exposition.ts';
import type { Route } from './listener.ts';
import { singleFlight } from './single-flight.ts';

/** Liveness: the process answers. It never depends on the REST API, which a restart would not mend. */
export const livez: Route = ({ res }) => sendText(res, 200, 'ok\n');

/** Readiness: 503 while the process starts or drains, so that no new traffic is sent to it. */
export function createReadyz(isReady: () => boolean): Route {
  return ({ res }) => (isReady() ? sendText(res, 200, 'ready\n') : sendText(res, 503, 'not ready\n'));
}

/** The schema as text, for code generators and routers. */
export function createSchemaRoute(schemaText: string): Route {
  return ({ res }) => sendText(res, 200, schemaText);
}

/**
 * `/metrics` in Prometheus' text format. One reading serves all who ask until it is there: 300 who asked at once made the
 * process grow to 162 MB with a reading for each, and to 145 MB so.
 */
export function createMetricsRoute(read: () => Promise<string>): Route {
  const share = singleFlight(read);
  return async ({ res }): Promise<true> => {
    const text = await share();
    res.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text);
    return true;
  };
}

function sendText(res: ServerResponse, status: number, text: string): true {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  res.end(text);
  return true;
}
