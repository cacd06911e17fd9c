import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { WRITE_CALLS } from './estimate.ts';

type Calls = Readonly<Record<string, number>>;

/** The most REST calls that a field of the root stands for, whatever its arguments are. */
const ROOT_CALLS: Calls = {
  coupon: 1,
  node: 1,
  nodes: Number.POSITIVE_INFINITY,
  _entities: Number.POSITIVE_INFINITY,
  ...Object.fromEntries(Object.entries(WRITE_CALLS).map(([name, { atMost }]) => [name, atMost])),
};

/** The same for the other fields. A walk down a list takes two calls until it is known how the REST API reads cursors. */
const FIELD_CALLS: Calls = {
  name: 1,
  slug: 1,
  currency: 1,
  platform: 1,
  liveMode: 1,
  coupon: 1,
  marketingConfiguration: 1,
  coupons: 2,
  hasNextPage: 2,
  hasPreviousPage: 2,
};

/**
 * What an operation can cost at the most, whatever its variables hold; infinite when it may name any number of objects.
 * It counts fields as they are written, so it is never below what `estimateCost` makes of them. Since it needs no
 * variables, it is worked out once for each document, and nearly all of them are within the budget by this alone.
 */
export function boundCost(
  { selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  const bounds = new Map<string, number>();

  /** A fragment stands either at the root or below it, since its type does. */
  function boundFragment(name: string, calls: Calls): number {
    const fragment = fragments.get(name);
    const bound = bounds.get(name) ?? (fragment ? boundSelections(fragment.selectionSet, calls) : 0);
    bounds.set(name, bound);
    return bound;
  }

  function boundSelections({ selections }: SelectionSetNode, calls: Calls): number {
    let bound = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        bound += boundFragment(selection.name.value, calls);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        bound += boundSelections(selection.selectionSet, calls);
      } else {
        bound += calls[selection.name.value] ?? 0;
        if (selection.selectionSet) bound += boundSelections(selection.selectionSet, FIELD_CALLS);
      }
    }
    return bound;
  }

  return boundSelections(selectionSet, ROOT_CALLS);
}
