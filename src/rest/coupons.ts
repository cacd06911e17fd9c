import { type Call, listKey } from './call.ts';
import { request, requestBytes } from './client.ts';
import type { CouponCreateDto, CouponDto, CouponUpdateDto } from './contract/dto.ts';
import { endpoint } from './endpoint.ts';
import { BadResponseError } from './errors.ts';
import { createRowSource } from './row-source.ts';

const LIST = endpoint('get', '/v1/stores/{storeId}/coupons', 'coupons:read');
const CREATE = endpoint('post', '/v1/stores/{storeId}/coupons', 'coupons:write');
const READ = endpoint('get', '/v1/stores/{storeId}/coupons/{couponId}', 'coupons:read');
const UPDATE = endpoint('patch', '/v1/stores/{storeId}/coupons/{couponId}', 'coupons:write');
const DELETE = endpoint('delete', '/v1/stores/{storeId}/coupons/{couponId}', 'coupons:write');

/** Which coupons a list holds; an absent part does not narrow it. */
export interface CouponListFilter {
  readonly status?: 'active' | 'inactive';
  readonly type?: 'manual' | 'generated';
  readonly usable_by_customer_id?: string;
}

const NOUN = 'coupon';

export const COUPONS = createRowSource<CouponDto, CouponListFilter>({
  noun: NOUN,
  schema: 'Coupon',
  list: (call, storeId, query, check) =>
    request(call, LIST, { params: { storeId }, query }, (rows) => {
      const coupons = check(rows);
      call.upstream.knownCodes.learn(() => listKey(call, NOUN, storeId), coupons);
      return coupons;
    }),
  window: (call, storeId, query, read) => requestBytes(call, LIST, { params: { storeId }, query }, read),
  row: (call, storeId, couponId, check) => request(call, READ, { params: { storeId, couponId } }, check),
});

/** One coupon; undefined when there is no such coupon or store. */
export function fetchCoupon(call: Call, storeId: string, couponId: string): Promise<CouponDto | undefined> {
  return COUPONS.fetchRow(call, storeId, couponId);
}

/**
 * Creates a coupon and gives it as the API stored it.
 *
 * @throws {BadResponseError} when the answer is empty (204), among others: it was created, but not under which id is known.
 */
export async function createCoupon(call: Call, storeId: string, body: CouponCreateDto): Promise<CouponDto> {
  const created = await request(call, CREATE, { params: { storeId }, body }, (row) =>
    COUPONS.require(call, row, storeId),
  );
  if (created === undefined) throw new BadResponseError('The PayNow API did not say which coupon it created.');
  return created;
}

/**
 * Changes what `body` holds and nothing else, and gives the coupon as the API stored it; undefined when the answer is
 * empty (204).
 */
export function updateCoupon(
  call: Call,
  storeId: string,
  couponId: string,
  body: CouponUpdateDto,
): Promise<CouponDto | undefined> {
  const params = { storeId, couponId };
  return request(call, UPDATE, { params, body }, (row) => COUPONS.require(call, row, storeId, couponId));
}

/** Deletes a coupon. */
export async function deleteCoupon(call: Call, storeId: string, couponId: string): Promise<void> {
  await request(call, DELETE, { params: { storeId, couponId } });
}
