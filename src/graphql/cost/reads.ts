import { SMALLEST_WINDOW, WINDOW_ROWS } from '../../rest/windows.ts';

/** What an operation may cost in REST calls. */
export interface Cost {
  /** Never less than it will cost. */
  readonly atMost: number;
  /** Below `atMost` where lookups by id may share list windows, and where a field can do with less. */
  readonly atLeast: number;
}

/** The distinct reads of an operation. */
export interface Reads {
  /** A read that is one call, or at most so many, of which it can do without some. Equal keys are one read. */
  read(key: string, atMost?: number, atLeast?: number): void;
  /** A read by id, which may share calls with others of the same list. */
  lookUp(list: string, id: string): void;
  cost(): Cost;
}

const NOTHING: Cost = { atMost: 0, atLeast: 0 };

export function createReads(): Reads {
  const single = new Map<string, Cost>();
  const lookups = new Map<string, Set<string>>();
  return {
    read(key, atMost = 1, atLeast = atMost) {
      const before = single.get(key) ?? NOTHING;
      single.set(key, { atMost: Math.max(before.atMost, atMost), atLeast: Math.max(before.atLeast, atLeast) });
    },
    lookUp(list, id) {
      const ids = lookups.get(list);
      if (ids) ids.add(id);
      else lookups.set(list, new Set([id]));
    },
    cost() {
      let [atMost, atLeast] = [0, 0];
      for (const calls of single.values()) {
        atMost += calls.atMost;
        atLeast += calls.atLeast;
      }
      for (const { size } of lookups.values()) {
        // A window that holds none of its ids is one call in vain. Each begins at another id, with two more behind it.
        atMost += size < SMALLEST_WINDOW ? size : 2 * size - (SMALLEST_WINDOW - 1);
        atLeast += size < SMALLEST_WINDOW ? size : Math.ceil(size / WINDOW_ROWS);
      }
      return { atMost, atLeast };
    },
  };
}
