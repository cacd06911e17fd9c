import { type ReactNode, useState } from 'react';
import { graphql } from 'react-relay';
import { ConnectionHandler } from 'relay-runtime';
import type { deleteCouponMutation } from '../../generated/deleteCouponMutation.graphql.ts';
import { useCommit } from '../commit.ts';
import { explain } from '../failure.tsx';
import { useNotify } from '../notices.tsx';
import { Confirm } from '../sheet.tsx';

/**
 * Deletes a coupon. It leaves the lists at once, and is back in its place when that was refused.
 *
 * @param connections the lists, by Relay's ids of them.
 */
export function DeleteCoupon({
  coupon: { id, code, version },
  connections,
  onDeleting,
}: {
  coupon: { readonly id: string; readonly code: string; readonly version: string };
  connections: readonly string[];
  onDeleting: () => void;
}): ReactNode {
  const [isAsking, setIsAsking] = useState(false);
  const [commit] = useCommit<deleteCouponMutation>(graphql`
    mutation deleteCouponMutation($input: CouponDeleteInput!, $connections: [ID!]!) {
      couponDelete(input: $input) {
        deletedCouponId @deleteEdge(connections: $connections)
        coupon {
          ...couponListRow_coupon
        }
        store {
          couponsCount(limit: 99) {
            count
            precision
          }
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

  async function remove(): Promise<void> {
    onDeleting();
    const outcome = await commit({
      variables: { input: { id, expectedVersion: version }, connections: [...connections] },
      optimisticUpdater(store) {
        for (const connection of connections) {
          const list = store.get(connection);
          if (list) ConnectionHandler.deleteNode(list, id);
        }
      },
    });
    if ('failure' in outcome) {
      notify(`${code} was not deleted. ${explain(outcome.failure).text}`, 'failed');
      return;
    }
    const [error] = outcome.response.couponDelete?.userErrors ?? [];
    if (error?.code === 'CONFLICT') {
      notify(`${code} was not deleted: somebody else has changed it meanwhile. Look at it again.`, 'failed');
    } else if (error && error.code !== 'NOT_FOUND') notify(`${code} was not deleted. ${error.message}`, 'failed');
    else notify(`${code} is deleted.`);
  }

  return (
    <>
      <button type="button" className="quiet danger-text" onClick={() => setIsAsking(true)}>
        Delete…
      </button>
      {isAsking && (
        <Confirm
          title={`Delete ${code}?`}
          text="Customers cannot use it any more. This cannot be undone."
          confirmLabel="Delete"
          onConfirm={remove}
          onCancel={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
