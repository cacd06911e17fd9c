import type { IncomingHttpHeaders } from 'node:http';
import type { TraceContext } from '../rest/call.ts';

/** W3C Trace Context, section 3.2: version, trace id, parent id and flags; neither id is all zeros. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** Section 3.3: up to 32 members of a key, `=` and a value; 512 characters are enough for everyone. */
const MEMBER = /^[a-z\d][a-z\d_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const MAX_MEMBERS = 32;
const MAX_TRACESTATE = 512;

/** The trace that a caller's request belongs to; undefined when there is none, or its header is not well-formed. */
export function readTraceContext(headers: IncomingHttpHeaders): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) return undefined;
  return isTracestate(tracestate) ? { traceparent, tracestate } : { traceparent };
}

function isTracestate(value: string | string[] | undefined): value is string {
  if (typeof value !== 'string' || value.length > MAX_TRACESTATE) return false;
  const members = value.split(',').map((member) => member.trim());
  return members.length <= MAX_MEMBERS && members.every((member) => MEMBER.test(member));
}
