import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What the cached documents and parse errors may take together, in bytes of memory. */
const MAX_BYTES = 32 * 1024 * 1024;
/** A parsed and validated document takes about this many times the bytes of its text. */
const BYTES_PER_CHARACTER = 80;

/** Caches for parsed documents, bounded in bytes: Yoga's own are bounded in number, so large texts would fill them. */
export function createDocumentCaches() {
  return { documentCache: createCache<DocumentNode>(), errorCache: createCache<Error>() };
}

function createCache<V extends object>() {
  const cache = new LRUCache<string, V>({
    maxSize: MAX_BYTES / 2,
    sizeCalculation: (_value, text) => text.length * BYTES_PER_CHARACTER,
  });
  return {
    get: (text: string) => cache.get(text),
    set: (text: string, value: V) => void cache.set(text, value),
  };
}
