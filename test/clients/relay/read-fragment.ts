import type { Environment, GraphQLTaggedNode } from 'relay-runtime';
import { observeFragment } from 'relay-runtime/experimental.js';

/** Where a fragment was spread, as the compiler types it. */
interface Key<Data> {
  readonly ' $data'?: Data;
  readonly ' $fragmentSpreads': unknown;
}

/**
 * What Relay's store holds of a fragment at this moment: what Relay's fragment hook does, without React around it.
 *
 * @param key where the fragment was spread.
 * @throws when a field failed that the fragment cannot do without.
 */
export function readFragment<Data>(environment: Environment, fragment: GraphQLTaggedNode, key: Key<Data>): Data {
  const values: Data[] = [];
  const reading = observeFragment(environment, fragment, key).subscribe({
    next(state) {
      if (state.state === 'error') throw state.error;
      if (state.state === 'ok') values.push(state.value);
    },
  });
  reading.unsubscribe();
  const [value] = values;
  if (value === undefined) throw new TypeError("Relay's store does not hold all of the fragment yet.");
  return value;
}
