import type { Call } from './call.ts';
import { request, requestBytes } from './client.ts';
import type { CouponCreateDto, CouponDto, CouponUpdateDto } from './contract/dto.ts';
import { endpoint } from './endpoint.ts';
import { BadResponseError } from './errors.ts';
import { isFlakeId } from './flake-id.ts';
import { noteUnknownKeys } from './known-keys.ts';
import { indexRows, type RowIds, requireRows } from './row-index.ts';

const LIST = endpoint('get', '/v1/stores/{storeId}/coupons');
const CREATE = endpoint('post', '/v1/stores/{storeId}/coupons');
const READ = endpoint('get', '/v1/stores/{storeId}/coupons/{couponId}');
const UPDATE = endpoint('patch', '/v1/stores/{storeId}/coupons/{couponId}');
const DELETE = endpoint('delete', '/v1/stores/{storeId}/coupons/{couponId}');

/** Which coupons a list holds; an absent part does not narrow it. */
export interface CouponListFilter {
  readonly status?: 'active' | 'inactive';
  readonly type?: 'manual' | 'generated';
  readonly usable_by_customer_id?: string;
}

/** One list call as the API takes it. `limit` is 1 to 100. */
export interface CouponListQuery extends CouponListFilter {
  readonly limit: number;
  readonly asc: boolean;
  readonly after?: string;
  readonly before?: string;
}

/** The rows of one list call; undefined when there is no such store. Their order is checked by pages.ts. */
export function listCoupons(call: Call, storeId: string, query: CouponListQuery): Promise<CouponDto[] | undefined> {
  return request(call, LIST, { params: { storeId }, query }, (rows) => {
    for (const row of requireRows(rows)) requireCoupon(row, storeId);
    // Rows of one list have the same keys: looking at one of them is enough for a line in the log.
    if (rows[0]) noteUnknownKeys(call.upstream, 'Coupon', rows[0]);
    return rows;
  });
}

/** Some rows of one list call, found by their ids. */
export interface CouponWindow {
  /** By id; a wanted row that the list does not hold is not in it. */
  readonly rows: ReadonlyMap<string, CouponDto>;
  /** Those of the whole list. */
  readonly ids: RowIds;
}

/** The rows of one list call that are wanted; undefined when there is no such store. The others are not looked at. */
export function findCoupons(
  call: Call,
  storeId: string,
  query: CouponListQuery,
  couponIds: readonly string[],
): Promise<CouponWindow | undefined> {
  return requestBytes(call, LIST, { params: { storeId }, query }, (body) => {
    const { row, ids } = indexRows(body);
    const rows = new Map<string, CouponDto>();
    for (const id of couponIds) {
      const found = row(id);
      if (found !== undefined) rows.set(id, ownCoupon(call, found, storeId, id));
    }
    return { rows, ids };
  });
}

/** One coupon; undefined when there is no such coupon or store. */
export function readCoupon(call: Call, storeId: string, couponId: string): Promise<CouponDto | undefined> {
  return request(call, READ, { params: { storeId, couponId } }, (row) => ownCoupon(call, row, storeId, couponId));
}

/**
 * Creates a coupon and gives it as the API stored it.
 *
 * @throws {BadResponseError} when the answer is empty (204), among others: it was created, but not under which id is known.
 */
export async function createCoupon(call: Call, storeId: string, body: CouponCreateDto): Promise<CouponDto> {
  const created = await request(call, CREATE, { params: { storeId }, body }, (row) => ownCoupon(call, row, storeId));
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
  return request(call, UPDATE, { params, body }, (row) => ownCoupon(call, row, storeId, couponId));
}

/** Deletes a coupon. */
export async function deleteCoupon(call: Call, storeId: string, couponId: string): Promise<void> {
  await request(call, DELETE, { params: { storeId, couponId } });
}

function ownCoupon(call: Call, row: unknown, storeId: string, couponId?: string): CouponDto {
  const coupon = requireCoupon(row, storeId);
  if (couponId !== undefined && coupon.id !== couponId) {
    throw new BadResponseError('The PayNow API answered with another coupon than the one asked for.');
  }
  noteUnknownKeys(call.upstream, 'Coupon', coupon);
  return coupon;
}

/** The two ids are checked here, since pages and lookups are paired by them; the other fields where they are mapped. */
function requireCoupon(row: unknown, storeId: string): CouponDto {
  const coupon = row as Partial<CouponDto> | null | undefined;
  if (!isFlakeId(coupon?.id)) throw new BadResponseError('The PayNow API sent a coupon without an id.');
  if (coupon.store_id !== storeId) throw new BadResponseError('The PayNow API sent a coupon of another store.');
  return coupon as CouponDto;
}
