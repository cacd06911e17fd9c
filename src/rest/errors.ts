import type { RequiredScope } from './scope.ts';
import { meaningOf } from './status-meaning.ts';

/** One entry of the REST API's `errors` list: which part of a body was refused, and why. */
export interface ValidationEntry {
  readonly code: string;
  readonly message: string;
  /** Path in the REST body, snake_case, for example `coupon_configuration.expires_after`. */
  readonly path: string;
  readonly validation: string;
}

/**
 * Anything that can go wrong with a REST call. Messages are written for API users: they hold no URL, header or body.
 * `sent` tells whether the request may have reached the API; for a write without an answer the outcome is then unknown.
 */
export class RestError extends Error {
  readonly sent: boolean;

  constructor(message: string, sent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.sent = sent;
  }
}

/** The caller gave no usable credential, so nothing was sent. */
export class MissingCredentialError extends RestError {
  /** The schemes that are taken, as `WWW-Authenticate` lists them (RFC 9110 section 11.6.1). */
  readonly challenge: string;
  /** Why, for programs; undefined where there is but one reason. */
  readonly reason: string | undefined;

  constructor(message: string, challenge: string, reason?: string) {
    super(message, false);
    this.challenge = challenge;
    this.reason = reason;
  }
}

/** The caller may not do this in this store, so nothing was sent. */
export class ForbiddenError extends RestError {
  readonly requiredScope: RequiredScope;

  constructor(requiredScope: RequiredScope) {
    super('The caller may not do this in this store.', false);
    this.requiredScope = requiredScope;
  }
}

/** The API does not accept a key that is held here: a matter of the operator's, whoever calls. */
export class CredentialRejectedError extends RestError {
  constructor(cause: RefusedError) {
    super('The PayNow API does not accept the key that this gateway holds for the store.', false, { cause });
  }
}

/** The operation used up its budget, of REST calls or of bytes to read; nothing that writes was sent. */
export class BudgetExceededError extends RestError {
  constructor(message: string) {
    super(message, false);
  }
}

/** The subject of the token has used up its limit in this store, so nothing was sent. */
export class SubjectLimitedError extends RestError {
  /** Whole seconds until it may make one more call, from 1 on. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message, false);
    this.retryAfter = retryAfter;
  }
}

/** A search ended before all was looked at, for want of calls: what is looked for may or may not be there. */
export class UnfinishedSearchError extends BudgetExceededError {}

/** The API, or a proxy in front of it, answered with a status of 400 or more. */
export class RefusedError extends RestError {
  readonly status: number;
  /** The API's own code, for example `not-found`; undefined when the answer was not in the API's error form. */
  readonly code: string | undefined;
  readonly traceId: string | undefined;
  /** The API's own words; undefined when the answer was not in the API's error form. */
  readonly detail: string | undefined;
  readonly entries: readonly ValidationEntry[];
  /** Seconds to wait, from the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    answer: Partial<Pick<RefusedError, 'code' | 'traceId' | 'detail' | 'entries' | 'retryAfter'>>,
  ) {
    super(`The PayNow API answered with status ${status}.`, meaningOf(status) !== 'never reached');
    this.status = status;
    this.code = answer.code;
    this.traceId = answer.traceId;
    this.detail = answer.detail;
    this.entries = answer.entries ?? [];
    this.retryAfter = answer.retryAfter;
  }
}

/** The API could not be reached, or the connection broke before an answer began. */
export class UnavailableError extends RestError {}

/** No answer within the attempt's or the operation's time. */
export class TimedOutError extends RestError {}

/** The client that asked went away, so the call was dropped. */
export class AbandonedError extends RestError {}

/** The gateway holds calls back: the API is failing, or too many calls wait already. */
export class OverloadedError extends RestError {
  constructor(message: string) {
    super(message, false);
  }
}

/** The API answered, but not with what the contract says: truncated, not JSON, too large, or of another shape. */
export class BadResponseError extends RestError {
  /** Whether the answer was lost on its way, so that another one may be whole. */
  readonly brokeOff: boolean;

  constructor(message: string, options: ErrorOptions & { readonly brokeOff?: boolean } = {}) {
    super(message, true, options);
    this.brokeOff = options.brokeOff ?? false;
  }
}

/** Whether the API failed by itself, which does not tell how far it came. */
export function isApiFault(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.status >= 500 && meaningOf(error.status) === undefined;
}

/** Whether a write that failed like this may have been carried out: its answer was lost, or the API failed by itself. */
export function mayBeDone(error: unknown): boolean {
  return isOutcomeUnknown(error) || isApiFault(error);
}

/** Whether the answer to a write was lost, so that it may or may not have been carried out. */
export function isOutcomeUnknown(error: unknown): error is RestError {
  if (error instanceof RefusedError) return meaningOf(error.status) === 'answer lost';
  return error instanceof RestError && error.sent;
}
