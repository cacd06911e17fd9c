import { LRUCache } from 'lru-cache';
import { BYTES_PER_CHARACTER } from './document.ts';
import type { PrepareDocument, PreparedDocument } from './prepared-document.ts';

/** What all known texts of clients may take together, in bytes of memory. */
const MAX_BYTES = 32 * 1024 * 1024;
/**
 * The same for listed ones, which clients cannot drive out: some 1,200 of 550 characters. To keep all of 5,000 would
 * take 120 MB of memory, and twice that when all of them change; one that must be prepared again takes half a millisecond.
 */
export const MAX_LISTED_BYTES = 64 * 1024 * 1024;
/** What a text takes once it is parsed, in bytes of memory: 9 KB were measured for 82 characters, 354 KB for 5,024. */
const BYTES_PER_TEXT = 14_000;
/** What is known of a field, wherever it is spread. */
const BYTES_PER_SELECTION = 40;

/**
 * Looks at each distinct text once: a verdict stays, as prepared operations or as errors. Bounded in bytes, since a
 * bound in number would let large texts fill the memory.
 */
export function createDocumentCache(prepare: PrepareDocument, maxBytes = MAX_BYTES): PrepareDocument {
  const texts = new LRUCache<string, PreparedDocument>({
    maxSize: maxBytes,
    sizeCalculation: (known, text) =>
      BYTES_PER_TEXT +
      text.length * BYTES_PER_CHARACTER +
      (known.operations ? known.selections * BYTES_PER_SELECTION : 0),
  });
  return (text) => {
    let known = texts.get(text);
    if (known === undefined) {
      known = prepare(text);
      texts.set(text, known);
    }
    return known;
  };
}
