import type { Credential, GrantedAccess } from '../../rest/credential.ts';
import { SCOPES, type Scope } from '../../rest/scope.ts';
import { builder } from '../builder.ts';
import { facts, type ReadsAt } from '../facts.ts';
import { type Store, StoreRef, toStore } from '../store.ts';

/** Routers have other ideas of who looks on, so none of this is in the subgraph. */
const subGraphs = ['standalone'] as const satisfies readonly string[];

/** The person of a token. */
interface Viewer {
  readonly subject: string;
  readonly issuer: string;
  readonly access: GrantedAccess;
}

/** A store, and what may be done there. */
interface ViewerStore {
  readonly store: Store;
  readonly scopes: readonly AccessScope[];
}

/** Scopes as enums spell them: `coupons:read` is `COUPONS_READ`. */
type AccessScope = ReturnType<typeof toAccessScope> | 'UNKNOWN';

const SCOPE_DESCRIPTIONS: Readonly<Record<Scope, string>> = {
  'coupons:read': 'To read coupons.',
  'coupons:write': 'To create, change and delete coupons. Includes COUPONS_READ, which is listed beside it.',
  'marketing:read': 'To read marketing configurations.',
  'marketing:write': 'To change marketing configurations. Includes MARKETING_READ, which is listed beside it.',
};

function toAccessScope<S extends Scope>(scope: S) {
  return scope.toUpperCase().replace(':', '_') as S extends `${infer Area}:${infer Deed}`
    ? `${Uppercase<Area>}_${Uppercase<Deed>}`
    : never;
}

const AccessScopeEnum = builder.enumType('AccessScope', {
  subGraphs: [...subGraphs],
  description: 'What the bearer of a token may do in a store.',
  values: {
    ...(Object.fromEntries(
      SCOPES.map((scope) => [toAccessScope(scope), { description: SCOPE_DESCRIPTIONS[scope] }]),
    ) as Record<Exclude<AccessScope, 'UNKNOWN'>, { description: string }>),
    UNKNOWN: { description: 'Something that this version of the schema has no word for.' },
  },
});

const ViewerStoreRef = builder.objectRef<ViewerStore>('ViewerStore').implement({
  subGraphs: [...subGraphs],
  description: 'A store in which the viewer may do something.',
  fields: (t) => ({
    store: t.expose('store', {
      type: StoreRef,
      description: 'The store. Each of its fields that is read costs a REST call for each store.',
    }),
    scopes: t.expose('scopes', {
      type: [AccessScopeEnum],
      description: 'What the viewer may do there, for example to decide which buttons to show.',
    }),
  }),
});

/** How many stores a viewer is taken to have: it is not known before the operation is executed, and counted then. */
const ASSUMED_STORES = 20;

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  subGraphs: [...subGraphs],
  description: 'The person whom the token of the request names.',
  fields: (t) => ({
    subject: t.exposeString('subject', {
      description: 'Who it is, as the issuer names them (`sub`): unique within the issuer.',
    }),
    issuer: t.exposeString('issuer', { description: 'Who has issued the token (`iss`).' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When the token expires: get another one before.',
      resolve: ({ access }) => new Date(access.expiresAt).toISOString(),
    }),
    stores: t.field({
      type: [ViewerStoreRef],
      extensions: facts({
        // One for each read below it, in stores that are not known before.
        calls: Number.POSITIVE_INFINITY,
        reads: ({ reads }: ReadsAt) => void reads.read('viewer', Number.POSITIVE_INFINITY, 0),
        rows: { most: Number.POSITIVE_INFINITY, of: () => ASSUMED_STORES },
      }),
      description: 'Every store in which the viewer may do something, in the order of their ids. Costs no REST call.',
      resolve: ({ access }, _args, { account }, info) => account.rows(info, toViewerStores(access)),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    subGraphs: [...subGraphs],
    type: ViewerRef,
    nullable: true,
    extensions: facts({ needsCredential: true }),
    description:
      'Who is signed in, and in which stores. Null with an API key, since nothing is known of its owner. Costs no REST call.',
    resolve: (_root, _args, { call }) => toViewer(call.credential),
  }),
);

builder.objectFields(StoreRef, (t) => ({
  viewerCanWriteCoupons: t.boolean({
    subGraphs: [...subGraphs],
    nullable: true,
    description:
      'Whether the viewer may create, change and delete coupons of this store. Null with an API key, of which only PayNow knows. Costs no REST call.',
    resolve: ({ storeId }, _args, { call }) => mayIn(call.credential, storeId, 'coupons:write'),
  }),
  viewerCanWriteMarketing: t.boolean({
    subGraphs: [...subGraphs],
    nullable: true,
    description:
      'Whether the viewer may change the marketing configurations of this store. Null with an API key, of which only PayNow knows. Costs no REST call.',
    resolve: ({ storeId }, _args, { call }) => mayIn(call.credential, storeId, 'marketing:write'),
  }),
}));

function toViewer({ subject, access }: Credential): Viewer | null {
  return subject && access ? { subject: subject.name, issuer: subject.issuer, access } : null;
}

function toViewerStores(access: GrantedAccess): readonly ViewerStore[] {
  return access.storeIds().map((storeId) => {
    const granted = access.scopesIn(storeId);
    return { store: toStore(storeId), scopes: SCOPES.filter((scope) => granted.has(scope)).map(toAccessScope) };
  });
}

function mayIn({ access }: Credential, storeId: string, scope: Scope): boolean | null {
  return access ? access.scopesIn(storeId).has(scope) : null;
}
