import type { RefusedError, ValidationEntry } from './errors.ts';
import type { WireResponse } from './exchange.ts';
import { parseJson } from './json.ts';

/** What a refused answer says of itself. Each part is undefined or empty when the answer does not hold it. */
type Refusal = Pick<RefusedError, 'code' | 'traceId' | 'detail' | 'entries' | 'retryAfter'>;

/**
 * Reads the body of an answer with status 400 or more. Some hold nothing, or HTML: then only the header counts.
 * An API that echoes the caller's credential is not allowed to put it into an answer or a log.
 */
export function readRefusal(response: WireResponse, authorization: string): Refusal {
  const key = authorization.slice(authorization.lastIndexOf(' ') + 1);
  const safe = (value: unknown): string | undefined =>
    typeof value === 'string' ? value.replaceAll(key, '[redacted]') : undefined;
  const body = readObject(response.body.toString());
  return {
    code: safe(body.code),
    traceId: safe(body.trace_id),
    detail: safe(body.message),
    entries: readList(body.errors).map((entry) => readEntry(entry, safe)),
    retryAfter: readRetryAfter(response.headers['retry-after']),
  };
}

function readEntry(entry: unknown, safe: (value: unknown) => string | undefined): ValidationEntry {
  const fields = isObject(entry) ? entry : {};
  return {
    code: safe(fields.code) ?? '',
    message: safe(fields.message) ?? 'The PayNow API refused this value.',
    path: safe(fields.path) ?? '',
    validation: safe(fields.validation) ?? '',
  };
}

/** RFC 9110 section 10.2.3: seconds, or an HTTP date. */
function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  // Date.parse takes more than dates: "-1" for one.
  const at = /^[A-Z][a-z]{2}/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    return {}; // Not JSON: the status alone is the answer.
  }
}

function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
