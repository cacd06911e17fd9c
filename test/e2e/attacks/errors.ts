import { type Attack, again, BOUNDED, type Gets, post, refused, storeGid, times } from '../../support/attack.ts';
import { STORES, WRONG_KEY } from '../../support/hostile-stores.ts';

/** Fields that fail, up to 180,000 of them in one answer: each is an error, a place in memory and a line in a log. */

/** A store that works. */
const ANY = '1';
/** Rows of one store; what is read for it is read once. */
const rowsOf = (storeId: string, count = 3000) => ({ ids: again(storeGid(storeId), count) });
const eachRow = (fields: number, field: string): string =>
  `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Store { ${times(fields, (n) => `a${n}: ${field}`)} } } }`;
const FAILING = eachRow(60, 'name');
const SIZE = 'coupons(first: -1) { __typename }';
const CURSOR = 'coupons(after: "no-cursor") { __typename }';

/** A hundred errors and one more, or stopped for having too many. */
const failed = (...codes: readonly string[]): Gets => ({
  statuses: [200, 400, 401],
  codes: ['OPERATION_TOO_COSTLY', ...codes],
});

/** Each store in trouble, and what its calls fail with. */
const TROUBLES = {
  failing: 'UPSTREAM_ERROR',
  loud: 'UPSTREAM_ERROR',
  down: 'UPSTREAM_UNAVAILABLE',
  limited: 'RATE_LIMITED',
  broken: 'UPSTREAM_BAD_RESPONSE',
  large: 'UPSTREAM_BAD_RESPONSE',
  cut: 'UPSTREAM_UNAVAILABLE',
} as const;

const TROUBLED = Object.keys(TROUBLES) as (keyof typeof TROUBLES)[];

/** How many rows so many fields are spread over. */
const SPREAD = { 180000: 3000, 20000: 2000, 900: 100 } as const;

const failing = (fields: keyof typeof SPREAD, ...troubles: readonly (keyof typeof TROUBLES)[]): Attack[] =>
  troubles.map((trouble) => ({
    id: `${fields.toLocaleString('en')} fields of a store in trouble: ${trouble}`,
    sent: {
      requests: again(post(eachRow(fields / SPREAD[fields], 'name'), rowsOf(STORES[trouble], SPREAD[fields])), 4),
    },
    gets: failed(TROUBLES[trouble], 'UPSTREAM_UNAVAILABLE'),
  }));

export const ERRORS: readonly Attack[] = [
  {
    id: '180,000 fields that need a key, without one',
    sent: { requests: again(post(FAILING, rowsOf(ANY), 'nobody'), 4) },
    gets: refused(['UNAUTHENTICATED', 'OPERATION_TOO_COSTLY'], [400, 401]),
  },
  {
    id: '20,000 fields that need a key, without one',
    sent: { requests: again(post(eachRow(10, 'name'), rowsOf(ANY, 2000), 'nobody'), 4) },
    gets: refused('UNAUTHENTICATED', 401),
  },
  {
    id: '20,000 fields that need a key, with one of no characters',
    sent: { requests: [post(eachRow(10, 'name'), rowsOf(ANY, 2000), 'APIKey ')] },
    gets: refused('UNAUTHENTICATED', 401),
  },
  {
    id: '180,000 fields that need a key, with a wrong one',
    sent: { requests: again(post(FAILING, rowsOf(ANY), WRONG_KEY), 4) },
    gets: failed('UNAUTHENTICATED'),
  },
  {
    id: '20,000 fields that need a key, with a wrong one',
    sent: { requests: again(post(eachRow(10, 'name'), rowsOf(ANY, 2000), WRONG_KEY), 4) },
    gets: failed('UNAUTHENTICATED'),
  },
  {
    id: '900 fields that need a key, with a wrong one',
    sent: { requests: again(post(eachRow(9, 'name'), rowsOf(ANY, 100), WRONG_KEY), 4) },
    gets: failed('UNAUTHENTICATED'),
  },
  ...failing(180_000, 'failing'),
  ...failing(20_000, 'failing', 'loud', 'down'),
  ...failing(900, ...TROUBLED),
  ...[SIZE, CURSOR].flatMap((field) =>
    ([180_000, 20_000] as const).flatMap((fields) =>
      (['key', 'nobody'] as const).map(
        (sender): Attack => ({
          id: `${fields.toLocaleString('en')} times ${field}, sent by ${sender === 'key' ? 'somebody' : 'nobody'}`,
          sent: {
            requests: again(post(eachRow(fields / SPREAD[fields], field), rowsOf(ANY, SPREAD[fields]), sender), 4),
          },
          gets: failed('BAD_USER_INPUT', 'UNAUTHENTICATED'),
        }),
      ),
    ),
  ),
  {
    id: 'a failing name below each of 100 coupons, 60 times',
    sent: {
      requests: again(
        post(
          `{ a: store(storeId: "${ANY}") { coupons(first: 100) { nodes { ${times(60, (n) => `s${n}: store { coupons(first: -1) { __typename } }`)} } } } }`,
        ),
        4,
      ),
    },
    gets: failed('BAD_USER_INPUT'),
  },
  {
    id: 'a name of each of 3,000 stores',
    sent: {
      requests: [
        post('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Store { name } } }', {
          ids: Array.from({ length: 3000 }, (_, index) => storeGid(String(index + 1))),
        }),
      ],
    },
    gets: refused('OPERATION_TOO_COSTLY'),
  },
  {
    id: 'a thousand representations of nothing',
    gateway: 'subgraph',
    sent: {
      requests: again(
        post(
          'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
          { r: Array.from({ length: 1000 }, () => ({ __typename: 'Coupon' })) },
          'nobody',
        ),
        4,
      ),
    },
    gets: failed('BAD_USER_INPUT', 'UNAUTHENTICATED'),
  },
  {
    id: 'five failing fields under each of 99 aliases',
    sent: {
      requests: [
        post(
          `{ ${times(99, (n) => `s${n}: store(storeId: "${STORES.failing}") { ...F }`)} } fragment F on Store { name slug currency platform liveMode }`,
        ),
      ],
    },
    gets: failed('UPSTREAM_ERROR', 'UPSTREAM_UNAVAILABLE'),
  },
  {
    id: 'twenty writes that are refused with 64 KB',
    sent: {
      requests: again(
        post(
          `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORES.loud}/1" }) { deletedCouponId userErrors { message } } }`,
        ),
        20,
      ),
    },
    gets: { ...BOUNDED, codes: ['UPSTREAM_ERROR', 'UPSTREAM_UNAVAILABLE'] },
  },
];
