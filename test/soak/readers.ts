import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import {
  ALL_COUPON_FIELDS,
  type Field,
  MARKETING_COUPON_FIELDS,
  MARKETING_FIELDS,
  readGraphqlFacts,
  readRestFacts,
} from '../bench/fields.ts';
import type { Client } from './client.ts';
import type { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** One kind of read, with its answer compared. */
export type Read = () => Promise<void>;

const select = (fields: readonly Field[]): string =>
  fields.map(({ graphql, kind }) => (kind === 'actor' ? `${graphql} { type actorId }` : graphql)).join(' ');
const COUPON = select(ALL_COUPON_FIELDS);

const BY_ID = `query($store: FlakeID!, $id: FlakeID!) { coupon(storeId: $store, couponId: $id) { ${COUPON} } }`;
const PAGE = `query($store: FlakeID!, $first: Int, $after: String) { store(storeId: $store) {
  coupons(first: $first, after: $after) { edges { cursor node { ${COUPON} } } pageInfo { hasNextPage hasPreviousPage } }
} }`;
const LAST = `query($store: FlakeID!, $last: Int) { store(storeId: $store) {
  coupons(last: $last, sort: OLDEST_FIRST) { nodes { ${COUPON} } pageInfo { hasNextPage hasPreviousPage } }
} }`;
const NODES = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Coupon { ${COUPON} } } }`;
const SETTINGS = `query($store: FlakeID!) { store(storeId: $store) { marketingConfiguration(kind: ABANDONED_CHECKOUT) {
  ${select(MARKETING_FIELDS)} couponConfiguration { ${select(MARKETING_COUPON_FIELDS)} }
} } }`;

const PAGE_ROWS = 20;

/** Reads of a store that nobody writes to, so that each answer must be what was there at the start, to the digit. */
export async function createReads(client: Client, truth: Truth, tally: Tally): Promise<readonly Read[]> {
  const rows = await truth.coupons(STORE_ID);
  const settings = await truth.marketing(STORE_ID, 'abandoned-checkouts');
  const compare = (what: string, actual: unknown, row: CouponDto | undefined): void =>
    compareFields(tally, what, ALL_COUPON_FIELDS, actual, row);
  const pick = (): number => Math.floor(Math.random() * rows.length);

  return [
    async function byId() {
      const row = rows[pick()] as CouponDto;
      const reply = await client.send(BY_ID, { store: STORE_ID, id: row.id });
      if (tally.note('read', reply)) compare(`coupon ${row.id}`, reply.data.coupon, row);
    },
    async function missing() {
      const reply = await client.send(BY_ID, { store: STORE_ID, id: String(1 + pick()) });
      if (tally.note('read', reply)) tally.compare('a coupon that is not there', reply.data.coupon, null);
    },
    async function pages() {
      const start = pick();
      const first = 1 + (start % PAGE_ROWS);
      let after: string | null = null;
      let at = 0;
      // The first page, and the one behind it by its cursor.
      for (let page = 0; page < 2; page++) {
        const reply = await client.send(PAGE, { store: STORE_ID, first, after });
        if (!tally.note('read', reply)) return;
        const { edges, pageInfo } = reply.data.store.coupons;
        const expected = rows.slice(at, at + first);
        tally.compare(`rows of page ${page}`, edges.length, expected.length);
        expected.forEach((row, index) => {
          compare(`row ${index} of page ${page}`, edges[index]?.node, row);
        });
        const flags = { hasNextPage: at + first < rows.length, hasPreviousPage: at > 0 };
        tally.compare(`flags of page ${page}`, pageInfo, flags);
        at += first;
        after = edges.at(-1)?.cursor ?? null;
      }
    },
    async function last() {
      const count = 1 + (pick() % PAGE_ROWS);
      const reply = await client.send(LAST, { store: STORE_ID, last: count });
      if (!tally.note('read', reply)) return;
      const { nodes, pageInfo } = reply.data.store.coupons;
      const expected = rows.slice(0, count).toReversed();
      tally.compare('rows of the last page', nodes.length, expected.length);
      expected.forEach((row, index) => {
        compare(`row ${index} of the last page`, nodes[index], row);
      });
      tally.compare('flags of the last page', pageInfo, { hasNextPage: false, hasPreviousPage: true });
    },
    async function nodes() {
      const wanted = Array.from({ length: 10 }, () => rows[pick()] as CouponDto);
      const ids = wanted.map(({ id }) => `gid://paynow/Coupon/${STORE_ID}/${id}`);
      const reply = await client.send(NODES, { ids });
      const isWhole = tally.note('read', reply);
      wanted.forEach((row, index) => {
        const node = reply.data?.nodes[index];
        // One that failed is null, with an error of its own.
        if (node || isWhole) compare(`node ${row.id}`, node, row);
      });
    },
    async function marketing() {
      const reply = await client.send(SETTINGS, { store: STORE_ID });
      if (!tally.note('read', reply)) return;
      const actual = reply.data.store.marketingConfiguration;
      const { couponConfiguration } = actual;
      compareFields(tally, 'the marketing configuration', MARKETING_FIELDS, actual, settings);
      const coupon = settings?.coupon_configuration;
      compareFields(
        tally,
        "the marketing configuration's coupon",
        MARKETING_COUPON_FIELDS,
        couponConfiguration,
        coupon,
      );
    },
  ];
}

/** Value by value. What the REST API leaves out is null in GraphQL; what an answer leaves out is a fault. */
function compareFields(tally: Tally, what: string, fields: readonly Field[], actual: unknown, expected: unknown): void {
  const is = readGraphqlFacts(fields, actual ?? {});
  const shouldBe = readRestFacts(fields, expected);
  for (const { rest } of fields) tally.compare(`${what}: ${rest}`, is[rest], withNulls(shouldBe[rest]));
}

function withNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, part ?? null]));
}
