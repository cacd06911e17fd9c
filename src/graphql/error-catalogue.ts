/** What a code stands for, in whole sentences for people, in Markdown. */
export interface Explanation {
  readonly whatHappened: string;
  readonly whatToDo: string;
}

type Catalogue = Readonly<Record<string, Explanation>>;

/** Every code that `extensions.code` of an error can hold: the README's table, and the metric's labels. */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    whatHappened: 'There is no API key, or PayNow does not accept it.',
    whatToDo: 'Send `Authorization: APIKey <key>` with a key that PayNow accepts.',
  },
  FORBIDDEN: {
    whatHappened: 'This API key may not do this in this store.',
    whatToDo: 'Use a key that may.',
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
  PERSISTED_QUERY_NOT_SUPPORTED: {
    whatHappened: 'The request holds the hash of a document, and none are kept here.',
    whatToDo: 'Send the document itself in `query`; clients of automatic persisted queries do so by themselves.',
  },
  OPERATION_TOO_COSTLY: {
    whatHappened:
      'The operation needs more REST calls than one may cost, its answer is or would be too large, or too many of its fields failed.',
    whatToDo: 'Ask for less at once.',
  },
  RATE_LIMITED: {
    whatHappened: 'The PayNow API asks for fewer requests.',
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
  REQUIRED: { whatHappened: 'The value is missing.', whatToDo: 'Give one.' },
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
