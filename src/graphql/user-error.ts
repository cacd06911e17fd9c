import { unappliedPaths } from '../rest/applied.ts';
import { isOutcomeUnknown, RefusedError, type RestError, type ValidationEntry } from '../rest/errors.ts';
import { builder } from './builder.ts';
import { explain, USER_ERROR_CODES, viewError } from './errors.ts';
import { type Input, toInputPath, withInputNames } from './fields/rest-body.ts';
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
        'Path to the value in the arguments, for example `["input", "set", "expiresAt"]`; null when no single value is at fault.',
    }),
    message: t.exposeString('message', { description: 'What is wrong and what to do, for people.' }),
    code: t.expose('code', { type: UserErrorCodeEnum, description: 'What kind of mistake it is, for programs.' }),
  }),
});

/** How the payload of every mutation holds its user errors. */
export const USER_ERRORS = {
  type: [UserErrorRef],
  description:
    'What went wrong. Empty: done as requested. With NOT_APPLIED or OUTCOME_UNKNOWN something may have changed; with any other code nothing did.',
} satisfies { type: [typeof UserErrorRef]; description: string };

/** What a write works on, to say its errors in the words of its arguments. */
export interface WriteSubject {
  readonly rows: Rows;
  /** Where the values stand, for example `['input', 'set']`. */
  readonly path: readonly string[];
  /** The values as the caller gave them. */
  readonly input: Input;
  /** Where the object is named, for a 404. */
  readonly notFoundPath: readonly string[];
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

/** The user errors that a failed write stands for; undefined for a failure that is not about the input. */
export function readUserErrors(subject: WriteSubject, error: unknown): readonly UserError[] | undefined {
  if (isOutcomeUnknown(error)) return [outcomeUnknown(subject, error)];
  return error instanceof RefusedError ? readRefusal(subject, error) : undefined;
}

/** A change that holds no field. */
export function nothingToChange(field: readonly string[]): UserError {
  return { field, message: 'Nothing to change: give at least one field.', code: 'REQUIRED' };
}

/** The answer to a write was lost. */
export function outcomeUnknown({ lookAt }: WriteSubject, { message }: RestError): UserError {
  const { whatHappened } = USER_ERROR_CODES.OUTCOME_UNKNOWN;
  return {
    field: null,
    message: `${whatHappened} ${message} Look at ${lookAt} before you send it again.`,
    code: 'OUTCOME_UNKNOWN',
  };
}

/** The REST API refused a write in a way that the input cannot have to do with. */
export function rejected(error: RefusedError): UserError {
  return advise(null, error.detail ?? error.message, 'REJECTED');
}

/** Nothing was done for one of several items. */
export function notAttempted(reason: RestError): UserError {
  const { message, extensions } = viewError(reason);
  const after = extensions.retryAfter === undefined ? '' : ` \`retryAfter\` is ${extensions.retryAfter}.`;
  return { field: null, message: `Nothing was done for this item. ${message}${after}`, code: 'NOT_ATTEMPTED' };
}

/** The values that a write sent and that the stored object does not hold. */
export function readUnapplied(subject: WriteSubject, body: object, stored: object): readonly UserError[] {
  const paths = unappliedPaths(body, stored);
  if (paths.length === 0) return [];
  // A discount with its unit is one value here and two there.
  const fields = new Map(paths.map((path) => toField(subject, path)).map((field) => [String(field), field]));
  return Array.from(fields.values(), (field) => advise(field, undefined, 'NOT_APPLIED'));
}

/** The REST API's own words stand in front, followed by what to do. */
function readRefusal(subject: WriteSubject, error: RefusedError): readonly UserError[] | undefined {
  switch (error.status) {
    case 404:
      return [notFound(subject.notFoundPath)];
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
function readEntries(subject: WriteSubject, error: RefusedError, otherwise: UserErrorCode): readonly UserError[] {
  if (error.entries.length > 0) return error.entries.map((entry) => toUserError(subject, entry));
  return [advise(null, error.detail ?? error.message, otherwise)];
}

function advise(field: UserError['field'], whatHappened: string | undefined, code: UserErrorCode): UserError {
  return { field, message: explain(whatHappened, USER_ERROR_CODES[code]), code };
}

/** Words that the REST API's `code` and `validation` may hold. Anything else is a value that is not allowed. */
const CODES: ReadonlyMap<string, UserErrorCode> = new Map([
  ['required', 'REQUIRED'],
  ['missing', 'REQUIRED'],
  ['not-null', 'NULL_NOT_ALLOWED'],
  ['not-empty', 'REQUIRED'],
  ['unique', 'TAKEN'],
  ['taken', 'TAKEN'],
  ['duplicate', 'TAKEN'],
  ['already-exists', 'TAKEN'],
  ['not-found', 'NOT_FOUND'],
  ['exists', 'NOT_FOUND'],
  ['conflict', 'CONFLICT'],
  ['out-of-range', 'OUT_OF_RANGE'],
  ['minimum', 'OUT_OF_RANGE'],
  ['maximum', 'OUT_OF_RANGE'],
  ['max-length', 'TOO_LONG'],
  ['maxlength', 'TOO_LONG'],
  ['too-long', 'TOO_LONG'],
  ['expires-after-start', 'END_BEFORE_START'],
  ['invalid-range', 'END_BEFORE_START'],
  ['usable-on-something', 'APPLIES_ON_NOTHING'],
]);

function toUserError(subject: WriteSubject, entry: ValidationEntry): UserError {
  const code = CODES.get(toWord(entry.validation)) ?? CODES.get(toWord(entry.code)) ?? 'INVALID';
  return advise(toField(subject, entry.path), sayAsHere(subject.rows, entry), code);
}

/** What a validator says of a type, which is of no help to people. */
const OF_A_TYPE =
  /^(?:has to|must|should) (?:be|match) (?:an? )?(?:string|number|integer|boolean|array|object|null|format|equal)\b/i;

/**
 * The REST API's own words without the path, which stands beside them, and with the names of this API; undefined where
 * they say nothing to people.
 */
function sayAsHere(rows: Rows, { message, path }: ValidationEntry): string | undefined {
  const text = (path !== '' && message.startsWith(path) ? message.slice(path.length) : message).replace(/^[\s:]+/, '');
  if (text === '' || OF_A_TYPE.test(text)) return undefined;
  return withInputNames(rows, text.charAt(0).toUpperCase() + text.slice(1));
}

/** The path of a field of the arguments for one into the REST body. */
function toField({ rows, path, input }: WriteSubject, restPath: string): readonly string[] | null {
  const inside = toInputPath(rows, restPath, input);
  return inside ? [...path, ...inside] : null;
}

/** The object that an id names is not there. */
export function notFound(path: readonly string[]): UserError {
  return advise(path, 'There is no such object, or not any more.', 'NOT_FOUND');
}

/** An id that names no object of the type that is asked for. */
export function invalidId(path: readonly string[], type: string): UserError {
  return advise(path, `This is not the global id of a ${type}.`, 'INVALID_ID');
}

function toWord(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}
