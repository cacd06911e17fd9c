import { readFile } from 'node:fs/promises';
import { Cancellation } from '../rest/cancellation.ts';
import { type Connections, openConnections } from '../rest/connections.ts';
import { ACCEPTED_CODINGS, decodeContent } from '../rest/content-coding.ts';
import { BadResponseError, TimedOutError, UnavailableError } from '../rest/errors.ts';
import { exchange } from '../rest/exchange.ts';
import { headerOf } from '../rest/header.ts';
import { createReceiveBuffer } from '../rest/receive-buffer.ts';
import { codeOf } from './file-error.ts';
import { cannotRead, isText, isUrl, withinBytes } from './key-set-place.ts';
import { KeySetError, MAX_KEY_SET_BYTES } from './key-set-text.ts';

/** Where the text of a key set comes from. */
export interface KeySetSource {
  /** Milliseconds between two looks at it. */
  readonly intervalMs: number;
  /** Milliseconds in which no more than one look is caused by tokens. */
  readonly gateMs: number;
  /** @throws {KeySetError} */
  fetch(): Promise<string>;
  close(): Promise<void>;
}

/** The URL of the proxy on the way to another URL; undefined: the way is straight. */
export type ProxyFor = (url: string) => string | undefined;

const URL_INTERVAL_MS = 600_000;
const URL_GATE_MS = 30_000;
const FILE_INTERVAL_MS = 10_000;
const TIMEOUT_MS = 5000;

/** Opens where a key set is: an https URL, the path of a file, or the set itself. */
export function openKeySet(place: string, proxyFor: ProxyFor): KeySetSource {
  if (isUrl(place)) return openUrl(new URL(place), proxyFor(place));
  const fetch = isText(place) ? async () => place : () => readFileSoon(place);
  return { intervalMs: FILE_INTERVAL_MS, gateMs: 0, fetch, close: async () => undefined };
}

function openUrl({ origin, pathname, search }: URL, proxyUrl: string | undefined): KeySetSource {
  const connections = openConnections({ origin, proxyUrl, connections: 1 });
  const closing = new Cancellation();
  return {
    intervalMs: URL_INTERVAL_MS,
    gateMs: URL_GATE_MS,
    fetch: () => fetchText(connections, pathname + search, closing),
    close() {
      closing.cancel();
      return connections.close();
    },
  };
}

/** Redirects are not followed, and no more than the bytes of a key set are read. */
async function fetchText(connections: Connections, path: string, cancellation: Cancellation): Promise<string> {
  const headers = { accept: 'application/jwk-set+json, application/json', 'accept-encoding': ACCEPTED_CODINGS };
  try {
    const {
      status,
      headers: answered,
      body,
    } = await exchange(
      connections,
      { method: 'GET', path, headers, body: null },
      {
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_KEY_SET_BYTES,
        cancellation,
        buffer: createReceiveBuffer(MAX_KEY_SET_BYTES),
      },
    );
    if (status !== 200) throw new KeySetError(`was answered with status ${status}`);
    return String(decodeContent(body, headerOf(answered, 'content-encoding'), MAX_KEY_SET_BYTES));
  } catch (error) {
    throw error instanceof KeySetError ? error : new KeySetError(describe(error), { cause: error });
  }
}

function describe(error: unknown): string {
  if (error instanceof TimedOutError) return `was not sent within ${TIMEOUT_MS} ms`;
  if (error instanceof UnavailableError) return `cannot be reached${codeOf(error.cause)}`;
  if (error instanceof BadResponseError) {
    return error.brokeOff
      ? 'broke off'
      : `has more than ${MAX_KEY_SET_BYTES} bytes, or a coding that was not asked for`;
  }
  return `cannot be fetched${codeOf(error)}`;
}

async function readFileSoon(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw cannotRead(error);
  });
  return withinBytes(text);
}
