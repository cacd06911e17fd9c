import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Answer, printError } from './answer.ts';
import type { Misfortune } from './faults.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const MEBIBYTE = 2 ** 20;
const PAGE = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';

/** Sends an answer as it should be. */
export function sendAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else response.writeHead(status, { ...typeAndLength(body), ...headers }).end(body);
}

/**
 * Sends, or does not send, what a fault makes of an answer.
 *
 * @param answer the proper one, for the faults that send it in some form.
 */
export function sendFault(response: ServerResponse, fault: AnswerFault, answer: Answer): void {
  const send = SENDERS[fault.kind] as (response: ServerResponse, fault: AnswerFault, answer: Answer) => void;
  send(response, fault, answer);
}

type AnswerFault = NonNullable<Misfortune['fault']>;

const SENDERS: {
  [Kind in AnswerFault['kind']]: (
    response: ServerResponse,
    fault: Extract<AnswerFault, { kind: Kind }>,
    answer: Answer,
  ) => void;
} = {
  error(response, { status, headers = {}, code = 'fault', message = 'The sandbox was asked to fail.', errors }) {
    const body = printError({ status, code, message, ...(errors && { errors }) });
    sendAnswer(response, { status, body, headers });
  },
  answer: sendAnswer,
  html(response, { status = 200 }) {
    sendAnswer(response, { status, body: PAGE, headers: { 'content-type': 'text/html' } });
  },
  empty(response, { status = 200 }) {
    sendAnswer(response, { status, headers: { 'content-length': '0' } });
  },
  redirect(response, { status = 302, location }) {
    sendAnswer(response, { status, headers: { location, 'content-length': '0' } });
  },
  'content-type'(response, { type }, answer) {
    sendAnswer(response, { ...answer, headers: { ...answer.headers, 'content-type': type } });
  },
  truncate(response, _fault, { status, body = '{}' }) {
    const bytes = Buffer.from(body);
    response.writeHead(status === 204 ? 200 : status, typeAndLength(bytes));
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  },
  drip(response, { bytes = 1, everyMs = 50 }, answer) {
    drip(response, answer, bytes, everyMs);
  },
  oversize(response, { bytes = 20 * MEBIBYTE, declared = false }) {
    response.writeHead(200, { 'content-type': JSON_TYPE, ...(declared && { 'content-length': bytes }) });
    stream(response, Buffer.alloc(MEBIBYTE, ' '), bytes);
  },
  'gzip-bomb'(response, { bytes = 200 * MEBIBYTE }) {
    // Compressed parts one after the other are one compressed text.
    const part = gzipSync(Buffer.alloc(MEBIBYTE, ' '));
    response.writeHead(200, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' });
    stream(response, part, Math.ceil(bytes / MEBIBYTE) * part.length);
  },
  reset(response) {
    response.socket?.resetAndDestroy();
  },
  hang() {},
};

function typeAndLength(body: string | Buffer): Record<string, string> {
  return { 'content-type': JSON_TYPE, 'content-length': String(Buffer.byteLength(body)) };
}

function drip(response: ServerResponse, { status, body = '', headers }: Answer, bytes: number, everyMs: number): void {
  const whole = Buffer.from(body);
  let sent = 0;
  response.writeHead(status, { ...(body !== '' && typeAndLength(whole)), ...headers });
  const timer = setInterval(() => {
    response.write(whole.subarray(sent, sent + bytes));
    sent += bytes;
    if (sent >= whole.length) response.end();
  }, everyMs);
  response.once('close', () => clearInterval(timer)).once('finish', () => clearInterval(timer));
}

/** Sends `part` again and again up to a size, no faster than the client reads. */
function stream(response: ServerResponse, part: Buffer, size: number): void {
  function* parts(): Generator<Buffer> {
    for (let left = size; left > 0; left -= part.length) yield part.subarray(0, left);
  }
  const source = Readable.from(parts());
  response.once('close', () => source.destroy());
  source.pipe(response);
}
