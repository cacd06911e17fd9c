/** What a caller may do in a store: read or write one area of the REST API. */
export type Scope = 'coupons:read' | 'coupons:write' | 'marketing:read' | 'marketing:write';

/** What an endpoint takes: one scope, or any of them for its store. */
export type RequiredScope = Scope | 'any';
