import type { UserError } from './user-error.ts';

/** How an object tells which state it is in. */
export const VERSION = {
  description:
    'Changes with every change of the object. Opaque: pass it as `expectedVersion` of a mutation, to change only what you have seen.',
};

/** How a mutation takes the state that its caller has seen. */
export const EXPECTED_VERSION = {
  description:
    'The `version` that you have seen. If the object has another one by now, nothing is sent, and CONFLICT comes with the present object. PayNow has no guard of its own: a change in the moment between the look and the write is not noticed. Omitted or null: no look.',
};

/** The object is there and of the expected version, or what to answer instead. */
type Look<T> =
  | { readonly isExpected: true }
  | { readonly isExpected: false; readonly present?: T; readonly userErrors: readonly UserError[] };

/**
 * Looks whether an object is of the version that the caller expects, in one read; in none where nothing is expected.
 *
 * @param absent what to answer when there is no such object.
 * @throws {RestError} when it cannot be read.
 */
export async function expectVersion<T extends { readonly version: string }>(
  expected: string | null | undefined,
  fetch: () => Promise<T | undefined>,
  absent: UserError,
): Promise<Look<T>> {
  if (expected == null) return { isExpected: true };
  return compareVersion(expected, await fetch(), absent);
}

/** The same for an object that was read already; undefined: there is none. */
export function compareVersion<T extends { readonly version: string }>(
  expected: string | null | undefined,
  present: T | undefined,
  absent: UserError,
): Look<T> {
  if (!present) return { isExpected: false, userErrors: [absent] };
  if (expected == null || present.version === expected) return { isExpected: true };
  return { isExpected: false, present, userErrors: [CHANGED] };
}

const CHANGED: UserError = {
  field: ['input', 'expectedVersion'],
  message: 'The object has changed since this version: look at the present one beside this, then decide.',
  code: 'CONFLICT',
};
