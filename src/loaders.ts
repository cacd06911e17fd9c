import DataLoader from 'dataloader';
import type { Call } from './rest/call.ts';
import { type Count, type Countable, countKey, countRows } from './rest/count-rows.ts';
import { lookUpRows } from './rest/lookup.ts';
import { listAfter, listBefore, type Walk } from './rest/pages.ts';
import type { Row, RowSource } from './rest/row-source.ts';

/**
 * The reads of one operation: equal ones are one REST call, and rows wanted in one tick are looked up together. Each
 * gives undefined for what does not exist. Values are shared between the fields that read them: never change one.
 *
 * They live as long as the context of the operation, and are never shared between callers. What an operation does not
 * read costs it nothing.
 */
export class Loaders {
  readonly #call: Call;
  /** By list and store. */
  #rows: Map<string, DataLoader<string, Row | undefined>> | undefined;
  #pages: Map<string, Promise<unknown>> | undefined;
  #found: Map<string, DataLoader<string, unknown>> | undefined;
  #others: Map<string, Promise<unknown>> | undefined;

  constructor(call: Call) {
    this.#call = call;
  }

  /** One row of a list by its id. */
  loadRow<R extends Row>(source: RowSource<R>, storeId: string, id: string): Promise<R | undefined> {
    const call = this.#call;
    call.requestedReads++;
    this.#rows ??= new Map();
    const key = `${source.noun} ${storeId}`;
    let loader = this.#rows.get(key);
    if (!loader) {
      loader = createBatchLoader<Row | undefined>(call, (_call, ids) => lookUpRows(call, source, storeId, ids));
      this.#rows.set(key, loader);
    }
    return loader.load(id) as Promise<R | undefined>;
  }

  /** Rows of a list with ids above an id, nearest first. */
  loadListAfter<R extends Row, F extends object>(walk: Walk<R, F>): Promise<readonly R[] | undefined> {
    this.#pages ??= new Map();
    return this.#load(this.#pages, toPageKey('up', walk), () => listAfter(this.#call, walk));
  }

  /** Rows of a list with ids below an id, nearest first. */
  loadListBefore<R extends Row, F extends object>(walk: Walk<R, F>): Promise<readonly R[] | undefined> {
    this.#pages ??= new Map();
    return this.#load(this.#pages, toPageKey('down', walk), () => listBefore(this.#call, walk));
  }

  /** How many rows a list has. */
  loadCount<R extends Row, F extends object>(rows: Countable<R, F>): Promise<Count | undefined> {
    this.#pages ??= new Map();
    return this.#load(this.#pages, countKey(rows), () => countRows(this.#call, rows));
  }

  /**
   * What is found by something else than its id. What is wanted in one tick is searched for together.
   *
   * @param key names what is searched, and how.
   * @param search gives what became of each, in their order.
   */
  loadFound<T>(
    key: string,
    wanted: string,
    search: (call: Call, wanted: readonly string[]) => Promise<ArrayLike<T | Error>>,
  ): Promise<T> {
    const call = this.#call;
    call.requestedReads++;
    this.#found ??= new Map();
    let loader = this.#found.get(key);
    if (!loader) {
      loader = createBatchLoader(call, search);
      this.#found.set(key, loader);
    }
    return loader.load(wanted) as Promise<T>;
  }

  /**
   * What is no row of a list.
   *
   * @param key names what is fetched, among everything that is.
   */
  loadOther<T>(key: string, fetch: (call: Call) => Promise<T>): Promise<T> {
    this.#others ??= new Map();
    return this.#load(this.#others, key, () => fetch(this.#call));
  }

  /** After a write: later fields of the operation read rows, pages and counts of them afresh. */
  forgetRows(): void {
    this.#rows = undefined;
    this.#pages = undefined;
    this.#found = undefined;
  }

  /** After a write: later fields of the operation read this afresh. */
  forgetOther(key: string): void {
    this.#others?.delete(key);
  }

  /** Reads that cannot be batched: only equal ones become one. */
  #load<T>(known: Map<string, Promise<unknown>>, key: string, fetch: () => Promise<T>): Promise<T> {
    this.#call.requestedReads++;
    let value = known.get(key) as Promise<T> | undefined;
    if (!value) {
      this.#call.distinctReads++;
      value = fetch();
      known.set(key, value);
    }
    return value;
  }
}

function toPageKey(direction: 'up' | 'down', { source, ...walk }: Walk): string {
  return `${source.noun} ${direction} ${JSON.stringify(walk)}`;
}

function createBatchLoader<T>(
  call: Call,
  load: (call: Call, keys: readonly string[]) => Promise<ArrayLike<T | Error>>,
): DataLoader<string, T> {
  return new DataLoader<string, T>(
    (keys) => {
      call.distinctReads += keys.length;
      return load(call, keys);
    },
    { maxBatchSize: Number.POSITIVE_INFINITY },
  );
}
