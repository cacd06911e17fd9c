import type { FieldNode, OperationDefinitionNode } from 'graphql';
import { factsOf } from '../facts.ts';
import { argumentsOf } from './arguments.ts';
import { type Cost, createReads } from './reads.ts';
import { createWalker, ROOT, type WalkContext } from './walker.ts';

/** What an operation may cost as a whole. */
interface OperationCost extends Cost {
  /** Fields that have an allowance of their own, which counts in `atMost` only. */
  readonly allowances: number;
}

/**
 * Works out what an operation may cost, before it is executed.
 *
 * Every read has a key that stands in the arguments (a store, a coupon id, a page), and nothing that is read leads to
 * another store. So the reads of an operation are the set of these keys, however often a field is selected: counting
 * them is exact, where multiplying list sizes would guess.
 *
 * @throws {RangeError} when it takes more steps than an operation may take to be worked out.
 */
export function estimateCost(operation: OperationDefinitionNode, context: WalkContext): OperationCost {
  const walker = createWalker(context);
  if (operation.operation === 'query') {
    const reads = createReads();
    for (const selected of walker.roots(operation)) walker.visit(ROOT, selected, reads);
    return { ...reads.cost(), allowances: 0 };
  }
  // Each field of a mutation forgets what was read before it, so what they read adds up.
  let [atMost, atLeast, allowances] = [0, 0, 0];
  for (const selected of walker.roots(operation)) {
    const reads = createReads();
    walker.visit(ROOT, selected, reads);
    const { calls = 0, callsAtLeast = calls, allowance } = factsOf(selected.field);
    const cost = reads.cost();
    atLeast += cost.atLeast;
    atMost += cost.atMost;
    if (!allowance) {
      atLeast += callsAtLeast;
      atMost += calls;
      continue;
    }
    allowances++;
    const args = argumentsOf(selected.field, selected.nodes[0] as FieldNode, context.variables);
    if (args) atMost += allowance(args);
  }
  return { atMost, atLeast, allowances };
}
