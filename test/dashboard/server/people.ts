import { STORE_ID } from '../../../src/sandbox/seed-stores.ts';

/** Somebody who can sign in. */
export interface Person {
  /** What the identity provider calls them: `sub` in their tokens. */
  readonly id: string;
  readonly name: string;
  /** What the identity provider says they are: `roles` in their tokens. */
  readonly roles: readonly string[];
  /** What that comes to, for people. */
  readonly about: string;
}

export const PEOPLE: readonly Person[] = [
  {
    id: '8f14e45f',
    name: 'Ada Okafor',
    roles: ['owner'],
    about: 'Owner. Changes coupons and mails in both stores.',
  },
  {
    id: 'c9f0f895',
    name: 'Bruno Keller',
    roles: ['support'],
    about: 'Support. Changes coupons of Craftkeep, and sees no mails.',
  },
  {
    id: '45c48cce',
    name: 'Chiara Rossi',
    roles: ['analyst'],
    about: 'Analyst. Looks at coupons and mails of Craftkeep, and changes nothing.',
  },
];

/** What roles come to in the gateway: the content of its `ACCESS_FILE`. */
export function toAccess(issuer: string, audience: string): object {
  const grants = [
    { when: { roles: 'owner' }, stores: '*', scopes: ['paynow:coupons:write', 'paynow:marketing:write'] },
    { when: { roles: 'support' }, stores: [STORE_ID], scopes: ['paynow:coupons:write'] },
    { when: { roles: 'analyst' }, stores: [STORE_ID], scopes: ['paynow:coupons:read', 'paynow:marketing:read'] },
  ];
  const jwks = new URL('jwks', issuer).href;
  return { issuers: [{ issuer, jwks, audience: [audience], algorithms: ['RS256'], type: 'at+jwt', grants }] };
}
