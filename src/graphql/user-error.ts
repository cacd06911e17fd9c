import { unappliedPaths } from '../rest/applied.ts';
import { isOutcomeUnknown, RefusedError, type ValidationEntry } from '../rest/errors.ts';
import { builder } from './builder.ts';
import { explain, USER_ERROR_CODES } from './errors.ts';
import { toInputPath } from './fields/rest-body.ts';
import type { Rows } from './fields/row.ts';

/** What kind of mistake a user error is. */
export type UserErrorCode = keyof typeof USER_ERROR_CODES;

const UserErrorCodeEnum = builder.enumType('PayNowUserErrorCode', {
  description: 'What kind of mistake a user error is.',
  values: Object.fromEntries(
    Object.entries(USER_ERROR_CODES).map(([code, { whatHappened, whatToDo }]) => [
      code,
      { description: `${whatHappened} ${whatToDo}` },
    ]),
  ) as Record<UserErrorCode, { description: string }>,
});

/** A mistake in the input of a mutation, or a write whose outcome is unknown. */
export interface UserError {
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code: UserErrorCode;
}

export const UserErrorRef = builder.objectRef<UserError>('PayNowUserError').implement({
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

/** How the payload of every mutation holds its user errors. */
export const USER_ERRORS = {
  type: [UserErrorRef],
  description: 'Why nothing was changed, or which values did not take; empty when all is as asked.',
} satisfies { type: [typeof UserErrorRef]; description: string };

/** What a write works on, to say its errors in the words of its arguments. */
export interface WriteSubject {
  readonly rows: Rows;
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
    const { whatHappened } = USER_ERROR_CODES.OUTCOME_UNKNOWN;
    const message = `${whatHappened} ${error.message} Look at ${subject.lookAt} before you send it again.`;
    return [{ field: null, message, code: 'OUTCOME_UNKNOWN' }];
  }
  return error instanceof RefusedError ? readRefusal(subject, error) : undefined;
}

/** The values that a write sent and that the stored object does not hold. */
export function readUnapplied(subject: WriteSubject, body: object, stored: object): readonly UserError[] {
  return unappliedPaths(body, stored).map((path) => {
    const field = toInputPath(subject.rows, path);
    return advise(field ? ['input', ...field] : null, undefined, 'NOT_APPLIED');
  });
}

/** The REST API's own words stand in front, followed by what to do. */
function readRefusal(subject: WriteSubject, error: RefusedError): readonly UserError[] | undefined {
  switch (error.status) {
    case 404:
      return [advise(['input', subject.notFoundField], 'There is no such object, or not any more.', 'NOT_FOUND')];
    case 400:
    case 422:
      return readEntries(subject, error, 'REJECTED');
    case 409:
      return readEntries(subject, error, 'CONFLICT');
    default:
      return undefined;
  }
}

/** @param otherwise the code when the answer names no field. */
function readEntries({ rows }: WriteSubject, error: RefusedError, otherwise: UserErrorCode): readonly UserError[] {
  if (error.entries.length > 0) return error.entries.map((entry) => toUserError(rows, entry));
  return [advise(null, error.detail ?? error.message, otherwise)];
}

function advise(field: UserError['field'], whatHappened: string | undefined, code: UserErrorCode): UserError {
  return { field, message: explain(whatHappened, USER_ERROR_CODES[code]), code };
}

/** Words that the REST API's `code` and `validation` may hold. Anything else is a value that is not allowed. */
const CODES: ReadonlyMap<string, UserErrorCode> = new Map([
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

function toUserError(rows: Rows, entry: ValidationEntry): UserError {
  const path = toInputPath(rows, entry.path);
  const code = CODES.get(toWord(entry.validation)) ?? CODES.get(toWord(entry.code)) ?? 'INVALID';
  if (!path) return advise(null, entry.message, code);
  // Its own words, but for the name of the field, which this API spells in another way.
  return advise(['input', ...path], entry.message.replaceAll(entry.path, path.join('.')), code);
}

function toWord(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}
