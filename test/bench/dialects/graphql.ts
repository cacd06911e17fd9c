import { ok } from 'node:assert';
import type { CouponDto } from '../../../src/rest/contract/dto.ts';
import {
  ALL_COUPON_FIELDS,
  EIGHT_COUPON_FIELDS,
  type Facts,
  type Field,
  MARKETING_COUPON_FIELDS,
  MARKETING_FIELDS,
  readGraphqlFacts,
  readRestFacts,
  TEN_COUPON_FIELDS,
} from '../fields.ts';
import { marketingOf, newestRows, type StoreSpec, sampleRows, storeIdOf, UPDATE_NOTE } from '../rows.ts';
import type { Workload } from '../workloads.ts';
import { VARIANTS } from './exchange.ts';
import { type Json, type Operation, operation, over } from './operation.ts';

/** The gateway's own schema; the peers that are written by hand offer the same part of it. */
export function toGraphqlExchanges(workload: Workload): Operation[] {
  const operations = toOperations(workload);
  const { wire } = workload;
  return wire ? operations.map((each) => over(wire, each)) : operations;
}

function toOperations({ task, store }: Workload): Operation[] {
  switch (task.kind) {
    case 'coupon':
      return sampleRows(store, VARIANTS.coupon, 0).map((row) => askForCoupon(store, row, 'coupon'));
    case 'documents':
      return Array.from({ length: task.count }, (_, index) =>
        askForCoupon(store, sampleRows(store, 1, index % VARIANTS.coupon)[0] as CouponDto, `coupon${index}`),
      );
    case 'page':
      return [askForPage(store, task.rows)];
    case 'dashboard':
      return [askForDashboard(store, task.rows)];
    case 'update':
      return sampleRows(store, VARIANTS.update, 0).map((row) => update(store, row));
    case 'aliases':
    case 'entities':
    case 'nodes': {
      const ask = { aliases: askUnderAliases, entities: askForEntities, nodes: askForNodes }[task.kind];
      return Array.from({ length: VARIANTS[task.kind] }, (_, variant) =>
        ask(store, sampleRows(store, task.ids, variant)),
      );
    }
  }
}

function askForCoupon(store: StoreSpec, row: CouponDto, alias: string): Operation {
  return operation(
    `query Coupon($storeId: FlakeID!, $couponId: FlakeID!) {
      ${alias}: coupon(storeId: $storeId, couponId: $couponId) { ${select(TEN_COUPON_FIELDS)} }
    }`,
    { storeId: storeIdOf(store), couponId: row.id },
    readRestFacts(TEN_COUPON_FIELDS, row),
    (data) => readGraphqlFacts(TEN_COUPON_FIELDS, data[alias]),
  );
}

function askForPage(store: StoreSpec, first: number): Operation {
  return operation(
    `query Coupons($storeId: FlakeID!, $first: Int!) {
      store(storeId: $storeId) {
        coupons(first: $first) {
          edges { cursor node { id ${select(ALL_COUPON_FIELDS)} } }
          pageInfo { startCursor endCursor }
        }
      }
    }`,
    { storeId: storeIdOf(store), first },
    newestRows(store, first).map((row) => ({ gid: toGlobalId(row), ...readRestFacts(ALL_COUPON_FIELDS, row) })),
    (data) => readConnection((data as { store: { coupons: Connection } }).store.coupons),
  );
}

interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: Json }[];
  readonly pageInfo: { readonly startCursor: string; readonly endCursor: string };
}

/** Cursors are opaque: they must be there, differ, and agree with the page's. */
function readConnection({ edges, pageInfo }: Connection): Facts[] {
  const cursors = edges.map(({ cursor }) => cursor);
  ok(cursors.every((cursor) => typeof cursor === 'string' && cursor !== '') && new Set(cursors).size === edges.length);
  ok(pageInfo.startCursor === cursors[0] && pageInfo.endCursor === cursors.at(-1));
  return edges.map(({ node }) => ({ gid: node.id, ...readGraphqlFacts(ALL_COUPON_FIELDS, node) }));
}

function askForDashboard(store: StoreSpec, first: number): Operation {
  const configuration = marketingOf(store);
  return operation(
    `query Dashboard($storeId: FlakeID!, $first: Int!) {
      store(storeId: $storeId) {
        marketingConfiguration(kind: ABANDONED_CHECKOUT) {
          ${select(MARKETING_FIELDS)}
          couponConfiguration { ${select(MARKETING_COUPON_FIELDS)} }
        }
        coupons(first: $first) { nodes { ${select(EIGHT_COUPON_FIELDS)} } }
      }
    }`,
    { storeId: storeIdOf(store), first },
    {
      configuration: readRestFacts(MARKETING_FIELDS, configuration),
      coupon: readRestFacts(MARKETING_COUPON_FIELDS, configuration.coupon_configuration),
      rows: newestRows(store, first).map((row) => readRestFacts(EIGHT_COUPON_FIELDS, row)),
    },
    (data) => {
      const { marketingConfiguration, coupons } = (data as { store: Dashboard }).store;
      return {
        configuration: readGraphqlFacts(MARKETING_FIELDS, marketingConfiguration),
        coupon: readGraphqlFacts(MARKETING_COUPON_FIELDS, marketingConfiguration.couponConfiguration),
        rows: coupons.nodes.map((node) => readGraphqlFacts(EIGHT_COUPON_FIELDS, node)),
      };
    },
  );
}

interface Dashboard {
  readonly marketingConfiguration: Json;
  readonly coupons: { readonly nodes: readonly Json[] };
}

function update(store: StoreSpec, row: CouponDto): Operation {
  return operation(
    `mutation Update($input: CouponUpdateInput!) {
      couponUpdate(input: $input) { coupon { ${select(TEN_COUPON_FIELDS)} } userErrors { message } }
    }`,
    { input: { id: toGlobalId(row), set: { note: UPDATE_NOTE } } },
    { coupon: readRestFacts(TEN_COUPON_FIELDS, { ...row, store_id: storeIdOf(store), note: UPDATE_NOTE }), errors: [] },
    (data) => {
      const { coupon, userErrors } = data.couponUpdate as Json;
      return { coupon: readGraphqlFacts(TEN_COUPON_FIELDS, coupon), errors: userErrors };
    },
  );
}

function askUnderAliases(store: StoreSpec, rows: readonly CouponDto[]): Operation {
  const selection = select(EIGHT_COUPON_FIELDS);
  return operation(
    `query Coupons($storeId: FlakeID!, ${rows.map((_, index) => `$id${index}: FlakeID!`).join(', ')}) {
      ${rows.map((_, index) => `c${index}: coupon(storeId: $storeId, couponId: $id${index}) { ${selection} }`).join('\n')}
    }`,
    { storeId: storeIdOf(store), ...Object.fromEntries(rows.map((row, index) => [`id${index}`, row.id])) },
    rows.map((row) => readRestFacts(EIGHT_COUPON_FIELDS, row)),
    (data) => rows.map((_, index) => readGraphqlFacts(EIGHT_COUPON_FIELDS, data[`c${index}`])),
  );
}

function askForEntities(_store: StoreSpec, rows: readonly CouponDto[]): Operation {
  const representations = rows.map(({ store_id, id }) => ({ __typename: 'Coupon', storeId: store_id, couponId: id }));
  return operation(
    `query Entities($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Coupon { ${select(EIGHT_COUPON_FIELDS)} } }
    }`,
    { representations },
    rows.map((row) => readRestFacts(EIGHT_COUPON_FIELDS, row)),
    (data) => readList(data._entities),
  );
}

function askForNodes(_store: StoreSpec, rows: readonly CouponDto[]): Operation {
  return operation(
    `query Nodes($ids: [ID!]!) { nodes(ids: $ids) { ... on Coupon { ${select(EIGHT_COUPON_FIELDS)} } } }`,
    { ids: rows.map(toGlobalId) },
    rows.map((row) => readRestFacts(EIGHT_COUPON_FIELDS, row)),
    (data) => readList(data.nodes),
  );
}

function readList(rows: unknown): Facts[] {
  return (rows as readonly Json[]).map((row) => readGraphqlFacts(EIGHT_COUPON_FIELDS, row));
}

function select(fields: readonly Field[]): string {
  return fields.map(({ graphql, kind }) => (kind === 'actor' ? `${graphql} { type actorId }` : graphql)).join(' ');
}

function toGlobalId(row: CouponDto): string {
  return `gid://paynow/Coupon/${row.store_id}/${row.id}`;
}
