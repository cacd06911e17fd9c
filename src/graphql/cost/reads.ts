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
  store(storeId: string): void;
  configuration(storeId: string, kind: string): void;
  coupon(storeId: string, couponId: string): void;
  list(key: string, calls: number): void;
  cost(): Cost;
}

export function createReads(): Reads {
  const single = new Set<string>();
  const couponIds = new Map<string, Set<string>>();
  const lists = new Map<string, number>();
  return {
    store: (storeId) => void single.add(storeId),
    configuration: (storeId, kind) => void single.add(`${storeId}/${kind}`),
    coupon(storeId, couponId) {
      const ids = couponIds.get(storeId);
      if (ids) ids.add(couponId);
      else couponIds.set(storeId, new Set([couponId]));
    },
    list: (key, calls) => void lists.set(key, calls),
    cost() {
      let atMost = single.size;
      for (const calls of lists.values()) atMost += calls;
      let atLeast = atMost;
      for (const { size } of couponIds.values()) {
        // A window that holds none of its ids is one call in vain. Each begins at another id, with two more behind it.
        atMost += size < SMALLEST_WINDOW ? size : 2 * size - (SMALLEST_WINDOW - 1);
        atLeast += size < SMALLEST_WINDOW ? size : Math.ceil(size / WINDOW_ROWS);
      }
      return { atMost, atLeast };
    },
  };
}
