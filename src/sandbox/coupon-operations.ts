import type { ContractVersion } from '../rest/contract/version.ts';
import { parseJson, printJson } from '../rest/json.ts';
import { type Answer, refuse } from './answer.ts';
import { foreignNames, pick, propertyNames } from './contract-names.ts';
import { listCoupons } from './coupon-list.ts';
import type { JsonRecord, Row } from './database.ts';
import { MAX_INT64, MIN_INT64 } from './flake-ids.ts';
import { brokenCouponRules, codeTaken } from './rules.ts';
import { actorOf, type OperationInput, timestamp, type World } from './world.ts';

/** `GET …/coupons` */
export function list(world: World, { storeId, query }: OperationInput): Answer {
  const ids = { after: query.after, before: query.before, usable_by_customer_id: query.usable_by_customer_id };
  const wrong = Object.entries(ids).filter(([, id]) => id !== undefined && toInt64(id) === undefined);
  if (wrong.length > 0) {
    // The pages' version takes numbers here, which the contract's check rounds.
    const errors = wrong.map(([path]) => ({ code: 'invalid-type', message: `${path} has to be an id.`, path }));
    return refuse(
      'bad-request',
      'The request is not valid.',
      errors.map((error) => ({ ...error, validation: 'type' })),
    );
  }
  const [after, before, usable_by_customer_id] = Object.values(ids).map(toInt64);
  const rows = listCoupons(world, storeId, { ...query, after, before, usable_by_customer_id });
  const texts = rows.map((row) => projected(world.version, row));
  const body = `[${texts.join(',')}]`;
  const regular = texts.filter((_text, index) => !rows[index]?.raw);
  const checked = JSON.parse(regular.length === texts.length ? body : `[${regular.join(',')}]`);
  return { status: 200, body, checked };
}

/** `POST …/coupons` */
export function create(world: World, { storeId, body, key }: OperationInput): Answer {
  const { version, database, ids, keepsUnknownKeys } = world;
  const id = ids.next();
  const coupon = inOrder(keepsUnknownKeys, {
    note: null,
    duration_in_months: null,
    duration_in_intervals: null,
    apply_to_products: null,
    apply_to_tags: null,
    usable_at: null,
    expires_at: null,
    ...pick(body, propertyNames(version, 'CouponCreate'), keepsUnknownKeys),
    id: id.toString(),
    version_id: ids.next().toString(),
    store_id: storeId.toString(),
    created_by: actorOf(key),
    created_at: timestamp(world),
    updated_at: null,
  });
  const refusal = refusalOf(world, storeId, id, coupon);
  if (refusal) return refusal;
  database.putCoupon(storeId, id, coupon);
  return read(world, storeId, id);
}

/** `GET …/coupons/{couponId}` */
export function get(world: World, { storeId, couponId }: OperationInput): Answer {
  return read(world, storeId, couponId);
}

/** `PATCH …/coupons/{couponId}` */
export function update(world: World, { storeId, couponId, body, key }: OperationInput): Answer {
  const { version, database, ids, keepsUnknownKeys } = world;
  const row = database.coupon(storeId, couponId);
  if (row === undefined) return noCoupon();
  const stored = parseJson(row.document) as JsonRecord;
  const coupon = inOrder(row.raw || keepsUnknownKeys, {
    ...stored,
    ...pick(body, propertyNames(version, 'CouponUpdate'), keepsUnknownKeys),
    id: stored.id,
    version_id: ids.next().toString(),
    store_id: stored.store_id,
    created_by: stored.created_by,
    created_at: stored.created_at,
    updated_by: actorOf(key),
    updated_at: timestamp(world),
  });
  // A raw one may have been placed to break rules; that must not stop it from being changed.
  const refusal = refusalOf(world, storeId, couponId, coupon, row.raw);
  if (refusal) return refusal;
  database.putCoupon(storeId, couponId, coupon, row.raw);
  return read(world, storeId, couponId);
}

/** `DELETE …/coupons/{couponId}` */
export function remove({ database }: World, { storeId, couponId }: OperationInput): Answer {
  return database.deleteCoupon(storeId, couponId) ? { status: 204 } : noCoupon();
}

/** The names that a coupon of this version has for how often its discount repeats. */
export function repeatProperties(version: ContractVersion, schema: string): string[] {
  return ['duration_in_months', 'duration_in_intervals'].filter((name) =>
    propertyNames(version, schema).includes(name),
  );
}

function read({ version, database }: World, storeId: bigint, couponId: bigint): Answer {
  const row = database.coupon(storeId, couponId);
  if (row === undefined) return noCoupon();
  const body = projected(version, row);
  return { status: 200, body, ...(!row.raw && { checked: JSON.parse(body) }) };
}

function refusalOf(
  { version, database }: World,
  storeId: bigint,
  id: bigint,
  coupon: JsonRecord,
  raw = false,
): Answer | undefined {
  const errors = raw ? [] : brokenCouponRules(coupon, repeatProperties(version, 'Coupon'));
  if (errors.length > 0) return refuse('bad-request', 'The coupon is not valid.', errors);
  const { code } = coupon;
  if (typeof code === 'string' && database.hasCode(storeId, code, id))
    return refuse('conflict', 'The code is in use.', [codeTaken()]);
  return undefined;
}

/** Stored documents have the properties of every version; those that this one lacks are left out. */
function projected(version: ContractVersion, row: Row): string {
  const foreign = foreignNames(version, 'Coupon');
  if (row.raw || foreign.length === 0) return row.document;
  const coupon = parseJson(row.document) as JsonRecord;
  for (const name of foreign) delete coupon[name];
  return printJson(coupon);
}

function inOrder(keepsUnknownKeys: boolean, coupon: JsonRecord): JsonRecord {
  return pick(coupon, propertyNames('2026-08', 'Coupon'), keepsUnknownKeys);
}

function noCoupon(): Answer {
  return refuse('not-found', 'The store has no such coupon.');
}

function toInt64(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  return value >= MIN_INT64 && value <= MAX_INT64 ? value : undefined;
}
