import { BadResponseError, RefusedError, RestError, TimedOutError, UnavailableError } from './errors.ts';
import type { WireRequest } from './exchange.ts';
import { meaningOf } from './status-meaning.ts';

const MAX_ATTEMPTS = 3;
const BASE_MS = 100;
const CAP_MS = 2000;

/**
 * How many milliseconds to wait before a failed attempt is made again; undefined when it must not be.
 *
 * What never left is sent again whatever it is. A POST or PATCH that left is not, since it may have been done. A GET,
 * PUT or DELETE is, where trying again can help: the answer was lost, or the API is busy for a moment.
 *
 * @param attempt how many attempts were made, from 1.
 */
export function retryDelay(
  method: WireRequest['method'],
  error: unknown,
  attempt: number,
  random: () => number = Math.random,
): number | undefined {
  if (attempt >= MAX_ATTEMPTS || !(error instanceof RestError)) return undefined;
  // Full jitter: callers that failed together do not come back together.
  const backoff = random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  if (error.sent && (method === 'POST' || method === 'PATCH')) return undefined;
  if (error instanceof RefusedError) {
    if (meaningOf(error.status) === undefined) return undefined;
    return error.retryAfter === undefined ? backoff : error.retryAfter * 1000;
  }
  const isPassing = error.sent ? wasLost(error) : error instanceof UnavailableError;
  return isPassing ? backoff : undefined;
}

function wasLost(error: RestError): boolean {
  if (error instanceof BadResponseError) return error.brokeOff;
  return error instanceof UnavailableError || error instanceof TimedOutError;
}
