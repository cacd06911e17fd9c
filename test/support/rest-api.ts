import { onTestFinished } from 'vitest';
import type { Call } from '../../src/rest/call.ts';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { createUpstream, type Upstream, type UpstreamOptions } from '../../src/rest/upstream.ts';

/** An upstream for one test. */
export function openUpstream(options: Partial<UpstreamOptions> & Pick<UpstreamOptions, 'origin'>): Upstream {
  const upstream = createUpstream({ attemptTimeoutMs: 4000, ...options });
  onTestFinished(() => upstream.close());
  return upstream;
}

/** The call of an operation that has ten seconds from now, unless said otherwise. */
export function createCall(upstream: Upstream, given: Partial<Call> = {}): Call {
  return {
    upstream,
    credential: createKeyCredential('APIKey sandbox'),
    trace: undefined,
    deadline: performance.now() + 10_000,
    cancellation: new Cancellation(),
    budget: 1000,
    maxBytes: Number.POSITIVE_INFINITY,
    restCalls: 0,
    writes: 0,
    spareCalls: 1000,
    bytes: 0,
    heldBytes: 0,
    requestedReads: 0,
    distinctReads: 0,
    retries: 0,
    ...given,
  };
}
