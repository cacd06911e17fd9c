/** The ids strictly between two of them. */
export interface IdRange {
  /** 0 where nothing limits them from below. */
  readonly above: bigint;
  /** {@link END} where nothing limits them from above. */
  readonly below: bigint;
}

/** The one after the largest id there can be. */
const END = 2n ** 63n;

/** The first millisecond of flake ids, in Unix time. */
const EPOCH_MS = 1_645_568_542_000;
/** An id is its millisecond, and these bits that tell apart what was made in it. */
const TIME_SHIFT = 22n;

export const ALL_IDS: IdRange = { above: 0n, below: END };

/**
 * The ids that are made from one moment on and before another, each in whole ms of Unix time. Moments before the first id
 * and after the last one there can be do not limit.
 */
export function idsMade({ fromMs, beforeMs }: { readonly fromMs?: number; readonly beforeMs?: number }): IdRange {
  const from = fromMs === undefined ? 0n : firstIdAt(fromMs);
  return { above: from > 0n ? from - 1n : 0n, below: beforeMs === undefined ? END : firstIdAt(beforeMs) };
}

/** When an id was made, in ms of Unix time. */
export function madeAtMs(id: string): number {
  return Number(BigInt(id) >> TIME_SHIFT) + EPOCH_MS;
}

/** The smallest id that can be made at this millisecond, or the nearest one to it that there can be. */
function firstIdAt(unixMs: number): bigint {
  const id = BigInt(unixMs - EPOCH_MS) << TIME_SHIFT;
  return id < 0n ? 0n : id > END ? END : id;
}

/** Whether no id lies in the range. */
export function isEmpty({ above, below }: IdRange): boolean {
  return below - above <= 1n;
}

/** The part of a range above an id, where there is one. */
export function rangeAbove({ above, below }: IdRange, id: string | undefined): IdRange {
  const start = id === undefined ? 0n : BigInt(id);
  return { above: start > above ? start : above, below };
}

/** The part of a range below an id, where there is one. */
export function rangeBelow({ above, below }: IdRange, id: string | undefined): IdRange {
  const end = id === undefined ? END : BigInt(id);
  return { above, below: end < below ? end : below };
}

/** Where a walk up through the range begins, exclusive; undefined at the end of all ids. */
export function startOf({ above }: IdRange): string | undefined {
  return above > 0n ? above.toString() : undefined;
}

/** Where a walk down through the range begins, exclusive; undefined at the end of all ids. */
export function endOf({ below }: IdRange): string | undefined {
  return below < END ? below.toString() : undefined;
}
