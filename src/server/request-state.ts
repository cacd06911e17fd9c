import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '../rest/call.ts';
import { Cancellation } from '../rest/cancellation.ts';
import { corsHeaders } from './cors.ts';
import type { RawHeaders } from './response-head.ts';

/** What Yoga hands on with each request. It copies this object, so what changes on the way is one level down. */
export interface ServerContext {
  readonly state: RequestState;
}

/** What the server knows of one HTTP request on its way. */
export interface RequestState {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  /** What every answer to it begins with. Whoever answers applies them, unless it writes them itself. */
  readonly headers: RawHeaders;
  /** `performance.now()` at the start, in ms. */
  readonly startedAt: number;
  /** Fires when the client goes away before it has its answer. */
  readonly cancellation: Cancellation;
  /** Whether it is counted and logged when its answer is sent. */
  isObserved: boolean;
  /** Set once an operation is executed. */
  call: Call | undefined;
  /** What the log says of the operation, once it is known. */
  operation: { readonly type: string; readonly name: string | undefined } | undefined;
  /** How many errors the answer has, by code; undefined when it has none. */
  errorCodes: Readonly<Record<string, number>> | undefined;
}

const COMMON_HEADERS = ['cache-control', 'private, no-store', 'x-content-type-options', 'nosniff'];

/** @param corsOrigins whose pages may read the answer. */
export function createRequestState(
  req: IncomingMessage,
  res: ServerResponse,
  corsOrigins: readonly string[],
): RequestState {
  const requestId = toRequestId(req.headers['x-request-id']);
  return {
    req,
    res,
    requestId,
    headers: ['x-request-id', requestId, ...COMMON_HEADERS, ...corsHeaders(corsOrigins, req)],
    startedAt: performance.now(),
    cancellation: new Cancellation(),
    isObserved: false,
    call: undefined,
    operation: undefined,
    errorCodes: undefined,
  };
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The caller's own id, if it is fit for a log. */
function toRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}
