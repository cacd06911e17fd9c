import {
  AbandonedError,
  BadResponseError,
  OverloadedError,
  RefusedError,
  TimedOutError,
  UnavailableError,
} from './errors.ts';
import { createHistogram, type Histogram } from './histogram.ts';

/**
 * What became of one attempt: the class of its answer's status, or why there was none that could be used. `held_back`
 * is the gateway's own doing, `unreachable` was never sent.
 */
export type Outcome =
  | '2xx'
  | '4xx'
  | '429'
  | '5xx'
  | 'unusable'
  | 'broken'
  | 'timeout'
  | 'unreachable'
  | 'abandoned'
  | 'held_back';

/** What has become of the calls of one endpoint. */
export interface EndpointStats {
  readonly method: string;
  /** The route with its parameters' names: no id is ever in it. */
  readonly route: string;
  /** Attempts. */
  readonly outcomes: Record<Outcome, number>;
  /** Attempts that were made again. */
  retries: number;
  /** Milliseconds of one attempt, without waiting for its turn. */
  readonly durations: Histogram;
}

/** Counts the calls to the REST API. */
export interface RestStats {
  /** @param endpoint always the same object for one endpoint. */
  of(endpoint: { readonly method: string; readonly path: string }): EndpointStats;
  all(): Iterable<EndpointStats>;
}

/** In ms: from an answer in the same region up to the longest attempt. */
const DURATION_BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

export function createRestStats(): RestStats {
  const byEndpoint = new Map<object, EndpointStats>();
  return {
    of(endpoint) {
      let stats = byEndpoint.get(endpoint);
      if (!stats) {
        stats = createEndpointStats(endpoint.method, endpoint.path);
        byEndpoint.set(endpoint, stats);
      }
      return stats;
    },
    all: () => byEndpoint.values(),
  };
}

function createEndpointStats(method: string, route: string): EndpointStats {
  return {
    method: method.toUpperCase(),
    route,
    outcomes: {
      '2xx': 0,
      '4xx': 0,
      '429': 0,
      '5xx': 0,
      unusable: 0,
      broken: 0,
      timeout: 0,
      unreachable: 0,
      abandoned: 0,
      held_back: 0,
    },
    retries: 0,
    durations: createHistogram(DURATION_BOUNDS),
  };
}

/** The outcome of an attempt that gave a value. A read that finds nothing gives one too. */
export function outcomeOf(status: number): Outcome {
  return status < 400 ? '2xx' : '4xx';
}

/** The outcome of an attempt that failed. */
export function outcomeAfter(error: unknown): Outcome {
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
