import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import {
  AbandonedError,
  BadResponseError,
  BudgetExceededError,
  CredentialRejectedError,
  ForbiddenError,
  MissingCredentialError,
  OverloadedError,
  RefusedError,
  SubjectLimitedError,
  TimedOutError,
  UnavailableError,
} from '../rest/errors.ts';
import { toScopeName } from '../rest/scope.ts';
import { meaningOf } from '../rest/status-meaning.ts';

/** What a code stands for, in whole sentences for people, in Markdown. */
export interface Explanation {
  readonly whatHappened: string;
  readonly whatToDo: string;
}

type Catalogue = Readonly<Record<string, Explanation>>;

/** Every code that `extensions.code` of an error can hold: the README's table, and the metric's labels. */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    whatHappened: 'There is no API key or token, or it is not accepted; with tokens, `reason` says why.',
    whatToDo: 'Send `Authorization: APIKey <key>` with a key that PayNow accepts, or a token that holds.',
  },
  FORBIDDEN: {
    whatHappened: 'You may not do this in this store; with tokens, `requiredScope` says what it takes.',
    whatToDo: 'Ask for the permission, or use a key or a token that has it.',
  },
  AUTH_UNAVAILABLE: {
    whatHappened: 'Tokens cannot be verified at the moment (status 503).',
    whatToDo: 'Try again after as many seconds as the header `Retry-After` says.',
  },
  CREDENTIAL_REJECTED: {
    whatHappened: 'PayNow does not accept the key that the gateway holds for the store.',
    whatToDo: "Tell the gateway's operator the `requestId`: it is no matter of the caller's.",
  },
  BAD_USER_INPUT: {
    whatHappened: 'An argument, a variable or the request itself cannot be used.',
    whatToDo: 'Change it as the message says.',
  },
  GRAPHQL_PARSE_FAILED: {
    whatHappened: 'The document is not GraphQL.',
    whatToDo: 'Correct it at the place in `locations`.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    whatHappened: 'The document does not fit the schema.',
    whatToDo: 'Correct it at the place in `locations`.',
  },
  DOCUMENT_ID_REQUIRED: {
    whatHappened: 'Only listed documents are executed here, and only by their ids.',
    whatToDo: 'Send the id of one in `documentId`, and no `query`.',
  },
  DOCUMENT_NOT_LISTED: {
    whatHappened: 'The document, or the id of one, is not listed here.',
    whatToDo: "Send a listed one, or have the gateway's operator add it to the manifest (`DOCUMENTS_FILE`).",
  },
  PERSISTED_QUERY_NOT_FOUND: {
    whatHappened: 'No document is listed under this id or hash.',
    whatToDo: 'Send the document itself in `query`; clients of persisted queries do so by themselves.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    whatHappened: 'The request holds the id or hash of a document, and none are listed here.',
    whatToDo: 'Send the document itself in `query`; clients of persisted queries do so by themselves, from then on.',
  },
  OPERATION_TOO_COSTLY: {
    whatHappened:
      'The operation needs more REST calls than one may cost, its answer is or would be too large, or too many of its fields failed.',
    whatToDo: 'Ask for less at once.',
  },
  RATE_LIMITED: {
    whatHappened:
      'There were too many requests: for the PayNow API (`limitedBy` is `PAYNOW`), or of one person in one store (`SUBJECT`).',
    whatToDo: 'Wait for `retryAfter` seconds, or for some when it is not there, then try again.',
  },
  UPSTREAM_UNAVAILABLE: {
    whatHappened: 'The PayNow API cannot be reached or is down.',
    whatToDo: 'Try again later.',
  },
  UPSTREAM_TIMEOUT: {
    whatHappened: 'The PayNow API did not answer in time.',
    whatToDo: 'Try again later.',
  },
  UPSTREAM_BAD_RESPONSE: {
    whatHappened: 'The answer of the PayNow API cannot be used.',
    whatToDo: "Tell the gateway's operator the `requestId`.",
  },
  UPSTREAM_ERROR: {
    whatHappened: 'The PayNow API failed otherwise; `upstream` holds its status, code and trace id.',
    whatToDo: "Tell PayNow the trace id, or the gateway's operator the `requestId`.",
  },
  OVERLOADED: {
    whatHappened: 'The gateway has too much to do, or is about to stop (status 503).',
    whatToDo: 'Try again after as many seconds as the header `Retry-After` says.',
  },
  INTERNAL_SERVER_ERROR: {
    whatHappened: 'Something went wrong in the gateway.',
    whatToDo: 'Tell its operator the `requestId`.',
  },
} as const satisfies Catalogue;

/** Every code of a user error: the README's table, and the values of the enum in the schema. */
export const USER_ERROR_CODES = {
  INVALID: { whatHappened: 'The value is not allowed.', whatToDo: 'Change it.' },
  INVALID_ID: {
    whatHappened: 'This is not the global id of such an object.',
    whatToDo: 'Pass the `id` of the object as it came; ids of PayNow go elsewhere.',
  },
  REQUIRED: { whatHappened: 'The value is missing.', whatToDo: 'Give one.' },
  NULL_NOT_ALLOWED: {
    whatHappened: 'The value must not be null.',
    whatToDo: 'Leave the field out to keep what is stored, or give a value.',
  },
  OUT_OF_RANGE: {
    whatHappened: 'The value is too small, too large or too fine.',
    whatToDo: 'Give one within the range.',
  },
  TOO_LONG: { whatHappened: 'The text or the list is too long.', whatToDo: 'Shorten it.' },
  END_BEFORE_START: { whatHappened: 'The end does not lie after the start.', whatToDo: 'Change one of the two.' },
  APPLIES_ON_NOTHING: {
    whatHappened: 'The coupon could be used on nothing.',
    whatToDo: 'Allow one-time purchases, subscriptions, or both.',
  },
  TAKEN: { whatHappened: 'The value is in use already and must be unique.', whatToDo: 'Choose another.' },
  NOT_FOUND: { whatHappened: 'What the input names does not exist, or not any more.', whatToDo: 'Check its id.' },
  CONFLICT: {
    whatHappened: 'The change does not fit the present state.',
    whatToDo: 'Read the object again, then decide.',
  },
  REJECTED: {
    whatHappened: 'The PayNow API refused the change without naming a field; the message says why.',
    whatToDo: 'Change the input accordingly.',
  },
  NOT_APPLIED: {
    whatHappened: 'The change was made, but this value did not take: the PayNow API holds another one.',
    whatToDo: 'Compare it with the object beside it, then decide.',
  },
  NOT_ATTEMPTED: {
    whatHappened: 'Nothing was done for this item, for a reason that is not in its input; the message says why.',
    whatToDo: 'Send it again.',
  },
  OUTCOME_UNKNOWN: {
    whatHappened: 'The change was sent, but its answer was lost: it may or may not have been made.',
    whatToDo: 'Look before sending it again.',
  },
} as const satisfies Catalogue;

/** A message for people: what happened this time, or in general when nothing is known, and what helps then. */
export function explain(whatHappened: string | undefined, { whatHappened: inGeneral, whatToDo }: Explanation): string {
  const text = whatHappened?.trim() || inGeneral;
  return `${/[.!?]$/.test(text) ? text : `${text}.`} ${whatToDo}`;
}

/** Every `extensions.code` of this API. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error whose message says what to change in the request. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode } });
}

/** What helps where an answer would be too large. */
export const ASK_FOR_LESS = 'Ask for fewer rows or fields at once.';

/** An error of an operation that amounts to too much; its message says what to do. */
export function tooCostly(message: string, extensions: GraphQLErrorExtensions = {}): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_TOO_COSTLY' satisfies ErrorCode, ...extensions },
  });
}

/** What a client is told of a failure. `extensions` hold its `code`. */
export interface ErrorView {
  readonly message: string;
  readonly extensions: GraphQLErrorExtensions;
}

/** Says what to do beside what happened, which is what the catalogue says of the code unless it is known better. */
function advise(code: ErrorCode, whatHappened?: string, extensions: GraphQLErrorExtensions = {}): ErrorView {
  return { message: explain(whatHappened, ERROR_CODES[code]), extensions: { code, ...extensions } };
}

/**
 * The one table from what can fail to what a client sees. Whatever it does not list is masked, so no message, stack or
 * value of an unforeseen error leaves the process.
 */
function describe(error: unknown): ErrorView {
  if (error instanceof RefusedError) return describeRefusal(error);
  if (error instanceof MissingCredentialError) {
    const { message, reason } = error;
    // This one says what to send, and how.
    return { message, extensions: { code: 'UNAUTHENTICATED' satisfies ErrorCode, ...(reason && { reason }) } };
  }
  if (error instanceof ForbiddenError) return describeForbidden(error);
  if (error instanceof CredentialRejectedError) return advise('CREDENTIAL_REJECTED', error.message);
  if (error instanceof BudgetExceededError) return advise('OPERATION_TOO_COSTLY', error.message);
  if (error instanceof SubjectLimitedError) {
    return advise('RATE_LIMITED', error.message, { retryAfter: error.retryAfter, limitedBy: 'SUBJECT' });
  }
  if (error instanceof TimedOutError) return advise('UPSTREAM_TIMEOUT', error.message);
  if (error instanceof BadResponseError) return advise('UPSTREAM_BAD_RESPONSE', error.message);
  if (error instanceof OverloadedError) return advise('UPSTREAM_UNAVAILABLE', error.message);
  if (error instanceof UnavailableError) return advise('UPSTREAM_UNAVAILABLE', error.message);
  if (error instanceof AbandonedError) return advise('UPSTREAM_UNAVAILABLE', error.message);
  return advise('INTERNAL_SERVER_ERROR');
}

function describeForbidden({ requiredScope }: ForbiddenError): ErrorView {
  const takes = requiredScope === 'any' ? 'any scope for it' : `the scope ${toScopeName(requiredScope)}`;
  return advise('FORBIDDEN', `You may not do this in this store: it takes ${takes}.`, {
    requiredScope: requiredScope === 'any' ? requiredScope : toScopeName(requiredScope),
  });
}

function describeRefusal(error: RefusedError): ErrorView {
  const upstream = upstreamOf(error);
  const { status, retryAfter } = error;
  switch (status) {
    case 401:
      return advise('UNAUTHENTICATED', 'The PayNow API does not accept this API key.', { upstream });
    case 403:
      return advise('FORBIDDEN', 'You may not do this in this store.', { upstream });
    case 429:
      return advise('RATE_LIMITED', 'The PayNow API asks for fewer requests.', {
        ...(retryAfter !== undefined && { retryAfter }),
        limitedBy: 'PAYNOW',
        upstream,
      });
    default:
      if (meaningOf(status) === undefined) return advise('UPSTREAM_ERROR', error.message, { upstream });
      return advise('UPSTREAM_UNAVAILABLE', 'The PayNow API is not available.', { upstream });
  }
}

function upstreamOf({ status, code, traceId }: RefusedError): GraphQLErrorExtensions {
  return { status, ...(code !== undefined && { code }), ...(traceId !== undefined && { traceId }) };
}

/**
 * What a client is told of anything thrown during a request: a documented `extensions.code`, a message that says what to
 * do, and nothing else. What GraphQL itself says of the request (syntax, validation, coercion) is told without the values
 * that it repeats. The error itself stays as it is, since others may hold it.
 */
export function viewError(error: unknown): ErrorView {
  if (!(error instanceof GraphQLError)) return describe(error);
  const { originalError: cause, message, extensions, path } = error;
  if (cause && !(cause instanceof GraphQLError)) return describe(cause);
  if (extensions.code !== undefined) return { message, extensions };
  // Without a path nothing was executed: the request itself was at fault. With one it was when an argument could not be
  // coerced, which names its node in the document; a value that could not be printed does not.
  const isOfRequest = path === undefined || (cause instanceof GraphQLError && cause.nodes !== undefined);
  if (!isOfRequest) return advise('INTERNAL_SERVER_ERROR');
  return { message: withoutValues(message), extensions: { ...extensions, code: 'BAD_USER_INPUT' satisfies ErrorCode } };
}

/*
 * What graphql-js says of a literal that does not fit repeats the literal, which may be a secret put into the wrong
 * place. Messages are cut at words of graphql-js's own by plain searches: a pattern that looks ahead over a client's
 * text takes a time that grows with its square.
 */

const SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID'];
const CANNOT_REPRESENT = ' cannot represent ';
const NOT_IN_ENUM = '" does not exist in "';
const EXPECTED = 'Expected value of type "';
const ENUM = 'Enum "';
/** Kinds of tokens whose text is a value. */
const VALUE_TOKENS = ['String', 'BlockString', 'Int', 'Float'];

/** A message of graphql-js without the values that it repeats, and no longer than a person reads. */
export function withoutValues(message: string): string {
  const text = withoutLiteral(message);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** In characters. Names that a client made up may be as long as its document. */
const MAX_LENGTH = 500;

function withoutLiteral(message: string): string {
  const scalar = SCALARS.find((name) => message.startsWith(name + CANNOT_REPRESENT));
  if (scalar) return `Expected a value of type ${scalar}.`;
  if (message.startsWith(EXPECTED)) {
    const end = message.indexOf('", found ');
    return end < 0 ? message : `Expected a value of type ${message.slice(EXPECTED.length, end)}.`;
  }
  if (message.startsWith(ENUM)) {
    const end = message.indexOf(`"${CANNOT_REPRESENT}`);
    return end < 0 ? message : `Expected a value of the enum ${message.slice(ENUM.length, end)}.`;
  }
  if (message.startsWith('Argument "')) {
    const end = message.indexOf(' has invalid value ');
    return end < 0 ? message : `${message.slice(0, end)} has an invalid value.`;
  }
  // The last one is graphql-js's own: what follows holds names of the schema only.
  const at = message.startsWith('Value "') ? message.lastIndexOf(NOT_IN_ENUM) : -1;
  if (at >= 0) {
    const [name = '', hint = ''] = message.slice(at + NOT_IN_ENUM.length).split('" enum.', 2);
    return `This value does not exist in the enum ${name}.${hint}`;
  }
  return message.startsWith('Syntax Error: ') ? withoutToken(message) : message;
}

/** Syntax errors end with the token that was found: its kind and, in quotes, its text. */
function withoutToken(message: string): string {
  const cuts = VALUE_TOKENS.map((kind) => message.indexOf(` ${kind} "`)).filter((at) => at >= 0);
  if (cuts.length === 0) return message;
  const at = Math.min(...cuts);
  return `${message.slice(0, message.indexOf(' "', at + 1))}.`;
}
