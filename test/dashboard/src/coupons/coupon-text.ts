import { formatValue } from '../form/fields.ts';
import { count, money, percent, type Units } from '../form/kinds.ts';

/** How much a coupon takes off, as a query selects it. */
export type Discount =
  | { readonly __typename: 'CouponPercentDiscount'; readonly percentage: string }
  | { readonly __typename: 'CouponAmountDiscount'; readonly amount: string }
  | { readonly __typename: '%other' };

/** For example `15% off`. */
export function formatDiscount(discount: Discount | null | undefined, units: Units): string {
  switch (discount?.__typename) {
    case 'CouponPercentDiscount':
      return `${percent.format(discount.percentage, units)} off`;
    case 'CouponAmountDiscount':
      return `${money.format(discount.amount, units)} off`;
    default:
      return formatValue(percent, null, units);
  }
}

/** Whether a coupon can be used at a moment. */
export type State = 'active' | 'off' | 'scheduled' | 'ended';

export interface Validity {
  readonly enabled: boolean;
  readonly usableAt: string | null | undefined;
  readonly expiresAt: string | null | undefined;
}

/** @param now in ms since 1970. */
export function stateOf({ enabled, usableAt, expiresAt }: Validity, now: number): State {
  if (expiresAt && Date.parse(expiresAt) <= now) return 'ended';
  if (!enabled) return 'off';
  return usableAt && Date.parse(usableAt) > now ? 'scheduled' : 'active';
}

export const STATES: Readonly<Record<State, string>> = {
  active: 'Active',
  off: 'Off',
  scheduled: 'Scheduled',
  ended: 'Ended',
};

/** For how long a coupon can be used, for example `Until 31 Dec 2025`. */
export function formatPeriod({ usableAt, expiresAt }: Omit<Validity, 'enabled'>, now: number): string {
  if (usableAt && Date.parse(usableAt) > now) return `From ${formatDay(usableAt)}`;
  if (!expiresAt) return 'No end';
  return `${Date.parse(expiresAt) <= now ? 'On' : 'Until'} ${formatDay(expiresAt)}`;
}

export function formatDay(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(moment));
}

/** How often it can be used, as a query selects it. */
export interface Limits {
  readonly redeemLimitCustomerEnabled: boolean;
  readonly redeemLimitCustomerAmount: string;
  readonly redeemLimitStoreEnabled: boolean;
  readonly redeemLimitStoreAmount: string;
}

/** For example `1 per customer, 500 in all`. */
export function formatLimits(limits: Limits, units: Units): string {
  const parts = [
    limits.redeemLimitCustomerEnabled && `${count.format(limits.redeemLimitCustomerAmount, units)} per customer`,
    limits.redeemLimitStoreEnabled && `${count.format(limits.redeemLimitStoreAmount, units)} in all`,
  ];
  return parts.filter(Boolean).join(', ') || 'No limit';
}
