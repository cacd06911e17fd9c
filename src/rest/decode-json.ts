import { isUtf8 } from 'node:buffer';
import { BadResponseError } from './errors.ts';
import { parseJson } from './json.ts';

/**
 * The value of a JSON body, every integer exact.
 *
 * @throws {BadResponseError} when it is not UTF-8, or not JSON, which may be since a part of it was lost.
 */
export function decodeJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new BadResponseError('The PayNow API sent text that is not UTF-8.');
  try {
    return parseJson(decodeText(bytes));
  } catch (cause) {
    const what = bytes.length === 0 ? 'nothing' : 'something that is not JSON';
    throw new BadResponseError(`The PayNow API answered with ${what}.`, { cause, brokeOff: true });
  }
}

const BYTE_ORDER_MARK = 0xfeff;

/** The text of a body, without the byte order mark that some put before it (RFC 8259 section 8.1). */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString();
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}
