import type { CouponDto } from '../rest/contract/dto.ts';
import { COUPONS, type CouponListFilter } from '../rest/coupons.ts';
import { RefusedError } from '../rest/errors.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether each filter of the coupon list does what it should; undefined where the store's coupons do not tell. */
export interface FilterUse {
  readonly status: boolean | undefined;
  readonly origin: boolean | undefined;
  readonly usableByCustomerId: boolean | undefined;
}

/** Tries each filter. An API that does not know one refuses or ignores it. */
export async function tryFilters(patient: Patient, sample: readonly CouponDto[]): Promise<FilterUse> {
  if (sample.length === 0) return { status: undefined, origin: undefined, usableByCustomerId: undefined };
  const customer = sample.find((coupon) => coupon.usable_by_customer_id)?.usable_by_customer_id;
  const isForOthers = (coupon: CouponDto) => coupon.usable_by_customer_id !== customer;
  return {
    status: await areApart(patient, { status: 'active' }, { status: 'inactive' }),
    origin: await areApart(patient, { type: 'manual' }, { type: 'generated' }),
    usableByCustomerId:
      customer && sample.some(isForOthers)
        ? (await list(patient, { usable_by_customer_id: customer }))?.some(isForOthers) === false
        : undefined,
  };
}

/** Says what became of the filters. */
export function checkFilters(use: FilterUse): Finding {
  const named = (wanted: boolean | undefined) =>
    Object.entries(use)
      .filter(([, isHonoured]) => isHonoured === wanted)
      .map(([filter]) => filter)
      .join(', ');
  const [honoured, ignored, untold] = [named(true), named(false), named(undefined)];
  const found = [
    ...(honoured ? [`${honoured} honoured`] : []),
    ...(ignored ? [`${ignored} not honoured`] : []),
    ...(untold ? [`no coupons that would tell about ${untold}`] : []),
  ];
  const gateway = ignored
    ? `Passes filters on and cannot make up for it: do not use ${ignored} with this API.`
    : 'Passes filters on.';
  return { name: 'Filters', state: ignored ? 'note' : honoured ? 'good' : 'unknown', found: found.join('; '), gateway };
}

/** Whether two filters that exclude each other have no coupon in common; an API that ignores both gives equal lists. */
async function areApart(patient: Patient, one: CouponListFilter, other: CouponListFilter): Promise<boolean> {
  const [rows, others] = [await list(patient, one), await list(patient, other)];
  if (!rows || !others) return false;
  const ids = new Set(rows.map(({ id }) => id));
  return !others.some(({ id }) => ids.has(id));
}

/** Undefined when the API refuses the filter. */
async function list({ call, storeId }: Patient, filter: CouponListFilter): Promise<CouponDto[] | undefined> {
  try {
    return await COUPONS.fetchList(call, storeId, { ...filter, limit: 100, asc: true });
  } catch (error) {
    if (error instanceof RefusedError && error.status === 400) return undefined;
    throw error;
  }
}
