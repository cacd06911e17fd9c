import { hash } from 'node:crypto';
import type { Cancellation } from './cancellation.ts';
import type { Credential } from './credential.ts';
import type { Upstream } from './upstream.ts';

/** W3C Trace Context: the two headers, well-formed. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** The id that all of a trace share: 32 hexadecimal digits. */
export function traceIdOf({ traceparent }: TraceContext): string | undefined {
  return traceparent.split('-')[1];
}

/** What every REST call of one GraphQL operation shares: the caller's credential, one deadline, one budget. */
export interface Call {
  readonly upstream: Upstream;
  readonly credential: Credential;
  /** The trace that the operation is part of, passed on so that one trace holds both; undefined when there is none. */
  readonly trace: TraceContext | undefined;
  /** `performance.now()` at which the operation ends, in ms. */
  readonly deadline: number;
  /** Fires when the client goes away; ends reads only. */
  readonly cancellation: Cancellation;
  /** How many REST calls the operation may cost; what parts with an allowance took is added. */
  budget: number;
  /** How many bytes of answers it may read. */
  readonly maxBytes: number;
  /** How many REST calls were made so far. */
  restCalls: number;
  /** How many of them were writes. */
  writes: number;
  /** How many of the budget's calls no field is known to need, so that one that can do with fewer may make them. */
  spareCalls: number;
  /** How many bytes their answers had. */
  bytes: number;
  /** How many of them the receive buffer counts until the operation ends; undefined once it has. */
  heldBytes: number | undefined;
  /** How many reads were asked for, equal ones included. */
  requestedReads: number;
  /** How many different reads those were. */
  distinctReads: number;
  /** How many attempts of them were made again. */
  retries: number;
}

/** What a part of an operation may take, where it is not the rest of what its operation may. */
interface OwnLimits {
  /** `performance.now()` at which it ends, in ms. */
  readonly deadline?: number;
  /** How many REST calls it may cost. */
  readonly budget: number;
  /** What ends its reads early. */
  readonly cancellation?: Cancellation;
}

async function withLimits<T>(call: Call, own: OwnLimits, run: (part: Call) => Promise<T>): Promise<T> {
  // None of its calls is known to be needed by another field.
  const used = { restCalls: 0, writes: 0, spareCalls: own.budget, bytes: 0, heldBytes: 0, retries: 0 };
  const part: Call = { ...call, ...own, ...used };
  try {
    return await run(part);
  } finally {
    call.restCalls += part.restCalls;
    call.writes += part.writes;
    call.bytes += part.bytes;
    call.retries += part.retries;
    if (part.heldBytes) holdBytes(call, part.heldBytes);
  }
}

/** Runs a part of an operation that may take so many of its spare calls. Nothing else goes on meanwhile. */
export async function withSpareCalls<T>(call: Call, most: number, run: (part: Call) => Promise<T>): Promise<T> {
  const before = call.restCalls;
  try {
    return await withLimits(call, { budget: Math.min(most, call.spareCalls) }, run);
  } finally {
    call.spareCalls -= call.restCalls - before;
  }
}

/**
 * Runs a part of an operation with an allowance: what it takes does not count against the budget of its operation, but is
 * added to it. Nothing else goes on meanwhile.
 */
export async function withAllowance<T>(call: Call, own: OwnLimits, run: (part: Call) => Promise<T>): Promise<T> {
  const before = call.restCalls;
  try {
    return await withLimits(call, own, run);
  } finally {
    call.budget += call.restCalls - before;
  }
}

/**
 * The name under which something is remembered of a list: what one caller was shown tells nothing to another. A hash, since
 * no key outlives its operation.
 */
export function listKey({ credential }: Call, noun: string, storeId: string): string {
  return hash('sha256', `${noun} ${storeId} ${credential.caller}`, 'base64');
}

/** Whether a field may make a call that it was not predicted to make. */
export function takeSpareCall(call: Call): boolean {
  if (call.spareCalls === 0) return false;
  call.spareCalls--;
  return true;
}

/** Keeps bytes of an answer counted until the operation ends. */
export function holdBytes(call: Call, bytes: number): void {
  if (call.heldBytes === undefined) call.upstream.receiveBuffer.release(bytes);
  else call.heldBytes += bytes;
}

/** Counts what an operation has read no more, since it ends. */
export function releaseBytes(call: Call): void {
  if (call.heldBytes) call.upstream.receiveBuffer.release(call.heldBytes);
  call.heldBytes = undefined;
}
