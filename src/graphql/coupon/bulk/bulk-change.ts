import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { parseIdOf } from '../../entity.ts';
import { toStore } from '../../store.ts';
import { COUPON } from '../coupon.ts';
import { type Change, findUnexpected, sendChange, sendDeletion, toChanged } from '../coupon-writes.ts';
import type { CouponBulkDeleteInput, CouponBulkUpdateInput } from './bulk-inputs.ts';
import type { DeleteResult, UpdateResult } from './bulk-payloads.ts';
import { type BulkPayload, toPayload } from './bulk-results.ts';
import { planDeletions, planUpdates } from './plan-changes.ts';
import { sendItems } from './send-items.ts';

/** REST calls that a batch of changes takes at the most: a look before each, and one after where its answer is empty. */
export function callsToUpdate(items: number): number {
  return 3 * items;
}

/** REST calls that a batch of deletions takes at the most: a look before each. */
export function callsToDelete(items: number): number {
  return 2 * items;
}

/** Changes coupons, each only if it is as its caller has seen it. */
export async function updateCoupons(
  context: Context,
  info: GraphQLResolveInfo,
  input: typeof CouponBulkUpdateInput.$inferInput,
): Promise<BulkPayload<UpdateResult>> {
  const { mistakes, items } = planUpdates(input, context);
  if (mistakes.length > 0) return { results: [], userErrors: mistakes };
  const outcomes = await sendItems(context, info, items, {
    invalidItems: input.invalidItems,
    allowance: { calls: callsToUpdate(items.length) },
    look: (call, { target }) => findUnexpected(call, target),
    write: async (call, change: Change) => toChanged(await sendChange(call, change)),
  });
  const results = outcomes.map(
    ({ outcome, userErrors, value }, index): UpdateResult => ({
      index,
      outcome,
      userErrors,
      get coupon() {
        return value?.coupon;
      },
    }),
  );
  return toPayload(results);
}

/** Deletes coupons, each only if it is as its caller has seen it. */
export async function deleteCoupons(
  context: Context,
  info: GraphQLResolveInfo,
  input: typeof CouponBulkDeleteInput.$inferInput,
): Promise<BulkPayload<DeleteResult>> {
  const { mistakes, items } = planDeletions(input, context);
  if (mistakes.length > 0) return { results: [], userErrors: mistakes };
  const outcomes = await sendItems(context, info, items, {
    invalidItems: input.invalidItems,
    allowance: { calls: callsToDelete(items.length) },
    look: (call, { target }) => findUnexpected(call, target),
    write: sendDeletion,
  });
  const results = outcomes.map(({ outcome, userErrors, value }, index): DeleteResult => {
    const { id } = input.items[index] as (typeof input.items)[number];
    const key = parseIdOf(COUPON, id);
    return {
      index,
      outcome,
      userErrors,
      deletedCouponId: outcome === 'APPLIED' ? id : undefined,
      coupon: value?.coupon,
      store: key && toStore(key.storeId),
    };
  });
  return toPayload(results);
}
