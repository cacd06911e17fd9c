import { MissingCredentialError } from './errors.ts';
import type { RequiredScope, Scope } from './scope.ts';

/** Who calls, and the only one to say which header a REST call is sent with. */
export interface Credential {
  /**
   * Tells callers apart: whatever is remembered of one caller is kept under it. It may hold a secret, so it is never
   * written anywhere. Empty where nothing is known of the caller.
   */
  readonly caller: string;
  /** The person that a token names; undefined with an API key, of whose owner nothing is known. */
  readonly subject: Subject | undefined;
  /** What a token grants; undefined with an API key, of which PayNow decides. */
  readonly access: GrantedAccess | undefined;
  /** Why no call can be made at all; undefined when calls can be. */
  readonly fault: MissingCredentialError | undefined;
  /**
   * Gives the Authorization header of one call.
   *
   * @throws {MissingCredentialError | ForbiddenError}
   */
  authorize(storeId: string, scope: RequiredScope): string;
  /**
   * Of a credential whose keys are not the caller's own: looks for another header than this one, which the API has
   * refused; undefined when there is none.
   */
  renew?(storeId: string, refused: string): Promise<string | undefined>;
}

/** A person, as the issuer of a token names it. */
export interface Subject {
  readonly issuer: string;
  /** Unique within the issuer. */
  readonly name: string;
}

/** What a token grants, and for how long. */
export interface GrantedAccess {
  /** Unix time in ms at which it expires. */
  readonly expiresAt: number;
  /** The stores in which something is allowed. */
  storeIds(): readonly string[];
  /** What is allowed in a store; nothing where it is not one of those. */
  scopesIn(storeId: string): ReadonlySet<Scope>;
}

/** That of a caller who sent nothing that is taken. */
export function createNoCredential(fault: MissingCredentialError): Credential {
  return {
    caller: '',
    subject: undefined,
    access: undefined,
    fault,
    authorize() {
      throw fault;
    },
  };
}

/** RFC 9110 section 11.6.2: a scheme, a space, a token of visible characters. */
const API_KEY = /^apikey +([\x21-\x7e]{1,4096})$/i;

/** The key in an Authorization header; undefined when it holds none that is well-formed. */
function parseApiKey(authorization: string): string | undefined {
  return API_KEY.exec(authorization)?.[1];
}

/** How node:http joins headers of one name. */
const TWICE = /, apikey /i;

/**
 * The caller's own API key: the header is forwarded as it came, and PayNow decides what it may do.
 *
 * @param authorization the Authorization header of the caller.
 */
export function createKeyCredential(authorization: string | undefined): Credential {
  if (authorization === undefined || authorization === '') {
    return noKey('Send your PayNow API key in the header `Authorization: APIKey <key>`.');
  }
  if (TWICE.test(authorization)) {
    return noKey('The Authorization header came more than once: send `Authorization: APIKey <key>` once.');
  }
  if (parseApiKey(authorization) === undefined) {
    return noKey('The Authorization header is not of the form `APIKey <key>`: send your PayNow API key like that.');
  }
  return {
    caller: authorization,
    subject: undefined,
    access: undefined,
    fault: undefined,
    authorize: () => authorization,
  };
}

function noKey(message: string): Credential {
  return createNoCredential(new MissingCredentialError(message, 'APIKey'));
}
