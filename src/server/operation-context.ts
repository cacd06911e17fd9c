import { createAllowance } from '../graphql/allowance.ts';
import type { Context } from '../graphql/context.ts';
import { Loaders } from '../loaders.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { RequestState } from './request-state.ts';
import { readTraceContext } from './trace-context.ts';

export interface ContextOptions {
  readonly upstream: Upstream;
  /** Milliseconds for one operation as a whole. */
  readonly operationTimeoutMs: number;
  /** How many REST calls one operation may cost. */
  readonly budget: number;
  /** How many entities a router may ask for in one operation. */
  readonly maxRepresentations: number;
}

/** Makes the contexts of operations. A caller's credential lives in one of them and nowhere else. */
export function createContextFactory({ upstream, operationTimeoutMs, budget, maxRepresentations }: ContextOptions) {
  return (state: RequestState): Context => {
    const { headers } = state.req;
    const call = {
      upstream,
      authorization: headers.authorization,
      trace: readTraceContext(headers),
      deadline: state.startedAt + operationTimeoutMs,
      cancellation: state.cancellation,
      budget,
      restCalls: 0,
      asked: 0,
      looked: 0,
      retries: 0,
    };
    state.call = call;
    return {
      call,
      loaders: new Loaders(call),
      representations: createAllowance('representations', maxRepresentations),
    };
  };
}
