import { type Call, withSpareCalls } from '../../rest/call.ts';
import type { CouponDto } from '../../rest/contract/dto.ts';
import { mayBeDone } from '../../rest/errors.ts';
import { CALLS_FOR_HOLDERS, findCreatedCoupons } from '../../rest/reconcile.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { facts } from '../facts.ts';
import type { Edge } from '../row-connection.ts';
import { type Store, StoreRef, toStore } from '../store.ts';
import { attemptWrite, invalidId, nothingToChange, USER_ERRORS, type UserError } from '../user-error.ts';
import { VERSION_FIELD } from '../version.ts';
import { type Coupon, CouponRef } from './coupon.ts';
import { COUPON_CONNECTION } from './coupon-connection.ts';
import { CouponCreateInput, CouponDeleteInput, CouponUpdateInput, checkCoupon } from './coupon-input.ts';
import {
  acceptEqual,
  type Creation,
  findUnexpected,
  isCodeTaken,
  sendChange,
  sendCreation,
  sendDeletion,
  toChange,
  toChanged,
  toCreated,
  toCreation,
  toDeletion,
  toTarget,
  type Written,
} from './coupon-writes.ts';
import {
  CHANGED_COUPON,
  CONFLICTING_COUPON,
  COUPON_EDGE,
  DELETED_COUPON_ID,
  RECONCILED,
  STORE_OF_COUPON,
} from './payload-fields.ts';

interface CouponCreatePayload {
  readonly coupon?: Coupon | undefined;
  readonly couponEdge?: Edge<Coupon> | undefined;
  readonly reconciled: boolean;
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
      ...COUPON_EDGE,
    }),
    reconciled: t.exposeBoolean('reconciled', RECONCILED),
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

const CouponUpdatePayloadRef = builder.objectRef<Written>('CouponUpdatePayload').implement({
  description: 'What became of `couponUpdate`.',
  fields: (t) => ({
    coupon: t.expose('coupon', { type: CouponRef, ...CHANGED_COUPON }),
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

const CouponDeletePayloadRef = builder.objectRef<CouponDeletePayload>('CouponDeletePayload').implement({
  description: 'What became of `couponDelete`.',
  fields: (t) => ({
    deletedCouponId: t.exposeID('deletedCouponId', DELETED_COUPON_ID),
    coupon: t.expose('coupon', { type: CouponRef, ...CONFLICTING_COUPON }),
    store: t.expose('store', { type: StoreRef, ...STORE_OF_COUPON }),
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

builder.mutationFields((t) => ({
  couponCreate: t.field({
    type: CouponCreatePayloadRef,
    nullable: true,
    // At the most it looks for a coupon that has the code.
    extensions: facts({ calls: 1 + CALLS_FOR_HOLDERS, callsAtLeast: 1, scope: 'coupons:write' }),
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

const COUPON_VALUES = ['input', 'coupon'];
const STORE_ID = ['input', 'storeId'];
const SET = ['input', 'set'];
const ID = ['input', 'id'];
const PLACES = { id: ID, version: VERSION_FIELD };

async function create(
  { call, loaders, percentScale }: Context,
  { storeId, coupon, ifTaken }: typeof CouponCreateInput.$inferInput,
): Promise<CouponCreatePayload> {
  const mistakes = checkCoupon(coupon, 'create', COUPON_VALUES, percentScale);
  if (mistakes.length > 0) return { userErrors: mistakes, reconciled: false };
  const creation = toCreation(storeId, coupon, { values: COUPON_VALUES, id: STORE_ID }, percentScale);
  const created = await sendOrFind(call, creation, ifTaken === 'ACCEPT_IF_EQUAL');
  loaders.forgetRows();
  return created.coupon
    ? { ...created, couponEdge: COUPON_CONNECTION.toEdge(created.coupon, 'NEWEST_FIRST') }
    : created;
}

/**
 * Sends a creation, and looks for its coupon where the answer was lost, where the API failed by itself, and, if it may be
 * there already, where its code is taken.
 */
async function sendOrFind(call: Call, creation: Creation, mayBeThere: boolean): Promise<CouponCreatePayload> {
  let reconciled = false;
  const { value, userErrors } = await attemptWrite(creation.subject, async () => {
    const sinceMs = Date.now();
    try {
      return await sendCreation(call, creation);
    } catch (error) {
      if (!mayBeDone(error)) throw error;
      const found = await findLost(call, creation, sinceMs).catch(() => undefined);
      if (!found) throw error;
      reconciled = true;
      return toCreated(call, creation, found);
    }
  });
  if (value) return { ...value, reconciled };
  if (!mayBeThere || !isCodeTaken(userErrors)) return { userErrors, reconciled };
  const refused = [{ creation, userErrors }];
  const accepted = await withSpareCalls(call, CALLS_FOR_HOLDERS, (part) => acceptEqual(part, refused));
  const { coupon, userErrors: left } = accepted.get(creation) ?? { userErrors };
  return { coupon, userErrors: left, reconciled: coupon !== undefined };
}

async function findLost(call: Call, { storeId, body }: Creation, sinceMs: number): Promise<CouponDto | undefined> {
  const lost = { bodies: [body], sinceMs, pages: 1 };
  const found = await withSpareCalls(call, 1, (part) => findCreatedCoupons(part, storeId, lost));
  return found.get(body);
}

async function update(
  { call, loaders, percentScale }: Context,
  { id, expectedVersion, set }: typeof CouponUpdateInput.$inferInput,
): Promise<Written> {
  const target = toTarget(id, expectedVersion, PLACES);
  if (!target) return { userErrors: [invalidId(ID, 'coupon')] };
  if (Object.keys(set).length === 0) return { userErrors: [nothingToChange(SET)] };
  const mistakes = checkCoupon(set, 'update', SET, percentScale);
  if (mistakes.length > 0) return { userErrors: mistakes };
  const looking = findUnexpected(call, target);
  const unexpected = looking && (await looking);
  if (unexpected) return unexpected;
  const written = await sendChange(call, toChange(target, set, SET, percentScale));
  loaders.forgetRows();
  return toChanged(written);
}

async function remove(
  { call, loaders }: Context,
  { id, expectedVersion }: typeof CouponDeleteInput.$inferInput,
): Promise<CouponDeletePayload> {
  const target = toTarget(id, expectedVersion, PLACES);
  if (!target) return { userErrors: [invalidId(ID, 'coupon')] };
  const store = toStore(target.storeId);
  const looking = findUnexpected(call, target);
  const unexpected = looking && (await looking);
  if (unexpected) return { ...unexpected, store };
  const { userErrors } = await sendDeletion(call, toDeletion(target));
  loaders.forgetRows();
  return { deletedCouponId: userErrors.length === 0 ? id : undefined, store, userErrors };
}
