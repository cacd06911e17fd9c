import { BadResponseError } from '../rest/errors.ts';
import type { Int64 } from '../rest/json.ts';

/**
 * Checks on values of REST answers, made while they are mapped: what the schema promises is there, and of its type.
 * Each gives the value back, and throws {@link BadResponseError} naming the place, never the value.
 */

export function expectBoolean(value: unknown, place: string): boolean {
  return typeof value === 'boolean' ? value : fail(place, 'a boolean');
}

export function expectString(value: unknown, place: string): string {
  return typeof value === 'string' ? value : fail(place, 'a string');
}

export function expectInt64(value: unknown, place: string): Int64 {
  if (typeof value === 'number' ? Number.isSafeInteger(value) : isInt64(value)) return value as Int64;
  return fail(place, 'a 64-bit integer');
}

export function expectInt32(value: unknown, place: string): number {
  return typeof value === 'number' && (value | 0) === value ? value : fail(place, 'a 32-bit integer');
}

export function expectList<T>(value: readonly T[] | null | undefined, place: string): readonly T[] {
  return Array.isArray(value) ? value : fail(place, 'a list');
}

export function expectStrings(value: readonly unknown[] | null | undefined, place: string): readonly string[] {
  for (const item of expectList(value, place)) expectString(item, place);
  return value as readonly string[];
}

export function expectObject<T extends object>(value: T | null | undefined, place: string): T {
  return typeof value === 'object' && value !== null ? value : fail(place, 'an object');
}

function isInt64(value: unknown): boolean {
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
}

function fail(place: string, kind: string): never {
  throw new BadResponseError(`The PayNow API sent no ${place}, or one that is not ${kind}.`);
}
