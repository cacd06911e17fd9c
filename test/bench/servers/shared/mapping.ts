import type {
  ActorDto,
  CouponDto,
  MarketingConfigurationDto,
  MarketingCouponConfigurationDto,
} from '../../../../src/rest/contract/dto.ts';

/** What the servers that are written by hand make of REST objects, as one would write it without more ado. */

export function toCoupon(row: CouponDto) {
  return {
    id: toGlobalId(row),
    couponId: row.id,
    storeId: row.store_id,
    enabled: row.enabled,
    code: row.code,
    note: row.note,
    duration: row.duration.toUpperCase(),
    durationInMonths: row.duration_in_months,
    durationInIntervals: row.duration_in_intervals,
    discountType: row.discount_type.toUpperCase(),
    discountAmount: row.discount_amount,
    discountApplyIndividually: row.discount_apply_individually,
    discountApplyBeforeSales: row.discount_apply_before_sales,
    applyToProductIds: row.apply_to_products,
    applyToTagIds: row.apply_to_tags,
    usableByCustomerId: row.usable_by_customer_id,
    minimumOrderValue: row.minimum_order_value,
    redeemLimitStoreEnabled: row.redeem_limit_store_enabled,
    redeemLimitStoreAmount: row.redeem_limit_store_amount,
    redeemLimitCustomerEnabled: row.redeem_limit_customer_enabled,
    redeemLimitCustomerAmount: row.redeem_limit_customer_amount,
    usableOnOneTimePurchase: row.usable_on_one_time_purchase,
    usableOnSubscription: row.usable_on_subscription,
    usableAt: row.usable_at,
    expiresAt: row.expires_at,
    createdBy: toActor(row.created_by),
    createdAt: row.created_at,
    updatedBy: toActor(row.updated_by),
    updatedAt: row.updated_at,
  };
}

function toGlobalId(row: CouponDto): string {
  return `gid://paynow/Coupon/${row.store_id}/${row.id}`;
}

/** Reads the ids in a global id. */
export function readGlobalId(id: string): { storeId: string; couponId: string } {
  const [storeId = '', couponId = ''] = id.split('/').slice(-2);
  return { storeId, couponId };
}

function toActor(actor: ActorDto | null | undefined) {
  return actor == null ? null : { type: actor.type.toUpperCase(), actorId: actor.id };
}

/** A page as a Relay connection. */
export function toConnection<Row extends CouponDto, Node>(rows: readonly Row[], toNode: (row: Row) => Node) {
  const edges = rows.map((row) => ({ cursor: toCursor(row), node: toNode(row) }));
  return { edges, pageInfo: { startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null } };
}

function toCursor(row: CouponDto): string {
  return Buffer.from(`n:${row.id}`).toString('base64url');
}

export function toMarketing(row: MarketingConfigurationDto) {
  return {
    enabled: row.enabled,
    invalid: row.invalid,
    triggerAfter: row.trigger_after,
    minimumOrderValue: row.minimum_order_value,
    maximumOrderValue: row.maximum_order_value,
    maxCouponsPerCustomerAmount: row.max_coupons_per_customer_amount,
    maxCouponsPerCustomerPeriod: row.max_coupons_per_customer_period,
    maxCouponsGlobalAmount: row.max_coupons_global_amount,
    maxCouponsGlobalPeriod: row.max_coupons_global_period,
    updatedAt: row.updated_at,
    couponConfiguration: toMarketingCoupon(row.coupon_configuration),
  };
}

function toMarketingCoupon(row: MarketingCouponConfigurationDto) {
  return {
    duration: row.duration.toUpperCase(),
    durationInIntervals: row.duration_in_intervals,
    discountType: row.discount_type.toUpperCase(),
    discountAmount: row.discount_amount,
    minimumOrderValue: row.minimum_order_value,
    requiredTagIds: row.required_tag_ids,
    requiredProductIds: row.required_product_ids,
    customerRedeemLimit: row.customer_redeem_limit,
    expiresAfter: row.expires_after,
  };
}
