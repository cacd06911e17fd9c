import {
  type Attack,
  again,
  answered,
  BOUNDED,
  type Facts,
  post,
  REFUSED_SOMEHOW,
  type Requests,
  refused,
  times,
} from '../../support/attack.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** Documents that are different each time, so that whatever is kept of each of them adds up. */

/** Documents that nobody has sent before, as many as said. */
const distinct =
  (count: number, toRequest: (number: number) => Requests['requests'][number], repeats = 1) =>
  ({ round }: Facts): Requests => ({
    requests: Array.from({ length: count }, (_, index) => again(toRequest(round * count + index), repeats)).flat(),
    atOnce: 4,
  });

/** 1.3 KB that select 2,700 fields: those of a coupon, ten times in each of nine stores. */
const SMALL = (n: number): string =>
  `query Q${n} { ${times(9, (a) => `a${a}: store(storeId: "1") { ...S }`)} } fragment S on Store { ${times(10, (b) => `b${b}: coupon(couponId: "1") { ...C }`)} } fragment C on Coupon { ${COUPON_FIELDS} }`;

export const CACHES: readonly Attack[] = [
  {
    id: '700 documents that select 2,700 fields each',
    sent: distinct(700, (n) => post(SMALL(n), {}, 'nobody')),
    gets: refused('UNAUTHENTICATED', 401),
  },
  {
    id: '40 documents that select 2,700 fields each, compiled',
    sent: distinct(40, (n) => post(SMALL(n)), 3),
    gets: BOUNDED,
  },
  {
    id: '300 small documents, compiled',
    sent: distinct(300, (n) => post(`query Q${n} { store(storeId: "1") { id storeId } }`), 3),
    gets: answered(),
  },
  {
    id: '300 documents of 30 KB that are not GraphQL',
    sent: distinct(300, (n) => post(`{ a${n} ${'x '.repeat(900)} ${'#'.repeat(28_000)}\n "`, {}, 'nobody')),
    gets: refused(['GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT']),
  },
  {
    id: '60 documents with a hundred errors each',
    sent: distinct(60, (n) => post(`query Q${n} { ${times(300, (index) => `nosuchfield${index}`)} }`, {}, 'nobody')),
    gets: refused(['GRAPHQL_VALIDATION_FAILED', 'OPERATION_TOO_COSTLY']),
  },
  {
    id: '100 documents of 60 operations that select 45 fields each',
    sent: distinct(100, (n) =>
      post(
        `${times(60, (o) => `query Q${n}o${o} { node(id: "gid://paynow/Coupon/1/1") { ...F } }`)} fragment F on Coupon { ${COUPON_FIELDS} }`,
        {},
        'nobody',
      ),
    ),
    gets: REFUSED_SOMEHOW,
  },
  {
    id: '150 documents of 30 KB in one string',
    sent: distinct(150, (n) => post(`{ node(id: "${n}${'s'.repeat(30_000)}") { id } }`)),
    gets: BOUNDED,
  },
  {
    id: '60 documents of 4,500 ids',
    sent: distinct(60, (n) => post(`{ nodes(ids: [${n} ${'1 '.repeat(4500)}]) { id } }`)),
    gets: BOUNDED,
  },
];
