import { type ReactNode, useState } from 'react';
import { graphql, useLazyLoadQuery } from 'react-relay';
import type { couponSheetQuery } from '../../generated/couponSheetQuery.graphql.ts';
import { Details } from '../details.tsx';
import { type Attempt, Loadable } from '../failure.tsx';
import type { Units } from '../form/kinds.ts';
import { Sheet } from '../sheet.tsx';
import { COUPON_FIELDS } from './coupon-fields.ts';
import { CouponForm, readCoupon } from './coupon-form.tsx';
import { CreateCouponForm } from './create-coupon-form.tsx';

export interface CouponSheetProps {
  readonly storeId: string;
  readonly couponId: string;
  readonly canWrite: boolean;
  readonly units: Units;
  /** The list that a coupon goes out of when it is deleted, by Relay's id of it. */
  readonly connections: readonly string[];
  readonly onClose: () => void;
}

/** One coupon: to change, or to look at. */
export function CouponSheet(props: CouponSheetProps): ReactNode {
  return (
    <Sheet title={props.canWrite ? 'Change a coupon' : 'Coupon'} onClose={props.onClose}>
      <Loadable loading={<p className="inputs">Loading…</p>}>
        {(attempt) => <LoadedCoupon {...props} attempt={attempt} />}
      </Loadable>
    </Sheet>
  );
}

function LoadedCoupon({ attempt, ...props }: CouponSheetProps & { attempt: Attempt }): ReactNode {
  const { storeId, couponId, units, canWrite } = props;
  // As it is now: whoever changes it must not begin with what the list has shown some time ago.
  const { coupon } = useLazyLoadQuery<couponSheetQuery>(
    graphql`
      query couponSheetQuery($storeId: FlakeID!, $couponId: FlakeID!) @throwOnFieldError {
        coupon(storeId: $storeId, couponId: $couponId) {
          ...couponForm_coupon
        }
      }
    `,
    { storeId, couponId },
    { fetchKey: attempt.fetchKey, fetchPolicy: 'network-only' },
  );
  const [opened, setOpened] = useState(0);
  if (!coupon) {
    return (
      <div className="state">
        <h3>It is gone</h3>
        <p>Somebody has deleted this coupon.</p>
      </div>
    );
  }
  const data = readCoupon(coupon);
  return canWrite ? (
    <CouponForm key={opened} {...props} coupon={data} onReopen={() => setOpened(opened + 1)} />
  ) : (
    <div className="inputs">
      <Details fields={COUPON_FIELDS} object={data} units={units} />
    </div>
  );
}

/** A coupon that is yet to be made. */
export function NewCouponSheet({
  onClose,
  ...props
}: Parameters<typeof CreateCouponForm>[0] & { onClose: () => void }): ReactNode {
  return (
    <Sheet title="New coupon" onClose={onClose}>
      <CreateCouponForm {...props} />
    </Sheet>
  );
}
