import { LRUCache } from 'lru-cache';
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

/** Works out what bearers of verified tokens of an issuer may do. Those whom the same rules are meant for share one access. */
export function createAccess({ grants }: Pick<Issuer, 'grants'>): (claims: Claims) => Access {
  if (grants.by === 'claims') {
    const { stores, scopes } = grants;
    return (claims) => toAccess([{ stores: storesOf(claims, stores), scopes: scopesOf(claims, scopes) }]);
  }
  const byRules = new LRUCache<string, Access>({ max: MAX_SHARED });
  return (claims) => {
    const meant = grants.rules.map((rule) => isMeant(rule, claims));
    const key = meant.map(Number).join('');
    const access = byRules.get(key) ?? toAccess(grants.rules.filter((_rule, place) => meant[place]));
    byRules.set(key, access);
    return access;
  };
}

/** Sets of rules that people are under: few, but for those who are told apart one by one. */
const MAX_SHARED = 100;

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
  const everywhere = union(grants.filter(({ stores }) => stores === '*').map(({ scopes }) => scopes));
  const byStore = new Map<string, ReadonlySet<Scope>>();
  for (const { stores, scopes } of grants) {
    if (stores === '*') continue;
    for (const store of stores) byStore.set(store, union([[...(byStore.get(store) ?? everywhere)], scopes]));
  }
  return { everywhere, byStore };
}

/** Every set of scopes, once: there are few, and many stores. */
const SETS = new Map<string, ReadonlySet<Scope>>();

/** All scopes of some lists, with those that they include. */
function union(lists: readonly (readonly Scope[])[]): ReadonlySet<Scope> {
  const given = lists.flat();
  const scopes = SCOPES.filter((scope) => scopesFor(scope).some((each) => given.includes(each)));
  const key = scopes.join();
  const set = SETS.get(key) ?? new Set(scopes);
  SETS.set(key, set);
  return set;
}
