import type { CouponDto } from '../../../src/rest/contract/dto.ts';
import {
  ALL_COUPON_FIELDS,
  EIGHT_COUPON_FIELDS,
  MARKETING_COUPON_FIELDS,
  MARKETING_FIELDS,
  readRestFacts,
  readRestRows,
  TEN_COUPON_FIELDS,
} from '../fields.ts';
import { marketingOf, newestRows, type StoreSpec, sampleRows, storeIdOf, UPDATE_NOTE } from '../rows.ts';
import type { Workload } from '../workloads.ts';
import { type Exchange, expecting, VARIANTS } from './exchange.ts';

/** The REST API itself, through a proxy that can also fetch several paths in one request. */
export function toRestExchanges({ task, store }: Workload): Exchange[] | undefined {
  switch (task.kind) {
    case 'coupon':
      return sampleRows(store, VARIANTS.coupon, 0).map((row) => ({
        method: 'GET',
        path: couponPath(row),
        body: null,
        check: expecting(readRestFacts(TEN_COUPON_FIELDS, row), (answer) => readRestFacts(TEN_COUPON_FIELDS, answer)),
      }));
    case 'page':
      return [
        {
          method: 'GET',
          path: listPath(store, task.rows),
          body: null,
          check: expecting(readRestRows(ALL_COUPON_FIELDS, newestRows(store, task.rows)), (rows) =>
            readRestRows(ALL_COUPON_FIELDS, rows),
          ),
        },
      ];
    case 'dashboard':
      return [fetchDashboard(store, task.rows)];
    case 'update':
      return sampleRows(store, VARIANTS.update, 0).map((row) => ({
        method: 'PATCH',
        path: couponPath(row),
        body: JSON.stringify({ note: UPDATE_NOTE }),
        check: expecting(readRestFacts(TEN_COUPON_FIELDS, { ...row, note: UPDATE_NOTE }), (answer) =>
          readRestFacts(TEN_COUPON_FIELDS, answer),
        ),
      }));
    case 'aliases':
    case 'entities':
    case 'nodes':
      return Array.from({ length: VARIANTS[task.kind] }, (_, variant) =>
        fetchCoupons(sampleRows(store, task.ids, variant)),
      );
    case 'documents':
      return undefined;
  }
}

function fetchDashboard(store: StoreSpec, rows: number): Exchange {
  const configuration = marketingOf(store);
  const paths = [`/v1/stores/${storeIdOf(store)}/marketing/abandoned-checkouts/configuration`, listPath(store, rows)];
  return fetchAll(
    paths,
    [
      readRestFacts(MARKETING_FIELDS, configuration),
      readRestFacts(MARKETING_COUPON_FIELDS, configuration.coupon_configuration),
      readRestRows(EIGHT_COUPON_FIELDS, newestRows(store, rows)),
    ],
    ([answer, coupons]) => [
      readRestFacts(MARKETING_FIELDS, answer),
      readRestFacts(MARKETING_COUPON_FIELDS, (answer as typeof configuration).coupon_configuration),
      readRestRows(EIGHT_COUPON_FIELDS, coupons),
    ],
  );
}

function fetchCoupons(rows: readonly CouponDto[]): Exchange {
  return fetchAll(rows.map(couponPath), readRestRows(EIGHT_COUPON_FIELDS, rows), (answers) =>
    readRestRows(EIGHT_COUPON_FIELDS, answers),
  );
}

function fetchAll(paths: readonly string[], expected: unknown, read: (answers: unknown[]) => unknown): Exchange {
  return {
    method: 'POST',
    path: '/batch',
    body: paths.join('\n'),
    check: expecting(expected, (answers) => read(answers as unknown[])),
  };
}

function couponPath(row: CouponDto): string {
  return `/v1/stores/${row.store_id}/coupons/${row.id}`;
}

function listPath(store: StoreSpec, limit: number): string {
  return `/v1/stores/${storeIdOf(store)}/coupons?limit=${limit}&asc=false`;
}
