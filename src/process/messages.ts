import type { Config } from '../config.ts';
import type { Metric } from '../server/exposition.ts';

/** The file descriptor to which a worker writes its log: the one after its channel to the primary. */
export const LOG_FD = 4;

/** Sent to a worker first of all: what to serve. The environment is read by the primary alone. */
export interface ServeOrder {
  readonly kind: 'serve';
  /** Which of the workers it is, from 1. */
  readonly number: number;
  readonly config: Config;
  readonly apiOrigin: string;
  readonly sandboxAuthorization: string | undefined;
}

/** What the primary sends to a worker. */
export type Order =
  | ServeOrder
  /** Report what you have counted. */
  | { readonly kind: 'count' }
  /** What all workers have counted, in Prometheus' text format, which this one asked for. */
  | { readonly kind: 'total'; readonly text: string };

/** Sent to the primary when the port of a worker is open. */
export interface Listening {
  readonly kind: 'listening';
  readonly origin: string;
}

/** What a worker sends to the primary. */
export type Report =
  | Listening
  /** The port cannot be had, for this reason; the worker waits for its end. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Files that the configuration names cannot be used; the worker looks at them again and again. */
  | { readonly kind: 'misconfigured'; readonly faults: readonly string[] }
  | { readonly kind: 'counted'; readonly metrics: readonly Metric[] }
  /** A heartbeat, when there is nothing else to say. */
  | { readonly kind: 'alive' }
  /** Somebody wants to know what all workers have counted. */
  | { readonly kind: 'scraped' };
