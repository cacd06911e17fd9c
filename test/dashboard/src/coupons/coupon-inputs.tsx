import type { ReactNode } from 'react';
import { DiscountInputs } from '../form/discount-inputs.tsx';
import { Input } from '../form/input.tsx';

/** The inputs of a coupon, new or not. */
export function CouponInputs(): ReactNode {
  return (
    <>
      <section>
        <Input name="code" />
        <DiscountInputs name="discount" />
        <Input name="enabled" />
      </section>
      <fieldset>
        <legend>When</legend>
        <Input name="usableAt" />
        <Input name="expiresAt" />
      </fieldset>
      <fieldset>
        <legend>For what</legend>
        <Input name="usableOnOneTimePurchase" />
        <Input name="usableOnSubscription" />
        <Input name="duration" />
        <div className="when-repeating">
          <Input name="durationInIntervals" />
        </div>
        <Input name="minimumOrderValue" />
        <Input name="applyToProductIds" />
        <Input name="applyToTagIds" />
      </fieldset>
      <fieldset>
        <legend>How often, and by whom</legend>
        <Input name="redeemLimitCustomerEnabled" />
        <div className="when-checked">
          <Input name="redeemLimitCustomerAmount" />
        </div>
        <Input name="redeemLimitStoreEnabled" />
        <div className="when-checked">
          <Input name="redeemLimitStoreAmount" />
        </div>
        <Input name="usableByCustomerId" />
      </fieldset>
      <fieldset>
        <legend>Fine print</legend>
        <Input name="discountApplyIndividually" />
        <Input name="discountApplyBeforeSales" />
        <Input name="note" />
      </fieldset>
    </>
  );
}
