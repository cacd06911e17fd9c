import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '../rest/call.ts';
import type { Cancellation } from '../rest/cancellation.ts';
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
  /** Set once an operation is executed. */
  call: Call | undefined;
  /** What the log says of the operation, once it is known. */
  operation: { readonly type: string; readonly name: string | undefined } | undefined;
  /** How many errors the answer has, by code; undefined when it has none. */
  errorCodes: Readonly<Record<string, number>> | undefined;
}
