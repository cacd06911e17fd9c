/** What a caller may do in a store: read or write one area of the REST API. To write includes to read. */
export const SCOPES = ['coupons:read', 'coupons:write', 'marketing:read', 'marketing:write'] as const;
export type Scope = (typeof SCOPES)[number];

/** What an endpoint takes: one scope, or any of them for its store. */
export type RequiredScope = Scope | 'any';

/** How tokens, access files and routers spell a scope, for example `paynow:coupons:read`. */
export function toScopeName(scope: Scope): string {
  return `paynow:${scope}`;
}
