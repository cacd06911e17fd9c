import type { ProxyConfig } from '../proxy.ts';
import type { Call } from '../rest/call.ts';
import { Cancellation } from '../rest/cancellation.ts';
import { createKeyCredential } from '../rest/credential.ts';
import { type ContractDrift, createUpstream } from '../rest/upstream.ts';

/** The REST API under examination, seen with one key and from one store. */
export interface Patient {
  readonly origin: URL;
  /** The way to it; undefined: straight. */
  readonly proxy: ProxyConfig | undefined;
  readonly storeId: string;
  /** What its number for a percentage is taken to be multiplied by. */
  readonly percentScale: number;
  readonly call: Call;
  /** What its answers held beyond the contract, so far. */
  readonly drifts: readonly ContractDrift[];
}

export interface PatientOptions {
  /** Origin of the REST API, without `/v1`. */
  readonly origin: string;
  readonly proxy?: ProxyConfig | undefined;
  readonly key: string;
  readonly storeId: string;
  /** What its number for a percentage is taken to be multiplied by. */
  readonly percentScale: number;
  /** Milliseconds for one attempt of one call. */
  readonly timeoutMs: number;
}

/** The whole examination ends after this long, in ms. */
const DEADLINE_MS = 120_000;
const MAX_CALLS = 100;

export function createPatient({ origin, proxy, key, storeId, percentScale, timeoutMs }: PatientOptions): Patient {
  const drifts: ContractDrift[] = [];
  const upstream = createUpstream({
    origin,
    proxyUrl: proxy?.url,
    attemptTimeoutMs: timeoutMs,
    onContractDrift: (drift) => drifts.push(drift),
  });
  const call: Call = {
    upstream,
    credential: createKeyCredential(`APIKey ${key}`),
    trace: undefined,
    deadline: performance.now() + DEADLINE_MS,
    cancellation: new Cancellation(),
    budget: MAX_CALLS,
    maxBytes: Number.POSITIVE_INFINITY,
    restCalls: 0,
    writes: 0,
    spareCalls: MAX_CALLS,
    bytes: 0,
    heldBytes: 0,
    requestedReads: 0,
    distinctReads: 0,
    retries: 0,
  };
  return { origin: new URL(origin), proxy, storeId, percentScale, call, drifts };
}
