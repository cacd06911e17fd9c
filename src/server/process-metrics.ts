import type { Registry } from 'prom-client';
import type { Family, Labels, Sample } from './exposition.ts';
import { loadPromClient } from './lazy-packages.ts';

/**
 * What the process says of itself: memory, CPU, garbage collection, lag of the event loop.
 *
 * @param labels which tell this process from others.
 */
export async function readProcessMetrics(labels: Labels): Promise<Family[]> {
  registry ??= collectProcessMetrics();
  const metrics = (await registry.getMetricsAsJSON()) as unknown as readonly PromMetric[];
  return metrics.map(({ name, help, type, values }) => ({
    name,
    help,
    type,
    samples: values.map((value) => toSample(name, value, labels)),
  }));
}

/** A metric as prom-client gives it; its own types leave out `metricName`. */
interface PromMetric {
  readonly name: string;
  readonly help: string;
  readonly type: Family['type'];
  readonly values: readonly PromValue[];
}

interface PromValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** The name with its suffix, where there is one. */
  readonly metricName?: string;
}

function toSample(name: string, { value, labels: own, metricName = name }: PromValue, labels: Labels): Sample {
  const words = Object.entries(own).map(([label, word]) => [label, String(word)]);
  const suffix = metricName.slice(name.length);
  return {
    value,
    labels: { ...labels, ...Object.fromEntries(words) },
    ...(suffix !== '' && { suffix: suffix as NonNullable<Sample['suffix']> }),
  };
}

/** There is one process, whatever it serves. */
let registry: Registry | undefined;

/** Begins with the first scrape: what nobody reads costs nothing, neither at the start nor later. */
function collectProcessMetrics(): Registry {
  const { collectDefaultMetrics, Registry } = loadPromClient();
  const created = new Registry();
  collectDefaultMetrics({ register: created });
  return created;
}
