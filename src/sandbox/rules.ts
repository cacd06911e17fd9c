import type { ValidationErrorDto } from '../rest/contract/dto.ts';
import type { JsonRecord } from './database.ts';

/**
 * The rules beyond the contract's types. Each broken one gives an entry; `validation` names the rule:
 *
 * | validation | code | path |
 * |---|---|---|
 * | `not-blank` | `required` | `code`, `commands[0].command` |
 * | `unique` | `already-exists` | `code` |
 * | `not-negative` | `out-of-range` | the amount |
 * | `repeats` | `required` | the property that says how often a repeating discount repeats |
 * | `expires-after-start` | `invalid-range` | `expires_at` |
 * | `usable-on-something` | `invalid-combination` | `usable_on_one_time_purchase` (`…_purchases` in a marketing mail) |
 */
type Rules = ValidationErrorDto[];

/** Rules for a coupon as it would be stored. `unique` is not among them. */
export function brokenCouponRules(coupon: JsonRecord, repeatProperties: string[]): ValidationErrorDto[] {
  const { code, usable_at, expires_at } = coupon;
  return [
    ...notBlank(code, 'code'),
    ...repeats(coupon, repeatProperties, ''),
    ...notNegative(
      coupon,
      ['discount_amount', 'minimum_order_value', 'redeem_limit_store_amount', 'redeem_limit_customer_amount'],
      '',
    ),
    ...usableOnSomething(coupon, 'usable_on_one_time_purchase', 'usable_on_subscription', ''),
    ...(typeof usable_at === 'string' &&
    typeof expires_at === 'string' &&
    Date.parse(expires_at) <= Date.parse(usable_at)
      ? [entry('expires_at', 'expires-after-start', 'invalid-range', 'has to be later than usable_at')]
      : []),
  ];
}

/** Rules for the body that replaces a marketing configuration. */
export function brokenMarketingRules(body: JsonRecord, repeatProperties: string[]): ValidationErrorDto[] {
  const coupon = body.coupon_configuration as JsonRecord;
  const commands = (body.commands ?? []) as JsonRecord[];
  const inside = 'coupon_configuration.';
  return [
    ...notNegative(
      body,
      ['minimum_order_value', 'maximum_order_value', 'max_coupons_per_customer_amount', 'max_coupons_global_amount'],
      '',
    ),
    ...repeats(coupon, repeatProperties, inside),
    ...notNegative(coupon, ['discount_amount', 'minimum_order_value', 'customer_redeem_limit'], inside),
    ...usableOnSomething(coupon, 'usable_on_one_time_purchases', 'usable_on_subscriptions', inside),
    ...commands.flatMap(({ command }, index) => notBlank(command, `commands[${index}].command`)),
  ];
}

/** The entry for a code that another coupon of the store has. */
export function codeTaken(): ValidationErrorDto {
  return entry('code', 'unique', 'already-exists', 'belongs to another coupon of the store');
}

function notBlank(value: unknown, path: string): Rules {
  return typeof value === 'string' && value.trim() === ''
    ? [entry(path, 'not-blank', 'required', 'must not be blank')]
    : [];
}

function notNegative(object: JsonRecord, names: string[], inside: string): Rules {
  const negative = names.filter((name) => {
    const value = object[name];
    return (typeof value === 'number' || typeof value === 'bigint') && value < 0;
  });
  return negative.map((name) => entry(inside + name, 'not-negative', 'out-of-range', 'must not be negative'));
}

function repeats(object: JsonRecord, names: string[], inside: string): Rules {
  if (object.duration !== 'repeating') return [];
  const given = names.filter((name) => typeof object[name] === 'number');
  const [last = ''] = names.slice(-1);
  if (given.length === 0)
    return [entry(inside + last, 'repeats', 'required', 'is required when duration is repeating')];
  const tooFew = given.filter((name) => (object[name] as number) < 1);
  return tooFew.map((name) => entry(inside + name, 'repeats', 'out-of-range', 'has to be 1 or more'));
}

function usableOnSomething(object: JsonRecord, once: string, subscription: string, inside: string): Rules {
  if (object[once] === true || object[subscription] === true) return [];
  return [entry(inside + once, 'usable-on-something', 'invalid-combination', `or ${subscription} has to be true`)];
}

function entry(path: string, validation: string, code: string, text: string): ValidationErrorDto {
  return { code, message: `${path} ${text}.`, path, validation };
}
