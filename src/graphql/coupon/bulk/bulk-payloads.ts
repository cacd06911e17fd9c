import type { ObjectFieldBuilder, ObjectRef } from '@pothos/core';
import { builder, type Types } from '../../builder.ts';
import { facts, type RowCount } from '../../facts.ts';
import type { Edge } from '../../row-connection.ts';
import { type Store, StoreRef } from '../../store.ts';
import { USER_ERRORS } from '../../user-error.ts';
import { type Coupon, CouponRef } from '../coupon.ts';
import { COUPON_CONNECTION } from '../coupon-connection.ts';
import {
  CHANGED_COUPON,
  CONFLICTING_COUPON,
  COUPON_EDGE,
  DELETED_COUPON_ID,
  RECONCILED,
  STORE_OF_COUPON,
} from '../payload-fields.ts';
import { MAX_ITEM_ERRORS } from './bulk-plan.ts';
import type { BulkOutcome, BulkPayload, ItemResult } from './bulk-results.ts';

const BulkOutcomeEnum = builder.enumType('BulkOutcome', {
  description:
    'What became of one item. There is no rollback: what is APPLIED stays, whatever becomes of the other items.',
  values: {
    APPLIED: { description: 'It was done. Values that did not take are user errors NOT_APPLIED.' },
    REJECTED: { description: 'It was not done, for a reason in its input, which its user errors tell.' },
    OUTCOME_UNKNOWN: {
      description:
        'It was sent, but its answer was lost: it may or may not have been done. Look before sending it again.',
    },
    NOT_ATTEMPTED: {
      description: 'Nothing was done, for a reason that is not in its input. It is safe to send it again.',
    },
  },
});

export interface CreateResult extends ItemResult {
  readonly code: string | undefined;
  readonly coupon?: Coupon | undefined;
  readonly couponEdge?: Edge<Coupon> | undefined;
  readonly reconciled: boolean;
}

export interface UpdateResult extends ItemResult {
  readonly coupon?: Coupon | undefined;
}

export interface DeleteResult extends ItemResult {
  readonly deletedCouponId?: string | undefined;
  readonly store?: Store | undefined;
  readonly coupon?: Coupon | undefined;
}

const ITEM_ERRORS: RowCount = { most: MAX_ITEM_ERRORS, of: () => MAX_ITEM_ERRORS };

/** The fields of the result of every item. */
function itemFields<Result extends ItemResult>(t: ObjectFieldBuilder<Types, Result>) {
  return {
    index: t.int({ description: 'Its place in the input, from 0.', resolve: ({ index }) => index }),
    outcome: t.field({ type: BulkOutcomeEnum, description: 'What became of it.', resolve: ({ outcome }) => outcome }),
    userErrors: t.field({
      type: USER_ERRORS.type,
      description: 'What went wrong with this item, each with its path in the arguments. Empty: done as requested.',
      extensions: facts({ rows: ITEM_ERRORS }),
      resolve: ({ userErrors }) => userErrors,
    }),
  };
}

/** @param mutation for example `couponBulkCreate`. */
function declarePayload<Result extends ItemResult>(
  mutation: string,
  result: ObjectRef<Types, Result>,
): ObjectRef<Types, BulkPayload<Result>> {
  const count =
    (wanted: BulkOutcome) =>
    ({ results }: BulkPayload<Result>) =>
      results.filter(({ outcome }) => outcome === wanted).length;
  const name = `C${mutation.slice(1)}Payload`;
  return builder.objectRef<BulkPayload<Result>>(name).implement({
    description: `What became of \`${mutation}\`: of each item by itself.`,
    fields: (t) => ({
      results: t.field({
        type: [result],
        description:
          'What became of each item, in the order of the input. Empty when the input as a whole holds a mistake, so that nothing was sent.',
        resolve: ({ results }) => results as never,
      }),
      appliedCount: t.int({ description: 'How many items are APPLIED.', resolve: count('APPLIED') }),
      rejectedCount: t.int({ description: 'How many items are REJECTED.', resolve: count('REJECTED') }),
      unknownCount: t.int({ description: 'How many items are OUTCOME_UNKNOWN.', resolve: count('OUTCOME_UNKNOWN') }),
      notAttemptedCount: t.int({
        description: 'How many items are NOT_ATTEMPTED.',
        resolve: count('NOT_ATTEMPTED'),
      }),
      userErrors: t.field({
        type: USER_ERRORS.type,
        description:
          'What went wrong: with the input as a whole, then with each item, as its result has it. Empty: all was done as requested.',
        extensions: facts({ rows: ITEM_ERRORS }),
        resolve: ({ userErrors }) => userErrors,
      }),
    }),
  });
}

const CreateResultRef = builder.objectRef<CreateResult>('CouponBulkCreateResult').implement({
  description: 'What became of one coupon of `couponBulkCreate`.',
  fields: (t) => ({
    ...itemFields(t),
    code: t.exposeString('code', {
      nullable: true,
      description: 'The code that was given or drawn; null when none was given and none could be drawn.',
    }),
    coupon: t.expose('coupon', {
      type: CouponRef,
      nullable: true,
      description: 'The new coupon as it was stored; null unless it is APPLIED.',
    }),
    couponEdge: t.expose('couponEdge', {
      type: COUPON_CONNECTION.EdgeRef,
      ...COUPON_EDGE,
    }),
    reconciled: t.exposeBoolean('reconciled', RECONCILED),
  }),
});

const UpdateResultRef = builder.objectRef<UpdateResult>('CouponBulkUpdateResult').implement({
  description: 'What became of one coupon of `couponBulkUpdate`.',
  fields: (t) => ({
    ...itemFields(t),
    coupon: t.expose('coupon', { type: CouponRef, ...CHANGED_COUPON }),
  }),
});

const DeleteResultRef = builder.objectRef<DeleteResult>('CouponBulkDeleteResult').implement({
  description: 'What became of one coupon of `couponBulkDelete`.',
  fields: (t) => ({
    ...itemFields(t),
    deletedCouponId: t.exposeID('deletedCouponId', DELETED_COUPON_ID),
    coupon: t.expose('coupon', { type: CouponRef, ...CONFLICTING_COUPON }),
    store: t.expose('store', { type: StoreRef, ...STORE_OF_COUPON }),
  }),
});

export const CouponBulkCreatePayload = declarePayload('couponBulkCreate', CreateResultRef);
export const CouponBulkUpdatePayload = declarePayload('couponBulkUpdate', UpdateResultRef);
export const CouponBulkDeletePayload = declarePayload('couponBulkDelete', DeleteResultRef);
