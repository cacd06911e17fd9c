import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call, TraceContext } from '../rest/call.ts';
import { Cancellation } from '../rest/cancellation.ts';
import { type Credential, createKeyCredential } from '../rest/credential.ts';
import { corsHeaders } from './cors.ts';

/** Headers as names and values in turn: the form that node:http writes without making objects of it. */
export type RawHeaders = readonly string[];

/** What the server knows of one HTTP request on its way. What changes on it is written by the functions of this file. */
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
  readonly isObserved: boolean;
  /** The trace that the request is part of: its caller's, or one that begins here; undefined when there is none. */
  readonly trace: TraceContext | undefined;
  /** With which the REST API is called; nothing can be until it is noted. */
  readonly credential: Credential;
  /** Set once an operation is executed. */
  readonly call: Call | undefined;
  /** The operation, once it is known. */
  readonly operation: Operation | undefined;
  /** How many errors the answer has, by code; undefined when it has none. */
  readonly errorCodes: Readonly<Record<string, number>> | undefined;
}

/** What observers are told of an operation. */
export interface Operation {
  readonly type: string;
  /** As the document spells it. */
  readonly name: string | undefined;
  /** Whether its document is listed, so that its name is the operator's; undefined where none are. */
  readonly isListed: boolean | undefined;
}

const NOBODY = createKeyCredential(undefined);

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
    trace: undefined,
    credential: NOBODY,
    call: undefined,
    operation: undefined,
    errorCodes: undefined,
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Notes that the request is counted and logged when its answer is sent. */
export function noteObserved(state: Writable<RequestState>): void {
  state.isObserved = true;
}

/** Notes the trace that the request is part of. */
export function noteTrace(state: Writable<RequestState>, trace: TraceContext | undefined): void {
  state.trace = trace;
}

/** Notes who sent the request. */
export function noteCredential(state: Writable<RequestState>, credential: Credential): void {
  state.credential = credential;
}

/** Notes that an operation begins, before anything of it is executed. */
export function noteOperation(state: Writable<RequestState>, operation: Operation, call: Call): void {
  state.operation = operation;
  state.call = call;
}

/** Notes the errors of the answer, which takes the place of whatever was to be answered before. */
export function noteErrors(state: Writable<RequestState>, codes: Readonly<Record<string, number>>): void {
  state.errorCodes = codes;
}

/** Makes the common headers part of whatever is answered. */
export function applyHeaders({ res, headers }: RequestState): void {
  for (let at = 0; at < headers.length; at += 2) res.setHeader(headers[at] as string, headers[at + 1] as string);
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The caller's own id, if it is fit for a log. */
function toRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}
