import type { Call } from './call.ts';
import { noteUnknownKeys, type SchemaName } from './contract-keys.ts';
import { BadResponseError } from './errors.ts';
import { isFlakeId } from './flake-id.ts';
import { indexRows, type RowIds, requireRows } from './row-index.ts';

/** What every object of a list has. */
export interface Row {
  /** A flake id. Ids rise with the time of creation. */
  readonly id: string;
  readonly store_id: string;
}

/** The part of a list that one call asks for. */
interface ListQuery {
  /** 1 to 100 rows. */
  readonly limit: number;
  readonly asc: boolean;
  readonly after?: string;
  readonly before?: string;
}

/** Some rows of one list call, found by their ids. */
interface RowWindow<R extends Row> {
  /** By id; a wanted row that the list does not hold is not in it. */
  readonly rows: ReadonlyMap<string, R>;
  /** Those of the whole list. */
  readonly ids: RowIds;
}

/** A list of objects that each store has, with ids to page and look up by. */
export interface RowSource<R extends Row, Filter extends object = object> {
  /** What an object is called in messages: `coupon`. */
  readonly noun: string;
  /** The rows of one list call; undefined when there is no such store. Their order is checked by pages.ts. */
  fetchList(call: Call, storeId: string, query: ListQuery & Filter): Promise<R[] | undefined>;
  /** Those rows of one list call that are wanted; undefined when there is no such store. The others are not looked at. */
  fetchWindow(
    call: Call,
    storeId: string,
    query: ListQuery & Filter,
    ids: readonly string[],
  ): Promise<RowWindow<R> | undefined>;
  /** One object; undefined when there is no such object or store. */
  fetchRow(call: Call, storeId: string, id: string): Promise<R | undefined>;
  /** An object that a write answers with. */
  require(call: Call, answer: unknown, storeId: string, id?: string): R;
}

/** The calls of a list, which give what is made of their answers. */
interface Calls<R extends Row, Filter extends object> {
  readonly noun: string;
  /** The name of its objects in the contract. */
  readonly schema: SchemaName;
  list(call: Call, storeId: string, query: ListQuery & Filter, check: (rows: R[]) => R[]): Promise<R[] | undefined>;
  window(
    call: Call,
    storeId: string,
    query: ListQuery & Filter,
    read: (body: Buffer) => RowWindow<R>,
  ): Promise<RowWindow<R> | undefined>;
  row(call: Call, storeId: string, id: string, check: (row: R) => R): Promise<R | undefined>;
}

/** Makes a source that checks what pages and look-ups rely on: ids, and whose store it is. Other fields are checked where they are mapped. */
export function createRowSource<R extends Row, Filter extends object = object>({
  noun,
  schema,
  list,
  window,
  row,
}: Calls<R, Filter>): RowSource<R, Filter> {
  function requireRow(answer: unknown, storeId: string): R {
    const found = answer as Partial<Row> | null | undefined;
    if (!isFlakeId(found?.id)) throw new BadResponseError(`The PayNow API sent a ${noun} without an id.`);
    if (found.store_id !== storeId) throw new BadResponseError(`The PayNow API sent a ${noun} of another store.`);
    return answer as R;
  }

  function requireOwn(call: Call, answer: unknown, storeId: string, id?: string): R {
    const found = requireRow(answer, storeId);
    if (id !== undefined && found.id !== id) {
      throw new BadResponseError(`The PayNow API answered with another ${noun} than the one asked for.`);
    }
    noteUnknownKeys(call.upstream, schema, found);
    return found;
  }

  return {
    noun,
    fetchList: (call, storeId, query) =>
      list(call, storeId, query, (rows) => {
        for (const each of requireRows(rows, noun)) requireRow(each, storeId);
        // Rows of one list have the same keys: looking at one of them is enough for a line in the log.
        if (rows[0]) noteUnknownKeys(call.upstream, schema, rows[0]);
        return rows;
      }),
    fetchWindow: (call, storeId, query, wanted) =>
      window(call, storeId, query, (body) => {
        const { row: find, ids } = indexRows(body, noun);
        const rows = new Map<string, R>();
        for (const id of wanted) {
          const found = find(id);
          if (found !== undefined) rows.set(id, requireOwn(call, found, storeId, id));
        }
        return { rows, ids };
      }),
    fetchRow: (call, storeId, id) => row(call, storeId, id, (answer) => requireOwn(call, answer, storeId, id)),
    require: requireOwn,
  };
}
