import { CONTENT_TYPE } from './exposition.ts';
import type { Route } from './listener.ts';

/** `/metrics` in Prometheus' text format. */
export function createMetricsRoute(read: () => Promise<string>): Route {
  return ({ res }) =>
    read().then((text) => {
      res.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text);
      return true;
    });
}
