import type { Scope } from '../rest/scope.ts';

/** The algorithms that a token may be signed with: all of them asymmetric, so that what verifies cannot sign. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Whose tokens are taken, and what they grant. Plain data: it also goes from process to process. */
export interface Issuer {
  /** Exactly as it stands in `iss`. */
  readonly name: string;
  /** A token must name one of them in `aud`. */
  readonly audience: readonly string[];
  readonly algorithms: readonly Algorithm[];
  /** Where its key set is: an https URL, or the path of a file. */
  readonly keySet: string;
  /** What `typ` in the head of a token must be (RFC 8725 section 3.11); undefined: anything. */
  readonly type: string | undefined;
  /** Seconds that its clock and ours may be apart. */
  readonly clockToleranceS: number;
  /** Seconds after its issue at which a token is too old, whatever its `exp` says. */
  readonly maxAgeS: number;
  readonly grants: GrantsByClaims | GrantsByRules;
}

/** The claims of a token say what it grants. */
interface GrantsByClaims {
  readonly by: 'claims';
  /** Names of claims, or JSON Pointers into them. */
  readonly scopes: string;
  readonly stores: string;
}

/** Rules say what is granted to whom. */
interface GrantsByRules {
  readonly by: 'rules';
  readonly rules: readonly GrantRule[];
}

/** Grants something to each token that it is meant for. */
export interface GrantRule extends Grant {
  /** Claims, each with the values of which a token must have one; all of them must fit. `*`: every token. */
  readonly when: '*' | Readonly<Record<string, readonly string[]>>;
}

/** Scopes in some stores, or in every one that there is a key for. */
export interface Grant {
  readonly stores: '*' | readonly string[];
  readonly scopes: readonly Scope[];
}

/** How tokens of an issuer are taken where nothing else is said. */
export const ISSUER_DEFAULTS = {
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  clockToleranceS: 30,
  maxAgeS: 86_400,
} as const satisfies Partial<Issuer>;

/**
 * Whose credentials are taken. `passthrough`: the caller's own API key, as it came. `tokens`: tokens alone, with keys that
 * are held here. `both`: the scheme of the Authorization header decides.
 */
export type AuthMode = 'passthrough' | 'tokens' | 'both';

/** Where grants and keys come from. Plain data: it also goes from process to process. */
export interface AuthSettings {
  /** By variables, or by an access file. */
  readonly issuers: readonly Issuer[] | { readonly file: string };
  /** The API keys by store, or the folder that holds them. */
  readonly keys: Readonly<Record<string, string>> | { readonly folder: string };
}
