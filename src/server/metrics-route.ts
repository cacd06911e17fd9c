import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { printFamilies } from './exposition.ts';
import { sendHttpError } from './http-error.ts';
import { pathOf, type Route } from './listener.ts';
import type { Metrics } from './metrics.ts';

/** `/metrics` in Prometheus' text format: the gateway's own metrics and those of the process. */
export function createMetricsRoute(metrics: Metrics): Route {
  return (req, res) => {
    if (pathOf(req) !== '/metrics') return false;
    answer(metrics, res).catch(() => {
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

async function answer(metrics: Metrics, res: ServerResponse): Promise<void> {
  processMetrics ??= collectProcessMetrics();
  const registry = await processMetrics;
  const text = `${printFamilies(metrics.read())}\n${await registry.metrics()}`;
  res.writeHead(200, { 'content-type': registry.contentType });
  res.end(text);
}

/** There is one process, whatever it serves. */
let processMetrics: Promise<Registry> | undefined;

/** Begins with the first scrape: what nobody reads costs nothing, neither at the start nor later. */
async function collectProcessMetrics(): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
