import type { JWTPayload } from 'jose';
import { JOSEError, JWTClaimValidationFailed, JWTExpired } from 'jose/errors';
import { decodeJwt } from 'jose/jwt/decode';
import { jwtVerify } from 'jose/jwt/verify';
import type { KeySet } from './key-set.ts';
import type { Issuer } from './settings.ts';

/** Why a token is not taken. */
export interface TokenRefusal {
  readonly reason: 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'AUTH_UNAVAILABLE';
  /** What is wrong and what to do, for people; it repeats nothing of the token. */
  readonly message: string;
  /** Seconds until another try may help. */
  readonly retryAfter?: number;
}

/** A token that holds. */
export interface VerifiedToken {
  readonly claims: JWTPayload & { readonly sub: string };
  /** Unix time in ms at which it expires. */
  readonly expiresAt: number;
  /** The same with the clock tolerance: from then on it does not hold any more. */
  readonly until: number;
}

/** The issuer that a token names, which is not verified yet; undefined when it names none. */
export function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/**
 * Verifies a token: its signature, and every claim that must be there.
 *
 * @param now Unix time in ms.
 */
export async function verifyToken(
  token: string,
  issuer: Issuer,
  keySet: KeySet,
  now: number,
): Promise<VerifiedToken | TokenRefusal> {
  try {
    const { payload } = await jwtVerify(token, keySet.findKey, {
      issuer: issuer.name,
      audience: [...issuer.audience],
      algorithms: [...issuer.algorithms],
      clockTolerance: issuer.clockToleranceS,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now),
      ...(issuer.type !== undefined && { typ: issuer.type }),
    });
    return checkAge(payload, issuer, now);
  } catch (error) {
    if (error instanceof JWTExpired) return EXPIRED;
    if (error instanceof JWTClaimValidationFailed) return invalid(CLAIM_FAULTS[error.claim] ?? MALFORMED);
    if (error instanceof JOSEError) return invalid(FAULTS[error.code] ?? MALFORMED);
    throw error;
  }
}

/** A token without `iat` counts as old as it can be: from its issue on it may last no longer than one with it. */
function checkAge(
  payload: JWTPayload,
  { maxAgeS, clockToleranceS }: Issuer,
  now: number,
): VerifiedToken | TokenRefusal {
  const { sub, exp = 0, iat } = payload;
  if (typeof sub !== 'string' || sub === '') return invalid(CLAIM_FAULTS.sub);
  const issuedAt = iat ?? exp - maxAgeS;
  const nowS = now / 1000;
  if (issuedAt > nowS + clockToleranceS) return iat === undefined ? LASTS_TOO_LONG : invalid(CLAIM_FAULTS.iat);
  const expiresS = Math.min(exp, issuedAt + maxAgeS);
  if (expiresS + clockToleranceS <= nowS) return EXPIRED;
  return { claims: { ...payload, sub }, expiresAt: expiresS * 1000, until: (expiresS + clockToleranceS) * 1000 };
}

/** @param fault completes "it is not accepted: …". */
export function invalid(fault: string, advice = 'Get another one from its issuer.'): TokenRefusal {
  return { reason: 'TOKEN_INVALID', message: `The token is not accepted: ${fault} ${advice}` };
}

export const EXPIRED: TokenRefusal = {
  reason: 'TOKEN_EXPIRED',
  message: 'The token has expired: get a new one from its issuer, then try again.',
};

export const UNKNOWN_ISSUER = 'its issuer (`iss`) is none that this gateway takes tokens of.';
const MALFORMED = 'it is not a signed JWT in the compact form.';
const LASTS_TOO_LONG = invalid(
  'it would hold for longer than a token may here.',
  'Get one that expires sooner, or has `iat`.',
);

const CLAIM_FAULTS: Readonly<Record<string, string>> & Readonly<Record<'sub' | 'iat', string>> = {
  iss: UNKNOWN_ISSUER,
  aud: 'it is meant for another audience (`aud`).',
  sub: 'it names no subject (`sub`).',
  exp: 'it has no time at which it expires (`exp`).',
  nbf: 'it does not hold yet (`nbf`).',
  iat: 'its issue (`iat`) lies in the future.',
  typ: 'its type (`typ`) is not one that this gateway takes.',
};

/** By the codes of jose. */
const FAULTS: Readonly<Record<string, string>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'its algorithm (`alg`) is not one that this gateway takes.',
  ERR_JOSE_NOT_SUPPORTED: 'its head asks for something that is not known here (`crit`, `alg`).',
  ERR_JWKS_NO_MATCHING_KEY: 'its issuer publishes no such key (`kid`).',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'it does not say which of several keys signed it (`kid`).',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature does not fit.',
};
