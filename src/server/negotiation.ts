import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** Picks one of several things by a request header that may be missing. */
type Negotiation<T> = (header: string | undefined) => T;

/** Bytes of memory that one negotiation remembers with. Parsing takes 3 µs, and few clients send a text of their own. */
const MAX_BYTES = 64 * 1024;
/** What an entry takes beside its text. */
const ENTRY_BYTES = 200;

/**
 * Makes the choice among media types by `Accept` (RFC 9110 section 12.5.1): the first of them for whoever does not say,
 * undefined where none is acceptable.
 */
export function negotiateMediaType<T extends string>(types: readonly [T, ...T[]]): Negotiation<T | undefined> {
  // Everything is sent in UTF-8, so a range of another charset fits nothing.
  const offered = types.map((type) => `${type}; charset=utf-8`);
  return remember(types[0], (accept) => {
    const picked = new Negotiator({ headers: { accept } }).mediaType(offered);
    return types.find((_type, index) => offered[index] === picked);
  });
}

/** What picks a coding. Its types leave out that a second argument says which of equally welcome ones comes first. */
interface CodingNegotiator {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/**
 * Makes the choice among content codings by `Accept-Encoding` (RFC 9110 section 12.5.3): of those that a client likes best
 * the first, and none for whoever does not say.
 */
export function negotiateCoding<T extends string>(codings: readonly T[]): Negotiation<T | 'identity'> {
  const offered = [...codings, 'identity' as const];
  return remember<T | 'identity'>('identity', (acceptEncoding) => {
    const negotiator: CodingNegotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
    const picked = negotiator.encoding(offered, { preferred: offered });
    return offered.find((coding) => coding === picked) ?? 'identity';
  });
}

function remember<T>(unsaid: T, pick: (header: string) => T): Negotiation<T> {
  const known = new LRUCache<string, { readonly picked: T }>({
    maxSize: MAX_BYTES,
    sizeCalculation: (_entry, header) => ENTRY_BYTES + header.length,
  });
  return (header) => {
    if (!header) return unsaid;
    let entry = known.get(header);
    if (entry === undefined) {
      entry = { picked: pick(header) };
      known.set(header, entry);
    }
    return entry.picked;
  };
}
