import { LRUCache } from 'lru-cache';

/** How densely the rows of each list lie among the ids, learned from the lists that pass by. */
export interface Densities {
  /**
   * Notes that so many rows lie from one id to another, both included, in either order.
   *
   * @param list names a list of one store.
   */
  learn(list: string, firstId: string, lastId: string, rows: number): void;
  /** How many rows to expect per distance of 1 between ids; undefined while nothing is known. */
  of(list: string): number | undefined;
}

/** Each list weighs as much as it has rows, and each one before it this much less. */
const MEMORY = 0.8;
/** A hundred bytes each. */
const MAX_LISTS = 10_000;

export function createDensities(): Densities {
  const lists = new LRUCache<string, { distance: number; gaps: number }>({ max: MAX_LISTS });
  return {
    learn(list, firstId, lastId, rows) {
      const distance = Math.abs(Number(lastId) - Number(firstId));
      if (rows < 2 || distance === 0) return;
      const known = lists.get(list);
      if (known) {
        known.distance = known.distance * MEMORY + distance;
        known.gaps = known.gaps * MEMORY + rows - 1;
      } else {
        lists.set(list, { distance, gaps: rows - 1 });
      }
    },
    of(list) {
      const known = lists.get(list);
      return known && known.gaps / known.distance;
    },
  };
}
