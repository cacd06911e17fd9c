import { unappliedPaths } from '../rest/applied.ts';
import { isOutcomeUnknown, RefusedError, type ValidationEntry } from '../rest/errors.ts';
import { builder } from './builder.ts';
import { type BodyShape, toInputPath } from './rest-body.ts';

const UserErrorCodeEnum = builder.enumType('UserErrorCode', {
  description: 'What kind of mistake a user error is.',
  values: {
    INVALID: { description: 'The value is not allowed. Change it.' },
    REQUIRED: { description: 'The value is missing. Give one.' },
    NOT_FOUND: { description: 'What should be changed does not exist, or not any more.' },
    TAKEN: { description: 'The value is in use already and must be unique. Choose another.' },
    CONFLICT: { description: 'The change does not fit the present state. Read it again, then decide.' },
    OUTCOME_UNKNOWN: {
      description:
        'The change was sent, but its answer was lost: it may or may not have been made. Look before sending it again.',
    },
    NOT_APPLIED: {
      description:
        'The change was made, but this value did not take: the REST API holds another one. Look at the object beside it.',
    },
    REJECTED: { description: 'The REST API refused the change without naming a field. Its message says why.' },
  },
});

/** A mistake in the input of a mutation, or a write whose outcome is unknown. */
export interface UserError {
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code: typeof UserErrorCodeEnum.$inferType;
}

export const UserErrorRef = builder.objectRef<UserError>('UserError').implement({
  description: 'Why a mutation did not do what was asked.',
  fields: (t) => ({
    field: t.exposeStringList('field', {
      nullable: true,
      description:
        'Path to the value in the arguments, for example `["input", "couponConfiguration", "expiresAfter"]`; null when no single value is at fault.',
    }),
    message: t.exposeString('message', { description: 'What is wrong and what to do, for people.' }),
    code: t.expose('code', { type: UserErrorCodeEnum, description: 'What kind of mistake it is, for programs.' }),
  }),
});

/** What a write works on, to say its errors in the words of its arguments. */
export interface WriteSubject {
  readonly shape: BodyShape;
  /** Where the input names the object, for a 404. */
  readonly notFoundField: string;
  /** What to look at when the answer was lost, for example "the store's newest coupons". */
  readonly lookAt: string;
}

/**
 * Runs a write and gives the user errors it failed with. Failures that are not about the input (credential, rate,
 * outage) are thrown on.
 */
export async function attemptWrite<T>(
  subject: WriteSubject,
  write: () => Promise<T>,
): Promise<{ readonly value?: T; readonly userErrors: readonly UserError[] }> {
  try {
    return { value: await write(), userErrors: [] };
  } catch (error) {
    const userErrors = readUserErrors(subject, error);
    if (userErrors) return { userErrors };
    throw error;
  }
}

function readUserErrors(subject: WriteSubject, error: unknown): readonly UserError[] | undefined {
  if (isOutcomeUnknown(error)) {
    const message = `The change was sent, but its answer was lost (${error.message}) Look at ${subject.lookAt} before you send it again.`;
    return [{ field: null, message, code: 'OUTCOME_UNKNOWN' }];
  }
  return error instanceof RefusedError ? readRefusal(subject, error) : undefined;
}

/** The values that a write sent and that the stored object does not hold. */
export function readUnapplied(subject: WriteSubject, body: object, stored: object): readonly UserError[] {
  return unappliedPaths(body, stored).map((path) => {
    const field = toInputPath(subject.shape, path);
    return {
      field: field ? ['input', ...field] : null,
      message: 'The change was made, but this value did not take: compare it with the one that is stored now.',
      code: 'NOT_APPLIED',
    };
  });
}

function readRefusal(subject: WriteSubject, error: RefusedError): readonly UserError[] | undefined {
  const message = error.detail ?? error.message;
  switch (error.status) {
    case 404:
      return [
        {
          field: ['input', subject.notFoundField],
          message: 'There is no such object, or not any more.',
          code: 'NOT_FOUND',
        },
      ];
    case 400:
    case 422:
      if (error.entries.length > 0) return error.entries.map((entry) => toUserError(subject.shape, entry));
      return [{ field: null, message, code: 'REJECTED' }];
    case 409:
      if (error.entries.length > 0) return error.entries.map((entry) => toUserError(subject.shape, entry));
      return [{ field: null, message, code: 'CONFLICT' }];
    default:
      return undefined;
  }
}

/** Words that the REST API's `code` and `validation` may hold. Anything else is a value that is not allowed. */
const CODES: ReadonlyMap<string, UserError['code']> = new Map([
  ['required', 'REQUIRED'],
  ['missing', 'REQUIRED'],
  ['not-null', 'REQUIRED'],
  ['not-empty', 'REQUIRED'],
  ['unique', 'TAKEN'],
  ['taken', 'TAKEN'],
  ['duplicate', 'TAKEN'],
  ['already-exists', 'TAKEN'],
  ['not-found', 'NOT_FOUND'],
  ['exists', 'NOT_FOUND'],
  ['conflict', 'CONFLICT'],
]);

function toUserError(shape: BodyShape, entry: ValidationEntry): UserError {
  const path = toInputPath(shape, entry.path);
  return {
    field: path ? ['input', ...path] : null,
    message: entry.message,
    code: CODES.get(toWord(entry.validation)) ?? CODES.get(toWord(entry.code)) ?? 'INVALID',
  };
}

function toWord(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}
