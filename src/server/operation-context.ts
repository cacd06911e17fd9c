import { Account } from '../graphql/account.ts';
import type { Context } from '../graphql/context.ts';
import type { AnswerShape } from '../graphql/cost/answer-shape.ts';
import { createQuota } from '../graphql/quota.ts';
import { Loaders } from '../loaders.ts';
import type { Upstream } from '../rest/upstream.ts';
import { OPERATION_LIMITS } from './operation/limits/operation-limits.ts';
import type { RequestState } from './request-state.ts';

export interface ContextOptions {
  readonly upstream: Upstream;
  /** Milliseconds for one operation as a whole. */
  readonly operationTimeoutMs: number;
  /** How many REST calls one operation may cost. */
  readonly budget: number;
  /** How many items a batch of writes may have. */
  readonly maxBulkItems: number;
  /** How many entities a router may ask for in one operation. */
  readonly maxRepresentations: number;
  /** What PayNow's number for a percentage is multiplied by: a power of ten. */
  readonly percentScale: number;
}

/** Bytes of REST answers that one operation may read: twice what its own answer may have. */
const MAX_READ_BYTES = 16 * 1024 * 1024;
/** What lists of plain values may take, which are copied wherever they are selected. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/** Makes the contexts of operations. A caller's credential lives in one of them and nowhere else. */
export function createContextFactory(options: ContextOptions) {
  const { upstream, operationTimeoutMs, budget, maxBulkItems, maxRepresentations, percentScale } = options;
  return (state: RequestState, { listRepeats }: AnswerShape): Context => {
    const call = {
      upstream,
      credential: state.credential,
      trace: state.trace,
      deadline: state.startedAt + operationTimeoutMs,
      cancellation: state.cancellation,
      budget,
      maxBytes: Math.min(MAX_READ_BYTES, MAX_LIST_BYTES / listRepeats),
      restCalls: 0,
      writes: 0,
      spareCalls: 0,
      bytes: 0,
      heldBytes: 0,
      requestedReads: 0,
      distinctReads: 0,
      retries: 0,
    };
    return {
      requestId: state.requestId,
      call,
      loaders: new Loaders(call),
      account: new Account(OPERATION_LIMITS, () => state.cancellation.cancel()),
      percentScale,
      maxBulkItems,
      representations: createQuota('representations', maxRepresentations),
    };
  };
}
