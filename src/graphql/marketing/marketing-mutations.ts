import type { MarketingConfigurationPutDto } from '../../rest/contract/dto.ts';
import {
  fetchMarketingConfiguration,
  mergeMarketingConfiguration,
  replaceMarketingConfiguration,
} from '../../rest/marketing.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { facts } from '../facts.ts';
import { toRestBody } from '../fields/rest-body.ts';
import { USER_ERRORS, type UserError, type WriteSubject } from '../user-error.ts';
import { writeAndRead } from '../write-and-read.ts';
import {
  type MarketingConfiguration,
  type MarketingConfigurationKind,
  MarketingConfigurationRef,
  REST_KIND,
  readKey,
  toMarketingConfiguration,
} from './marketing-configuration.ts';
import { MARKETING_FIELDS } from './marketing-fields.ts';
import {
  checkMarketingConfiguration,
  MarketingConfigurationSetInput,
  MarketingConfigurationUpdateInput,
} from './marketing-input.ts';

interface MarketingConfigurationPayload {
  readonly marketingConfiguration?: MarketingConfiguration | undefined;
  readonly userErrors: readonly UserError[];
}

const MarketingConfigurationPayloadRef = builder
  .objectRef<MarketingConfigurationPayload>('MarketingConfigurationPayload')
  .implement({
    description: 'What became of a change of a marketing configuration.',
    fields: (t) => ({
      marketingConfiguration: t.expose('marketingConfiguration', {
        type: MarketingConfigurationRef,
        nullable: true,
        description: 'The configuration as it is stored now.',
      }),
      userErrors: t.expose('userErrors', USER_ERRORS),
    }),
  });

const WRITING: WriteSubject = { rows: MARKETING_FIELDS, notFoundField: 'storeId', lookAt: 'the configuration' };

builder.mutationFields((t) => ({
  marketingConfigurationSet: t.field({
    type: MarketingConfigurationPayloadRef,
    // At the most it reads what a PUT with an empty answer has stored.
    extensions: facts({ calls: 2, callsAtLeast: 1, weight: 2, scope: 'marketing:write' }),
    description: 'Replaces a marketing configuration as a whole.',
    args: {
      input: t.arg({ type: MarketingConfigurationSetInput, required: true, description: 'The whole configuration.' }),
    },
    resolve: (_root, { input }, context) => set(context, input),
  }),
  marketingConfigurationUpdate: t.field({
    type: MarketingConfigurationPayloadRef,
    // It reads before the merge, and at the most once more what a PUT with an empty answer has stored.
    extensions: facts({ calls: 3, callsAtLeast: 2, weight: 3, scope: 'marketing:write' }),
    description:
      'Changes parts of a marketing configuration: it is read, merged with the change, and written once. The REST API has no way to guard against another change in between, which would be lost.',
    args: { input: t.arg({ type: MarketingConfigurationUpdateInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => update(context, input),
  }),
}));

async function set(
  context: Context,
  input: typeof MarketingConfigurationSetInput.$inferInput,
): Promise<MarketingConfigurationPayload> {
  const mistakes = checkMarketingConfiguration(input, false);
  if (mistakes.length > 0) return { userErrors: mistakes };
  const { storeId, kind, ...configuration } = input;
  const body = toRestBody(MARKETING_FIELDS, configuration);
  return replace(context, storeId, kind, body, body);
}

async function update(
  context: Context,
  input: typeof MarketingConfigurationUpdateInput.$inferInput,
): Promise<MarketingConfigurationPayload> {
  const { storeId, kind, ...change } = input;
  if (isEmptyChange(change)) return { userErrors: [NOTHING_TO_CHANGE] };
  const mistakes = checkMarketingConfiguration(change, true);
  if (mistakes.length > 0) return { userErrors: mistakes };
  // Read here and not through a loader: what is merged must not be older than this mutation.
  const stored = await fetchMarketingConfiguration(context.call, storeId, REST_KIND[kind]);
  if (!stored) return { userErrors: [NO_CONFIGURATION] };
  const asked = toRestBody(MARKETING_FIELDS, change);
  return replace(context, storeId, kind, mergeMarketingConfiguration(stored, asked), asked);
}

/** Writes `body` and compares what is stored then with what was `asked` for. */
async function replace(
  { call, loaders }: Context,
  storeId: string,
  kind: MarketingConfigurationKind,
  body: object,
  asked: object,
): Promise<MarketingConfigurationPayload> {
  const written = await writeAndRead(WRITING, asked, {
    write: () => replaceMarketingConfiguration(call, storeId, REST_KIND[kind], body as MarketingConfigurationPutDto),
    read: () => fetchMarketingConfiguration(call, storeId, REST_KIND[kind]),
    toObject: (row) => toMarketingConfiguration(row, kind, call.upstream.note),
  });
  loaders.forgetOther(readKey(storeId, kind));
  return {
    get marketingConfiguration() {
      return written.stored;
    },
    userErrors: written.userErrors,
  };
}

function isEmptyChange({
  couponConfiguration,
  ...rest
}: {
  readonly couponConfiguration?: object | null | undefined;
}): boolean {
  if (Object.keys(rest).length > 0) return false;
  return (
    couponConfiguration === undefined || (couponConfiguration !== null && Object.keys(couponConfiguration).length === 0)
  );
}

const NOTHING_TO_CHANGE: UserError = {
  field: ['input'],
  message: 'Nothing to change: give at least one field beside storeId and kind.',
  code: 'REQUIRED',
};

const NO_CONFIGURATION: UserError = {
  field: ['input', 'storeId'],
  message:
    'The store has no such configuration yet, or there is no such store: create it with marketingConfigurationSet.',
  code: 'NOT_FOUND',
};
