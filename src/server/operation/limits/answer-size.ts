import type { FieldNode } from 'graphql';
import type { Shape } from './selections.ts';

/**
 * How many values an answer may hold. Lists within lists multiply: a page that is asked for within each row of a page
 * costs few REST calls, since its rows are of one store, so a count of calls does not bound the answer.
 *
 * @param lengthOf how many rows the list of a field may have.
 */
export function answerSize({ values, lists }: Shape, lengthOf: (field: FieldNode) => number): number {
  let size = values;
  for (const { field, row } of lists) size += lengthOf(field) * answerSize(row, lengthOf);
  return size;
}
