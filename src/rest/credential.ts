import { parseApiKey } from './api-key.ts';
import { MissingCredentialError } from './errors.ts';
import type { RequiredScope } from './scope.ts';

/** Who calls, and the only one to say which header a REST call is sent with. */
export interface Credential {
  /**
   * Tells callers apart: whatever is remembered of one caller is kept under it. It may hold a secret, so it is never
   * written anywhere. Empty where nothing is known of the caller.
   */
  readonly caller: string;
  /** The person that a token names; undefined with an API key, of whose owner nothing is known. */
  readonly subject: Subject | undefined;
  /** Why no call can be made at all; undefined when calls can be. */
  readonly fault: MissingCredentialError | undefined;
  /**
   * Gives the Authorization header of one call.
   *
   * @throws {MissingCredentialError} its fault.
   */
  authorize(storeId: string, scope: RequiredScope): string;
}

/** A person, as the issuer of a token names it. */
export interface Subject {
  readonly issuer: string;
  /** Unique within the issuer. */
  readonly name: string;
}

/** How node:http joins headers of one name. */
const TWICE = /, apikey /i;

/**
 * The caller's own API key: the header is forwarded as it came, and PayNow decides what it may do.
 *
 * @param authorization the Authorization header of the caller.
 */
export function createKeyCredential(authorization: string | undefined): Credential {
  const fault = faultOf(authorization);
  return {
    caller: authorization ?? '',
    subject: undefined,
    fault,
    authorize() {
      if (fault) throw fault;
      return authorization as string;
    },
  };
}

function faultOf(authorization: string | undefined): MissingCredentialError | undefined {
  if (authorization === undefined || authorization === '') {
    return new MissingCredentialError('Send your PayNow API key in the header `Authorization: APIKey <key>`.');
  }
  if (TWICE.test(authorization)) {
    return new MissingCredentialError(
      'The Authorization header came more than once: send `Authorization: APIKey <key>` once.',
    );
  }
  if (parseApiKey(authorization) === undefined) {
    return new MissingCredentialError(
      'The Authorization header is not of the form `APIKey <key>`: send your PayNow API key like that.',
    );
  }
  return undefined;
}
