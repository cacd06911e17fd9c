import type { OperationDefinitionNode } from 'graphql';
import { lengthOf, type Variables } from './list-length.ts';
import type { Shape } from './selections.ts';

/**
 * How many values an answer may hold. Lists within lists multiply: a page that is asked for within each row of a page
 * costs few REST calls, since its rows are of one store, so a count of calls does not bound the answer.
 */
export function answerSize({ values, lists }: Shape, operation: OperationDefinitionNode, variables: Variables): number {
  let size = values;
  for (const { field, row } of lists) {
    size += lengthOf(field, operation, variables) * answerSize(row, operation, variables);
  }
  return size;
}
