import { builder } from '../../builder.ts';
import { EXPECTED_VERSION } from '../../version.ts';
import { CouponPatch, IF_TAKEN } from '../coupon-input.ts';
import { CODES_LIMITS } from './codes.ts';

const { ALPHABET, PLACE, DEFAULT_LENGTH, MIN_LENGTH, MAX_LENGTH, MAX_PATTERN, MIN_SEED } = CODES_LIMITS;

const InvalidItems = builder.enumType('BulkInvalidItems', {
  description:
    'What becomes of the other items when some hold mistakes. It decides only before the first call: once items are sent, each succeeds or fails by itself, and nothing is rolled back.',
  values: {
    REFUSE_ALL: { description: 'None is sent: the others are NOT_ATTEMPTED.' },
    SKIP: { description: 'The others are sent.' },
  },
});

const INVALID_ITEMS = {
  type: InvalidItems,
  defaultValue: 'SKIP',
  description:
    'What becomes of the other items when some hold mistakes that are seen before anything is sent. Null counts as not given.',
} as const;

const CodesInput = builder.inputType('CouponCodesInput', {
  description: `How to draw codes. They are made of ${ALPHABET}, which nobody takes for each other.`,
  fields: (t) => ({
    count: t.int({ description: 'How many coupons to create, all by the template. Only without `items`.' }),
    pattern: t.string({
      defaultValue: PLACE,
      description: `What codes look like: ${MAX_PATTERN} characters at most, with \`${PLACE}\` once, such as \`"SPRING-${PLACE}"\`. Null counts as not given.`,
    }),
    length: t.int({
      defaultValue: DEFAULT_LENGTH,
      description: `How many random characters: ${MIN_LENGTH} to ${MAX_LENGTH}. Null counts as not given.`,
    }),
    seed: t.string({
      description: `Draws the same codes whenever the same request is sent: ${MIN_SEED} or more random letters, digits, \`-\` and \`_\`, new for each batch. Send the whole request again with the same seed and \`ifTaken: ACCEPT_IF_EQUAL\`, and no coupon is created twice, whatever was lost. A part of it is another batch, with other codes: send only what is NOT_ATTEMPTED in one. Keep it secret: it tells all codes of the batch. A code of a seed that is taken is not drawn again. Omitted: other codes each time.`,
    }),
  }),
});

const BulkCreateItem = builder.inputType('CouponBulkCreateItem', {
  description: 'One coupon of a batch: the template, with what is different here.',
  fields: (t) => ({
    code: t.string({ description: 'Its code. Omitted or null: drawn as `generate` says.' }),
    set: t.field({
      type: CouponPatch,
      description: 'Values in place of those of the template; null takes one away. `code` stands beside this.',
    }),
  }),
});

export const CouponBulkCreateInput = builder.inputType('CouponBulkCreateInput', {
  description: 'Coupons to create in one store: `items`, or as many as `generate` counts.',
  fields: (t) => ({
    storeId: t.field({ type: 'FlakeID', required: true, description: 'The PayNow id of the store to create them in.' }),
    template: t.field({
      type: CouponPatch,
      required: true,
      description: 'What all of them have in common. Defaults are those of `couponCreate`; a code cannot be in common.',
    }),
    items: t.field({ type: [BulkCreateItem], description: 'One for each coupon. Omitted or null: see `generate`.' }),
    generate: t.field({
      type: CodesInput,
      description: 'How to draw the codes of items that have none; without items, how many coupons to create.',
    }),
    invalidItems: t.field(INVALID_ITEMS),
    ifTaken: t.field(IF_TAKEN),
  }),
});

const BulkUpdateItem = builder.inputType('CouponBulkUpdateItem', {
  description: 'One coupon to change.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The coupon's global id." }),
    expectedVersion: t.string(EXPECTED_VERSION),
    set: t.field({
      type: CouponPatch,
      description: 'Values to change of this one alone; they go before those of the `set` beside the items.',
    }),
  }),
});

export const CouponBulkUpdateInput = builder.inputType('CouponBulkUpdateInput', {
  description: 'Coupons to change, of one store or of several.',
  fields: (t) => ({
    items: t.field({ type: [BulkUpdateItem], required: true, description: 'One for each coupon.' }),
    set: t.field({ type: CouponPatch, description: 'Values to change of each of them.' }),
    invalidItems: t.field(INVALID_ITEMS),
  }),
});

const BulkDeleteItem = builder.inputType('CouponBulkDeleteItem', {
  description: 'One coupon to delete.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The coupon's global id." }),
    expectedVersion: t.string(EXPECTED_VERSION),
  }),
});

export const CouponBulkDeleteInput = builder.inputType('CouponBulkDeleteInput', {
  description: 'Coupons to delete, of one store or of several, each by its id.',
  fields: (t) => ({
    items: t.field({ type: [BulkDeleteItem], required: true, description: 'One for each coupon.' }),
    invalidItems: t.field(INVALID_ITEMS),
  }),
});
