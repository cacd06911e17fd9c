import type { Credential } from '../rest/credential.ts';
import { ForbiddenError } from '../rest/errors.ts';
import { type Access, allows, scopesIn } from './grants.ts';
import type { StoreKeys } from './store-keys.ts';

export interface TokenBearer {
  readonly issuer: string;
  readonly subject: string;
  /** Unix time in ms. */
  readonly expiresAt: number;
  readonly access: Access;
}

/** Lets the bearer of a verified token do what was granted, with keys that are held here. */
export function createTokenCredential(
  { issuer, subject, expiresAt, access }: TokenBearer,
  keys: StoreKeys,
): Credential {
  return {
    caller: `Bearer ${JSON.stringify([issuer, subject])}`,
    fault: undefined,
    subject: { issuer, name: subject },
    access: {
      expiresAt,
      storeIds: () => keys.storeIds.filter((storeId) => allows(access, storeId, 'any')),
      scopesIn: (storeId) => (keys.headerOf(storeId) === undefined ? NONE : scopesIn(access, storeId)),
    },
    authorize(storeId, scope) {
      const header = allows(access, storeId, scope) ? keys.headerOf(storeId) : undefined;
      // One answer for both: whether there is a key is not for everybody to know.
      if (header === undefined) throw new ForbiddenError(scope);
      return header;
    },
    renew: keys.renew,
  };
}

const NONE: ReadonlySet<never> = new Set();
