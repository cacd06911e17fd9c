import type { ObjectFieldBuilder } from '@pothos/core';
import type { StoreDto } from '../rest/contract/dto.ts';
import { fetchStore } from '../rest/stores.ts';
import { builder, type Types } from './builder.ts';
import { type Entity, entityFacts, NodeRef, toGlobalId } from './entity.ts';
import { facts, type ReadsAt } from './facts.ts';
import type { RowsOf } from './fields/row.ts';
import { mapRows } from './fields/schema-fields.ts';
import { BOOLEAN, STRING } from './fields/value-types.ts';

/** A handle on a store: it holds ids only, and its profile is read when a field asks for it. */
export interface Store {
  readonly __typename: 'Store';
  readonly id: string;
  readonly storeId: string;
}

export function toStore(storeId: string): Store {
  return { __typename: 'Store', id: toGlobalId('Store', storeId), storeId };
}

/** What the store's profile holds of it. */
export const PROFILE_FIELDS = {
  name: { rest: 'name', type: STRING, description: "The store's name as customers see it." },
  slug: { rest: 'slug', type: STRING, description: "The store's part of its web address." },
  currency: {
    rest: 'currency',
    type: STRING,
    description: 'The currency of every amount in this store, as a lower-case ISO 4217 code such as `usd`.',
  },
  platform: { rest: 'platform', type: STRING, description: 'What the store sells for, for example `minecraft`.' },
  liveMode: { rest: 'live_mode', type: BOOLEAN, description: 'Whether payments are real.' },
} as const satisfies RowsOf<StoreDto>;

const FROM_PROFILE =
  "Read from the store's profile, once per operation. Null with an error when that fails, null when there is no profile.";

/** Names the read of a profile among all others. */
const readKey = (storeId: string): string => `Store ${storeId}`;

type ProfileRow = (typeof PROFILE_FIELDS)[keyof typeof PROFILE_FIELDS];

/**
 * A field of the profile, of the store or of what belongs to it: null when there is none, or the REST API is older than
 * profiles.
 *
 * @param more for people, behind the description of the store's own field.
 * @param callsAtLeast 0 where it depends on what is read whether this field is there to be asked for.
 */
export function profileField<Owner extends { readonly storeId: string }>(
  t: ObjectFieldBuilder<Types, Owner>,
  { rest, type, description }: ProfileRow,
  more = '',
  callsAtLeast = 1,
) {
  return t.field({
    type: type.output as 'String' | 'Boolean',
    nullable: true,
    extensions: facts({
      calls: 1,
      reads: ({ place, reads }) => void reads.read(readKey(place.storeId), 1, callsAtLeast),
    }),
    description: `${description} ${FROM_PROFILE}${more}`,
    resolve: async ({ storeId }, _args, { account, call, loaders }) => {
      try {
        const profile = await loaders.loadOther(readKey(storeId), (of) => fetchStore(of, storeId));
        return profile ? type.read(profile[rest] as never, `Store.${rest}`, call.upstream.note, undefined) : null;
      } catch (error) {
        return account.fail(error);
      }
    },
  });
}

export const StoreRef = builder.objectRef<Store>('Store');

/** A store is read when one of the fields of its profile is. */
export const STORE: Entity<Store> = {
  ref: StoreRef,
  load: (_context, storeId) => toStore(storeId),
  note() {},
};

StoreRef.implement({
  extensions: entityFacts(STORE),
  description:
    'A PayNow store. It is a handle: nothing is read for it until one of its other fields is selected, so a store that does not exist shows only there.',
  interfaces: [NodeRef],
  fields: (t) => ({
    storeId: t.expose('storeId', { type: 'FlakeID', description: "The store's PayNow id." }),
    ...mapRows(PROFILE_FIELDS, (row) => profileField(t, row)),
  }),
});

builder.queryField('store', (t) =>
  t.field({
    subGraphs: ['standalone', 'store'],
    type: StoreRef,
    nullable: true,
    extensions: facts({ reads: ({ args: { storeId } }: ReadsAt<{ readonly storeId: string }>) => ({ storeId }) }),
    description: 'A store by its PayNow id: a handle to its coupons and configurations, which reads nothing by itself.',
    args: { storeId: t.arg({ type: 'FlakeID', required: true, description: "The store's PayNow id." }) },
    resolve: (_root, args) => toStore(args.storeId),
  }),
);
