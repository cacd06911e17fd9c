import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isTooSlow, type ServerLimits, type ServerTimeouts } from './server-limits.ts';
import { createWatch } from './watch.ts';

export interface SendBufferOptions {
  readonly timeouts: Pick<ServerTimeouts, 'check' | 'grace' | 'undisturbed'>;
  readonly limits: Pick<ServerLimits, 'unsentBytes' | 'pace'>;
}

/** The answers of a process that their readers have not taken. */
export interface SendBuffer {
  /** What they hold, in bytes. */
  readonly bytes: number;
  /** Connections cut because their client read too slowly, or too slowly for the room that others needed. */
  readonly cut: number;
  /**
   * Whether an answer of so many bytes may be sent. What takes room is cut for it, unless it has only just begun: first
   * the connection whose reader has taken nothing for longest. Small answers are always sent.
   */
  makeRoom(bytes: number): boolean;
  /** Ends an answer whose head is written. */
  end(res: ServerResponse, body: string | Uint8Array, bytes: number): void;
  /** Notes what an answer that was ended elsewhere still holds. */
  note(res: ServerResponse): void;
}

/**
 * Only larger answers are sent in pieces, to see how fast they are taken. Smaller ones are most often with the system at
 * once, and then hold nothing here.
 */
const PIECE_BYTES = 256 * 1024;

/** A connection whose client has answers to take. */
interface Reader {
  /** `performance.now()` when there began to be some. */
  since: number;
  unsent: number;
  taken: number;
  /** The largest write: how much of it was taken is not known before all of it was. */
  write: number;
}

export function createSendBuffer({ timeouts, limits }: SendBufferOptions): SendBuffer {
  /** In the order in which they have last taken something. */
  const readers = new Map<Socket, Reader>();
  let bytes = 0;
  let cut = 0;

  function hold(res: ServerResponse, length: number, write: number): Reader {
    const { socket } = res.req;
    const reader = readers.get(socket) ?? { since: performance.now(), unsent: 0, taken: 0, write: 0 };
    readers.set(socket, reader);
    reader.unsent += length;
    reader.write = Math.max(reader.write, write);
    bytes += length;
    res.once('close', () => {
      if (readers.get(socket) === reader) release(socket, reader, length);
    });
    watch();
    return reader;
  }

  function release(socket: Socket, reader: Reader, length: number): void {
    bytes -= length;
    reader.unsent -= length;
    if (reader.unsent === 0) readers.delete(socket);
    else advance(socket, reader, length);
  }

  function advance(socket: Socket, reader: Reader, length: number): void {
    reader.taken += length;
    // It is the last in order now.
    readers.delete(socket);
    readers.set(socket, reader);
  }

  function hangUp(socket: Socket, reader: Reader): void {
    cut++;
    release(socket, reader, reader.unsent);
    socket.destroy();
  }

  function endInPieces(res: ServerResponse, content: Uint8Array): void {
    const { socket } = res.req;
    const reader = hold(res, content.length, PIECE_BYTES);
    let at = 0;
    const next = (failure?: Error | null): void => {
      if (failure || readers.get(socket) !== reader) return;
      if (at > 0) advance(socket, reader, PIECE_BYTES);
      const piece = content.subarray(at, at + PIECE_BYTES);
      at += PIECE_BYTES;
      if (at < content.length) res.write(piece, next);
      else res.end(piece);
    };
    next();
  }

  const watch = createWatch(timeouts.check, () => {
    const now = performance.now();
    for (const [socket, reader] of readers) {
      // Its answers wait for one before them that is not ready.
      if (socket.writableLength === 0) Object.assign(reader, { since: now, taken: 0 });
      else if (isTooSlow(reader.taken + reader.write, now - reader.since, timeouts.grace, limits.pace))
        hangUp(socket, reader);
    }
    return readers.size > 0;
  });

  return {
    get bytes() {
      return bytes;
    },
    get cut() {
      return cut;
    },
    makeRoom(length) {
      if (length <= PIECE_BYTES) return true;
      const now = performance.now();
      for (const [socket, reader] of readers) {
        if (bytes + length <= limits.unsentBytes) break;
        if (now - reader.since >= timeouts.undisturbed) hangUp(socket, reader);
      }
      return bytes + length <= limits.unsentBytes;
    },
    end(res, body, length) {
      if (length > PIECE_BYTES) endInPieces(res, typeof body === 'string' ? Buffer.from(body) : body);
      else res.end(body);
    },
    note(res) {
      const length = res.writableLength;
      if (length === 0 || !res.writableEnded || res.req.socket.destroyed) return;
      hold(res, length, length);
      for (const [socket, reader] of readers) {
        if (bytes <= limits.unsentBytes) break;
        hangUp(socket, reader);
      }
    },
  };
}
