import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is read at an address, once for a form or coding of it (RFC 9110 section 3.2). */
export interface Representation {
  /** A quoted string without commas, of its own for these bytes. */
  readonly etag: string;
  /** Headers that describe the body: a client that has it already is not sent them. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Answers a GET or HEAD, with 304 where the client holds these bytes already. */
export function sendRepresentation(
  req: IncomingMessage,
  res: ServerResponse,
  headers: Readonly<Record<string, string>>,
  { etag, metadata, body }: Representation,
): void {
  if (isHeld(etag, req.headers['if-none-match'])) {
    res.writeHead(304, { ...headers, etag }).end();
    return;
  }
  res.writeHead(200, { ...headers, etag, ...metadata, 'content-length': Buffer.byteLength(body) });
  // Node keeps the body back where the method is HEAD.
  res.end(body);
}

/** Weak comparison with each tag of an `If-None-Match` (RFC 9110 sections 8.8.3.2 and 13.1.2). */
function isHeld(etag: string, ifNoneMatch = ''): boolean {
  return ifNoneMatch.split(',').some((part) => {
    const tag = part.trim();
    return tag === '*' || tag === etag || tag === `W/${etag}`;
  });
}
