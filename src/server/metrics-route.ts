import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { CONTENT_TYPE, type Family, printFamilies } from './exposition.ts';
import { sendHttpError } from './http-error.ts';
import { pathOf, type Route } from './listener.ts';

/** `/metrics` in Prometheus' text format. */
export function createMetricsRoute(read: () => Promise<readonly Family[]>): Route {
  return (req, res) => {
    if (pathOf(req) !== '/metrics') return false;
    answer(read, res).catch(() => {
      sendHttpError(res, 500, 'The metrics could not be read.', {}, 'INTERNAL_SERVER_ERROR');
    });
    return true;
  };
}

/** Serves the metrics alone, for a port of their own. */
export function createMetricsListener(route: Route): RequestListener {
  return (req: IncomingMessage, res: ServerResponse) => {
    if (!route(req, res)) sendHttpError(res, 404, 'Nothing is here but /metrics.');
  };
}

async function answer(read: () => Promise<readonly Family[]>, res: ServerResponse): Promise<void> {
  const text = printFamilies(await read());
  res.writeHead(200, { 'content-type': CONTENT_TYPE });
  res.end(text);
}
