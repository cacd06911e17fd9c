import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { Exchange } from './dialects/exchange.ts';
import { type Answer, dispatch } from './servers/shared/dispatch.ts';
import type { Server } from './servers.ts';

/** Sends a request to a server under test, as its callers do. */
export function send(
  dispatcher: Dispatcher,
  { authorization = 'APIKey bench' }: Server,
  { method, path, body, coding }: Exchange,
): Promise<Answer> {
  const headers = {
    authorization,
    accept: 'application/json',
    ...(coding !== undefined && { 'accept-encoding': coding }),
  };
  return dispatch(dispatcher, {
    method,
    path,
    headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
    body,
  });
}

const DECODE = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync };

/** The JSON of an answer. Throws when it did not come in the coding that was asked for. */
export function parse({ coding }: Exchange, { body }: Answer): unknown {
  return JSON.parse(String(coding === undefined ? body : DECODE[coding](body)));
}
