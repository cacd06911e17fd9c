import { type Attack, again, BOUNDED, post, storeGid, times } from '../../support/attack.ts';

/** Documents that are small and take long to reckon: what they select, or the ids that they name, are there many times. */

/** Fifteen fragments that each spread the next one twice: the last one is there 16,384 times. */
const doubling = (last: string, on = 'Query'): string =>
  `{ ...F0 } ${times(14, (n) => `fragment F${n} on ${on} { ...F${n + 1} ...F${n + 1} }`)} fragment F14 on ${on} { ${last} }`;

const attack = (id: string, query: string, variables?: object): Attack => ({
  id,
  // The first ones are new to the gateway, the last ones are found in what it keeps, compiled.
  sent: { requests: again(post(query, variables), 4) },
  gets: BOUNDED,
});

const IDS_4500 = `[${'1 '.repeat(4500)}]`;
const IDS_10000 = Array.from({ length: 10_000 }, (_, index) => String(index));

export const RECKONING: readonly Attack[] = [
  attack('fragments that double, with 4,500 ids in the last', doubling(`nodes(ids: ${IDS_4500}) { id }`)),
  attack('fragments that double, with 4,500 ids, without a key', doubling(`nodes(ids: ${IDS_4500}) { __typename }`)),
  attack(
    'fragments that double, with 10,000 ids in a variable',
    `query ($i: [ID!]!) ${doubling('nodes(ids: $i) { id }')}`,
    { i: IDS_10000 },
  ),
  attack('fragments that double, with an id of 90 KB', `query ($i: ID!) ${doubling('node(id: $i) { id }')}`, {
    i: 'i'.repeat(90_000),
  }),
  attack(
    'fragments that double, with a page',
    `{ store(storeId: "1") { ...F0 } } ${doubling('coupons(first: 1) { nodes { id } }', 'Store').slice(10)}`,
  ),
  attack(
    'fragments that double under a directive',
    `query ($no: Boolean = false) ${doubling(`nodes(ids: ${IDS_4500}) @skip(if: $no) { id }`)}`,
  ),
  attack(
    'inline fragments that repeat 4,000 ids',
    `{ ${times(60, () => '... on Query { ...I }')} } fragment I on Query { nodes(ids: [${'1 '.repeat(4000)}]) { id } }`,
  ),
  attack('99 equal fields with 40 ids each', `{ ${times(99, () => `nodes(ids: [${'1 '.repeat(40)}]) { id }`)} }`),
  attack('10,000 ids under 20 aliases', `query ($i: [ID!]!) { ${times(20, (n) => `a${n}: nodes(ids: $i) { id }`)} }`, {
    i: IDS_10000,
  }),
  attack(
    '3,500 ids under 70 aliases',
    `query ($i: [ID!]!) { ${times(70, (n) => `a${n}: nodes(ids: $i) { __typename }`)} }`,
    { i: Array.from({ length: 3500 }, (_, index) => storeGid(String(index + 1))) },
  ),
  attack('an id of 90 KB under 99 aliases', `query ($i: ID!) { ${times(99, (n) => `a${n}: node(id: $i) { id }`)} }`, {
    i: `gid://paynow/Coupon/${'/'.repeat(90_000)}`,
  }),
  attack(
    'a cursor of 90 KB under 99 aliases',
    `query ($c: String) { store(storeId: "1") { ${times(99, (n) => `a${n}: coupons(after: $c) { nodes { id } }`)} } }`,
    { c: 'bjox'.repeat(22_000) },
  ),
  attack(
    'a filter in 50 pages, with an id of 90,000 digits',
    `query ($f: CouponFilter) { store(storeId: "1") { ${times(50, (n) => `a${n}: coupons(filter: $f) { nodes { id } }`)} } }`,
    { f: { usableByCustomerId: '1'.repeat(90_000), status: 'ACTIVE' } },
  ),
  attack(
    'one fragment of 50 fields in 49 places',
    `{ ${times(49, (n) => `a${n}: node(id: "gid://paynow/Coupon/1/${n + 1}") { ...F }`)} } fragment F on Coupon { ${times(50, () => 'code')} }`,
  ),
];
