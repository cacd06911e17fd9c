import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { TraceContext } from '../rest/call.ts';
import { negotiateMediaType } from './negotiation.ts';

/** Where operations are sent. */
export const GRAPHQL_PATH = '/graphql';

/** Largest request body in bytes, for what people and their programs write. */
export const MAX_BODY_BYTES = 100 * 1024;

/** Why a request is refused by its head alone: an HTTP status and what to do. */
export interface HeadRefusal {
  readonly status: 400 | 406 | 413 | 415;
  readonly message: string;
}

/** What a GraphQL answer can be sent as. */
export type AnswerType = 'application/json' | 'application/graphql-response+json';

/**
 * The type of the answer to a request with this `Accept`; undefined where it allows none. Whoever does not care gets
 * `application/json` (GraphQL over HTTP, legacy watershed).
 */
export const pickAnswerType = negotiateMediaType<AnswerType>(['application/json', 'application/graphql-response+json']);

const SLASH = 47;
/** A scheme, an authority, and what follows it; every character is looked at once. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)(.*)$/is;

/**
 * Turns a request-target in absolute form (`GET http://host/path HTTP/1.1`), which every server must accept, into one in
 * origin form, and lets its authority take the place of `Host` (RFC 9112 section 3.2.2). Whoever reads `req.url` after it
 * finds a path.
 *
 * @returns false when the target is neither, such as `*`.
 */
export function toOriginForm(req: IncomingMessage): boolean {
  const { url = '' } = req;
  if (url.charCodeAt(0) === SLASH) return true;
  const [, authority, rest = ''] = ABSOLUTE_FORM.exec(url) ?? [];
  if (authority === undefined) return false;
  req.url = rest.startsWith('/') ? rest : `/${rest}`;
  req.headers.host = authority;
  return true;
}

/** The path of a request whose target is in origin form. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** Whether a request reads and changes nothing. */
export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether a `Host` header makes the beginning of a URL. An empty one says nothing and is fine. */
export function isHost(host: string): boolean {
  return host === '' || (/^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`));
}

/**
 * Tells why no operation of this request may run and its body is not read.
 *
 * @param maxBytes of the body of a POST.
 */
export function refuseHead(req: IncomingMessage, maxBytes: number): HeadRefusal | undefined {
  const { host = '', accept } = req.headers;
  if (!isHost(host)) return { status: 400, message: 'The Host header is not a host.' };
  if (pickAnswerType(accept) === undefined) {
    return { status: 406, message: 'Answers are JSON: send `Accept: application/graphql-response+json`.' };
  }
  return req.method === 'POST' ? refuseBody(req, maxBytes) : undefined;
}

/**
 * Anything but `application/json` in UTF-8 is refused, which also keeps browsers from sending it from a foreign page
 * without asking first (CSRF).
 */
function refuseBody(req: IncomingMessage, maxBytes: number): HeadRefusal | undefined {
  const { 'content-type': contentType = '', 'content-length': length } = req.headers;
  if (!isJson(contentType)) {
    return { status: 415, message: 'Send the operation as JSON: `Content-Type: application/json`, in UTF-8.' };
  }
  if (isEncoded(req)) return { status: 415, message: 'Send the request body uncompressed.' };
  return Number(length) > maxBytes ? tooLarge(maxBytes) : undefined;
}

/** The refusal of a body that has more bytes than this. */
export function tooLarge(maxBytes: number): HeadRefusal {
  return {
    status: 413,
    message: `The request body is larger than ${maxBytes} bytes. Use variables, or fewer fields.`,
  };
}

/** RFC 9110 section 8.3.1; a charset other than UTF-8 is not JSON (RFC 8259 section 8.1). */
function isJson(contentType: string): boolean {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset'));
  return type === 'application/json' && (charset === undefined || /^charset=("?)utf-8\1$/.test(charset));
}

/** A transfer coding is undone by the HTTP server, but it knows no other than `chunked`. */
function isEncoded({ headers }: IncomingMessage): boolean {
  const { 'content-encoding': content = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers;
  return content !== 'identity' || transfer.toLowerCase() !== 'chunked';
}

/** W3C Trace Context, section 3.2: version, trace id, parent id and flags; neither id is all zeros. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** Section 3.3: up to 32 members of a key, `=` and a value; 512 characters are enough for everyone. */
const MEMBER = /^[a-z\d][a-z\d_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const MAX_MEMBERS = 32;
const MAX_TRACESTATE = 512;

/** The trace that a caller's request belongs to; undefined when there is none, or its header is not well-formed. */
export function parseTraceContext(headers: IncomingHttpHeaders): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) return undefined;
  return isTracestate(tracestate) ? { traceparent, tracestate } : { traceparent };
}

function isTracestate(value: string | string[] | undefined): value is string {
  if (typeof value !== 'string' || value.length > MAX_TRACESTATE) return false;
  const members = value.split(',').map((member) => member.trim());
  return members.length <= MAX_MEMBERS && members.every((member) => MEMBER.test(member));
}
