import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';

/** Why a key set cannot be had; completes "the key set …". */
export class KeySetError extends Error {}

/** Bytes of a key set that are read. */
export const MAX_KEY_SET_BYTES = 64 * 1024;
const MIN_RSA_BITS = 2048;

/** Usable keys of a key set, and how many others it holds. */
interface ParsedKeySet {
  readonly keys: readonly JWK[];
  readonly leftOut: number;
}

/**
 * Reads a key set (RFC 7517 section 5).
 *
 * @throws {KeySetError} when no key of it can verify a signature.
 */
export function parseKeySet(text: string): ParsedKeySet {
  const all = readKeys(text).filter((key) => (key as JWK | null)?.use !== 'enc');
  const keys = all.filter(canVerify);
  if (keys.length === 0) throw new KeySetError('holds no key that can verify signatures');
  return { keys, leftOut: all.length - keys.length };
}

function readKeys(text: string): readonly unknown[] {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw new KeySetError('is not JSON');
  }
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(keys)) throw new KeySetError('has no list `keys`');
  return keys;
}

/** Whether a key is public, can be read, and is not too short. */
function canVerify(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null || 'd' in key || 'k' in key) return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: key as JWK, format: 'jwk' });
    const { modulusLength } = asymmetricKeyDetails ?? {};
    return modulusLength === undefined || modulusLength >= MIN_RSA_BITS;
  } catch {
    return false;
  }
}
