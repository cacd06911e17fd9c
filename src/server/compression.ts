import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib';
import { negotiateCoding } from './negotiation.ts';

/** The codings of answers, the one that costs least for its bytes first. */
const CODINGS = ['zstd', 'br', 'gzip'] as const;
type Compressed = (typeof CODINGS)[number];
type AnswerCoding = Compressed | 'identity';

/** An answer as it is sent. */
export interface EncodedAnswer {
  readonly coding: AnswerCoding;
  readonly body: string | Uint8Array;
  /** Of the body. */
  readonly bytes: number;
  /** Bytes of the answer as it was made. */
  readonly madeBytes: number;
}

/** As much of a response as tells for whom an answer is. */
interface Reader {
  readonly req: Pick<IncomingMessage, 'headers'>;
  /** Whether its client is gone. */
  readonly destroyed: boolean;
}

/** What has been sent in one coding, in bytes. */
interface CodingCounts {
  /** Of the answers as they were made. */
  made: number;
  /** Of the same as they were sent. */
  sent: number;
}

export interface Compression {
  /**
   * Encodes an answer as its client accepts it: at once where that is soon done.
   *
   * @param bytes of the text.
   */
  encode(res: Reader, text: string, bytes: number): EncodedAnswer | Promise<EncodedAnswer>;
  /** Notes an answer that is sent. */
  note(answer: EncodedAnswer): void;
  readonly counts: Readonly<Record<AnswerCoding, Readonly<CodingCounts>>>;
  /** Answers that were sent as they are, since too much was being compressed. */
  readonly skipped: number;
}

/** A smaller answer fits into a packet or two whatever is done with it, and takes as long as it saves. */
const MIN_BYTES = 1024;

/**
 * From when on an answer is compressed on the thread pool. A page of 100 coupons (94 KB) takes 0.06 to 0.1 ms of the event
 * loop here and 0.03 to 0.05 there, where it costs 0.05 ms more in all. The worst text of this size takes 2 ms.
 */
const LARGE_BYTES = 128 * 1024;

export interface CompressionLimits {
  /** Large answers that are compressed at once. The thread pool has four threads, which also look up names and read files. */
  readonly atOnce: number;
  /** What may wait for that, in bytes of the answers as they were made. */
  readonly waitingBytes: number;
}

const LIMITS: CompressionLimits = { atOnce: 2, waitingBytes: 8 * 2 ** 20 };

/**
 * Levels by what the page of 100 coupons takes and costs, which is made in 0.3 ms: zstd 3 5.4 KB in 0.07 ms (5: 4.7 in
 * 0.24), br 1 7.0 KB in 0.08 ms (4: 4.9 in 0.33), gzip 3 6.6 KB in 0.13 ms (6: 5.1 in 0.44).
 */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
};
const GZIP = { level: 3 };

const NOW: Readonly<Record<Compressed, (text: string) => Uint8Array>> = {
  zstd: (text) => zstdCompressSync(text, ZSTD),
  br: (text) => brotliCompressSync(text, BROTLI),
  gzip: (text) => gzipSync(text, GZIP),
};

const SOON: Readonly<Record<Compressed, (text: string) => Promise<Uint8Array>>> = {
  zstd: (text) => promisify(zstdCompress)(text, ZSTD),
  br: (text) => promisify(brotliCompress)(text, BROTLI),
  gzip: (text) => promisify(gzip)(text, GZIP),
};

/**
 * Makes the compression of all answers of a process. What it may take is bounded: an answer that is too much is sent as it
 * is.
 *
 * A client that sends no `Accept-Encoding` gets its answer as it is, though it leaves the choice to the server (RFC 9110,
 * section 12.5.3): proxies that encode by themselves take the header away.
 */
export function createCompression(isOn: boolean, limits: CompressionLimits = LIMITS): Compression {
  const counts = Object.fromEntries(
    ([...CODINGS, 'identity'] as const).map((coding) => [coding, { made: 0, sent: 0 }]),
  ) as Record<AnswerCoding, CodingCounts>;
  const pickCoding = negotiateCoding(isOn ? CODINGS : []);
  const waiting: (() => void)[] = [];
  let active = 0;
  let waitingBytes = 0;
  let skipped = 0;

  async function encodeSoon(res: Reader, coding: Compressed, text: string, bytes: number): Promise<EncodedAnswer> {
    if (active < limits.atOnce) active++;
    else {
      waitingBytes += bytes;
      await new Promise<void>((resolve) => waiting.push(resolve));
      waitingBytes -= bytes;
    }
    try {
      // Nobody waits for it any more.
      if (res.destroyed) return toPlain(text, bytes);
      return toEncoded(coding, await SOON[coding](text), bytes);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else active--;
    }
  }

  return {
    counts,
    get skipped() {
      return skipped;
    },
    encode(res, text, bytes) {
      const coding = bytes >= MIN_BYTES ? pickCoding(res.req.headers['accept-encoding']) : 'identity';
      if (coding === 'identity') return toPlain(text, bytes);
      if (bytes < LARGE_BYTES) return toEncoded(coding, NOW[coding](text), bytes);
      if (active < limits.atOnce || waitingBytes + bytes <= limits.waitingBytes) {
        return encodeSoon(res, coding, text, bytes);
      }
      skipped++;
      return toPlain(text, bytes);
    },
    note({ coding, bytes, madeBytes }) {
      counts[coding].made += madeBytes;
      counts[coding].sent += bytes;
    },
  };
}

/** An answer that is sent as it is. */
export function toPlain(text: string, bytes: number): EncodedAnswer {
  return { coding: 'identity', body: text, bytes, madeBytes: bytes };
}

function toEncoded(coding: Compressed, body: Uint8Array, madeBytes: number): EncodedAnswer {
  return { coding, body, bytes: body.length, madeBytes };
}
