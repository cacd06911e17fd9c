import type { CouponDto } from '../../../src/rest/contract/dto.ts';
import {
  ALL_COUPON_FIELDS,
  EIGHT_COUPON_FIELDS,
  type Field,
  MARKETING_COUPON_FIELDS,
  MARKETING_FIELDS,
  readRestFacts,
  readRestRows,
  TEN_COUPON_FIELDS,
} from '../fields.ts';
import { marketingOf, newestRows, type StoreSpec, sampleRows, storeIdOf, UPDATE_NOTE } from '../rows.ts';
import type { Workload } from '../workloads.ts';
import { type Exchange, VARIANTS } from './exchange.ts';
import { type Json, operation } from './operation.ts';

/** The schema that Omnigraph and Mesh derive from the OpenAPI contract: REST names, lists without connections. */
export function toDerivedExchanges({ task, store }: Workload): Exchange[] | undefined {
  switch (task.kind) {
    case 'coupon':
      return sampleRows(store, VARIANTS.coupon, 0).map((row) => askForCoupon(row));
    case 'page':
      return [askForPage(store, task.rows)];
    case 'dashboard':
      return [askForDashboard(store, task.rows)];
    case 'update':
      return sampleRows(store, VARIANTS.update, 0).map((row) => update(row));
    case 'aliases':
      return Array.from({ length: VARIANTS.aliases }, (_, variant) =>
        askUnderAliases(store, sampleRows(store, task.ids, variant)),
      );
    default:
      return undefined;
  }
}

function askForCoupon(row: CouponDto): Exchange {
  return operation(
    `query Coupon($storeId: FlakeId!, $couponId: FlakeId!) {
      getCoupon(storeId: $storeId, couponId: $couponId) { ... on Coupon { ${select(TEN_COUPON_FIELDS)} } }
    }`,
    { storeId: row.store_id, couponId: row.id },
    readRestFacts(TEN_COUPON_FIELDS, row),
    (data) => readRestFacts(TEN_COUPON_FIELDS, data.getCoupon),
  );
}

function askForPage(store: StoreSpec, limit: number): Exchange {
  return operation(
    `query Coupons($storeId: FlakeId!, $limit: Int!) {
      listCoupons(storeId: $storeId, limit: $limit, asc: false) { ... on Coupon { ${select(ALL_COUPON_FIELDS)} } }
    }`,
    { storeId: storeIdOf(store), limit },
    readRestRows(ALL_COUPON_FIELDS, newestRows(store, limit)),
    (data) => readRestRows(ALL_COUPON_FIELDS, data.listCoupons),
  );
}

function askForDashboard(store: StoreSpec, limit: number): Exchange {
  const configuration = marketingOf(store);
  return operation(
    `query Dashboard($storeId: FlakeId!, $limit: Int!) {
      getAbandonedCheckoutConfiguration(storeId: $storeId) {
        ... on MarketingConfiguration {
          ${select(MARKETING_FIELDS)}
          coupon_configuration { ${select(MARKETING_COUPON_FIELDS)} }
        }
      }
      listCoupons(storeId: $storeId, limit: $limit, asc: false) { ... on Coupon { ${select(EIGHT_COUPON_FIELDS)} } }
    }`,
    { storeId: storeIdOf(store), limit },
    [
      readRestFacts(MARKETING_FIELDS, configuration),
      readRestFacts(MARKETING_COUPON_FIELDS, configuration.coupon_configuration),
      readRestRows(EIGHT_COUPON_FIELDS, newestRows(store, limit)),
    ],
    (data) => {
      const answer = data.getAbandonedCheckoutConfiguration as Json;
      return [
        readRestFacts(MARKETING_FIELDS, answer),
        readRestFacts(MARKETING_COUPON_FIELDS, answer.coupon_configuration),
        readRestRows(EIGHT_COUPON_FIELDS, data.listCoupons),
      ];
    },
  );
}

function update(row: CouponDto): Exchange {
  return operation(
    `mutation Update($storeId: FlakeId!, $couponId: FlakeId!, $input: CouponUpdate_Input!) {
      updateCoupon(storeId: $storeId, couponId: $couponId, input: $input) {
        ... on Coupon { ${select(TEN_COUPON_FIELDS)} }
      }
    }`,
    { storeId: row.store_id, couponId: row.id, input: { note: UPDATE_NOTE } },
    readRestFacts(TEN_COUPON_FIELDS, { ...row, note: UPDATE_NOTE }),
    (data) => readRestFacts(TEN_COUPON_FIELDS, data.updateCoupon),
  );
}

function askUnderAliases(store: StoreSpec, rows: readonly CouponDto[]): Exchange {
  const selection = `... on Coupon { ${select(EIGHT_COUPON_FIELDS)} }`;
  return operation(
    `query Coupons($storeId: FlakeId!, ${rows.map((_, index) => `$id${index}: FlakeId!`).join(', ')}) {
      ${rows.map((_, index) => `c${index}: getCoupon(storeId: $storeId, couponId: $id${index}) { ${selection} }`).join('\n')}
    }`,
    { storeId: storeIdOf(store), ...Object.fromEntries(rows.map((row, index) => [`id${index}`, row.id])) },
    readRestRows(EIGHT_COUPON_FIELDS, rows),
    (data) => rows.map((_, index) => readRestFacts(EIGHT_COUPON_FIELDS, data[`c${index}`])),
  );
}

function select(fields: readonly Field[]): string {
  return fields.map(({ rest, kind }) => (kind === 'actor' ? `${rest} { type id }` : rest)).join(' ');
}
