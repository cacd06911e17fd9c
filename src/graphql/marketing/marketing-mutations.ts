import type { MarketingConfigurationPutDto } from '../../rest/contract/dto.ts';
import {
  fetchMarketingConfiguration,
  mergeMarketingConfiguration,
  replaceMarketingConfiguration,
} from '../../rest/marketing.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { parseIdOf } from '../entity.ts';
import { facts } from '../facts.ts';
import { toRestBody } from '../fields/rest-body.ts';
import { invalidId, notFound, nothingToChange, USER_ERRORS, type UserError, type WriteSubject } from '../user-error.ts';
import { findConflict, VERSION_FIELD } from '../version.ts';
import { writeAndRead } from '../write-and-read.ts';
import {
  MARKETING_CONFIGURATION,
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
  withStoredCouponDiscount,
} from './marketing-input.ts';

interface MarketingConfigurationPayload {
  readonly marketingConfiguration?: MarketingConfiguration | undefined;
  readonly userErrors: readonly UserError[];
}

/** A payload of its own for each mutation, so that each can grow by itself. */
function createPayload(name: string, mutation: string) {
  return builder.objectRef<MarketingConfigurationPayload>(name).implement({
    description: `What became of \`${mutation}\`.`,
    fields: (t) => ({
      marketingConfiguration: t.expose('marketingConfiguration', {
        type: MarketingConfigurationRef,
        nullable: true,
        description: 'The configuration as it is stored now, with CONFLICT too.',
      }),
      userErrors: t.expose('userErrors', USER_ERRORS),
    }),
  });
}

const SetPayloadRef = createPayload('MarketingConfigurationSetPayload', 'marketingConfigurationSet');
const UpdatePayloadRef = createPayload('MarketingConfigurationUpdatePayload', 'marketingConfigurationUpdate');

builder.mutationFields((t) => ({
  marketingConfigurationSet: t.field({
    type: SetPayloadRef,
    nullable: true,
    // At the most it looks at the version before, and reads what a PUT with an empty answer has stored.
    extensions: facts({ calls: 3, callsAtLeast: 1, weight: 2, scope: 'marketing:write' }),
    description:
      'Replaces a marketing configuration as a whole, or makes the first one. Null with an error when it failed for a reason that is not in the input.',
    args: {
      input: t.arg({ type: MarketingConfigurationSetInput, required: true, description: 'The whole configuration.' }),
    },
    resolve: (_root, { input }, context) => set(context, input),
  }),
  marketingConfigurationUpdate: t.field({
    type: UpdatePayloadRef,
    nullable: true,
    // It reads before the merge, and at the most once more what a PUT with an empty answer has stored.
    extensions: facts({ calls: 3, callsAtLeast: 2, weight: 3, scope: 'marketing:write' }),
    description:
      'Changes parts of a marketing configuration: it is read, merged with the change, and written once. Another change in between would be lost; `expectedVersion` notices those that were made before the read. Null with an error when it failed for a reason that is not in the input.',
    args: { input: t.arg({ type: MarketingConfigurationUpdateInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => update(context, input),
  }),
}));

const SET = ['input', 'set'];
const CONFIGURATION = ['input', 'configuration'];

async function set(
  context: Context,
  { storeId, kind, expectedVersion, configuration }: typeof MarketingConfigurationSetInput.$inferInput,
): Promise<MarketingConfigurationPayload> {
  const { call, percentScale } = context;
  const userErrors = checkMarketingConfiguration(configuration, 'create', CONFIGURATION, percentScale);
  if (userErrors.length > 0) return { userErrors };
  const notFoundPath = ['input', 'storeId'];
  if (expectedVersion != null) {
    const row = await fetchMarketingConfiguration(call, storeId, REST_KIND[kind]);
    const present = row && toMarketingConfiguration(row, kind, call.upstream.note);
    const conflict = findConflict(expectedVersion, present, VERSION_FIELD, notFound(notFoundPath));
    if (conflict) return { marketingConfiguration: conflict.present, userErrors: conflict.userErrors };
  }
  const body = toRestBody(MARKETING_FIELDS, withStoredCouponDiscount(configuration, percentScale), 'create');
  const subject = { ...WRITING, path: CONFIGURATION, input: configuration, notFoundPath };
  return replace(context, subject, { storeId, kind }, body, body);
}

async function update(
  context: Context,
  { id, expectedVersion, set: change }: typeof MarketingConfigurationUpdateInput.$inferInput,
): Promise<MarketingConfigurationPayload> {
  const { call, percentScale } = context;
  const target = parseIdOf(MARKETING_CONFIGURATION, id);
  if (!target) return { userErrors: [invalidId(ID, 'marketing configuration')] };
  const { storeId, part: kind } = target;
  if (isEmptyChange(change)) return { userErrors: [nothingToChange(SET)] };
  const mistakes = checkMarketingConfiguration(change, 'update', SET, percentScale);
  if (mistakes.length > 0) return { userErrors: mistakes };
  // Read here and not through a loader: what is merged must not be older than this mutation.
  const stored = await fetchMarketingConfiguration(call, storeId, REST_KIND[kind]);
  if (!stored) return { userErrors: [NO_CONFIGURATION] };
  if (expectedVersion != null) {
    const present = toMarketingConfiguration(stored, kind, call.upstream.note);
    const conflict = findConflict(expectedVersion, present, VERSION_FIELD, NO_CONFIGURATION);
    if (conflict) return { marketingConfiguration: conflict.present, userErrors: conflict.userErrors };
  }
  const asked = toRestBody(MARKETING_FIELDS, withStoredCouponDiscount(change, percentScale), 'update');
  const subject = { ...WRITING, path: SET, input: change, notFoundPath: ID };
  return replace(context, subject, { storeId, kind }, mergeMarketingConfiguration(stored, asked), asked);
}

const ID = ['input', 'id'];
const WRITING = { rows: MARKETING_FIELDS, lookAt: 'the configuration' };

/** Which configuration. */
interface Target {
  readonly storeId: string;
  readonly kind: MarketingConfigurationKind;
}

/** Writes `body` and compares what is stored then with what was `asked` for. */
async function replace(
  { call, loaders }: Context,
  subject: WriteSubject,
  { storeId, kind }: Target,
  body: object,
  asked: object,
): Promise<MarketingConfigurationPayload> {
  const written = await writeAndRead(subject, asked, {
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

const NO_CONFIGURATION: UserError = {
  field: ID,
  message:
    'The store has no such configuration yet, or there is no such store: create it with marketingConfigurationSet.',
  code: 'NOT_FOUND',
};
