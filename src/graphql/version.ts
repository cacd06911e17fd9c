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

/** Where the version stands in the arguments of a mutation that writes one object. */
export const VERSION_FIELD = ['input', 'expectedVersion'];

/** Why nothing is written, and the object as it is now; undefined where it is gone. */
interface Conflict<T> {
  readonly present: T | undefined;
  readonly userErrors: readonly UserError[];
}

/**
 * What is wrong where a version is expected; undefined when it is the one of the present object.
 *
 * @param field where the version stands in the arguments.
 * @param absent what is wrong when there is no such object.
 */
export function findConflict<T extends { readonly version: string }>(
  expectedVersion: string,
  present: T | undefined,
  field: readonly string[],
  absent: UserError,
): Conflict<T> | undefined {
  if (!present) return { present, userErrors: [absent] };
  return present.version === expectedVersion ? undefined : { present, userErrors: [{ ...CHANGED, field }] };
}

const CHANGED = {
  message: 'The object has changed since this version: look at the present one beside this, then decide.',
  code: 'CONFLICT',
} satisfies Partial<UserError>;
