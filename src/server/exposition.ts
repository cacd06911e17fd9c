import { loadPromClient } from './lazy-packages.ts';

/** One metric with its series, as prom-client gives and takes it. Plain data: it also goes from process to process. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What becomes of equal series of several processes: they add up, or the greatest counts. */
  readonly aggregator: 'sum' | 'max';
  readonly values: readonly Value[];
}

/** One series and how it stands. */
export interface Value {
  readonly value: number;
  readonly labels: Labels;
  /** Where it is not the metric's: histograms are made of three kinds of series. */
  readonly metricName?: string;
}

/** What tells a series from others of its metric. */
export type Labels = Readonly<Record<string, string | number>>;

/** What only ever grows. */
export function counter(name: string, help: string, values: readonly Value[]): Metric {
  return { name, help, type: 'counter', aggregator: 'sum', values };
}

/** How something stands now. */
export function gauge(name: string, help: string, values: readonly Value[]): Metric {
  return { name, help, type: 'gauge', aggregator: 'sum', values };
}

/** How something stands now where it is worst. */
export function greatest(name: string, help: string, values: readonly Value[]): Metric {
  return { name, help, type: 'gauge', aggregator: 'max', values };
}

/** The only series of a metric. */
export function single(value: number): readonly Value[] {
  return [{ labels: {}, value }];
}

/** Series that one label tells apart. */
export function labelled(label: string, values: Readonly<Record<string, number>>): readonly Value[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

/** The metrics of several processes as one list: equal series add up, others stand side by side. */
export function addMetrics(lists: readonly (readonly Metric[])[]): readonly Metric[] {
  return aggregate(lists).getMetricsAsArray() as unknown as readonly Metric[];
}

/** What `printMetrics` gives. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The sum of lists in Prometheus' text format. */
export function printMetrics(lists: readonly (readonly Metric[])[]): Promise<string> {
  return aggregate(lists).metrics();
}

function aggregate(lists: readonly (readonly Metric[])[]) {
  return loadPromClient().AggregatorRegistry.aggregate([...lists]);
}
