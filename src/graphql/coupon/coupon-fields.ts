import type { CouponCreateDto, CouponDto, CouponUpdateDto } from '../../rest/contract/dto.ts';
import { ACTOR } from '../actor.ts';
import { TERMS_FIELDS } from '../coupon-terms.ts';
import type { RowsOf } from '../fields/row.ts';
import { BOOLEAN, FLAKE_ID, FLAKE_IDS, INT64, MOMENT, STRING } from '../fields/value-types.ts';

const LIMITED = 'If false, the amount has no effect.';

const NOTE = "A remark for the store's team; customers do not see it.";

/** The fields of a coupon: its type and both of its inputs. */
export const COUPON_FIELDS = {
  couponId: {
    rest: 'id',
    type: FLAKE_ID,
    description: "The coupon's PayNow id. Ids rise with the time of creation. Mutations take `id`, not this.",
  },
  storeId: { rest: 'store_id', type: FLAKE_ID, description: 'The PayNow id of the store it belongs to.' },
  enabled: {
    rest: 'enabled',
    type: BOOLEAN,
    input: 'required',
    byDefault: true,
    description: 'Whether the coupon is switched on. It can still be outside its dates or used up.',
  },
  code: {
    rest: 'code',
    type: STRING,
    input: 'required',
    description: 'What the customer types in. No two coupons of a store have the same.',
  },
  note: {
    rest: 'note',
    type: STRING,
    nullable: true,
    input: 'optional',
    onNull: 'undocumented',
    description: {
      answer: NOTE,
      create: NOTE,
      update: `${NOTE} Send \`""\` to remove it.`,
    },
  },
  ...TERMS_FIELDS,
  duration: { ...TERMS_FIELDS.duration, byDefault: 'ONCE' },
  discountApplyIndividually: {
    rest: 'discount_apply_individually',
    type: BOOLEAN,
    input: 'required',
    byDefault: false,
    description: 'True: each matching product gets the discount. False: the order as a whole gets it once.',
  },
  discountApplyBeforeSales: { ...TERMS_FIELDS.discountApplyBeforeSales, byDefault: false },
  applyToProductIds: {
    rest: 'apply_to_products',
    type: FLAKE_IDS,
    nullable: true,
    input: 'optional',
    onNull: 'undocumented',
    description: {
      answer: 'The products it is limited to. Null or `[]`: not limited to products.',
      create: 'The products it is limited to.',
      update: 'The products it is limited to. Send `[]` to remove the limit.',
    },
  },
  applyToTagIds: {
    rest: 'apply_to_tags',
    type: FLAKE_IDS,
    nullable: true,
    input: 'optional',
    onNull: 'undocumented',
    description: {
      answer: 'The tags whose products it is limited to. Null or `[]`: not limited to tags.',
      create: 'The tags whose products it is limited to.',
      update: 'The tags whose products it is limited to. Send `[]` to remove the limit.',
    },
  },
  usableByCustomerId: {
    rest: 'usable_by_customer_id',
    type: FLAKE_ID,
    nullable: true,
    input: 'optional',
    onNull: 'undocumented',
    description: {
      answer: 'The only customer who may use it; null for everyone.',
      create: 'The only customer who may use it. Omitted: everyone.',
      update: 'The only customer who may use it.',
    },
  },
  minimumOrderValue: { ...TERMS_FIELDS.minimumOrderValue, byDefault: 0 },
  redeemLimitStoreEnabled: {
    rest: 'redeem_limit_store_enabled',
    type: BOOLEAN,
    input: 'required',
    byDefault: false,
    description: `Whether redemptions in the store as a whole are limited. ${LIMITED}`,
  },
  redeemLimitStoreAmount: {
    rest: 'redeem_limit_store_amount',
    type: INT64,
    input: 'required',
    byDefault: 0,
    notNegative: true,
    description: 'How often it can be redeemed in the store as a whole.',
  },
  redeemLimitCustomerEnabled: {
    rest: 'redeem_limit_customer_enabled',
    type: BOOLEAN,
    input: 'required',
    byDefault: false,
    description: `Whether redemptions of each customer are limited. ${LIMITED}`,
  },
  redeemLimitCustomerAmount: {
    rest: 'redeem_limit_customer_amount',
    type: INT64,
    input: 'required',
    byDefault: 0,
    notNegative: true,
    description: 'How often one customer can redeem it.',
  },
  usableOnOneTimePurchase: {
    rest: 'usable_on_one_time_purchase',
    type: BOOLEAN,
    input: 'required',
    byDefault: true,
    description: 'Whether it works on one-time purchases.',
  },
  usableOnSubscription: {
    rest: 'usable_on_subscription',
    type: BOOLEAN,
    input: 'required',
    byDefault: true,
    description: 'Whether it works on subscriptions.',
  },
  usableAt: {
    rest: 'usable_at',
    type: MOMENT,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    description: {
      answer: 'From when on it works; null for at once.',
      create: 'From when on it works. Omitted: at once.',
      update: 'From when on it works.',
    },
  },
  expiresAt: {
    rest: 'expires_at',
    type: MOMENT,
    nullable: true,
    input: 'optional',
    onNull: 'clears',
    description: {
      answer: 'When it stops working; null for never.',
      create: 'When it stops working. Omitted: never.',
      update: 'When it stops working.',
    },
  },
  createdBy: {
    rest: 'created_by',
    type: ACTOR,
    nullable: true,
    description: 'Who created it; null when PayNow does not say.',
  },
  createdAt: { rest: 'created_at', type: MOMENT, description: 'When it was created.' },
  updatedBy: {
    rest: 'updated_by',
    type: ACTOR,
    nullable: true,
    description: 'Who changed it last; null when nobody did or PayNow does not say.',
  },
  updatedAt: {
    rest: 'updated_at',
    type: MOMENT,
    nullable: true,
    description: 'When it was changed last; null when it never was.',
  },
} as const satisfies RowsOf<CouponDto, CouponCreateDto, CouponUpdateDto>;
