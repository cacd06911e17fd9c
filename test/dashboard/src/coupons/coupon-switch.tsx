import type { ReactNode } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { couponSwitch_coupon$key } from '../../generated/couponSwitch_coupon.graphql.ts';
import type { couponSwitchMutation } from '../../generated/couponSwitchMutation.graphql.ts';
import { useCommit } from '../commit.ts';
import { explain } from '../failure.tsx';
import { useNotify } from '../notices.tsx';

/** Switches a coupon on and off. It moves at once, and back when that was refused. */
export function CouponSwitch({ coupon }: { coupon: couponSwitch_coupon$key }): ReactNode {
  const { id, code, enabled, version } = useFragment(
    graphql`
      fragment couponSwitch_coupon on Coupon {
        id
        code
        enabled
        version
      }
    `,
    coupon,
  );
  const [commit, isInFlight] = useCommit<couponSwitchMutation>(graphql`
    mutation couponSwitchMutation($input: CouponUpdateInput!) {
      couponUpdate(input: $input) {
        coupon {
          id
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

  async function toggle(): Promise<void> {
    if (isInFlight) return;
    const outcome = await commit({
      variables: { input: { id, expectedVersion: version, set: { enabled: !enabled } } },
      optimisticUpdater: (store) => {
        store.get(id)?.setValue(!enabled, 'enabled');
      },
    });
    if ('failure' in outcome) {
      notify(`${code} was not changed. ${explain(outcome.failure).text}`, 'failed');
      return;
    }
    const [error] = outcome.response.couponUpdate?.userErrors ?? [];
    if (error?.code === 'CONFLICT') {
      notify(`Somebody else has changed ${code} meanwhile. This is how it is now.`, 'failed');
    } else if (error) notify(`${code} was not changed. ${error.message}`, 'failed');
    else notify(`${code} is ${enabled ? 'off' : 'on'}.`);
  }

  return (
    <button type="button" className="switch" role="switch" aria-checked={enabled} aria-label={code} onClick={toggle} />
  );
}
