/** What stands in an age list knows its neighbours; it stands in one list at most. */
export interface Aged<T> {
  older: T | undefined;
  younger: T | undefined;
}

/** Items in the order in which they were added. */
export interface AgeList<T> {
  readonly size: number;
  readonly oldest: T | undefined;
  /** Adds an item that is in no list. */
  add(item: T): void;
  /** Takes out an item that is in this list. */
  remove(item: T): void;
}

/** A linked list through the items themselves: each request passes two of them, and a Map makes tables on the way. */
export function createAgeList<T extends Aged<T>>(): AgeList<T> {
  let oldest: T | undefined;
  let youngest: T | undefined;
  let size = 0;
  return {
    get size() {
      return size;
    },
    get oldest() {
      return oldest;
    },
    add(item) {
      item.older = youngest;
      item.younger = undefined;
      if (youngest) youngest.younger = item;
      else oldest = item;
      youngest = item;
      size++;
    },
    remove(item) {
      const { older, younger } = item;
      if (older) older.younger = younger;
      else oldest = younger;
      if (younger) younger.older = older;
      else youngest = older;
      item.older = undefined;
      item.younger = undefined;
      size--;
    },
  };
}
