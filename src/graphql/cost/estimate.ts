import type { OperationDefinitionNode } from 'graphql';
import { costOf } from './field-cost.ts';
import { type Cost, createReads } from './reads.ts';
import { createWalker, type WalkContext } from './walker.ts';

/**
 * Works out what an operation may cost, before it is executed.
 *
 * Every read has a key that stands in the arguments (a store, a coupon id, a page), and nothing that is read leads to
 * another store. So the reads of an operation are the set of these keys, however often a field is selected: counting
 * them is exact, where multiplying list sizes would guess.
 *
 * @throws {RangeError} when it takes more steps than an operation may take to be worked out.
 */
export function estimateCost(operation: OperationDefinitionNode, context: WalkContext): Cost {
  if (operation.operation === 'mutation') return estimateMutation(operation, context);
  const reads = createReads();
  createWalker(context, reads).query(operation.selectionSet);
  return reads.cost();
}

/**
 * Each field of a mutation costs what it may by itself, and forgets what was read before it, so what they read adds up.
 */
function estimateMutation(operation: OperationDefinitionNode, context: WalkContext): Cost {
  let atMost = 0;
  let atLeast = 0;
  createWalker(context, createReads()).mutation(operation.selectionSet, (field, readPayload) => {
    const reads = createReads();
    readPayload(reads);
    const { calls = 0, callsAtLeast = calls } = costOf(field);
    const cost = reads.cost();
    atMost += calls + cost.atMost;
    atLeast += callsAtLeast + cost.atLeast;
  });
  return { atMost, atLeast };
}
