import { isFlakeId } from '../rest/flake-id.ts';
import { badUserInput } from './errors.ts';

/** The two orders of a list. */
export type ListSort = 'NEWEST_FIRST' | 'OLDEST_FIRST';

const LETTERS = { NEWEST_FIRST: 'n', OLDEST_FIRST: 'o' } as const;

/** The opaque cursor of a row in a list of this sort. */
export function toCursor(sort: ListSort, id: string): string {
  return Buffer.from(`${LETTERS[sort]}:${id}`).toString('base64url');
}

/** In characters: more than a cursor ever has. */
const MAX_LENGTH = 64;

/**
 * The id that a cursor stands for. Its row need not exist any more.
 *
 * @throws {GraphQLError} `BAD_USER_INPUT` when the cursor was not made here, or for a list of another sort.
 */
export function readCursor(argument: string, cursor: string, sort: ListSort): string {
  // A longer one is none, and is not worth decoding.
  const text = Buffer.from(cursor.slice(0, MAX_LENGTH), 'base64url').toString();
  const [letter, id] = [text.slice(0, 1), text.slice(2)];
  const made = Object.entries(LETTERS).find(([, known]) => known === letter)?.[0] as ListSort | undefined;
  if (made === undefined || !isFlakeId(id) || toCursor(made, id) !== cursor) {
    throw badUserInput(
      `\`${argument}\` is not a cursor of this API: pass an edge's cursor, or a page's startCursor or endCursor, as it came.`,
    );
  }
  if (made !== sort) {
    throw badUserInput(`\`${argument}\` is a cursor of a list sorted ${made}: it cannot be used with sort: ${sort}.`);
  }
  return id;
}
