import { LRUCache } from 'lru-cache';

/** How densely the coupons of each store lie among the ids, learned from the lists that pass by. */
export interface Densities {
  /** Notes that so many rows lie from one id to another, both included, in either order. */
  learn(storeId: string, firstId: string, lastId: string, rows: number): void;
  /** How many rows to expect per distance of 1 between ids; undefined while nothing is known. */
  of(storeId: string): number | undefined;
}

/** Each list weighs as much as it has rows, and each one before it this much less. */
const MEMORY = 0.8;
/** A hundred bytes each. */
const MAX_STORES = 10_000;

export function createDensities(): Densities {
  const stores = new LRUCache<string, { distance: number; gaps: number }>({ max: MAX_STORES });
  return {
    learn(storeId, firstId, lastId, rows) {
      const distance = Math.abs(Number(lastId) - Number(firstId));
      if (rows < 2 || distance === 0) return;
      const known = stores.get(storeId);
      if (known) {
        known.distance = known.distance * MEMORY + distance;
        known.gaps = known.gaps * MEMORY + rows - 1;
      } else {
        stores.set(storeId, { distance, gaps: rows - 1 });
      }
    },
    of(storeId) {
      const known = stores.get(storeId);
      return known && known.gaps / known.distance;
    },
  };
}
