import { BadResponseError, RefusedError, TimedOutError, UnavailableError } from './errors.ts';

/**
 * What the end of a call says: the API works for this store, it is in trouble there, no connection to it was made at all,
 * or nothing.
 */
export type Health = 'up' | 'down' | 'unreachable' | 'unknown';

/** What a failed call says. An API that refuses (4xx, 429 too) works. */
export function healthAfter(error: unknown): Health {
  if (error instanceof RefusedError) return error.status >= 500 ? 'down' : 'up';
  if (error instanceof BadResponseError) return error.brokeOff ? 'down' : 'up';
  if (error instanceof UnavailableError) return error.sent ? 'down' : 'unreachable';
  return error instanceof TimedOutError ? 'down' : 'unknown';
}
