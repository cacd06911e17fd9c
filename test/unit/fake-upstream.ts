import type { Dispatcher } from 'undici';
import type { Call } from '../../src/rest/call.ts';
import { Cancellation } from '../../src/rest/cancellation.ts';
import type { Connections } from '../../src/rest/connections.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { createUpstream, type Upstream } from '../../src/rest/upstream.ts';

/** The store that {@link createFakeUpstream} serves. */
export const STORE = '411486491630370816';

/** A REST API without a network. */
export interface FakeUpstream {
  readonly upstream: Upstream;
  /** The query of each list call so far. */
  readonly queries: readonly URLSearchParams[];
  /** A call of its own for each operation. */
  call(given?: Partial<Call>): Call;
}

const CONTROLLER: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort() {},
  pause() {},
  resume() {},
};

const COUPONS = `/v1/stores/${STORE}/coupons`;

/**
 * Makes an upstream that answers every list call at once with what `list` gives for its query, as JSON, and every read of
 * a coupon with what `coupon` gives for its id, or with 404. Everything above the connection is the real thing.
 */
export function createFakeUpstream(
  list: (query: URLSearchParams) => unknown,
  coupon: (id: string) => unknown = () => undefined,
): FakeUpstream {
  const queries: URLSearchParams[] = [];
  function answerTo(path: string): unknown {
    const { pathname, searchParams } = new URL(path, 'http://api.test');
    if (pathname.startsWith(`${COUPONS}/`)) return coupon(pathname.slice(COUPONS.length + 1));
    if (pathname !== COUPONS) throw new Error(`No such path here: ${pathname}`);
    queries.push(searchParams);
    return list(searchParams);
  }
  const reads: Connections = {
    dispatch(options, handler) {
      const answer = answerTo(options.path);
      handler.onRequestStart?.(CONTROLLER, null);
      handler.onResponseStart?.(CONTROLLER, answer === undefined ? 404 : 200, {});
      handler.onResponseData?.(CONTROLLER, Buffer.from(JSON.stringify(answer ?? {})));
      handler.onResponseEnd?.(CONTROLLER, {});
      return true;
    },
    close: async () => undefined,
  };
  const upstream: Upstream = {
    ...createUpstream({ origin: 'http://api.test', attemptTimeoutMs: 10_000 }),
    reads,
  };
  return {
    upstream,
    queries,
    call: (given) => ({
      upstream,
      credential: createKeyCredential('APIKey test'),
      trace: undefined,
      deadline: performance.now() + 60_000,
      cancellation: new Cancellation(),
      // Far above what any page may cost, and an end to any loop.
      budget: 20,
      maxBytes: Number.POSITIVE_INFINITY,
      restCalls: 0,
      writes: 0,
      spareCalls: 20,
      bytes: 0,
      heldBytes: 0,
      requestedReads: 0,
      distinctReads: 0,
      retries: 0,
      ...given,
    }),
  };
}

/** A row with what pages look at. */
export function toRow(id: bigint | string): { id: string; store_id: string } {
  return { id: id.toString(), store_id: STORE };
}
