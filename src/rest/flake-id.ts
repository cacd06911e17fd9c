const FLAKE_ID = /^[1-9]\d{0,18}$/;
const LARGEST = '9223372036854775807';

/** Whether a value is a flake id as the REST API writes it: 1 to 2^63-1 as a decimal string without leading zeros. */
export function isFlakeId(value: unknown): value is string {
  return typeof value === 'string' && FLAKE_ID.test(value) && (value.length < LARGEST.length || value <= LARGEST);
}

/** Orders flake ids by value, which is by creation time: negative when `a` is older. */
export function compareFlakeIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The largest id below `id`, or undefined when there is none: a walk up from it includes `id` itself. */
export function flakeIdBefore(id: string): string | undefined {
  return id === '1' ? undefined : (BigInt(id) - 1n).toString();
}

/** The smallest id above `id`, or undefined when there is none: a walk down from it includes `id` itself. */
export function flakeIdAfter(id: string): string | undefined {
  return id === LARGEST ? undefined : (BigInt(id) + 1n).toString();
}
