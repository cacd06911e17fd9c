import { channel } from 'node:diagnostics_channel';
import {
  AbandonedError,
  BadResponseError,
  OverloadedError,
  RefusedError,
  TimedOutError,
  UnavailableError,
} from './errors.ts';
import type { Upstream } from './upstream.ts';

/**
 * What becomes of an attempt: the class of its answer's status, or why there was none that could be used. `held_back` is
 * the gateway's own doing, `unreachable` was never sent.
 */
export const OUTCOMES = [
  '2xx',
  '4xx',
  '429',
  '5xx',
  'unusable',
  'broken',
  'timeout',
  'unreachable',
  'abandoned',
  'held_back',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One attempt to call the REST API, told when it is over. */
export interface Attempt {
  /** Tells the gateways of one process apart. */
  readonly upstream: Upstream;
  /** Always the same object for one endpoint; no id is ever in its path. */
  readonly endpoint: { readonly method: string; readonly path: string };
  outcome: Outcome;
  /** Milliseconds without waiting for a permit; undefined when it was not let out. */
  durationMs: number | undefined;
  /** Whether it is made again. */
  isRetried: boolean;
}

/** Where each attempt is told of: `paynow.rest.attempt` of `node:diagnostics_channel`. It costs nothing unheard. */
export const attemptChannel = channel('paynow.rest.attempt');

/** Notes an attempt that begins; undefined while nobody listens. */
export function beginAttempt(upstream: Upstream, endpoint: Attempt['endpoint']): Attempt | undefined {
  if (!attemptChannel.hasSubscribers) return undefined;
  return { upstream, endpoint, outcome: 'unusable', durationMs: undefined, isRetried: false };
}

/** Tells of an attempt that failed. */
export function endAttempt(attempt: Attempt | undefined, error: unknown, isRetried: boolean): void {
  if (attempt === undefined) return;
  attempt.outcome = outcomeAfter(error);
  attempt.isRetried = isRetried;
  attemptChannel.publish(attempt);
}

/** The outcome of an attempt that gave a value. A read that finds nothing gives one too. */
export function outcomeOf(status: number): Outcome {
  return status < 400 ? '2xx' : '4xx';
}

/** The outcome of an attempt that failed. */
function outcomeAfter(error: unknown): Outcome {
  if (error instanceof RefusedError) {
    if (error.status === 429) return '429';
    return error.status >= 500 ? '5xx' : '4xx';
  }
  if (error instanceof TimedOutError) return 'timeout';
  if (error instanceof AbandonedError) return 'abandoned';
  if (error instanceof OverloadedError) return 'held_back';
  if (error instanceof UnavailableError) return error.sent ? 'broken' : 'unreachable';
  return error instanceof BadResponseError && error.brokeOff ? 'broken' : 'unusable';
}
