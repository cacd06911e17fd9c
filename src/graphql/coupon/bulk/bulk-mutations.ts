import { builder } from '../../builder.ts';
import { parseIdOf } from '../../entity.ts';
import { type FieldFacts, facts, type Place, type ReadsAt } from '../../facts.ts';
import { COUPON } from '../coupon.ts';
import { callsToDelete, callsToUpdate, deleteCoupons, updateCoupons } from './bulk-change.ts';
import { callsToCreate, createCoupons } from './bulk-create.ts';
import { CouponBulkCreateInput, CouponBulkDeleteInput, CouponBulkUpdateInput } from './bulk-inputs.ts';
import { CouponBulkCreatePayload, CouponBulkDeletePayload, CouponBulkUpdatePayload } from './bulk-payloads.ts';
import { MOST_BULK_ITEMS } from './bulk-plan.ts';

/** Items of a batch, whose input is coerced. */
type CountItems = (input: never) => number;

/** What a router takes a batch to be. */
const ASSUMED_ITEMS = 50;

/**
 * What a batch costs. Before its input is known that is no number, so that it is always looked whether an operation holds
 * two.
 *
 * @param callsFor gives the REST calls that so many items take at the most.
 */
function batchFacts(count: CountItems, callsFor: (items: number) => number): FieldFacts {
  // A batch that is too long is refused.
  const itemsOf = ({ input }: Readonly<Record<string, unknown>>): number =>
    Math.min(Math.max(1, count(input as never)), MOST_BULK_ITEMS);
  return {
    calls: Number.POSITIVE_INFINITY,
    allowance: (args) => callsFor(itemsOf(args)),
    weight: ASSUMED_ITEMS,
    rows: { most: MOST_BULK_ITEMS, of: itemsOf, assumed: ASSUMED_ITEMS },
    scope: 'coupons:write',
  };
}

/** The arguments of a batch that names its coupons by their ids. */
interface NamingArgs {
  readonly input: { readonly items: readonly { readonly id: string }[] };
}

/** Its coupons may be of any number of stores, and so may what is selected of them. */
function namingFacts(callsFor: (items: number) => number): FieldFacts {
  return {
    ...batchFacts(({ items }: NamingArgs['input']) => items.length, callsFor),
    reads: ({ args }: ReadsAt<NamingArgs>) =>
      args.input.items.map(({ id }): Place | undefined => {
        const key = parseIdOf(COUPON, id);
        return key && { storeId: key.storeId };
      }),
  };
}

const NO_ROLLBACK =
  'There is no rollback: each item succeeds or fails by itself, and what is done stays done. Five are sent at once in each store. When the REST API refuses the credential or asks for fewer requests, or when the time of the operation is used up, the rest is NOT_ATTEMPTED. An operation may hold one bulk mutation, whose REST calls do not count against its budget. Null with an error when nothing at all was done for a reason that is not in the input.';

builder.mutationFields((t) => ({
  couponBulkCreate: t.field({
    type: CouponBulkCreatePayload,
    nullable: true,
    extensions: facts(
      batchFacts(
        ({ items, generate }: typeof CouponBulkCreateInput.$inferInput) => items?.length ?? generate?.count ?? 0,
        callsToCreate,
      ),
    ),
    description: `Creates many coupons in one store, each as \`couponCreate\` does: sent once and never again by itself. ${NO_ROLLBACK}`,
    args: { input: t.arg({ type: CouponBulkCreateInput, required: true, description: 'The new coupons.' }) },
    resolve: (_root, { input }, context, info) => createCoupons(context, info, input),
  }),
  couponBulkUpdate: t.field({
    type: CouponBulkUpdatePayload,
    nullable: true,
    extensions: facts(namingFacts(callsToUpdate)),
    description: `Changes many coupons, each as \`couponUpdate\` does. ${NO_ROLLBACK}`,
    args: { input: t.arg({ type: CouponBulkUpdateInput, required: true, description: 'The changes.' }) },
    resolve: (_root, { input }, context, info) => updateCoupons(context, info, input),
  }),
  couponBulkDelete: t.field({
    type: CouponBulkDeletePayload,
    nullable: true,
    extensions: facts(namingFacts(callsToDelete)),
    description: `Deletes many coupons for good, each as \`couponDelete\` does: by its id, never by a filter. ${NO_ROLLBACK}`,
    args: { input: t.arg({ type: CouponBulkDeleteInput, required: true, description: 'Which coupons to delete.' }) },
    resolve: (_root, { input }, context, info) => deleteCoupons(context, info, input),
  }),
}));
