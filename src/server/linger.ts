import type { IncomingMessage, ServerResponse } from 'node:http';

// A connection that is closed while its client still sends is reset, and the client may lose the answer that it has not
// read yet. So the rest is read, up to a bound, before the connection is closed (RFC 9112 section 9.6).

/** How long the rest of a request is read that nobody wants. */
export const LINGER_MS = 2000;

/** How much of it is read, in bytes. */
export const LINGER_BYTES = 2 ** 20;

/** Whether more of a body may be on its way than is read for nothing: its connection is not used again. */
export function isLong({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > LINGER_BYTES;
}

/** Ends an answer whose head is written, at once as far as its reader can tell, yet not before the body has come. */
export function endBehindBody(res: ServerResponse, text: string): void {
  const { req } = res;
  if (!isComing(req)) {
    res.end(text);
    return;
  }
  res.write(text);
  discard(req, () => res.end());
}

/** Reads what comes of a body that nobody has read. */
export function discardUnread(req: IncomingMessage): void {
  if (req.readableFlowing === null && isComing(req)) discard(req, () => undefined);
}

function isComing({ complete, destroyed, headers }: IncomingMessage): boolean {
  if (complete || destroyed) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function discard(req: IncomingMessage, onEnd: () => void): void {
  let left = LINGER_BYTES;
  const count = (piece: Buffer): void => {
    // A piece costs as much as a kilobyte, however small it is.
    left -= Math.max(piece.length, 1024);
    if (left < 0) cut();
  };
  const cut = (): void => {
    req.off('data', count);
    onEnd();
    req.socket.destroySoon();
  };
  const timer = setTimeout(cut, LINGER_MS);
  req.on('data', count);
  req.once('end', onEnd);
  req.once('close', () => clearTimeout(timer));
}
