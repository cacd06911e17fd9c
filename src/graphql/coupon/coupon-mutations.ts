import type { Call } from '../../rest/call.ts';
import type { CouponCreateDto, CouponDto, CouponUpdateDto } from '../../rest/contract/dto.ts';
import { createCoupon, deleteCoupon, fetchCoupon, updateCoupon } from '../../rest/coupons.ts';
import { isOutcomeUnknown } from '../../rest/errors.ts';
import { findCreatedCoupon } from '../../rest/reconcile.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { withStoredDiscount } from '../coupon-terms.ts';
import { parseIdOf } from '../entity.ts';
import { facts } from '../facts.ts';
import { toRestBody } from '../fields/rest-body.ts';
import type { Edge } from '../row-connection.ts';
import { type Store, StoreRef, toStore } from '../store.ts';
import {
  attemptWrite,
  invalidId,
  notFound,
  readUnapplied,
  USER_ERRORS,
  type UserError,
  type WriteSubject,
} from '../user-error.ts';
import { findConflict } from '../version.ts';
import { writeAndRead } from '../write-and-read.ts';
import { COUPON, type Coupon, CouponRef, toCoupon } from './coupon.ts';
import { COUPON_CONNECTION } from './coupon-connection.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';
import { CouponCreateInput, CouponDeleteInput, CouponUpdateInput, checkCoupon } from './coupon-input.ts';

interface CouponCreatePayload {
  readonly coupon?: Coupon | undefined;
  readonly couponEdge?: Edge<Coupon> | undefined;
  readonly reconciled: boolean;
  readonly userErrors: readonly UserError[];
}

interface CouponUpdatePayload {
  readonly coupon?: Coupon | undefined;
  readonly userErrors: readonly UserError[];
}

interface CouponDeletePayload {
  readonly deletedCouponId?: string | undefined;
  readonly coupon?: Coupon | undefined;
  readonly store?: Store;
  readonly userErrors: readonly UserError[];
}

const CouponCreatePayloadRef = builder.objectRef<CouponCreatePayload>('CouponCreatePayload').implement({
  description: 'What became of `couponCreate`.',
  fields: (t) => ({
    coupon: t.expose('coupon', { type: CouponRef, nullable: true, description: 'The new coupon as it was stored.' }),
    couponEdge: t.expose('couponEdge', {
      type: COUPON_CONNECTION.EdgeRef,
      nullable: true,
      description: "The new coupon as an edge of a list sorted NEWEST_FIRST, to add to one in a client's store.",
    }),
    reconciled: t.exposeBoolean('reconciled', {
      description:
        'True when the answer of the REST API was lost and the coupon was then found among the newest ones, with every value that was sent.',
    }),
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

const CouponUpdatePayloadRef = builder.objectRef<CouponUpdatePayload>('CouponUpdatePayload').implement({
  description: 'What became of `couponUpdate`.',
  fields: (t) => ({
    coupon: t.expose('coupon', {
      type: CouponRef,
      nullable: true,
      description: 'The coupon as it is stored now, with CONFLICT too.',
    }),
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

const CouponDeletePayloadRef = builder.objectRef<CouponDeletePayload>('CouponDeletePayload').implement({
  description: 'What became of `couponDelete`.',
  fields: (t) => ({
    deletedCouponId: t.exposeID('deletedCouponId', {
      nullable: true,
      description: "The global id of the coupon that is gone now, to drop from a client's store.",
    }),
    coupon: t.expose('coupon', {
      type: CouponRef,
      nullable: true,
      description: 'With CONFLICT: the coupon as it is stored now. Null otherwise.',
    }),
    store: t.expose('store', {
      type: StoreRef,
      nullable: true,
      description: 'The store that the coupon is or was of; null when `id` is not the global id of a coupon.',
    }),
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

builder.mutationFields((t) => ({
  couponCreate: t.field({
    type: CouponCreatePayloadRef,
    nullable: true,
    // At the most it looks for a coupon whose answer was lost.
    extensions: facts({ calls: 2, callsAtLeast: 1, scope: 'coupons:write' }),
    description:
      'Creates a coupon. It is sent once and never again by itself, so it cannot be created twice. Null with an error when it failed for a reason that is not in the input.',
    args: { input: t.arg({ type: CouponCreateInput, required: true, description: 'The new coupon.' }) },
    resolve: (_root, { input }, context) => create(context, input),
  }),
  couponUpdate: t.field({
    type: CouponUpdatePayloadRef,
    nullable: true,
    // At the most it looks at the version before, and reads what a PATCH with an empty answer has stored.
    extensions: facts({ calls: 3, callsAtLeast: 1, weight: 2, scope: 'coupons:write' }),
    description:
      'Changes a coupon: only what `set` holds. Null with an error when it failed for a reason that is not in the input.',
    args: { input: t.arg({ type: CouponUpdateInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => update(context, input),
  }),
  couponDelete: t.field({
    type: CouponDeletePayloadRef,
    nullable: true,
    // At the most it looks at the version before.
    extensions: facts({ calls: 2, callsAtLeast: 1, scope: 'coupons:write' }),
    description: 'Deletes a coupon for good. Null with an error when it failed for a reason that is not in the input.',
    args: { input: t.arg({ type: CouponDeleteInput, required: true, description: 'Which coupon to delete.' }) },
    resolve: (_root, { input }, context) => remove(context, input),
  }),
}));

const ID = ['input', 'id'];

async function create(
  { call, loaders, percentScale }: Context,
  { storeId, coupon }: typeof CouponCreateInput.$inferInput,
): Promise<CouponCreatePayload> {
  const path = ['input', 'coupon'];
  const mistakes = checkCoupon(coupon, 'create', path, percentScale);
  if (mistakes.length > 0) return { userErrors: mistakes, reconciled: false };
  const body = toRestBody(COUPON_FIELDS, withStoredDiscount(coupon, percentScale), 'create') as CouponCreateDto;
  const subject: WriteSubject = {
    rows: COUPON_FIELDS,
    path,
    input: coupon,
    notFoundPath: ['input', 'storeId'],
    lookAt: "the store's newest coupons",
  };
  const toCreated = (row: CouponDto) => ({
    coupon: toCoupon(row, call.upstream.note),
    userErrors: readUnapplied(subject, body, row),
  });
  let reconciled = false;
  const { value, userErrors } = await attemptWrite(subject, async () => {
    const sentAt = Date.now();
    try {
      // The mapping is part of the attempt: an answer of another shape leaves open what became of the write.
      return toCreated(await createCoupon(call, storeId, body));
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      const found = await findCreatedCoupon(call, storeId, body, sentAt).catch(() => undefined);
      if (!found) throw error;
      reconciled = true;
      return toCreated(found);
    }
  });
  loaders.forgetRows();
  if (!value) return { userErrors, reconciled };
  return { ...value, couponEdge: COUPON_CONNECTION.toEdge(value.coupon, 'NEWEST_FIRST'), reconciled };
}

async function update(
  { call, loaders, percentScale }: Context,
  { id, expectedVersion, set }: typeof CouponUpdateInput.$inferInput,
): Promise<CouponUpdatePayload> {
  const target = parseIdOf(COUPON, id);
  if (!target) return { userErrors: [invalidId(ID, 'coupon')] };
  if (Object.keys(set).length === 0) return { userErrors: [NOTHING_TO_CHANGE] };
  const path = ['input', 'set'];
  const mistakes = checkCoupon(set, 'update', path, percentScale);
  if (mistakes.length > 0) return { userErrors: mistakes };
  const { storeId, part: couponId } = target;
  if (expectedVersion != null) {
    const conflict = findConflict(expectedVersion, await fetchPresent(call, storeId, couponId), notFound(ID));
    if (conflict) return { coupon: conflict.present, userErrors: conflict.userErrors };
  }
  const body = toRestBody(COUPON_FIELDS, withStoredDiscount(set, percentScale), 'update') as CouponUpdateDto;
  const subject = { rows: COUPON_FIELDS, path, input: set, notFoundPath: ID, lookAt: 'the coupon' };
  const written = await writeAndRead(subject, body, {
    write: () => updateCoupon(call, storeId, couponId, body),
    read: () => fetchCoupon(call, storeId, couponId),
    toObject: (row) => toCoupon(row, call.upstream.note),
  });
  loaders.forgetRows();
  return {
    get coupon() {
      return written.stored;
    },
    userErrors: written.userErrors,
  };
}

async function remove(
  { call, loaders }: Context,
  { id, expectedVersion }: typeof CouponDeleteInput.$inferInput,
): Promise<CouponDeletePayload> {
  const target = parseIdOf(COUPON, id);
  if (!target) return { userErrors: [invalidId(ID, 'coupon')] };
  const { storeId, part: couponId } = target;
  const store = toStore(storeId);
  if (expectedVersion != null) {
    const conflict = findConflict(expectedVersion, await fetchPresent(call, storeId, couponId), notFound(ID));
    if (conflict) return { coupon: conflict.present, store, userErrors: conflict.userErrors };
  }
  const subject = { rows: COUPON_FIELDS, path: ['input'], input: {}, notFoundPath: ID, lookAt: 'the coupon' };
  const { userErrors } = await attemptWrite(subject, () => deleteCoupon(call, storeId, couponId));
  loaders.forgetRows();
  return { deletedCouponId: userErrors.length === 0 ? id : undefined, store, userErrors };
}

/** The coupon as it is now, past all loaders. */
async function fetchPresent(call: Call, storeId: string, couponId: string): Promise<Coupon | undefined> {
  const row = await fetchCoupon(call, storeId, couponId);
  return row && toCoupon(row, call.upstream.note);
}

const NOTHING_TO_CHANGE: UserError = {
  field: ['input', 'set'],
  message: 'Nothing to change: give at least one field.',
  code: 'REQUIRED',
};
