/** What a caller may do in a store: read or write one area of the REST API. To write includes to read. */
export const SCOPES = ['coupons:read', 'coupons:write', 'marketing:read', 'marketing:write'] as const;
export type Scope = (typeof SCOPES)[number];

/** What an endpoint takes: one scope, or any of them for its store. */
export type RequiredScope = Scope | 'any';

/** The scopes of which each is enough for what takes this one. */
export function scopesFor(scope: Scope): readonly Scope[] {
  const writing = scope.replace(':read', ':write') as Scope;
  return writing === scope ? [scope] : [scope, writing];
}

/** How tokens, access files and routers spell a scope, for example `paynow:coupons:read`. */
export function toScopeName(scope: Scope): string {
  return `paynow:${scope}`;
}
