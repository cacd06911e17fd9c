import { CONTENT_TYPE, type Family, printFamilies } from './exposition.ts';
import type { Route } from './listener.ts';

/** `/metrics` in Prometheus' text format. */
export function createMetricsRoute(read: () => Promise<readonly Family[]>): Route {
  return ({ res }) =>
    read().then((families) => {
      res.writeHead(200, { 'content-type': CONTENT_TYPE }).end(printFamilies(families));
      return true;
    });
}
