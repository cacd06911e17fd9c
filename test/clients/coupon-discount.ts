/** A discount as it comes in answers. Relay's compiler also foresees kinds that do not exist yet. */
export type Discount =
  | { readonly __typename: 'CouponPercentDiscount'; readonly percentage: string }
  | {
      readonly __typename: 'CouponAmountDiscount';
      readonly amount: string;
      readonly currency: string | null | undefined;
    }
  | { readonly __typename: '%other' };

/** A discount as mutations take it: exactly one of the two. */
export type DiscountInput =
  | { readonly percentage: string; readonly amount?: never }
  | { readonly amount: string; readonly percentage?: never };

/** The input that stands for what is stored; null where nothing is, or something newer than this program. */
export function toDiscountInput(discount: Discount | null | undefined): DiscountInput | null {
  switch (discount?.__typename) {
    case 'CouponPercentDiscount':
      return { percentage: discount.percentage };
    case 'CouponAmountDiscount':
      return { amount: discount.amount };
    default:
      return null;
  }
}

/** Whether nothing failed but currencies: an amount can be shown without one. */
export const isAboutCurrency = (errors: readonly { readonly path?: readonly (string | number)[] | undefined }[]) =>
  errors.every(({ path }) => path?.at(-1) === 'currency');
