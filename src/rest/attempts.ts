import { channel } from 'node:diagnostics_channel';
import type { Call, TraceContext } from './call.ts';
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

/** One attempt to call the REST API, told when it begins and when it is over. */
export interface Attempt {
  /** Tells the gateways of one process apart. */
  readonly upstream: Upstream;
  /** Always the same object for one endpoint; no id is ever in its path. */
  readonly endpoint: { readonly method: string; readonly path: string };
  /** The path with its ids, and the query. */
  readonly target: string;
  /** Which attempt of its call it is, from 1. */
  readonly number: number;
  /** The trace that it is sent as a part of. Whoever is told of its beginning may put a part of its own in. */
  trace: TraceContext | undefined;
  outcome: Outcome;
  /** Of the answer; undefined while there is none. */
  status: number | undefined;
  /** Milliseconds without waiting for a permit; undefined when it was not let out. */
  durationMs: number | undefined;
  /** Whether it is made again. */
  isRetried: boolean;
}

/**
 * Where each attempt is told of when it begins, `paynow.rest.attempt.start` of `node:diagnostics_channel`, and when it is
 * over, `paynow.rest.attempt`. It costs nothing unheard.
 */
export const attemptStartChannel = channel('paynow.rest.attempt.start');
export const attemptChannel = channel('paynow.rest.attempt');

/** Tells of an attempt that begins; undefined while nobody listens to its end. */
export function beginAttempt(
  { upstream, trace }: Call,
  endpoint: Attempt['endpoint'],
  target: string,
  number: number,
): Attempt | undefined {
  if (!attemptChannel.hasSubscribers) return undefined;
  const attempt: Attempt = {
    upstream,
    endpoint,
    target,
    number,
    trace,
    outcome: 'unusable',
    status: undefined,
    durationMs: undefined,
    isRetried: false,
  };
  if (attemptStartChannel.hasSubscribers) attemptStartChannel.publish(attempt);
  return attempt;
}

/** Tells of an attempt that failed. */
export function endAttempt(attempt: Attempt | undefined, error: unknown, isRetried: boolean): void {
  if (attempt === undefined) return;
  attempt.outcome = outcomeAfter(error);
  if (error instanceof RefusedError) attempt.status = error.status;
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
