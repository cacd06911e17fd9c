import type { MarketingConfigurationPutDto } from '../../rest/contract/dto.ts';
import {
  mergeMarketingConfiguration,
  readMarketingConfiguration,
  replaceMarketingConfiguration,
} from '../../rest/marketing.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import type { MarketingConfigurationKind } from '../global-id.ts';
import { toRestBody } from '../rest-body.ts';
import { attemptWrite, type UserError, UserErrorRef, type WriteSubject } from '../user-error.ts';
import {
  type MarketingConfiguration,
  MarketingConfigurationRef,
  REST_KIND,
  toMarketingConfiguration,
} from './marketing-configuration.ts';
import {
  checkMarketingConfiguration,
  MARKETING_SHAPE,
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
      userErrors: t.expose('userErrors', {
        type: [UserErrorRef],
        description: 'Why nothing was changed; empty when it was.',
      }),
    }),
  });

const WRITING: WriteSubject = { shape: MARKETING_SHAPE, notFoundField: 'storeId', lookAt: 'the configuration' };

builder.mutationFields((t) => ({
  marketingConfigurationSet: t.field({
    type: MarketingConfigurationPayloadRef,
    description: 'Replaces a marketing configuration as a whole.',
    args: {
      input: t.arg({ type: MarketingConfigurationSetInput, required: true, description: 'The whole configuration.' }),
    },
    resolve: (_root, { input }, context) => set(context, input),
  }),
  marketingConfigurationUpdate: t.field({
    type: MarketingConfigurationPayloadRef,
    description:
      'Changes parts of a marketing configuration: it is read, merged with the change, and written once. The REST API has no way to guard against another change in between, which would be lost.',
    args: { input: t.arg({ type: MarketingConfigurationUpdateInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => update(context, input),
  }),
}));

async function set(context: Context, input: typeof MarketingConfigurationSetInput.$inferInput) {
  const mistakes = checkMarketingConfiguration(input, false);
  if (mistakes.length > 0) return { userErrors: mistakes };
  const { storeId, kind, ...configuration } = input;
  return replace(context, storeId, kind, toRestBody(MARKETING_SHAPE, configuration));
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
  const stored = await readMarketingConfiguration(context.call, storeId, REST_KIND[kind]);
  if (!stored) return { userErrors: [NO_CONFIGURATION] };
  return replace(context, storeId, kind, mergeMarketingConfiguration(stored, toRestBody(MARKETING_SHAPE, change)));
}

async function replace(
  { call, loaders }: Context,
  storeId: string,
  kind: MarketingConfigurationKind,
  body: object,
): Promise<MarketingConfigurationPayload> {
  const { value: marketingConfiguration, userErrors } = await attemptWrite(WRITING, async () => {
    const put = body as MarketingConfigurationPutDto;
    const row = await replaceMarketingConfiguration(call, storeId, REST_KIND[kind], put);
    // Part of the attempt: an answer of another shape leaves open what became of the write.
    return toMarketingConfiguration(row, kind, call.upstream.note);
  });
  loaders.forgetMarketingConfiguration(storeId, REST_KIND[kind]);
  return { marketingConfiguration, userErrors };
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
