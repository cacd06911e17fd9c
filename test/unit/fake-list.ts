/** How a server takes `after` and `before`; see the sandbox's `Reading`. */
export interface Reading {
  readonly cursors: 'value' | 'position';
  readonly cut: 'near' | 'far';
}

/** Every reading that the documentation allows. */
export const READINGS: readonly Reading[] = [
  { cursors: 'value', cut: 'near' },
  { cursors: 'value', cut: 'far' },
  { cursors: 'position', cut: 'near' },
  { cursors: 'position', cut: 'far' },
];

const MAX_INT64 = 2n ** 63n - 1n;

/**
 * The ids that a coupon list call answers with. It shares no code with the sandbox's list, so that one mistake cannot
 * hide in both.
 *
 * @param ids all ids of the store, rising.
 * @throws when a parameter is not what the contract allows.
 */
export function listIds(ids: readonly bigint[], reading: Reading, query: URLSearchParams): bigint[] {
  const ascending = query.get('asc') === 'true';
  const limit = Number(query.get('limit'));
  if (!(limit >= 1 && limit <= 100)) throw new Error(`limit=${query.get('limit')}`);
  const [after, before] = ['after', 'before'].map((name) => readId(query.get(name)));
  // By position, `after` lets through what comes later in the order: in a descending one, smaller ids.
  const afterIsFloor = ascending || reading.cursors === 'value';
  const [floor, ceiling] = afterIsFloor ? [after, before] : [before, after];

  const rising = ids.filter((id) => (floor === undefined || id > floor) && (ceiling === undefined || id < ceiling));
  const inOrder = ascending ? rising : rising.reverse();
  const nearest = after ?? before;
  const cursorIsAtHead = nearest === undefined || nearest === (ascending ? floor : ceiling);
  if (reading.cut === 'far' || cursorIsAtHead) return inOrder.slice(0, limit);
  return inOrder.slice(Math.max(0, inOrder.length - limit));
}

function readId(text: string | null): bigint | undefined {
  if (text === null) return undefined;
  const id = BigInt(text);
  if (id < 1n || id > MAX_INT64) throw new Error(`${text} is not a flake id.`);
  return id;
}
