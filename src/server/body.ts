import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** The JSON object of a POST, or why it is refused: an HTTP status and what to do. */
export type BodyResult =
  | { readonly json: object; readonly refusal?: undefined }
  | { readonly json?: undefined; readonly refusal: { readonly status: 400 | 413 | 415; readonly message: string } };

/** Largest request body in bytes, for what people and their programs write. */
export const MAX_BODY_BYTES = 100 * 1024;

/**
 * Reads the JSON object that a POST sends. Anything but `application/json` in UTF-8 is refused, which also keeps
 * browsers from sending it from a foreign page without asking first (CSRF). Undefined when the client went away.
 *
 * Yoga could do it, but its reading through web streams doubles the cost of a small operation.
 */
export async function readJsonBody(req: IncomingMessage, maxBytes: number): Promise<BodyResult | undefined> {
  const { 'content-type': contentType = '', 'content-length': length } = req.headers;
  if (!isJson(contentType))
    return refuse(415, 'Send the operation as JSON: `Content-Type: application/json`, in UTF-8.');
  if (isEncoded(req)) return refuse(415, 'Send the request body uncompressed.');
  if (Number(length) > maxBytes) return tooLarge(maxBytes);
  const bytes = await readBytes(req, maxBytes);
  if (bytes === undefined) return undefined;
  if (bytes === 'too large') return tooLarge(maxBytes);
  if (!isUtf8(bytes)) return refuse(400, 'The request body is not valid UTF-8.');
  return parseObject(bytes.toString());
}

function parseObject(text: string): BodyResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(400, 'The request body is not valid JSON.');
  }
  if (Array.isArray(json)) return refuse(400, 'Send one operation per request: batches are not supported.');
  if (typeof json === 'object' && json !== null) return { json };
  return refuse(400, 'The request body must be a JSON object.');
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

function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer | 'too large' | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else resolve('too large');
    });
    req.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    req.on('close', () => resolve(undefined));
    req.on('error', () => resolve(undefined));
  });
}

function refuse(status: 400 | 413 | 415, message: string): BodyResult {
  return { refusal: { status, message } };
}

function tooLarge(maxBytes: number): BodyResult {
  return refuse(413, `The request body is larger than ${maxBytes} bytes. Use variables, or fewer fields.`);
}
