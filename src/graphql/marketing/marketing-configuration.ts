import type { MarketingConfigurationDto } from '../../rest/contract/dto.ts';
import { fetchMarketingConfiguration, type MarketingKind } from '../../rest/marketing.ts';
import { builder } from '../builder.ts';
import { type Entity, enter, entityFacts, NodeRef, toGlobalId } from '../entity.ts';
import { facts, type ReadsAt } from '../facts.ts';
import { createMapper } from '../fields/mapper.ts';
import type { ModelOf, Note } from '../fields/row.ts';
import { answerFields } from '../fields/schema-fields.ts';
import { StoreRef, toStore } from '../store.ts';
import { VERSION } from '../version.ts';
import { MARKETING_FIELDS } from './marketing-fields.ts';

/** The two marketing configurations of a store. */
export type MarketingConfigurationKind = 'ABANDONED_CHECKOUT' | 'PURCHASE_FOLLOW_UP';

/** The kinds by their words in REST paths. */
export const REST_KIND: Readonly<Record<MarketingConfigurationKind, MarketingKind>> = {
  ABANDONED_CHECKOUT: 'abandoned-checkouts',
  PURCHASE_FOLLOW_UP: 'purchase-follow-ups',
};

export const MarketingConfigurationKindEnum = builder.enumType('MarketingConfigurationKind', {
  description: "Which of a store's two marketing mails a configuration is for.",
  values: {
    ABANDONED_CHECKOUT: { description: 'The mail to a customer who left a checkout unfinished.' },
    PURCHASE_FOLLOW_UP: { description: 'The mail to a customer some time after a purchase.' },
  },
});

/** A marketing configuration in the schema's names, with every value ready to be printed. */
export interface MarketingConfiguration extends ModelOf<typeof MARKETING_FIELDS> {
  readonly __typename: 'MarketingConfiguration';
  readonly id: string;
  readonly kind: MarketingConfigurationKind;
  readonly version: string;
}

/** What a configuration is asked for by. */
interface Key {
  readonly storeId: string;
  readonly kind: MarketingConfigurationKind;
}

const mapConfiguration = createMapper<MarketingConfigurationDto, MarketingConfiguration, typeof MARKETING_FIELDS, Key>(
  '',
  MARKETING_FIELDS,
  {
    __typename: () => 'MarketingConfiguration',
    id: (_dto, { storeId, kind }) => toGlobalId('MarketingConfiguration', storeId, kind),
    kind: (_dto, { kind }) => kind,
    version: ({ updated_at }) => updated_at,
  },
);

/**
 * Maps a REST configuration to the schema's names.
 *
 * @throws {BadResponseError} when something that the schema promises is missing or of another type.
 */
export function toMarketingConfiguration(
  row: MarketingConfigurationDto,
  kind: MarketingConfigurationKind,
  note: Note,
): MarketingConfiguration {
  return mapConfiguration(row, note, { storeId: row.store_id, kind });
}

export const MarketingConfigurationRef = builder.objectRef<MarketingConfiguration>('MarketingConfiguration');

/** Names the read of a configuration among all others. */
export function readKey(storeId: string, kind: MarketingConfigurationKind): string {
  return `MarketingConfiguration ${storeId}/${kind}`;
}

export const MARKETING_CONFIGURATION: Entity<MarketingConfiguration, MarketingConfigurationKind> = {
  ref: MarketingConfigurationRef,
  part: {
    isValid: (value): value is MarketingConfigurationKind =>
      typeof value === 'string' && Object.hasOwn(REST_KIND, value),
  },
  scope: 'marketing:read',
  async load({ account, call, loaders }, storeId, kind) {
    try {
      const row = await loaders.loadOther(readKey(storeId, kind), (of) =>
        fetchMarketingConfiguration(of, storeId, REST_KIND[kind]),
      );
      return row ? toMarketingConfiguration(row, kind, call.upstream.note) : null;
    } catch (error) {
      return account.fail(error);
    }
  },
  note: (reads, storeId, kind) => reads.read(readKey(storeId, kind)),
};

MarketingConfigurationRef.implement({
  extensions: entityFacts(MARKETING_CONFIGURATION),
  description: 'When a store sends a marketing mail, and with which coupon.',
  interfaces: [NodeRef],
  fields: (t) => ({
    ...answerFields(t, MARKETING_FIELDS),
    version: t.exposeString('version', VERSION),
    kind: t.expose('kind', { type: MarketingConfigurationKindEnum, description: 'Which mail it is for.' }),
    store: t.field({
      type: StoreRef,
      description: 'The store it belongs to.',
      resolve: (configuration) => toStore(configuration.storeId),
    }),
  }),
});

const KINDS = Object.keys(REST_KIND) as readonly MarketingConfigurationKind[];

builder.objectFields(StoreRef, (t) => ({
  marketingConfiguration: t.field({
    type: MarketingConfigurationRef,
    nullable: true,
    extensions: facts({
      calls: 1,
      scope: 'marketing:read',
      reads: ({ place: { storeId }, args, reads }: ReadsAt<{ readonly kind: MarketingConfigurationKind }>) =>
        enter(reads, { entity: MARKETING_CONFIGURATION, storeId, part: args.kind }),
    }),
    description: "One of the store's two marketing configurations; null when there is none.",
    args: {
      kind: t.arg({ type: MarketingConfigurationKindEnum, required: true, description: 'Which mail it is for.' }),
    },
    resolve: (store, { kind }, context) => MARKETING_CONFIGURATION.load(context, store.storeId, kind),
  }),
  marketingConfigurations: t.field({
    type: [MarketingConfigurationRef],
    nullable: { list: false, items: true },
    extensions: facts({
      calls: KINDS.length,
      weight: KINDS.length,
      scope: 'marketing:read',
      rows: { most: KINDS.length, of: () => KINDS.length, assumed: KINDS.length },
      reads: ({ place: { storeId }, reads }) =>
        KINDS.map((part) => enter(reads, { entity: MARKETING_CONFIGURATION, storeId, part })),
    }),
    description: "All of the store's marketing configurations, one for each kind, with null where there is none.",
    resolve: ({ storeId }, _args, context, info) =>
      context.account.rows(info, KINDS).map((kind) => MARKETING_CONFIGURATION.load(context, storeId, kind)),
  }),
}));
