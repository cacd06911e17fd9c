import { SMALLEST_WINDOW, WINDOW_ROWS } from '../../rest/windows.ts';

/** What an operation may cost in REST calls. */
export interface Cost {
  /** Never less than it will cost. */
  readonly atMost: number;
  /** Below `atMost` where lookups by id may share list windows. */
  readonly atLeast: number;
}

/** The distinct reads of an operation. */
export interface Reads {
  /** A read that is one call, or at most so many. Equal keys are one read. */
  read(key: string, calls?: number): void;
  /** A read by id, which may share calls with others of the same list. */
  lookUp(list: string, id: string): void;
  cost(): Cost;
}

export function createReads(): Reads {
  const single = new Map<string, number>();
  const lookups = new Map<string, Set<string>>();
  return {
    read: (key, calls = 1) => void single.set(key, calls),
    lookUp(list, id) {
      const ids = lookups.get(list);
      if (ids) ids.add(id);
      else lookups.set(list, new Set([id]));
    },
    cost() {
      let atMost = 0;
      for (const calls of single.values()) atMost += calls;
      let atLeast = atMost;
      for (const { size } of lookups.values()) {
        // A window that holds none of its ids is one call in vain. Each begins at another id, with two more behind it.
        atMost += size < SMALLEST_WINDOW ? size : 2 * size - (SMALLEST_WINDOW - 1);
        atLeast += size < SMALLEST_WINDOW ? size : Math.ceil(size / WINDOW_ROWS);
      }
      return { atMost, atLeast };
    },
  };
}
