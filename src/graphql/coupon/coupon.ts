import type { CouponDto } from '../../rest/contract/dto.ts';
import type { Int64 } from '../../rest/json.ts';
import { type Actor, ActorRef, toActor } from '../actor.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { CouponDiscountType, CouponDuration, type Note, readDiscountType, readDuration } from '../enums.ts';
import {
  expectBoolean,
  expectInt64,
  expectOptionalInt32,
  expectOptionalString,
  expectOptionalStrings,
  expectString,
} from '../expect.ts';
import { couponGlobalId } from '../global-id.ts';
import { NodeRef } from '../node-interface.ts';
import { type Store, StoreRef, toStore } from '../store.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** A coupon in the schema's names, with every value ready to be printed. */
export interface Coupon {
  readonly __typename: 'Coupon';
  readonly id: string;
  readonly couponId: string;
  readonly storeId: string;
  readonly enabled: boolean;
  readonly code: string;
  readonly note: string | null;
  readonly duration: ReturnType<typeof readDuration>;
  readonly durationInMonths: number | null;
  readonly durationInIntervals: number | null;
  readonly discountType: ReturnType<typeof readDiscountType>;
  readonly discountAmount: Int64;
  readonly discountApplyIndividually: boolean;
  readonly discountApplyBeforeSales: boolean;
  readonly applyToProductIds: readonly string[] | null;
  readonly applyToTagIds: readonly string[] | null;
  readonly usableByCustomerId: string | null;
  readonly minimumOrderValue: Int64;
  readonly redeemLimitStoreEnabled: boolean;
  readonly redeemLimitStoreAmount: Int64;
  readonly redeemLimitCustomerEnabled: boolean;
  readonly redeemLimitCustomerAmount: Int64;
  readonly usableOnOneTimePurchase: boolean;
  readonly usableOnSubscription: boolean;
  readonly usableAt: string | null;
  readonly expiresAt: string | null;
  readonly createdBy: Actor | null;
  readonly createdAt: string;
  readonly updatedBy: Actor | null;
  readonly updatedAt: string | null;
}

/**
 * Maps a REST coupon to the schema's names. Its ids were checked when it was read.
 *
 * @throws {BadResponseError} when something that the schema promises is missing or of another type.
 */
export function toCoupon(row: CouponDto, note: Note): Coupon {
  return {
    __typename: 'Coupon',
    id: couponGlobalId(row.store_id, row.id),
    couponId: row.id,
    storeId: row.store_id,
    enabled: expectBoolean(row.enabled, 'Coupon.enabled'),
    code: expectString(row.code, 'Coupon.code'),
    note: expectOptionalString(row.note, 'Coupon.note'),
    duration: readDuration(row.duration, note),
    durationInMonths: expectOptionalInt32(row.duration_in_months, 'Coupon.duration_in_months'),
    durationInIntervals: expectOptionalInt32(row.duration_in_intervals, 'Coupon.duration_in_intervals'),
    discountType: readDiscountType(row.discount_type, note),
    discountAmount: expectInt64(row.discount_amount, 'Coupon.discount_amount'),
    discountApplyIndividually: expectBoolean(row.discount_apply_individually, 'Coupon.discount_apply_individually'),
    discountApplyBeforeSales: expectBoolean(row.discount_apply_before_sales, 'Coupon.discount_apply_before_sales'),
    applyToProductIds: expectOptionalStrings(row.apply_to_products, 'Coupon.apply_to_products'),
    applyToTagIds: expectOptionalStrings(row.apply_to_tags, 'Coupon.apply_to_tags'),
    usableByCustomerId: expectOptionalString(row.usable_by_customer_id, 'Coupon.usable_by_customer_id'),
    minimumOrderValue: expectInt64(row.minimum_order_value, 'Coupon.minimum_order_value'),
    redeemLimitStoreEnabled: expectBoolean(row.redeem_limit_store_enabled, 'Coupon.redeem_limit_store_enabled'),
    redeemLimitStoreAmount: expectInt64(row.redeem_limit_store_amount, 'Coupon.redeem_limit_store_amount'),
    redeemLimitCustomerEnabled: expectBoolean(
      row.redeem_limit_customer_enabled,
      'Coupon.redeem_limit_customer_enabled',
    ),
    redeemLimitCustomerAmount: expectInt64(row.redeem_limit_customer_amount, 'Coupon.redeem_limit_customer_amount'),
    usableOnOneTimePurchase: expectBoolean(row.usable_on_one_time_purchase, 'Coupon.usable_on_one_time_purchase'),
    usableOnSubscription: expectBoolean(row.usable_on_subscription, 'Coupon.usable_on_subscription'),
    usableAt: expectOptionalString(row.usable_at, 'Coupon.usable_at'),
    expiresAt: expectOptionalString(row.expires_at, 'Coupon.expires_at'),
    createdBy: toActor(row.created_by, note),
    createdAt: expectString(row.created_at, 'Coupon.created_at'),
    updatedBy: toActor(row.updated_by, note),
    updatedAt: expectOptionalString(row.updated_at, 'Coupon.updated_at'),
  };
}

/** One coupon, null when there is none. */
export async function readCouponNode(context: Context, storeId: string, couponId: string): Promise<Coupon | null> {
  try {
    const row = await context.loaders.coupon(storeId, couponId);
    return row ? toCoupon(row, context.call.upstream.note) : null;
  } catch (error) {
    return context.account.fail(error);
  }
}

const D = COUPON_FIELDS;

export const CouponRef = builder.objectRef<Coupon>('Coupon').implement({
  description: 'A code that gives a discount in one store.',
  interfaces: [NodeRef],
  fields: (t) => ({
    couponId: t.exposeID('couponId', { description: "The coupon's PayNow id. Ids rise with the time of creation." }),
    storeId: t.exposeID('storeId', { description: 'The PayNow id of the store it belongs to.' }),
    store: t.field({
      type: StoreRef,
      description: 'The store it belongs to.',
      resolve: (coupon): Store => toStore(coupon.storeId),
    }),
    enabled: t.exposeBoolean('enabled', { description: D.enabled }),
    code: t.exposeString('code', { description: D.code }),
    note: t.exposeString('note', { nullable: true, description: D.note }),
    duration: t.expose('duration', { type: CouponDuration, description: D.duration }),
    durationInMonths: t.exposeInt('durationInMonths', { nullable: true, description: D.durationInMonths }),
    durationInIntervals: t.exposeInt('durationInIntervals', { nullable: true, description: D.durationInIntervals }),
    discountType: t.expose('discountType', { type: CouponDiscountType, description: D.discountType }),
    discountAmount: t.expose('discountAmount', { type: 'Int64', description: D.discountAmount }),
    discountApplyIndividually: t.exposeBoolean('discountApplyIndividually', {
      description: D.discountApplyIndividually,
    }),
    discountApplyBeforeSales: t.exposeBoolean('discountApplyBeforeSales', { description: D.discountApplyBeforeSales }),
    applyToProductIds: t.exposeIDList('applyToProductIds', { nullable: true, description: D.applyToProductIds }),
    applyToTagIds: t.exposeIDList('applyToTagIds', { nullable: true, description: D.applyToTagIds }),
    usableByCustomerId: t.exposeID('usableByCustomerId', { nullable: true, description: D.usableByCustomerId }),
    minimumOrderValue: t.expose('minimumOrderValue', { type: 'Int64', description: D.minimumOrderValue }),
    redeemLimitStoreEnabled: t.exposeBoolean('redeemLimitStoreEnabled', { description: D.redeemLimitStoreEnabled }),
    redeemLimitStoreAmount: t.expose('redeemLimitStoreAmount', {
      type: 'Int64',
      description: D.redeemLimitStoreAmount,
    }),
    redeemLimitCustomerEnabled: t.exposeBoolean('redeemLimitCustomerEnabled', {
      description: D.redeemLimitCustomerEnabled,
    }),
    redeemLimitCustomerAmount: t.expose('redeemLimitCustomerAmount', {
      type: 'Int64',
      description: D.redeemLimitCustomerAmount,
    }),
    usableOnOneTimePurchase: t.exposeBoolean('usableOnOneTimePurchase', { description: D.usableOnOneTimePurchase }),
    usableOnSubscription: t.exposeBoolean('usableOnSubscription', { description: D.usableOnSubscription }),
    usableAt: t.expose('usableAt', { type: 'DateTime', nullable: true, description: D.usableAt }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: D.expiresAt }),
    createdBy: t.expose('createdBy', {
      type: ActorRef,
      nullable: true,
      description: 'Who created it; null when the API does not say.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedBy: t.expose('updatedBy', {
      type: ActorRef,
      nullable: true,
      description: 'Who changed it last; null when nobody did or the API does not say.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was changed last; null when it never was.',
    }),
  }),
});
