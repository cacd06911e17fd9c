import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** One file, ready to be sent. It is kept compressed only: nearly no client asks for plain bytes. */
export interface PackedFile {
  readonly type: string;
  /** Of the plain content, short enough for a file name. */
  readonly hash: string;
  readonly br: Uint8Array;
  readonly gzip: Uint8Array;
}

// Quality 5 keeps 96 % of what 9 gains, in a third of the time.
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 22 } };

/** Compresses a text on the thread pool. */
export async function packFile(type: string, text: string): Promise<PackedFile> {
  const bytes = Buffer.from(text);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(bytes, brotliOptions), promisify(gzip)(bytes)]);
  return { type, hash, br, gzip: zipped };
}
