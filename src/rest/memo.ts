import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';

/**
 * The last answer of each path, so that the same bytes need not be parsed and checked again.
 *
 * Every read is made all the same, with its caller's own credential, and what comes back is compared byte for byte.
 * So nothing is ever older than the REST API's own answer, and nobody is given what was not sent to him just now.
 */
export interface Memo {
  /**
   * What `decode` makes of an answer's bytes. When the same bytes came last for this path, it is one frozen value for
   * everyone.
   */
  decode<T>(path: string, bytes: Buffer, decode: (bytes: Buffer) => T): T;
}

/** What came last for a path. */
interface Known {
  readonly checksum: number;
  /** Kept once the checksum came twice: whatever outlives its request costs the garbage collector far more. */
  readonly bytes: Buffer | undefined;
  readonly value: unknown;
}

/** What a value takes once it is parsed, in times of its bytes. */
const VALUE_FACTOR = 5;
/** What an entry takes beside its bytes. */
const ENTRY_BYTES = 500;

/** @param maxBytes what all entries may take together, in bytes of memory. */
export function createMemo(maxBytes: number): Memo {
  const answers = new LRUCache<string, Known>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => ENTRY_BYTES + (bytes ? bytes.length * (1 + VALUE_FACTOR) : 0),
  });

  return {
    decode(path, bytes, decode) {
      const known = answers.get(path);
      if (known?.bytes?.equals(bytes)) return known.value as ReturnType<typeof decode>;
      const checksum = crc32(bytes);
      const value = decode(bytes);
      if (known?.checksum === checksum) answers.set(path, { checksum, bytes, value: freeze(value) });
      else answers.set(path, { checksum, bytes: undefined, value: undefined });
      return value;
    },
  };
}

/** A value that callers share must not be changed by one of them. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
