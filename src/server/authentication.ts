import type { Authenticator } from '../auth/authenticator.ts';
import type { AuthMode } from '../auth/settings.ts';
import type { TokenRefusal } from '../auth/verifier.ts';
import { type Credential, createKeyCredential, createNoCredential } from '../rest/credential.ts';
import { MissingCredentialError } from '../rest/errors.ts';

/** Who sent a request, or why it is not served at all. */
type Authentication = Credential | TokenRefusal;

/** Finds out who sent a request by its Authorization header, at once where that can be known. */
export type Authenticate = (authorization: string | undefined) => Authentication | Promise<Authentication>;

/** What can become of an Authorization header. */
export const AUTH_RESULTS = ['accepted', 'missing', 'expired', 'invalid', 'unavailable'] as const;
export type AuthResult = (typeof AUTH_RESULTS)[number];

const RESULTS = {
  TOKEN_EXPIRED: 'expired',
  TOKEN_INVALID: 'invalid',
  AUTH_UNAVAILABLE: 'unavailable',
} as const satisfies Record<TokenRefusal['reason'], AuthResult>;

/** RFC 6750 section 2.1; the scheme is taken in any case (RFC 9110 section 11.1). */
const BEARER = /^bearer(?: +|$)/i;

const SEND_TOKEN = 'Send a token in the header `Authorization: Bearer <token>`. No other scheme is taken here.';
const SEND_EITHER =
  'Send a token in the header `Authorization: Bearer <token>`, or an API key in `Authorization: APIKey <key>`.';

export interface AuthenticationOptions {
  readonly mode: Exclude<AuthMode, 'passthrough'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  /** Told what became of each header that holds a token, or should. */
  onResult(result: AuthResult): void;
}

/** Takes tokens; with `both`, API keys too. The scheme alone decides, and what is refused as one is not tried as the other. */
export function createAuthentication({ mode, authenticator, onResult }: AuthenticationOptions): Authenticate {
  const nobody = createNoCredential(
    mode === 'both'
      ? new MissingCredentialError(SEND_EITHER, 'Bearer, APIKey', 'TOKEN_MISSING')
      : new MissingCredentialError(SEND_TOKEN, 'Bearer', 'TOKEN_MISSING'),
  );

  function note(found: Authentication): Authentication {
    onResult('reason' in found ? RESULTS[found.reason] : 'accepted');
    return found;
  }

  return (authorization = '') => {
    const token = tokenOf(authorization);
    if (token !== undefined) {
      const found = authenticator.authenticate(token);
      return found instanceof Promise ? found.then(note) : note(found);
    }
    if (mode === 'both' && /^apikey /i.test(authorization)) return createKeyCredential(authorization);
    onResult('missing');
    return nobody;
  };
}

/** The token of a header; undefined when it is of another scheme. */
function tokenOf(authorization: string): string | undefined {
  if (authorization.startsWith('Bearer ')) return authorization.slice('Bearer '.length).trimStart();
  const [scheme] = BEARER.exec(authorization) ?? [];
  return scheme === undefined ? undefined : authorization.slice(scheme.length);
}
