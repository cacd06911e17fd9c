import type { StoreDto } from '../rest/contract/dto.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { cost } from './cost/field-cost.ts';
import { expectBoolean, expectString } from './expect.ts';
import { storeGlobalId } from './global-id.ts';
import { NodeRef } from './node-interface.ts';

/** A handle on a store: it holds ids only, and its profile is read when a field asks for it. */
export interface Store {
  readonly __typename: 'Store';
  readonly id: string;
  readonly storeId: string;
}

export function toStore(storeId: string): Store {
  return { __typename: 'Store', id: storeGlobalId(storeId), storeId };
}

/** Resolves a field from the store's profile: null when there is none, or the REST API is older than profiles. */
function fromProfile<T>(read: (profile: StoreDto) => T) {
  return async (store: Store, _args: object, context: Context): Promise<T | null> => {
    try {
      const profile = await context.loaders.store(store.storeId);
      return profile ? read(profile) : null;
    } catch (error) {
      return context.account.fail(error);
    }
  };
}

const FROM_PROFILE =
  "Read from the store's profile, once per operation. Null with an error when that fails, null when there is no profile.";

export const StoreRef = builder.objectRef<Store>('Store').implement({
  description:
    'A PayNow store. It is a handle: nothing is read for it until one of its other fields is selected, so a store that does not exist shows only there.',
  interfaces: [NodeRef],
  fields: (t) => ({
    storeId: t.exposeID('storeId', { description: "The store's PayNow id." }),
    name: t.string({
      nullable: true,
      extensions: cost({ calls: 1 }),
      description: `The store's name as customers see it. ${FROM_PROFILE}`,
      resolve: fromProfile((profile) => expectString(profile.name, 'Store.name')),
    }),
    slug: t.string({
      nullable: true,
      extensions: cost({ calls: 1 }),
      description: `The store's part of its web address. ${FROM_PROFILE}`,
      resolve: fromProfile((profile) => expectString(profile.slug, 'Store.slug')),
    }),
    currency: t.string({
      nullable: true,
      extensions: cost({ calls: 1 }),
      description: `The currency of every amount in this store, as a lower-case ISO 4217 code such as \`usd\`. ${FROM_PROFILE}`,
      resolve: fromProfile((profile) => expectString(profile.currency, 'Store.currency')),
    }),
    platform: t.string({
      nullable: true,
      extensions: cost({ calls: 1 }),
      description: `What the store sells for, for example \`minecraft\`. ${FROM_PROFILE}`,
      resolve: fromProfile((profile) => expectString(profile.platform, 'Store.platform')),
    }),
    liveMode: t.boolean({
      nullable: true,
      extensions: cost({ calls: 1 }),
      description: `Whether payments are real. ${FROM_PROFILE}`,
      resolve: fromProfile((profile) => expectBoolean(profile.live_mode, 'Store.live_mode')),
    }),
  }),
});

builder.queryField('store', (t) =>
  t.field({
    type: StoreRef,
    nullable: true,
    description: 'A store by its PayNow id: a handle to its coupons and configurations, which reads nothing by itself.',
    args: { storeId: t.arg({ type: 'FlakeID', required: true, description: "The store's PayNow id." }) },
    resolve: (_root, args) => toStore(args.storeId),
  }),
);
