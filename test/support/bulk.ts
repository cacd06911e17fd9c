import { expect } from 'vitest';
import { type Answer, EMPTY_STORE_ID, type TestGateway } from './gateway.ts';

const COUNTS = 'appliedCount rejectedCount unknownCount notAttemptedCount userErrors { field code message }';
const COUPON = 'coupon { id couponId code note expiresAt discountType discountAmount minimumOrderValue version }';
const ERRORS = 'userErrors { field code message }';

/** The three bulk mutations, each under the name `bulk`. */
export const BULK_CREATE = `mutation ($input: CouponBulkCreateInput!) { bulk: couponBulkCreate(input: $input) {
  results { index code outcome reconciled ${COUPON} couponEdge { cursor node { id } } ${ERRORS} } ${COUNTS}
} }`;
export const BULK_UPDATE = `mutation ($input: CouponBulkUpdateInput!) { bulk: couponBulkUpdate(input: $input) {
  results { index outcome ${COUPON} ${ERRORS} } ${COUNTS}
} }`;
export const BULK_DELETE = `mutation ($input: CouponBulkDeleteInput!) { bulk: couponBulkDelete(input: $input) {
  results { index outcome deletedCouponId store { storeId } ${COUPON} ${ERRORS} } ${COUNTS}
} }`;

interface Mistake {
  readonly field: readonly string[] | null;
  readonly code: string;
  readonly message: string;
}

interface BulkResult {
  readonly index: number;
  readonly code?: string | null;
  readonly outcome: 'APPLIED' | 'REJECTED' | 'OUTCOME_UNKNOWN' | 'NOT_ATTEMPTED';
  readonly reconciled?: boolean;
  readonly coupon: {
    readonly id: string;
    readonly couponId: string;
    readonly code: string;
    readonly note: string | null;
    readonly expiresAt: string | null;
    readonly discountType: string;
    readonly discountAmount: string;
    readonly minimumOrderValue: string;
    readonly version: string;
  } | null;
  readonly couponEdge?: { readonly cursor: string; readonly node: { readonly id: string } } | null;
  readonly deletedCouponId?: string | null;
  readonly store?: { readonly storeId: string } | null;
  readonly userErrors: readonly Mistake[];
}

export interface BulkPayload {
  readonly results: readonly BulkResult[];
  readonly appliedCount: number;
  readonly rejectedCount: number;
  readonly unknownCount: number;
  readonly notAttemptedCount: number;
  readonly userErrors: readonly Mistake[];
}

/** The payload of a bulk mutation; fails on errors outside it, and where its parts do not fit together. */
export async function sendBulk(gateway: TestGateway, document: string, input: object): Promise<BulkPayload> {
  const answer = await gateway.query(document, { input });
  expect(answer.errors).toBeUndefined();
  return payloadOf(answer);
}

export function payloadOf({ data }: Answer): BulkPayload {
  const payload = data.bulk as BulkPayload;
  const { results } = payload;
  const count = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
  expect(results.map(({ index }) => index)).toEqual(results.map((_result, index) => index));
  expect(payload).toMatchObject({
    appliedCount: count('APPLIED'),
    rejectedCount: count('REJECTED'),
    unknownCount: count('OUTCOME_UNKNOWN'),
    notAttemptedCount: count('NOT_ATTEMPTED'),
  });
  const ofItems = results.flatMap(({ userErrors }) => userErrors);
  expect(results.length > 0 ? payload.userErrors : []).toEqual(ofItems);
  return payload;
}

/** Codes and fields of user errors, without their messages. */
export function told(userErrors: readonly Mistake[]) {
  return userErrors.map(({ field, code }) => [code, field?.join('.') ?? null]);
}

/** Input of a batch of new coupons in the store that holds none. */
export function creating(input: object) {
  return { storeId: EMPTY_STORE_ID, template: { discount: { percentage: '10' } }, ...input };
}
