import type { Histogram } from '../rest/histogram.ts';

/** What tells a sample from others of its family. */
export type Labels = Readonly<Record<string, string>>;

/** One metric with its samples. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** What stands behind the family's name: histograms are made of three kinds of samples. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
}

/**
 * The samples of a histogram of milliseconds, in seconds. It is counted in plain numbers, and prom-client has no way to
 * take those over.
 */
export function toSamples({ bounds, counts, sum }: Histogram, labels: Labels): Sample[] {
  const samples: Sample[] = [];
  let count = 0;
  counts.forEach((inRange, index) => {
    count += inRange;
    const bound = bounds[index];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    samples.push({ suffix: '_bucket', labels: { ...labels, le }, value: count });
  });
  samples.push({ suffix: '_sum', labels, value: sum / 1000 }, { suffix: '_count', labels, value: count });
  return samples;
}

/** The families of several processes as one list: equal series add up, others stand side by side. */
export function addFamilies(lists: readonly (readonly Family[])[]): Family[] {
  const sums = new Map<string, { readonly family: Family; readonly samples: Map<string, Sample> }>();
  for (const family of lists.flat()) {
    const sum = sums.get(family.name) ?? { family, samples: new Map() };
    sums.set(family.name, sum);
    for (const sample of family.samples) {
      const series = toSeries(family.name, sample);
      sum.samples.set(series, { ...sample, value: sample.value + (sum.samples.get(series)?.value ?? 0) });
    }
  }
  return Array.from(sums.values(), ({ family, samples }) => ({ ...family, samples: [...samples.values()] }));
}

/** What `printFamilies` makes. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus text format 0.0.4. Label values must hold no quote, backslash or line break: ours are words and routes. */
export function printFamilies(families: readonly Family[]): string {
  return families.map(printFamily).join('\n');
}

function printFamily({ name, help, type, samples }: Family): string {
  const lines = samples.map((sample) => `${toSeries(name, sample)} ${sample.value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function toSeries(name: string, { suffix, labels }: Sample): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}${suffix ?? ''}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
}
