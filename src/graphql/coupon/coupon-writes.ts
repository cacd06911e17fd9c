import type { Call } from '../../rest/call.ts';
import type { CouponCreateDto, CouponDto, CouponUpdateDto } from '../../rest/contract/dto.ts';
import { createCoupon, deleteCoupon, fetchCoupon, updateCoupon } from '../../rest/coupons.ts';
import { RestError } from '../../rest/errors.ts';
import { findHolders } from '../../rest/reconcile.ts';
import { withStoredDiscount } from '../coupon-terms.ts';
import { parseIdOf } from '../entity.ts';
import { type Input, toRestBody } from '../fields/rest-body.ts';
import { attemptWrite, notFound, readUnapplied, type UserError, type WriteSubject } from '../user-error.ts';
import { findConflict } from '../version.ts';
import { type WrittenObject, writeAndRead } from '../write-and-read.ts';
import { COUPON, type Coupon, toCoupon } from './coupon.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** Where the parts of an input stand in the arguments. */
interface Places {
  /** The values of the coupon. */
  readonly values: readonly string[];
  /** What names the coupon, or the store of a new one. */
  readonly id: readonly string[];
}

/** What became of a write. */
export interface Written {
  /** As it is stored now. @throws {RestError} when it was written but could not be read. */
  readonly coupon?: Coupon | undefined;
  readonly userErrors: readonly UserError[];
}

/** A coupon that is ready to be created. */
export interface Creation {
  readonly storeId: string;
  readonly body: CouponCreateDto;
  readonly subject: WriteSubject;
}

/** @param input checked. */
export function toCreation(storeId: string, input: Input, { values, id }: Places, percentScale: number): Creation {
  return {
    storeId,
    body: toRestBody(COUPON_FIELDS, withStoredDiscount(input, percentScale), 'create') as CouponCreateDto,
    subject: {
      rows: COUPON_FIELDS,
      path: values,
      input,
      notFoundPath: id,
      lookAt: "the store's newest coupons",
    },
  };
}

/** The coupon of a creation, as a row says it is stored. */
export function toCreated(call: Call, { subject, body }: Creation, row: CouponDto) {
  return { coupon: toCoupon(row, call.upstream.note), userErrors: readUnapplied(subject, body, row) };
}

/**
 * Sends a creation. The mapping is part of it: an answer of another shape leaves open what became of the write.
 *
 * @throws {RestError}
 */
export async function sendCreation(call: Call, creation: Creation) {
  return toCreated(call, creation, await createCoupon(call, creation.storeId, creation.body));
}

/** Whether a creation was refused for its code, which is all of a new coupon that can be in conflict with others. */
export function isCodeTaken(userErrors: readonly UserError[]): boolean {
  return userErrors.some(({ code }) => code === 'TAKEN' || code === 'CONFLICT');
}

/**
 * What became of creations whose codes are taken: equal coupons count as created.
 *
 * @param call with a budget of its own.
 * @param creations of one store, each with another code, folding case.
 * @returns the user errors of each that is not equal, or the coupon.
 */
export async function acceptEqual(
  call: Call,
  creations: readonly { readonly creation: Creation; readonly userErrors: readonly UserError[] }[],
): Promise<ReadonlyMap<Creation, Written>> {
  const [first] = creations;
  if (!first) return new Map();
  const holders = await findHolders(
    call,
    first.creation.storeId,
    creations.map(({ creation }) => creation.body),
  );
  const judge = (creation: Creation, userErrors: readonly UserError[]): Written => {
    const holder = holders.get(creation.body) ?? 'another';
    try {
      if (holder instanceof RestError) throw holder;
      return holder === 'another' ? { userErrors } : toCreated(call, creation, holder);
    } catch (error) {
      if (error instanceof RestError) return { userErrors: userErrors.map(notCompared(error)) };
      throw error;
    }
  };
  return new Map(creations.map(({ creation, userErrors }) => [creation, judge(creation, userErrors)]));
}

function notCompared({ message }: RestError): (userError: UserError) => UserError {
  return (userError) => ({
    ...userError,
    message: `${userError.message} It could not be compared with the coupon that has the code: ${message}`,
  });
}

/** A coupon that is there already, and what its caller has seen of it. */
export interface Target {
  readonly storeId: string;
  readonly couponId: string;
  readonly expectedVersion: string | null | undefined;
  readonly places: { readonly id: readonly string[]; readonly version: readonly string[] };
}

/** What an input names by a global id; undefined when that is none of a coupon. */
export function toTarget(
  id: string,
  expectedVersion: string | null | undefined,
  places: Target['places'],
): Target | undefined {
  const key = parseIdOf(COUPON, id);
  return key && { storeId: key.storeId, couponId: key.part, expectedVersion, places };
}

/**
 * What becomes of a write when its coupon is not the one that its caller has seen; undefined when it is, and at once where
 * nothing is expected of it.
 */
export function findUnexpected(call: Call, target: Target): Promise<Written | undefined> | undefined {
  const { expectedVersion } = target;
  return expectedVersion == null ? undefined : findConflictOf(call, target, expectedVersion);
}

async function findConflictOf(
  call: Call,
  { storeId, couponId, places }: Target,
  expectedVersion: string,
): Promise<Written | undefined> {
  // Past all loaders: as it is now.
  const row = await fetchCoupon(call, storeId, couponId);
  const present = row && toCoupon(row, call.upstream.note);
  const conflict = findConflict(expectedVersion, present, places.version, notFound(places.id));
  return conflict && { coupon: conflict.present, userErrors: conflict.userErrors };
}

/** A change of a coupon that is ready to be sent. */
export interface Change {
  readonly storeId: string;
  readonly target: Target;
  readonly body: CouponUpdateDto;
  readonly subject: WriteSubject;
}

/** @param input checked. */
export function toChange(target: Target, input: Input, values: readonly string[], percentScale: number): Change {
  return {
    storeId: target.storeId,
    target,
    body: toRestBody(COUPON_FIELDS, withStoredDiscount(input, percentScale), 'update') as CouponUpdateDto,
    subject: { rows: COUPON_FIELDS, path: values, input, notFoundPath: target.places.id, lookAt: 'the coupon' },
  };
}

/**
 * Sends a change.
 *
 * @throws {RestError} for failures that are not about the input.
 */
export function sendChange(call: Call, { storeId, target, body, subject }: Change): Promise<WrittenObject<Coupon>> {
  const { couponId } = target;
  return writeAndRead(subject, body, {
    write: () => updateCoupon(call, storeId, couponId, body),
    read: () => fetchCoupon(call, storeId, couponId),
    toObject: (row) => toCoupon(row, call.upstream.note),
  });
}

export function toChanged(written: WrittenObject<Coupon>): Written {
  return {
    get coupon() {
      return written.stored;
    },
    userErrors: written.userErrors,
  };
}

/** A deletion of a coupon that is ready to be sent. */
export interface Deletion {
  readonly storeId: string;
  readonly target: Target;
  readonly subject: WriteSubject;
}

export function toDeletion(target: Target): Deletion {
  const subject = { rows: COUPON_FIELDS, path: [], input: {}, notFoundPath: target.places.id, lookAt: 'the coupon' };
  return { storeId: target.storeId, target, subject };
}

/**
 * Sends a deletion.
 *
 * @throws {RestError} for failures that are not about the input.
 */
export async function sendDeletion(call: Call, { storeId, target, subject }: Deletion): Promise<Written> {
  const { userErrors } = await attemptWrite(subject, () => deleteCoupon(call, storeId, target.couponId));
  return { userErrors };
}
