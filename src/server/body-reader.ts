import type { IncomingMessage } from 'node:http';
import { type Aged, createAgeList } from './age-list.ts';
import { isTooSlow, type ServerLimits, type ServerTimeouts } from './server-limits.ts';
import { createWatch } from './watch.ts';

export interface BodyReaderOptions {
  readonly timeouts: Pick<ServerTimeouts, 'check' | 'grace'>;
  readonly limits: Pick<ServerLimits, 'bodies' | 'bodyBytes' | 'pace'>;
}

/** Why a body is not read to its end. */
export type BodyFailure = 'too large' | 'too slow' | 'stopping' | 'client left';

/** Reads bodies, and holds what is there of those that are still coming. */
export interface BodyReader {
  /** Bodies given up because they came too slowly, or because others needed their room. */
  readonly givenUp: number;
  read(req: IncomingMessage, maxBytes: number): Promise<Buffer | BodyFailure>;
  /** Gives up all that are still coming, since what they ask for will not be done. */
  stop(): void;
}

/**
 * More pieces than this must hold so many bytes on the average. Packets hold more than a kilobyte; a hundred kilobytes in
 * chunks of one byte, each an object and an event, take a fifth of a second.
 */
const FREE_PIECES = 1024;
const PIECE_BYTES = 128;

const NOTHING = Buffer.alloc(0);

/** A body that is still coming. */
interface Body extends Aged<Body> {
  readonly startedAt: number;
  /** What has come, in the beginning of a buffer that may be larger. */
  buffer: Buffer;
  size: number;
  pieces: number;
  /** Undefined once it is read or given up. */
  settle: ((outcome: Buffer | BodyFailure) => void) | undefined;
}

/**
 * Creates the reader of all bodies of a process. When there are too many, or too much of them, the one goes that has
 * gone longest without a byte: a body that comes with its head never waits for those that do not come.
 */
export function createBodyReader({ timeouts, limits }: BodyReaderOptions): BodyReader {
  const coming = createAgeList<Body>();
  let bytes = 0;
  let givenUp = 0;

  function settle(body: Body, outcome: Buffer | BodyFailure): void {
    if (body.settle === undefined) return;
    coming.remove(body);
    bytes -= body.buffer.length;
    body.settle(outcome);
    body.settle = undefined;
  }

  function giveUp(body: Body): void {
    givenUp++;
    settle(body, 'too slow');
  }

  function makeRoom(): void {
    while (coming.oldest && (coming.size > limits.bodies || bytes > limits.bodyBytes)) giveUp(coming.oldest);
  }

  const watch = createWatch(timeouts.check, () => {
    const now = performance.now();
    for (let body = coming.oldest; body; ) {
      const { younger } = body;
      if (isTooSlow(body.size, now - body.startedAt, timeouts.grace, limits.pace)) giveUp(body);
      body = younger;
    }
    return coming.size > 0;
  });

  function add(body: Body, piece: Buffer): void {
    const held = body.buffer.length;
    if (body.size === 0) body.buffer = piece;
    else {
      if (body.size + piece.length > held) {
        const larger = Buffer.allocUnsafeSlow(2 * (body.size + piece.length));
        body.buffer.copy(larger, 0, 0, body.size);
        body.buffer = larger;
      }
      piece.copy(body.buffer, body.size);
    }
    bytes += body.buffer.length - held;
    body.size += piece.length;
    body.pieces++;
  }

  return {
    get givenUp() {
      return givenUp;
    },
    read: (req, maxBytes) =>
      new Promise((resolve) => {
        const body: Body = {
          startedAt: performance.now(),
          buffer: NOTHING,
          size: 0,
          pieces: 0,
          settle: resolve,
          older: undefined,
          younger: undefined,
        };
        coming.add(body);
        makeRoom();
        watch();
        req.on('data', (piece: Buffer) => {
          if (body.settle === undefined) return;
          if (body.size + piece.length > maxBytes || isCrumbled(body)) return settle(body, 'too large');
          add(body, piece);
          // It is the youngest now.
          coming.remove(body);
          coming.add(body);
          makeRoom();
        });
        req.on('end', () => settle(body, body.buffer.subarray(0, body.size)));
        req.on('close', () => settle(body, 'client left'));
        req.on('error', () => settle(body, 'client left'));
      }),
    stop() {
      while (coming.oldest) settle(coming.oldest, 'stopping');
    },
  };
}

function isCrumbled({ pieces, size }: Body): boolean {
  return pieces > FREE_PIECES && size < pieces * PIECE_BYTES;
}
