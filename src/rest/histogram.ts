/** How many values fell into which range, in plain numbers, so that noting one costs next to nothing. */
export interface Histogram {
  /** Upper ends of the ranges, inclusive, ascending. */
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
