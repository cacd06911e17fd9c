import { type RequiredScope, SCOPES, type Scope, scopesFor, toScopeName } from '../rest/scope.ts';
import { type Claims, hasOneOf, wordsOf } from './claims.ts';
import type { Grant, GrantRule, Issuer } from './settings.ts';

/** All that a caller may do. What is not in it is denied. */
export interface Access {
  /** In stores that are not named. */
  readonly everywhere: ReadonlySet<Scope>;
  /** In stores that are, with what holds everywhere. */
  readonly byStore: ReadonlyMap<string, ReadonlySet<Scope>>;
}

const SCOPE_BY_NAME: ReadonlyMap<string, Scope> = new Map(SCOPES.map((scope) => [toScopeName(scope), scope]));

/** The scope of a name; undefined for one that is none of ours. */
export function parseScope(name: string): Scope | undefined {
  return SCOPE_BY_NAME.get(name);
}

/** Works out what the bearer of a verified token may do. */
export function accessOf({ grants }: Pick<Issuer, 'grants'>, claims: Claims): Access {
  return toAccess(
    grants.by === 'rules'
      ? grants.rules.filter((rule) => isMeant(rule, claims))
      : [{ stores: storesOf(claims, grants.stores), scopes: scopesOf(claims, grants.scopes) }],
  );
}

/** The scopes in one store. */
export function scopesIn({ everywhere, byStore }: Access, storeId: string): ReadonlySet<Scope> {
  return byStore.get(storeId) ?? everywhere;
}

export function allows(access: Access, storeId: string, required: RequiredScope): boolean {
  const scopes = scopesIn(access, storeId);
  return required === 'any' ? scopes.size > 0 : scopes.has(required);
}

function storesOf(claims: Claims, name: string): Grant['stores'] {
  const stores = wordsOf(claims, name);
  return stores.includes('*') ? '*' : stores;
}

/** Tokens hold scopes of other services too. */
function scopesOf(claims: Claims, name: string): readonly Scope[] {
  return wordsOf(claims, name).flatMap((word) => parseScope(word) ?? []);
}

function isMeant({ when }: GrantRule, claims: Claims): boolean {
  return when === '*' || Object.entries(when).every(([name, values]) => hasOneOf(claims, name, values));
}

function toAccess(grants: readonly Grant[]): Access {
  const everywhere = new Set(grants.filter(({ stores }) => stores === '*').flatMap(withIncluded));
  const byStore = new Map<string, Set<Scope>>();
  for (const grant of grants) {
    if (grant.stores === '*') continue;
    for (const store of grant.stores) {
      byStore.set(store, (byStore.get(store) ?? new Set(everywhere)).union(new Set(withIncluded(grant))));
    }
  }
  return { everywhere, byStore };
}

function withIncluded({ scopes }: Grant): readonly Scope[] {
  return SCOPES.filter((scope) => scopesFor(scope).some((each) => scopes.includes(each)));
}
