import { readFileSync } from 'node:fs';
import { codeOf } from './file-error.ts';
import { KeySetError, MAX_KEY_SET_BYTES, parseKeySet } from './key-set-text.ts';

/** What is wrong with where a key set is, as in "is a URL without TLS"; a file is looked into. Undefined: nothing. */
export function faultOfKeySet(place: string): string | undefined {
  if (isUrl(place)) return faultOfUrl(place);
  try {
    parseKeySet(isText(place) ? place : readFileNow(place));
    return undefined;
  } catch (error) {
    if (error instanceof KeySetError) return `names a key set that ${error.message}`;
    throw error;
  }
}

export function isUrl(place: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(place);
}

export function isText(place: string): boolean {
  return place.startsWith('{');
}

function faultOfUrl(place: string): string | undefined {
  if (!URL.canParse(place)) return 'is not a URL';
  const { protocol, hostname, username, password, hash } = new URL(place);
  if (username !== '' || password !== '') return 'is a URL with a user or password';
  if (hash !== '') return 'is a URL with a fragment';
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined;
  // Whoever can change the set on its way decides whose tokens are taken.
  return 'is a URL without TLS';
}

/** Whether a host stays within this machine. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);
}

function readFileNow(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw cannotRead(error);
  }
  return withinBytes(text);
}

export function cannotRead(error: unknown): KeySetError {
  return new KeySetError(`cannot be read${codeOf(error)}`, { cause: error });
}

/** @throws {KeySetError} */
export function withinBytes(text: string): string {
  if (Buffer.byteLength(text) > MAX_KEY_SET_BYTES) throw new KeySetError(`has more than ${MAX_KEY_SET_BYTES} bytes`);
  return text;
}
