import type { OperationDefinitionNode } from 'graphql';
import { type Cost, createReads } from './reads.ts';
import { createWalker, type WalkContext } from './walker.ts';

/**
 * Works out what an operation may cost, before it is executed.
 *
 * Every read has a key that stands in the arguments (a store, a coupon id, a page), and nothing that is read leads to
 * another store. So the reads of an operation are the set of these keys, however often a field is selected: counting
 * them is exact, where multiplying list sizes would guess.
 *
 * @throws {RangeError} when the operation selects too many fields to be worked out.
 */
export function estimateCost(operation: OperationDefinitionNode, context: WalkContext): Cost {
  if (operation.operation === 'mutation') return estimateMutation(operation, context);
  const reads = createReads();
  createWalker(context, reads).selections({ type: 'Query' }, operation.selectionSet);
  return reads.cost();
}

/**
 * What each mutation costs by itself. At the most it also looks for a coupon whose answer was lost, and reads what a PATCH
 * or PUT with an empty answer has stored; an update of a configuration reads it before the merge.
 */
export const WRITE_CALLS: Readonly<Record<string, Cost>> = {
  couponCreate: { atLeast: 1, atMost: 2 },
  couponUpdate: { atLeast: 1, atMost: 2 },
  couponDelete: { atLeast: 1, atMost: 1 },
  marketingConfigurationSet: { atLeast: 1, atMost: 2 },
  marketingConfigurationUpdate: { atLeast: 2, atMost: 3 },
};

/** Each field of a mutation forgets what was read before it, so what they read adds up. */
function estimateMutation(operation: OperationDefinitionNode, context: WalkContext): Cost {
  let atMost = 0;
  let atLeast = 0;
  const top = createWalker(context, createReads());
  top.forEachField({ type: 'Mutation' }, operation.selectionSet, (field) => {
    const reads = createReads();
    const storeId = top.writtenStore(field);
    if (field.selectionSet && storeId !== undefined) {
      createWalker(context, reads).selections({ type: 'Payload', storeId }, field.selectionSet);
    }
    const own = WRITE_CALLS[field.name.value];
    const cost = reads.cost();
    atMost += (own?.atMost ?? 0) + cost.atMost;
    atLeast += (own?.atLeast ?? 0) + cost.atLeast;
  });
  return { atMost, atLeast };
}
