/** The moment at which flake ids begin, in milliseconds since 1970. */
const FLAKE_EPOCH_MS = 1_645_568_542_000;

/** The largest id, and the largest signed 64-bit integer. */
export const MAX_INT64 = 2n ** 63n - 1n;

/** The smallest signed 64-bit integer. */
export const MIN_INT64 = -(2n ** 63n);

/** A source of new ids. */
export interface FlakeIds {
  /** An id larger than all before it, whatever the clock does. */
  next(): bigint;
}

/**
 * The id of something made at a moment.
 *
 * @param ms the moment, in milliseconds since 1970.
 * @param counter tells ids of one millisecond apart, 0 to 2^22 - 1.
 */
export function flakeIdAt(ms: number, counter = 0): bigint {
  return (BigInt(ms - FLAKE_EPOCH_MS) << 22n) | BigInt(counter);
}

/**
 * Makes a source of ids.
 *
 * @param now the clock, in milliseconds since 1970.
 * @param last the largest id there is.
 */
export function createFlakeIds(now: () => number, last: bigint): FlakeIds {
  let previous = last;
  return {
    next() {
      const fresh = flakeIdAt(now());
      previous = fresh > previous ? fresh : previous + 1n;
      return previous;
    },
  };
}
