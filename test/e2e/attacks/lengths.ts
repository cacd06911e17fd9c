import { type Attack, again, answered, BOUNDED, post, refused, times } from '../../support/attack.ts';
import { STORES } from '../../support/hostile-stores.ts';

/**
 * Lists within lists, whose rows multiply: 100 million rows out of 240 bytes. The lengths stand in literals, variables
 * and defaults, which say one thing to whoever reads them as they are written and another when they are executed.
 */

const TOO_COSTLY = refused('OPERATION_TOO_COSTLY');
const MINUS_A_TRILLION = -1_000_000_000_000;
const STORE = `store(storeId: "${STORES.open}")`;

/** A page in each row of a page: below a store. */
function pages(args: string, levels: number, rows = 'nodes {'): string {
  const inner = levels === 1 ? 'code' : `store { ${pages(args, levels - 1, rows)} }`;
  return `coupons(${args}) { ${rows} ${inner} ${'}'.repeat(rows.split('{').length - 1)} }`;
}

const DEEP = `${STORE} { ${pages('first: 100', 4)} }`;

const attack = (id: string, query: string, variables?: object, more: Partial<Attack> = {}): Attack => ({
  id,
  sent: { requests: [post(query, variables)] },
  gets: TOO_COSTLY,
  ...more,
});

/** Names that every object of JavaScript has something under. */
const INHERITED = ['toString', 'constructor', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', '__proto__'];

export const LENGTHS: readonly Attack[] = [
  attack('four pages within each other', `{ ${DEEP} }`),
  attack('four pages, beside a negative literal for ids', `{ z: nodes(ids: ${MINUS_A_TRILLION}) { id } ${DEEP} }`),
  attack('four pages, beside negative ids in a list', `{ z: nodes(ids: [${MINUS_A_TRILLION}, -9]) { id } ${DEEP} }`),
  attack(
    'four pages, beside a negative literal of 300 digits',
    `{ z: nodes(ids: -${'9'.repeat(300)}) { id } ${DEEP} }`,
  ),
  attack('four pages, beside a negative variable', `query ($n: [ID!]!) { z: nodes(ids: $n) { id } ${DEEP} }`, {
    n: MINUS_A_TRILLION,
  }),
  attack(
    'four pages, beside a negative default',
    `query ($n: [ID!]! = ${MINUS_A_TRILLION}) { z: nodes(ids: $n) { id } ${DEEP} }`,
  ),
  attack(
    'four pages, beside an object that has a length',
    `query ($n: [ID!]!) { z: nodes(ids: $n) { id } ${DEEP} }`,
    { n: { length: MINUS_A_TRILLION } },
    { gets: refused(['BAD_USER_INPUT', 'OPERATION_TOO_COSTLY']) },
  ),
  attack(
    'four pages, beside a negative number of representations',
    `{ z: _entities(representations: ${MINUS_A_TRILLION}) { __typename } ${DEEP} }`,
    undefined,
    { gateway: 'subgraph' },
  ),
  attack(
    'four pages, beside a negative variable for representations',
    `query ($n: [_Any!]!) { z: _entities(representations: $n) { __typename } ${DEEP} }`,
    { n: MINUS_A_TRILLION },
    { gateway: 'subgraph' },
  ),
  attack(
    'four pages, beside a negative page',
    `{ ${DEEP} ${times(10, (n) => `a${n}: ${STORE} { coupons(first: -2147483648) { nodes { id } } }`)} }`,
  ),
  ...INHERITED.map((name) =>
    attack(
      `three pages, their length a default of $${name}`,
      `query ($${name}: Int = 100) { ${STORE} { ${pages(`first: $${name}`, 3)} } }`,
    ),
  ),
  ...INHERITED.map((name) =>
    attack(
      `four pages, their length $${name}`,
      `query ($${name}: Int) { ${STORE} { ${pages(`first: $${name}`, 4)} } }`,
      JSON.parse(`{"${name}":100}`),
    ),
  ),
  ...INHERITED.map((name) =>
    attack(
      `four pages, beside ids that are $${name}`,
      `query ($${name}: [ID!]! = ["1"]) { z: nodes(ids: $${name}) { id } ${DEEP} }`,
    ),
  ),
  attack('four pages by their end', `{ ${STORE} { ${pages('last: 100', 4)} } }`),
  attack('three pages by their edges', `{ ${STORE} { ${pages('first: 100', 3, 'edges { node {')} } }`),
  attack('four pages, the length once in a variable', `query ($n: Int) { ${STORE} { ${pages('first: $n', 4)} } }`, {
    n: 100,
  }),
  attack('four pages of the size that is not given', `{ ${STORE} { ${pages('sort: NEWEST_FIRST', 4)} } }`, undefined, {
    gets: BOUNDED,
  }),
  attack(
    'four pages of a size that is null though it has a default',
    `query ($n: Int = 1) { ${STORE} { ${pages('first: $n', 4)} } }`,
    { n: null },
    { gets: BOUNDED },
  ),
  attack('four pages that are put together from two', `{ ${STORE} { coupons(first: 100) { nodes { id } } } ${DEEP} }`),
  attack(
    'four pages in a fragment on an interface',
    `{ node(id: "gid://paynow/Store/${STORES.open}") { ...F } } fragment F on Node { ... on Store { ${pages('first: 100', 4)} } }`,
  ),
  attack(
    'four pages that are included by a default',
    `query ($yes: Boolean = true) { ${STORE} { ...F @include(if: $yes) } } fragment F on Store { ${pages('first: 100', 4)} }`,
  ),
  attack(
    'four pages, skipped by a variable that is not what its default is',
    `query ($no: Boolean = true) { ${STORE} { ...F @skip(if: $no) } } fragment F on Store { ${pages('first: 100', 4)} }`,
    { no: false },
  ),
  attack(
    'pages for ids that are variables in a list',
    `query ($a: ID!) { nodes(ids: [${'$a,'.repeat(1000)}]) { ... on Store { ${pages('first: 100', 2)} } } }`,
    { a: `gid://paynow/Store/${STORES.open}` },
  ),
  attack(
    'pages for 4,000 ids that are one fragment',
    `{ ...F ...F ...F } fragment F on Query { nodes(ids: [${`"gid://paynow/Store/1"`.repeat(1000)}]) { ... on Store { ${pages('first: 100', 2)} } } }`,
  ),
  attack(
    'pages in each result of a bulk mutation of thousands of items',
    `mutation ($input: CouponBulkDeleteInput!) { couponBulkDelete(input: $input) {
      results { store { ${pages('first: 100', 2)} } } } }`,
    {
      input: { items: Array.from({ length: 1500 }, (_, n) => ({ id: `gid://paynow/Coupon/${STORES.open}/${n + 1}` })) },
    },
  ),
  attack(
    'pages in each result of a bulk mutation that counts its items',
    `mutation { couponBulkCreate(input: { storeId: "${STORES.open}", template: {}, generate: { count: 2147483647 } }) {
      results { coupon { store { ${pages('first: 100', 2)} } } } } }`,
  ),
  {
    id: 'one large number for a list of ids',
    sent: { requests: again(post('{ nodes(ids: 1000000000) { id } }'), 4) },
    gets: answered(),
  },
  {
    id: 'no rows of many',
    sent: { requests: [post(`{ ${STORE} { ${pages('first: 0', 4)} } }`)] },
    gets: answered(),
  },
];
