import type { ReactNode } from 'react';
import { graphql, readInlineData } from 'react-relay';
import type { couponForm_coupon$data, couponForm_coupon$key } from '../../generated/couponForm_coupon.graphql.ts';
import type { CouponPatch, couponFormUpdateMutation } from '../../generated/couponFormUpdateMutation.graphql.ts';
import { type Outcome, useCommit } from '../commit.ts';
import { type Changed, EditForm } from '../form/edit-form.tsx';
import { useNotify } from '../notices.tsx';
import { COUPON_FIELDS } from './coupon-fields.ts';
import { CouponInputs } from './coupon-inputs.tsx';
import type { CouponSheetProps } from './coupon-sheet.tsx';
import { DeleteCoupon } from './delete-coupon.tsx';

const fragment = graphql`
  fragment couponForm_coupon on Coupon @inline {
    id
    version
    code
    note
    enabled
    discount {
      __typename
      ... on CouponAmountDiscount {
        amount
      }
      ... on CouponPercentDiscount {
        percentage
      }
    }
    discountApplyIndividually
    discountApplyBeforeSales
    usableAt
    expiresAt
    usableOnOneTimePurchase
    usableOnSubscription
    duration
    durationInIntervals
    minimumOrderValue
    redeemLimitCustomerEnabled
    redeemLimitCustomerAmount
    redeemLimitStoreEnabled
    redeemLimitStoreAmount
    applyToProductIds
    applyToTagIds
    usableByCustomerId
  }
`;

/** What the form knows of a coupon. */
export function readCoupon(key: couponForm_coupon$key): couponForm_coupon$data {
  return readInlineData(fragment, key);
}

/**
 * Changes a coupon.
 *
 * @param coupon as it is when the form is opened.
 * @param onReopen begins again with the coupon as it is now.
 */
export function CouponForm({
  coupon,
  units,
  connections,
  onClose,
  onReopen,
}: CouponSheetProps & { coupon: couponForm_coupon$data; onReopen: () => void }): ReactNode {
  const [commit] = useCommit<couponFormUpdateMutation>(graphql`
    mutation couponFormUpdateMutation($input: CouponUpdateInput!) {
      couponUpdate(input: $input) {
        coupon {
          ...couponForm_coupon
          ...couponListRow_coupon
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `);
  const notify = useNotify();

  async function send(set: CouponPatch, expectedVersion: string): Promise<Outcome<Changed<couponForm_coupon$data>>> {
    const outcome = await commit({ variables: { input: { id: coupon.id, expectedVersion, set } } });
    if ('failure' in outcome) return outcome;
    const { coupon: key, userErrors = [] } = outcome.response.couponUpdate ?? {};
    return { response: { present: key ? readCoupon(key) : undefined, userErrors } };
  }

  return (
    <EditForm
      fields={COUPON_FIELDS}
      object={coupon}
      units={units}
      send={send}
      onSaved={() => {
        notify(`${coupon.code} is saved.`);
        onClose();
      }}
      onUnchanged={onClose}
      onReopen={onReopen}
      actions={<DeleteCoupon coupon={coupon} connections={connections} onDeleting={onClose} />}
    >
      <CouponInputs />
    </EditForm>
  );
}
