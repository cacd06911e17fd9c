import type { Dispatcher, Pool } from 'undici';
import type { Call } from '../../src/rest/call.ts';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { createUpstream, type Upstream } from '../../src/rest/upstream.ts';

/** The store that {@link createFakeUpstream} serves. */
export const STORE = '411486491630370816';

/** A REST API without a network. */
export interface FakeUpstream {
  readonly upstream: Upstream;
  /** The query of each list call so far. */
  readonly queries: readonly URLSearchParams[];
  /** A call of its own for each operation. */
  call(): Call;
}

const CONTROLLER: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort() {},
  pause() {},
  resume() {},
};

/**
 * Makes an upstream that answers every list call at once with what `answer` gives for its query, as JSON. Everything
 * above the connection is the real thing.
 */
export function createFakeUpstream(answer: (query: URLSearchParams) => unknown): FakeUpstream {
  const queries: URLSearchParams[] = [];
  const reads: Pick<Dispatcher, 'dispatch'> = {
    dispatch(options, handler) {
      const { pathname, searchParams } = new URL(options.path, 'http://api.test');
      if (pathname !== `/v1/stores/${STORE}/coupons`) throw new Error(`No such path here: ${pathname}`);
      queries.push(searchParams);
      handler.onRequestStart?.(CONTROLLER, null);
      handler.onResponseStart?.(CONTROLLER, 200, {});
      handler.onResponseData?.(CONTROLLER, Buffer.from(JSON.stringify(answer(searchParams))));
      handler.onResponseEnd?.(CONTROLLER, {});
      return true;
    },
  };
  const upstream: Upstream = {
    ...createUpstream({ origin: 'http://api.test', attemptTimeoutMs: 10_000 }),
    reads: reads as Pool,
  };
  return {
    upstream,
    queries,
    call: () => ({
      upstream,
      authorization: 'APIKey test',
      trace: undefined,
      deadline: performance.now() + 60_000,
      cancellation: new Cancellation(),
      // Far above what any page may cost, and an end to any loop.
      budget: 20,
      maxBytes: Number.POSITIVE_INFINITY,
      restCalls: 0,
      bytes: 0,
      asked: 0,
      looked: 0,
      retries: 0,
    }),
  };
}

/** A row with what pages look at. */
export function toRow(id: bigint | string): { id: string; store_id: string } {
  return { id: id.toString(), store_id: STORE };
}
