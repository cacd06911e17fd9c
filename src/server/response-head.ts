import type { ServerResponse } from 'node:http';

/** Headers as names and values in turn: the form that node:http writes without making objects of it. */
export type RawHeaders = readonly string[];

/** Makes headers part of whatever is answered. */
export function applyHeaders(res: ServerResponse, headers: RawHeaders): void {
  for (let at = 0; at < headers.length; at += 2) res.setHeader(headers[at] as string, headers[at + 1] as string);
}
