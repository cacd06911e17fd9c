import type { CouponCreateDto, CouponDto, CouponUpdateDto } from '../../rest/contract/dto.ts';
import { createCoupon, deleteCoupon, fetchCoupon, updateCoupon } from '../../rest/coupons.ts';
import { isOutcomeUnknown } from '../../rest/errors.ts';
import { findCreatedCoupon } from '../../rest/reconcile.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { type Entities, parseGlobalId } from '../entity.ts';
import { facts } from '../facts.ts';
import { toRestBody } from '../fields/rest-body.ts';
import type { Edge } from '../row-connection.ts';
import { attemptWrite, readUnapplied, USER_ERRORS, type UserError, type WriteSubject } from '../user-error.ts';
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
    coupon: t.expose('coupon', { type: CouponRef, nullable: true, description: 'The coupon as it is stored now.' }),
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
    userErrors: t.expose('userErrors', USER_ERRORS),
  }),
});

const CREATING: WriteSubject = { rows: COUPON_FIELDS, notFoundField: 'storeId', lookAt: "the store's newest coupons" };
const CHANGING: WriteSubject = { rows: COUPON_FIELDS, notFoundField: 'id', lookAt: 'the coupon' };

builder.mutationFields((t) => ({
  couponCreate: t.field({
    type: CouponCreatePayloadRef,
    // At the most it looks for a coupon whose answer was lost.
    extensions: facts({ calls: 2, callsAtLeast: 1, scope: 'coupons:write' }),
    description: 'Creates a coupon. It is sent once and never again by itself, so it cannot be created twice.',
    args: { input: t.arg({ type: CouponCreateInput, required: true, description: 'The new coupon.' }) },
    resolve: (_root, { input }, context) => create(context, input),
  }),
  couponUpdate: t.field({
    type: CouponUpdatePayloadRef,
    // At the most it reads what a PATCH with an empty answer has stored.
    extensions: facts({ calls: 2, callsAtLeast: 1, scope: 'coupons:write' }),
    description: 'Changes a coupon: only what the input holds.',
    args: { input: t.arg({ type: CouponUpdateInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => update(context, input),
  }),
  couponDelete: t.field({
    type: CouponDeletePayloadRef,
    extensions: facts({ calls: 1, scope: 'coupons:write' }),
    description: 'Deletes a coupon for good.',
    args: { input: t.arg({ type: CouponDeleteInput, required: true, description: 'Which coupon to delete.' }) },
    resolve: (_root, { input }, context) => remove(context, input.id),
  }),
}));

async function create(context: Context, input: typeof CouponCreateInput.$inferInput): Promise<CouponCreatePayload> {
  const mistakes = checkCoupon(input, false);
  if (mistakes.length > 0) return { userErrors: mistakes, reconciled: false };
  const { call, loaders } = context;
  const { storeId, ...coupon } = input;
  const body = toRestBody(COUPON_FIELDS, coupon) as CouponCreateDto;
  let reconciled = false;
  const { value, userErrors } = await attemptWrite(CREATING, async () => {
    const sentAt = Date.now();
    try {
      // The mapping is part of the attempt: an answer of another shape leaves open what became of the write.
      return toCreated(body, await createCoupon(call, storeId, body), call);
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      const found = await findCreatedCoupon(call, storeId, body, sentAt).catch(() => undefined);
      if (!found) throw error;
      reconciled = true;
      return toCreated(body, found, call);
    }
  });
  loaders.forgetRows();
  if (!value) return { userErrors, reconciled };
  return { ...value, couponEdge: COUPON_CONNECTION.toEdge(value.coupon, 'NEWEST_FIRST'), reconciled };
}

async function update(context: Context, input: typeof CouponUpdateInput.$inferInput): Promise<CouponUpdatePayload> {
  const { id, ...change } = input;
  const target = parseCouponId(id);
  if (!target) return { userErrors: [NOT_A_COUPON_ID] };
  if (Object.keys(change).length === 0) return { userErrors: [NOTHING_TO_CHANGE] };
  const mistakes = checkCoupon(change, true);
  if (mistakes.length > 0) return { userErrors: mistakes };
  const { call, loaders } = context;
  const { storeId, couponId } = target;
  const body = toRestBody(COUPON_FIELDS, change) as CouponUpdateDto;
  const written = await writeAndRead(CHANGING, body, {
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

/** A new coupon as it is stored, with what did not take. */
function toCreated(body: object, row: CouponDto, { upstream }: Context['call']) {
  return { coupon: toCoupon(row, upstream.note), userErrors: readUnapplied(CREATING, body, row) };
}

async function remove({ call, loaders }: Context, id: string): Promise<CouponDeletePayload> {
  const target = parseCouponId(id);
  if (!target) return { userErrors: [NOT_A_COUPON_ID] };
  const { userErrors } = await attemptWrite(CHANGING, () => deleteCoupon(call, target.storeId, target.couponId));
  loaders.forgetRows();
  return { deletedCouponId: userErrors.length === 0 ? id : undefined, userErrors };
}

const NOT_A_COUPON_ID: UserError = {
  field: ['input', 'id'],
  message: 'Not the global id of a coupon: pass the `id` of a Coupon as it came.',
  code: 'INVALID',
};

const NOTHING_TO_CHANGE: UserError = {
  field: ['input'],
  message: 'Nothing to change: give at least one field beside the id.',
  code: 'REQUIRED',
};

const OWN: Entities = new Map([['Coupon', COUPON]]);

function parseCouponId(id: string): { readonly storeId: string; readonly couponId: string } | undefined {
  const key = parseGlobalId(OWN, id);
  return key && { storeId: key.storeId, couponId: key.part };
}
