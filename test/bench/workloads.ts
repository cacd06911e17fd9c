import { MAIN_STORE, type StoreSpec } from './rows.ts';

/** What is asked of a server; each dialect knows how to ask for it. */
export type Task =
  /** One coupon, 10 fields. */
  | { readonly kind: 'coupon' }
  /** The newest coupons, all fields, as a connection. */
  | { readonly kind: 'page'; readonly rows: number }
  /** A marketing configuration and the newest coupons, 8 fields each. */
  | { readonly kind: 'dashboard'; readonly rows: number }
  /** Coupons by id, 8 fields each: under aliases, as nodes, or as entities of a federated graph. */
  | { readonly kind: 'aliases' | 'nodes' | 'entities'; readonly ids: number }
  /** A mutation that changes one property and reads 10. */
  | { readonly kind: 'update' }
  /** One coupon, asked for in so many different documents. */
  | { readonly kind: 'documents'; readonly count: number };

/** A task and the world it is done in. */
export interface Workload {
  readonly title: string;
  readonly task: Task;
  readonly store: StoreSpec;
  /** Whether the REST API changes some bytes, which nobody reads, in every answer. */
  readonly vary: boolean;
  /** How it travels, where that is not as text and as it is. */
  readonly wire?: Wire;
}

/** How requests and answers travel. */
export interface Wire {
  /** Whether documents are asked for by their ids. */
  readonly byId?: true;
  /** What answers are asked for in. */
  readonly coding?: 'zstd' | 'br' | 'gzip';
}

/** The gateway may not spend more REST calls on one operation unless a workload says so. */
export const DEFAULT_MAX_REST_CALLS = 50;

export function workload(
  title: string,
  task: Task,
  world: Partial<Pick<Workload, 'store' | 'vary' | 'wire'>> = {},
): Workload {
  return { title, task, store: MAIN_STORE, vary: false, ...world };
}

/**
 * What the comparison measures. W2 and W3 leave `hasNextPage` out: where no row beside the page tells, the gateway
 * makes one more small REST call for an exact answer, and no other server gives an exact one.
 */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  W1: workload('one coupon, 10 fields', { kind: 'coupon' }),
  W2: workload('100 coupons, all fields, as a connection', { kind: 'page', rows: 100 }),
  W2v: workload('W2, the REST answer never the same twice', { kind: 'page', rows: 100 }, { vary: true }),
  W3: workload("a store's configuration and 10 coupons of 8 fields", { kind: 'dashboard', rows: 10 }),
  W4: workload('20 coupons by id under aliases', { kind: 'aliases', ids: 20 }),
  W5: workload('a mutation: couponUpdate', { kind: 'update' }),
  W6: workload('_entities with 50 representations', { kind: 'entities', ids: 50 }),
};
