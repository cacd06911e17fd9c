import { gunzipSync } from 'node:zlib';
import { BadResponseError } from './errors.ts';

/** What is sent as Accept-Encoding: nothing else is undone. */
export const ACCEPTED_CODINGS = 'gzip';

/** RFC 9110 section 8.4.1.3: `x-gzip` is an old name of the same. */
const GZIP = new Set(['gzip', 'x-gzip']);

/** Codings on top of each other; each is undone within the same bound. */
const MAX_CODINGS = 3;

/**
 * Undoes the content codings of a body (RFC 9110 section 8.4). An empty body has none, whatever the header says.
 *
 * @param maxBytes bounds what each coding may unfold to.
 * @throws {BadResponseError}
 */
export function decodeContent(body: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer {
  if (contentEncoding === undefined || body.length === 0) return body;
  const codings = contentEncoding.split(',', MAX_CODINGS + 1).map((coding) => coding.trim().toLowerCase());
  const applied = codings.filter((coding) => coding !== 'identity' && coding !== '');
  if (applied.length > MAX_CODINGS || !applied.every((coding) => GZIP.has(coding))) {
    throw new BadResponseError('The PayNow API used a content encoding that was not asked for.');
  }
  return applied.reduce((bytes) => unzip(bytes, maxBytes), body);
}

function unzip(body: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw answerTooLarge(maxBytes);
    throw new BadResponseError('The PayNow API sent gzip data that cannot be read.', { cause: error });
  }
}

export function answerTooLarge(maxBytes: number): BadResponseError {
  return new BadResponseError(`The answer of the PayNow API is larger than ${maxBytes} bytes.`);
}
