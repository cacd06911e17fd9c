import { MAX_INT64 } from './flake-ids.ts';

/** A check of one `format` of the contract, in the form that the validator takes. */
export type FormatCheck =
  | { type: 'string'; validate: (value: string) => boolean }
  | { type: 'number'; validate: (value: number) => boolean };

const MAX_FLAKE_ID = MAX_INT64.toString();

/** ISO 8601 without sign and comma: years to days, or weeks, then hours to seconds, and at least one of them. */
const PERIOD = /^P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;

/** RFC 3339 with any number of fractional digits. */
const DATE_TIME =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The formats that the validator does not know by itself. */
export const STRING_FORMATS: Record<string, FormatCheck> = {
  'flake-id': { type: 'string', validate: isFlakeId },
  period: { type: 'string', validate: (value) => PERIOD.test(value) },
  'date-time': { type: 'string', validate: isDateTime },
};

/** int64 in an answer: one beyond 2^53 was rounded for the check, at most up to 2^63. */
export const INT64_ROUNDED: FormatCheck = { type: 'number', validate: (value) => Math.abs(value) <= 2 ** 63 };

/** int64 in a body that {@link toCheckable} made: whatever is not a safe integer there was none in 64 bits. */
export const INT64_CHECKABLE: FormatCheck = { type: 'number', validate: Number.isSafeInteger };

/**
 * A copy of an exactly parsed body that the validator, which knows no `bigint`, can check: one within 64 bits becomes
 * the largest safe integer, any other a number that no integer format takes.
 */
export function toCheckable(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const limit = value < 0n ? -Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
    return BigInt.asIntN(64, value) === value ? limit : Number.MAX_VALUE;
  }
  if (Array.isArray(value)) return value.map(toCheckable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCheckable(item)]));
}

function isFlakeId(value: string): boolean {
  // Of numbers with equally many digits, the larger one is the larger text.
  return /^[1-9]\d{0,18}$/.test(value) && (value.length < 19 || value <= MAX_FLAKE_ID);
}

function isDateTime(value: string): boolean {
  const [, year, month, day] = DATE_TIME.exec(value) ?? [];
  if (day === undefined) return false;
  // Day 0 of the next month is the last of this one.
  return Number(day) <= 28 || Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}
