import { ACCEPTED_CODINGS } from '../rest/content-coding.ts';
import { exchange } from '../rest/exchange.ts';
import { headerOf } from '../rest/header.ts';
import type { Patient } from './patient.ts';

/** What one bare GET of the coupon list showed, whatever its status. */
export interface Probe {
  readonly status: number;
  /** Milliseconds from request to the last byte. */
  readonly durationMs: number;
  /** By how much the API's clock is ahead of ours, in ms; undefined when it sends no date. Exact to about a second. */
  readonly clockAheadMs: number | undefined;
}

/**
 * Reads one coupon without the retries and the breaker that a call of the gateway has.
 *
 * @throws {RestError} when no answer came.
 */
export async function probe({ call, storeId }: Patient): Promise<Probe> {
  const { upstream } = call;
  const path = `/v1/stores/${storeId}/coupons?limit=1&asc=true`;
  const headers = {
    authorization: call.credential.authorize(storeId, 'coupons:read'),
    accept: 'application/json',
    'accept-encoding': ACCEPTED_CODINGS,
  };
  const startedAt = performance.now();
  const sentAt = Date.now();
  const response = await exchange(
    upstream.reads,
    { method: 'GET', path, headers, body: null },
    {
      timeoutMs: upstream.attemptTimeoutMs,
      maxBytes: upstream.maxResponseBytes,
      cancellation: undefined,
      buffer: upstream.receiveBuffer,
    },
  );
  const durationMs = performance.now() - startedAt;
  const { status, headers: answered } = response;
  // The header counts whole seconds, so half of one is the best guess at the rest.
  const date = Date.parse(headerOf(answered, 'date') ?? '') + 500;
  const clockAheadMs = Number.isNaN(date) ? undefined : date - (sentAt + durationMs / 2);
  return { status, durationMs, clockAheadMs };
}
