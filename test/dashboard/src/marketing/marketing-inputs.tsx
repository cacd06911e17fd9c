import type { ReactNode } from 'react';
import { DiscountInputs } from '../form/discount-inputs.tsx';
import { Input } from '../form/input.tsx';

/** The inputs of a mail, new or not. */
export function MarketingInputs(): ReactNode {
  return (
    <>
      <section>
        <Input name="enabled" />
        <Input name="triggerAfter" />
        <Input name="minimumOrderValue" />
        <Input name="maximumOrderValue" />
      </section>
      <fieldset>
        <legend>The coupon in it</legend>
        <DiscountInputs name="couponConfiguration.discount" />
        <Input name="couponConfiguration.expiresAfter" />
        <Input name="couponConfiguration.minimumOrderValue" />
        <Input name="couponConfiguration.usableOnOneTimePurchases" />
        <Input name="couponConfiguration.usableOnSubscriptions" />
        <Input name="couponConfiguration.duration" />
        <div className="when-repeating">
          <Input name="couponConfiguration.durationInIntervals" />
        </div>
        <Input name="couponConfiguration.customerRedeemLimitEnabled" />
        <div className="when-checked">
          <Input name="couponConfiguration.customerRedeemLimit" />
        </div>
        <Input name="couponConfiguration.requiredProductIds" />
        <Input name="couponConfiguration.requiredTagIds" />
        <Input name="couponConfiguration.discountOnlyRequiredTagsOrProducts" />
        <Input name="couponConfiguration.discountApplyBeforeSales" />
      </fieldset>
      <fieldset>
        <legend>At most</legend>
        <Input name="maxCouponsPerCustomerAmount" />
        <Input name="maxCouponsPerCustomerPeriod" />
        <Input name="maxCouponsGlobalAmount" />
        <Input name="maxCouponsGlobalPeriod" />
      </fieldset>
      <Input name="commands" />
    </>
  );
}
