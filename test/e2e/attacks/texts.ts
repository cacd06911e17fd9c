import {
  type Attack,
  again,
  answered,
  BOUNDED,
  type Gets,
  post,
  postBody,
  REFUSED_SOMEHOW,
  refused,
  times,
} from '../../support/attack.ts';

/** Texts of a client in every place where something is said of them, made for expressions that try every way to match. */

/** The same piece as often as a body, or a document, holds it. */
const fill = (piece: string, bytes = 90_000): string => piece.repeat(bytes / (JSON.stringify(piece).length - 2));

/** What looks, over and over, like the beginning or the end of something that a message is searched for. */
const PIECES: Readonly<Record<string, string>> = {
  'semicolons and spaces': '; ',
  'hints without an end': ' Did you mean ',
  'hints with ends': ' Did you mean a? ',
  'places in values': ' at "a.b"; ',
  'brackets in places': '[0][0]."',
  quotes: '"',
  backslashes: '\\',
  'line feeds': '\n',
  spaces: ' ',
  'lone surrogates': '\ud800',
  'an alphabet': 'abcdefghijklmnopqrstuvwxyz',
  'escape sequences of terminals': '\u001b[31m',
  'credentials of the header': 'APIKey ',
  'schemes of addresses': 'a://',
  'credentials in addresses': 'https://a:b@',
  'parameters of addresses': '?token=&api_key=',
  'refusals of values': 'Int cannot represent ',
  'refusals of variables': 'Variable "$a" got invalid value ',
  'refusals of enums': 'Value "" does not exist in "A" enum. ',
  'refusals of syntax': 'Syntax Error: Expected ',
  digits: '9',
  'global ids': 'gid://paynow/Coupon/1/',
};

/** Where a text stands, and what it gets there. */
const PLACES: Readonly<Record<string, readonly [query: string, gets: Gets]>> = {
  Int: ['query ($a: Int) { store(storeId: "1") { coupons(first: $a) { nodes { id } } } }', refused('BAD_USER_INPUT')],
  Boolean: ['query ($a: Boolean!) { __typename @skip(if: $a) }', refused('BAD_USER_INPUT')],
  FlakeID: ['query ($a: FlakeID!) { store(storeId: $a) { id } }', refused('BAD_USER_INPUT')],
  'an enum': [
    'query ($a: CouponSort!) { store(storeId: "1") { coupons(sort: $a) { nodes { id } } } }',
    refused('BAD_USER_INPUT'),
  ],
  'an input object': [
    'query ($a: CouponFilter) { store(storeId: "1") { coupons(filter: $a) { nodes { id } } } }',
    refused('BAD_USER_INPUT'),
  ],
  'a list of ids': ['query ($a: [ID!]!) { nodes(ids: $a) { id } }', BOUNDED],
};

/** Each piece in two places, and each place with many pieces. */
const IN_VARIABLES: readonly Attack[] = Object.entries(PIECES).flatMap(([piece, text], index) => {
  const places = Object.entries(PLACES);
  return ([0, 3] as const).map((offset): Attack => {
    const [place, [query, gets]] = places[(index + offset) % places.length] as (typeof places)[number];
    return {
      id: `${piece} for ${place}`,
      gateway: offset === 0 ? 'open' : 'production',
      sent: { requests: again(post(query, { a: fill(text) }), 2) },
      gets,
    };
  });
});

const attack = (
  id: string,
  request: Parameters<typeof post>,
  gets: Gets = REFUSED_SOMEHOW,
  gateway: Attack['gateway'] = 'open',
): Attack => ({ id, gateway, sent: { requests: again(post(...request), 2) }, gets });

const FILTER = 'query ($a: CouponFilter) { store(storeId: "1") { coupons(filter: $a) { nodes { id } } } }';
const CREATE = 'mutation ($a: CouponCreateInput!) { couponCreate(input: $a) { coupon { id } } }';
const UPDATE = 'mutation ($a: CouponUpdateInput!) { couponUpdate(input: $a) { coupon { id } } }';

const inCoupon = (fields: [string, unknown][]) => ({ storeId: '1', coupon: Object.fromEntries(fields) });
const changing = (set: object) => ({ id: 'gid://paynow/Coupon/1/1', set });

/** What is said of a document repeats its strings. */
const IN_DOCUMENTS: readonly Attack[] = Object.entries(PIECES).map(([piece, text]) =>
  attack(
    `${piece} in a string of a document`,
    [`{ store(storeId: ${JSON.stringify(fill(text, 30_000))}) { id } }`],
    REFUSED_SOMEHOW,
    'production',
  ),
);

const ELSEWHERE: readonly Attack[] = [
  attack('semicolons where no string may be', [`{ store "${fill('; ', 30_000)}" }`]),
  attack('hints in a block string where none may be', [`{ store """${fill(' Did you mean ', 30_000)}""" }`]),
  attack('a field of an input named by hints', [FILTER, { a: { [fill(' Did you mean ')]: 1 } }]),
  attack(
    'a field of an input named by hints, in production',
    [FILTER, { a: { [fill(' Did you mean ')]: 1 } }],
    undefined,
    'production',
  ),
  attack('a field of an input named by semicolons', [FILTER, { a: { [fill('; ')]: 1 } }]),
  attack('a field of an input named by quotes and places', [FILTER, { a: { [fill('" at "')]: 1 } }]),
  attack('3,500 fields of an input that are nearly there', [
    FILTER,
    { a: Object.fromEntries(Array.from({ length: 3500 }, (_, n) => [`usableByCustomerI${n}`, 1])) },
  ]),
  attack('2,800 fields of a large input that are nearly there', [
    CREATE,
    { a: inCoupon(Array.from({ length: 2800 }, (_, n) => [`discountApplyBeforeSale${n}`, 1])) },
  ]),
  attack('fields of an input of 9 KB that are nearly there', [
    CREATE,
    { a: inCoupon(Array.from({ length: 9 }, (_, n) => [`${n}${'redeemLimitStore'.repeat(600)}`, 1])) },
  ]),
  attack('15,000 ids in a list that are none', [UPDATE, { a: changing({ applyToProductIds: again('; ', 15_000) }) }]),
  attack('20,000 objects in a list of ids', [UPDATE, { a: changing({ applyToProductIds: again({}, 20_000) }) }]),
  attack('20,000 lists in a list of ids', ['query ($a: [ID!]!) { nodes(ids: $a) { id } }', { a: again([], 20_000) }]),
  attack('an enum value of 90 KB that begins like one', [
    'query ($a: CouponSort!) { store(storeId: "1") { coupons(sort: $a) { nodes { id } } } }',
    { a: 'NEWEST_FIRST'.repeat(7500) },
  ]),
  attack(
    '8,000 variables that nobody declared',
    ['{ __typename }', Object.fromEntries(Array.from({ length: 8000 }, (_, n) => [`v${n}`, n]))],
    answered(),
  ),
  attack('an amount of 90,000 digits', [UPDATE, { a: changing({ discountAmount: '9'.repeat(90_000) }) }]),
  attack('a moment of 90,000 digits', [
    UPDATE,
    { a: changing({ expiresAt: `2026-01-01T00:00:00.${'0'.repeat(90_000)}` }) },
  ]),
  attack('a moment of spaces', [UPDATE, { a: changing({ expiresAt: ' '.repeat(90_000) }) }]),
  attack('a duration of 90,000 digits', [
    'mutation ($a: Duration!) { marketingConfigurationUpdate(input: { id: "gid://paynow/MarketingConfiguration/1/ABANDONED_CHECKOUT", set: { triggerAfter: $a } }) { userErrors { code } } }',
    { a: `P${'1'.repeat(90_000)}` },
  ]),
  attack(
    'a global id of slashes',
    ['query ($a: ID!) { node(id: $a) { id } }', { a: `gid://paynow/${'/'.repeat(90_000)}` }],
    BOUNDED,
  ),
  attack(
    'a cursor of 90 KB',
    [
      'query ($a: String) { store(storeId: "1") { coupons(after: $a) { nodes { id } } } }',
      { a: 'bjox'.repeat(22_000) },
    ],
    BOUNDED,
  ),
  {
    id: 'the name of an operation, of 90 KB',
    sent: {
      requests: again(
        postBody(JSON.stringify({ query: 'query A { __typename }', operationName: fill(' Did you mean ') })),
        2,
      ),
    },
    gets: refused('BAD_USER_INPUT'),
  },
  {
    id: 'the name of an operation that is there, of 30 KB',
    sent: { requests: again(post(`query ${'secret'.repeat(5000)} { __typename }`), 20) },
    gets: { statuses: [200, 400], codes: ['BAD_USER_INPUT'] },
  },
  ...['; ', ', ', '"', ';q=0.', 'application/json;q=0.1,', '*/*,'].map(
    (piece): Attack => ({
      id: `an Accept of 12 KB: ${piece}`,
      sent: {
        requests: again(
          { ...post('{ __typename }'), headers: { ...post('').headers, accept: fill(piece, 12_000) } },
          2,
        ),
      },
      gets: { statuses: [200, 400, 406], codes: ['BAD_USER_INPUT'] },
    }),
  ),
  ...['; ', 'charset=', '; charset="utf-8', ';a=b'].map(
    (piece): Attack => ({
      id: `a Content-Type of 12 KB: ${piece}`,
      sent: {
        requests: again(
          {
            ...post('{ __typename }'),
            headers: { ...post('').headers, 'content-type': `application/json${fill(piece, 12_000)}` },
          },
          2,
        ),
      },
      gets: { statuses: [200, 415], codes: ['BAD_USER_INPUT'] },
    }),
  ),
  ...['APIKey ', ' ', 'basic ', '://a:'].map(
    (piece): Attack => ({
      id: `a credential of 12 KB: ${piece}`,
      sent: { requests: again(post('{ store(storeId: "1") { name } }', {}, `APIKey ${fill(piece, 12_000)}x`), 2) },
      gets: { statuses: [200, 401], codes: ['UNAUTHENTICATED'] },
    }),
  ),
  {
    id: 'an address of 12 KB',
    sent: {
      requests: again(
        { method: 'GET', path: `/graphql?query=${encodeURIComponent('{ __typename }')}${fill('&a=%25', 10_000)}` },
        2,
      ),
    },
    gets: { statuses: [200, 400], codes: ['BAD_USER_INPUT'] },
  },
  {
    id: 'variables of 10 KB in an address',
    sent: {
      requests: again(
        {
          method: 'GET',
          path: `/graphql?query=${encodeURIComponent('{ __typename }')}&variables=${'%5B'.repeat(3500)}`,
        },
        2,
      ),
    },
    gets: refused('BAD_USER_INPUT'),
  },
];

/** Bodies that JSON takes and that take long. */
const BODIES: readonly Attack[] = (
  [
    ['100 KB of spaces', `{"query":"{ __typename }"${' '.repeat(100_000)}}`, answered()],
    ['100 KB of line feeds in front', `${'\n'.repeat(100_000)}{"query":"{ __typename }"}`, answered()],
    ['6,000 times the same key', `{${'"query":"{ x }",'.repeat(6000)}"query":"{ __typename }"}`, answered()],
    [
      '9,000 times the same variable',
      `{"query":"{ __typename }","variables":{${'"a":[1],'.repeat(9000)}"a":1}}`,
      answered(),
    ],
    ['8,000 variables', `{"query":"{ __typename }","variables":{${times(8000, (n) => `"${n}":0,`)}"a":1}}`, answered()],
    [
      'keys that every object has',
      `{"query":"{ __typename }","variables":{${'"__proto__":{"__proto__":{"toString":1}},"constructor":1,'.repeat(1500)}"a":1}}`,
      answered(),
    ],
    [
      'a number of 90,000 digits',
      `{"query":"query ($a: Int) { __typename @include(if: true) }","variables":{"a":${'9'.repeat(90_000)}}}`,
      REFUSED_SOMEHOW,
    ],
    ['a list of 40,000 zeros', `{"query":"{ __typename }","variables":{"a":[${'0,'.repeat(40_000)}0]}}`, answered()],
    ['a list of 30,000 lists', `{"query":"{ __typename }","variables":{"a":[${'[],'.repeat(30_000)}0]}}`, answered()],
    [
      '45,000 lists within each other',
      `{"query":"{ __typename }","variables":{"a":${'['.repeat(45_000)}${']'.repeat(45_000)}}}`,
      refused('BAD_USER_INPUT'),
    ],
    [
      '14,000 objects within each other in the extensions',
      `{"query":"{ __typename }","extensions":{"a":${'{"a":'.repeat(14_000)}1${'}'.repeat(14_000)}}}`,
      { statuses: [200, 400], codes: ['BAD_USER_INPUT'] },
    ],
    ['100 KB of escapes', `{"query":"{ __typename }","variables":{"a":"${'\\u0000'.repeat(15_000)}"}}`, answered()],
    ['brackets that only open', '['.repeat(100_000), refused('BAD_USER_INPUT')],
    ['braces that only open', '{"a":'.repeat(20_000), refused('BAD_USER_INPUT')],
    ['a string that does not end', `{"query":"${'a'.repeat(100_000)}`, refused('BAD_USER_INPUT')],
    ['bytes that are no text', Buffer.alloc(100_000, 0xfe), refused('BAD_USER_INPUT')],
  ] as const
).map(([id, body, gets]) => ({ id: `a body: ${id}`, sent: { requests: again(postBody(body), 2) }, gets }));

export const TEXTS: readonly Attack[] = [...IN_VARIABLES, ...IN_DOCUMENTS, ...ELSEWHERE, ...BODIES];
