import { decodeContent } from './content-coding.ts';
import { decodeText } from './decode-json.ts';
import type { RefusedError, ValidationEntry } from './errors.ts';
import type { WireResponse } from './exchange.ts';
import { headerOf } from './header.ts';
import { parseJson } from './json.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What a refused answer says of itself. Each part is undefined or empty when the answer does not hold it. */
type Refusal = Pick<RefusedError, 'code' | 'traceId' | 'detail' | 'entries' | 'retryAfter'>;

const MAX_ENTRIES = 100;
/** Characters of a code, an id, a path. */
const MAX_WORD = 128;
/** Characters of a sentence for people. */
const MAX_MESSAGE = 1000;

/** Characters below which a credential could be a word of any message: taking it out would garble the texts of others. */
const MIN_KEY = 12;

type Take = (value: unknown, maxLength: number) => string | undefined;

/**
 * Reads the body of an answer with status 400 or more. Some hold nothing, HTML, or what cannot be unpacked: then only the
 * header counts. An API that echoes the caller's credential is not allowed to put it into an answer or a log.
 *
 * @param maxBytes bounds what the body may unfold to.
 */
export function readRefusal(response: WireResponse, authorization: string, maxBytes: number): Refusal {
  const key = authorization.slice(authorization.lastIndexOf(' ') + 1);
  const withoutKey = (text: string): string => (key.length < MIN_KEY ? text : text.replaceAll(key, '[redacted]'));
  // The key goes before the cut, which could leave a part of it.
  const take: Take = (value, maxLength) => (typeof value === 'string' ? cut(withoutKey(value), maxLength) : undefined);
  const refusal = readObject(response, maxBytes);
  return {
    code: take(refusal.code, MAX_WORD),
    traceId: take(refusal.trace_id, MAX_WORD),
    detail: take(refusal.message, MAX_MESSAGE),
    entries: readList(refusal.errors, MAX_ENTRIES).map((entry) => readEntry(entry, take)),
    retryAfter: parseRetryAfter(headerOf(response.headers, 'retry-after')),
  };
}

function readEntry(entry: unknown, take: Take): ValidationEntry {
  const fields = isObject(entry) ? entry : {};
  return {
    code: take(fields.code, MAX_WORD) ?? '',
    message: take(fields.message, MAX_MESSAGE) ?? 'The PayNow API refused this value.',
    path: take(fields.path, MAX_WORD) ?? '',
    validation: take(fields.validation, MAX_WORD) ?? '',
  };
}

function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1).toWellFormed()}…` : text;
}

function readObject({ headers, body }: WireResponse, maxBytes: number): Record<string, unknown> {
  try {
    const value = parseJson(decodeText(decodeContent(body, headerOf(headers, 'content-encoding'), maxBytes)));
    return isObject(value) ? value : {};
  } catch {
    return {}; // Not JSON: the status alone is the answer.
  }
}

function readList(value: unknown, maxLength: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, maxLength) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
