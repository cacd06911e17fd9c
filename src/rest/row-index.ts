import { decodeJson } from './decode-json.ts';
import { BadResponseError } from './errors.ts';
import { compareFlakeIds } from './flake-id.ts';

/** A list of rows as it came over the wire, of which only those that are wanted are parsed. */
export interface RowIndex {
  readonly count: number;
  /** Undefined when there is no row. */
  readonly lastId: string | undefined;
  /** The row with this id as JSON gives it; undefined when the list does not hold it. */
  row(id: string): unknown;
}

/** How a list begins, and how each further row does. */
const FIRST_ROW = '[{"id":"';
const NEXT_ROW = '},{"id":"';

/**
 * Finds rows in the text of a list: parsing a window of 100 rows for a few of them costs as much as 15 single reads.
 *
 * Rows are told apart by how the API writes them: without spaces, the id in front, and in ascending order. A list that
 * looks otherwise is parsed as a whole, and so is one of which a part turns out to be no row: only the speed depends on
 * it.
 *
 * @param noun what a row is called in messages.
 * @throws {BadResponseError} when the body is not a JSON array.
 */
export function indexRows(body: Buffer, noun: string): RowIndex {
  // One character for each byte, so that places in the text are places in the body.
  const text = body.toString('latin1');
  return indexText(text, body, noun) ?? indexParsed(body, noun);
}

function indexText(text: string, body: Buffer, noun: string): RowIndex | undefined {
  if (!text.startsWith(FIRST_ROW) || !text.endsWith('}]')) return undefined;
  const places = new Map<string, { readonly start: number; readonly end: number }>();
  let count = 0;
  let lastId = '';
  let start = 1;
  while (start < text.length) {
    const next = text.indexOf(NEXT_ROW, start);
    const end = next < 0 ? text.length - 1 : next + 1;
    const at = start + '{"id":"'.length;
    const id = text.slice(at, text.indexOf('"', at));
    // What looks like a row may be a part of one, which would be out of order.
    if (compareFlakeIds(id, lastId) <= 0) return undefined;
    places.set(id, { start, end });
    lastId = id;
    count++;
    start = end + 1;
  }
  return {
    count,
    lastId,
    row(id) {
      const place = places.get(id);
      return place && (parseRow(body.subarray(place.start, place.end)) ?? indexParsed(body, noun).row(id));
    },
  };
}

/** Undefined when it is not a whole JSON text. */
function parseRow(text: Buffer): unknown {
  try {
    return decodeJson(text);
  } catch {
    return undefined;
  }
}

function indexParsed(body: Buffer, noun: string): RowIndex {
  const rows = requireRows(decodeJson(body), noun);
  const idOf = (row: unknown): unknown => (row as { readonly id?: unknown } | null | undefined)?.id;
  const lastId = idOf(rows.at(-1));
  return {
    count: rows.length,
    lastId: typeof lastId === 'string' ? lastId : undefined,
    row: (id) => rows.find((row) => idOf(row) === id),
  };
}

/** @throws {BadResponseError} when it is not an array. */
export function requireRows(list: unknown, noun: string): readonly unknown[] {
  if (!Array.isArray(list)) throw new BadResponseError(`The PayNow API sent a ${noun} list that is not an array.`);
  return list;
}
