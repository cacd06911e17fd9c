import { type Environment, type GraphQLTaggedNode, getFragment, getSingularSelector } from 'relay-runtime';

/**
 * What Relay's store holds of a fragment at this moment: what Relay's fragment hook does, without React around it.
 *
 * @param reference where the fragment was spread.
 * @throws {TypeError} when it was not spread there, or the store does not hold all of it.
 */
export function readFragment<Data>(environment: Environment, fragment: GraphQLTaggedNode, reference: object): Data {
  const selector = getSingularSelector(getFragment(fragment), reference);
  if (!selector) throw new TypeError('This is not where the fragment was spread.');
  const { data, isMissingData } = environment.lookup(selector);
  if (isMissingData) throw new TypeError("Relay's store does not hold all of the fragment.");
  return data as Data;
}
