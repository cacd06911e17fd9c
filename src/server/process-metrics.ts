import type { Registry } from 'prom-client';
import type { Labels, Metric } from './exposition.ts';
import { loadPromClient } from './lazy-packages.ts';

/** There is one process, whatever it serves. */
let registry: Registry | undefined;

/**
 * What the process says of itself: memory, CPU, garbage collection, lag of the event loop.
 *
 * @param labels which tell this process from others.
 */
export async function readProcessMetrics(labels: Labels): Promise<readonly Metric[]> {
  registry ??= collectProcessMetrics();
  const metrics = (await registry.getMetricsAsJSON()) as unknown as readonly Metric[];
  return metrics.map((metric) => ({
    ...metric,
    // Whatever prom-client would do with those of several processes, since here each has a label.
    aggregator: 'sum',
    values: metric.values.map((value) => ({ ...value, labels: { ...labels, ...value.labels } })),
  }));
}

/** Begins with the first scrape: what nobody reads costs nothing, neither at the start nor later. */
function collectProcessMetrics(): Registry {
  const { collectDefaultMetrics, Registry } = loadPromClient();
  const created = new Registry();
  collectDefaultMetrics({ register: created });
  return created;
}
