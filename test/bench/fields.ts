/** How a value is compared: as it is, as digits, without case, or part by part. */
type Kind = 'plain' | 'int64' | 'enum' | 'actor';

/** One property of a REST object, and what GraphQL calls it. */
export interface Field {
  readonly rest: string;
  readonly graphql: string;
  readonly kind: Kind;
}

/** What an answer says of one object, under REST names, in a form that is the same for every server. */
export type Facts = Readonly<Record<string, unknown>>;

type Json = Readonly<Record<string, unknown>>;

function field(rest: string, kind: Kind = 'plain', graphql?: string): Field {
  return { rest, kind, graphql: graphql ?? rest.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()) };
}

/** All of a coupon but its version, which the gateway does not show. */
export const ALL_COUPON_FIELDS: readonly Field[] = [
  field('id', 'plain', 'couponId'),
  field('store_id'),
  field('enabled'),
  field('code'),
  field('note'),
  field('duration', 'enum'),
  field('duration_in_months'),
  field('duration_in_intervals'),
  field('discount_type', 'enum'),
  field('discount_amount', 'int64'),
  field('discount_apply_individually'),
  field('discount_apply_before_sales'),
  field('apply_to_products', 'plain', 'applyToProductIds'),
  field('apply_to_tags', 'plain', 'applyToTagIds'),
  field('usable_by_customer_id'),
  field('minimum_order_value', 'int64'),
  field('redeem_limit_store_enabled'),
  field('redeem_limit_store_amount', 'int64'),
  field('redeem_limit_customer_enabled'),
  field('redeem_limit_customer_amount', 'int64'),
  field('usable_on_one_time_purchase'),
  field('usable_on_subscription'),
  field('usable_at'),
  field('expires_at'),
  field('created_by', 'actor'),
  field('created_at'),
  field('updated_by', 'actor'),
  field('updated_at'),
];

/** What a page about one coupon shows. */
export const TEN_COUPON_FIELDS = pick(
  'id code enabled note duration discount_type discount_amount minimum_order_value expires_at created_at',
);

/** What a row of a list shows. */
export const EIGHT_COUPON_FIELDS = pick('id code enabled duration discount_type discount_amount expires_at created_at');

/** What a settings page shows of a marketing configuration. */
export const MARKETING_FIELDS: readonly Field[] = [
  field('enabled'),
  field('invalid'),
  field('trigger_after'),
  field('minimum_order_value', 'int64'),
  field('maximum_order_value', 'int64'),
  field('max_coupons_per_customer_amount'),
  field('max_coupons_per_customer_period'),
  field('max_coupons_global_amount'),
  field('max_coupons_global_period'),
  field('updated_at'),
];

/** The coupon in it, which is an object of its own. */
export const MARKETING_COUPON_FIELDS: readonly Field[] = [
  field('duration', 'enum'),
  field('duration_in_intervals'),
  field('discount_type', 'enum'),
  field('discount_amount', 'int64'),
  field('minimum_order_value', 'int64'),
  field('required_tag_ids'),
  field('required_product_ids'),
  field('customer_redeem_limit', 'int64'),
  field('expires_after'),
];

function pick(names: string): readonly Field[] {
  const wanted = names.split(' ');
  return ALL_COUPON_FIELDS.filter(({ rest }) => wanted.includes(rest));
}

/** Reads an object that has REST names: a row, or the answer of a server that keeps them. */
export function readRestFacts(fields: readonly Field[], value: unknown): Facts {
  return readFacts(fields, 'rest', value);
}

/** Reads a list of objects that have REST names. */
export function readRestRows(fields: readonly Field[], rows: unknown): Facts[] {
  return (rows as readonly unknown[]).map((row) => readRestFacts(fields, row));
}

/** Reads an object that has the gateway's names. */
export function readGraphqlFacts(fields: readonly Field[], value: unknown): Facts {
  return readFacts(fields, 'graphql', value);
}

function readFacts(fields: readonly Field[], naming: 'rest' | 'graphql', value: unknown): Facts {
  const object = value as Json;
  return Object.fromEntries(fields.map((field) => [field.rest, normalise(field.kind, object[field[naming]])]));
}

function normalise(kind: Kind, value: unknown): unknown {
  // Undefined stays: a value that is missing in an answer is a fault, null is not.
  if (value === undefined || value === null) return value;
  switch (kind) {
    case 'int64':
      return String(value);
    case 'enum':
      return String(value).toLowerCase();
    case 'actor': {
      const { type, id, actorId } = value as Json;
      return { type: String(type).toLowerCase(), id: id === undefined ? actorId : id };
    }
    case 'plain':
      return value;
  }
}
