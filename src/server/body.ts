import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** Why a body is refused: an HTTP status and what to do. */
export interface BodyRefusal {
  readonly status: 400 | 413 | 415;
  readonly message: string;
}

/** The JSON object of a POST, or why it is refused. */
export type BodyResult =
  | { readonly json: object; readonly refusal?: undefined }
  | { readonly json?: undefined; readonly refusal: BodyRefusal };

/** Largest request body in bytes, for what people and their programs write. */
export const MAX_BODY_BYTES = 100 * 1024;

/**
 * Tells by its head why the body of a POST is not read: anything but `application/json` in UTF-8 is refused, which also
 * keeps browsers from sending it from a foreign page without asking first (CSRF).
 *
 * @param maxBytes of the body.
 */
export function refuseBody(req: IncomingMessage, maxBytes: number): BodyRefusal | undefined {
  const { 'content-type': contentType = '', 'content-length': length } = req.headers;
  if (!isJson(contentType)) {
    return { status: 415, message: 'Send the operation as JSON: `Content-Type: application/json`, in UTF-8.' };
  }
  if (isEncoded(req)) return { status: 415, message: 'Send the request body uncompressed.' };
  return Number(length) > maxBytes ? tooLarge(maxBytes) : undefined;
}

export function tooLarge(maxBytes: number): BodyRefusal {
  return {
    status: 413,
    message: `The request body is larger than ${maxBytes} bytes. Use variables, or fewer fields.`,
  };
}

/** The JSON object that a POST sent, or why it is refused. */
export function parseJsonBody(bytes: Buffer): BodyResult {
  return isUtf8(bytes) ? parseObject(bytes.toString()) : refuse('The request body is not valid UTF-8.');
}

function parseObject(text: string): BodyResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('The request body is not valid JSON.');
  }
  if (Array.isArray(json)) return refuse('Send one operation per request: batches are not supported.');
  if (typeof json === 'object' && json !== null) return { json };
  return refuse('The request body must be a JSON object.');
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

function refuse(message: string): BodyResult {
  return { refusal: { status: 400, message } };
}
