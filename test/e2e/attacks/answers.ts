import { rowsOf } from '../../bench/rows.ts';
import {
  type Attack,
  again,
  answered,
  BOUNDED,
  couponGid,
  post,
  refused,
  STOPPED,
  storeGid,
  times,
} from '../../support/attack.ts';
import { ROWS, STORES } from '../../support/hostile-stores.ts';

/** Answers that are far larger than what they are made of: few values, each of them long or many times. */

const [{ id: COUPON_ID }] = rowsOf({ rows: ROWS, spread: 'even' }) as unknown as readonly [{ readonly id: string }];
/** 2,900 handles, for which nothing is read: as many as a body holds beside a long alias. */
const HANDLES = { ids: Array.from({ length: 2900 }, (_, index) => storeGid(String((index % 9) + 1))) };
const ALIAS = 'a'.repeat(128);
const UNREAD = ['OPERATION_TOO_COSTLY', 'UNAUTHENTICATED'];

const fiveLists = (fragment: string): string =>
  `query ($ids: [ID!]!) { ${times(5, (n) => `l${n}: nodes(ids: $ids) { ...F }`)} } fragment F on Node { ${fragment} }`;

const aliases = (count: number, field: string, prefix = 'a'): string => times(count, (n) => `${prefix}${n}: ${field}`);

const ofStore = (storeId: string, selection: string): string => `{ store(storeId: "${storeId}") { ${selection} } }`;

const repeated = (id: string, count: number) => ({ ids: again(id, count) });

export const ANSWERS: readonly Attack[] = [
  {
    id: 'an alias of 30,000 characters under 14,500 rows',
    sent: { requests: [post(fiveLists(`${'a'.repeat(30_000)}: id`), HANDLES, 'nobody')] },
    gets: refused(['BAD_USER_INPUT', ...UNREAD], [400, 401]),
  },
  {
    id: 'an alias of 129 characters',
    sent: { requests: [post(`{ ${ALIAS}a: __typename }`, {}, 'nobody')] },
    gets: refused('BAD_USER_INPUT'),
  },
  {
    id: 'an alias of 30,000 characters in a fragment that nothing uses',
    sent: { requests: [post(`{ __typename } fragment F on Query { ${'a'.repeat(30_000)}: __typename }`)] },
    gets: refused(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']),
  },
  {
    id: '17 aliases of 128 characters under 14,500 rows',
    sent: { requests: [post(fiveLists(aliases(17, 'id', ALIAS.slice(2))), HANDLES, 'nobody')] },
    gets: refused(UNREAD, [400, 401]),
  },
  {
    id: '17 aliases of 128 characters under 14,500 rows, with a key and compiled',
    sent: { requests: again(post(fiveLists(aliases(17, 'id', ALIAS.slice(2))), HANDLES), 4) },
    gets: STOPPED,
  },
  {
    id: '17 short aliases under 14,500 rows, with a key and compiled',
    sent: { requests: again(post(fiveLists(aliases(17, '__typename')), HANDLES), 4) },
    gets: BOUNDED,
  },
  {
    id: '40 notes of 90 KB under 99 aliases',
    sent: { requests: [post(ofStore(STORES.notes, `coupons(first: 40) { nodes { ${aliases(99, 'note')} } }`))] },
    gets: STOPPED,
  },
  {
    id: '40 notes of 90 KB under 99 aliases, compiled',
    sent: { requests: again(post(ofStore(STORES.notes, `coupons(last: 40) { nodes { ${aliases(99, 'note')} } }`)), 5) },
    gets: STOPPED,
  },
  {
    id: '40 notes of 90 KB, in edges and nodes and again',
    sent: {
      requests: [
        post(
          ofStore(
            STORES.notes,
            `${times(20, (n) => `c${n}: coupons(first: 40) { nodes { n: note } edges { node { note ${aliases(2, 'note')} } } }`)}`,
          ),
        ),
      ],
    },
    gets: STOPPED,
  },
  {
    id: 'a note of 90 KB for one id 1,200 times',
    sent: {
      requests: [
        post(
          'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Coupon { note } } }',
          repeated(couponGid(STORES.notes, COUPON_ID), 1200),
        ),
      ],
    },
    gets: STOPPED,
  },
  {
    id: 'a note of 90 KB by a thousand representations',
    gateway: 'subgraph',
    sent: {
      requests: [
        post('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Coupon { note code } } }', {
          r: Array.from({ length: 1000 }, () => ({
            __typename: 'Coupon',
            storeId: STORES.notes,
            couponId: COUPON_ID,
          })),
        }),
      ],
    },
    gets: STOPPED,
  },
  {
    id: 'a name of 90 KB of one store 2,500 times',
    sent: {
      requests: again(
        post(
          'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Store { name } } }',
          repeated(storeGid(STORES.names), 2500),
        ),
        4,
      ),
    },
    gets: STOPPED,
  },
  {
    id: 'a name of 90 KB below each of 100 coupons, 30 times',
    sent: {
      requests: [
        post(ofStore(STORES.names, `coupons(first: 100) { nodes { ${times(30, (n) => `s${n}: store { name }`)} } }`)),
      ],
    },
    gets: STOPPED,
  },
  {
    id: '100 lists of 1,500 ids under 49 aliases',
    sent: {
      requests: again(
        post(ofStore(STORES.lists, `coupons(first: 100) { nodes { ${aliases(49, 'applyToProductIds')} } }`)),
        4,
      ),
    },
    gets: STOPPED,
  },
  {
    id: '100 lists of 1,500 stubs under 20 aliases',
    gateway: 'subgraph',
    sent: {
      requests: [
        post(
          ofStore(
            STORES.lists,
            `coupons(first: 100) { nodes { ${aliases(20, 'applyToProducts { __typename storeId productId }')} } }`,
          ),
        ),
      ],
    },
    gets: STOPPED,
  },
  {
    id: '400 commands of 1 KB under 99 aliases',
    sent: {
      requests: again(
        post(
          ofStore(
            STORES.lists,
            `marketingConfiguration(kind: ABANDONED_CHECKOUT) { ${aliases(99, 'commands { command commandId onlineOnly }')} }`,
          ),
        ),
        4,
      ),
    },
    gets: STOPPED,
  },
  {
    id: '400 commands for one configuration 1,000 times',
    sent: {
      requests: [
        post(
          'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on MarketingConfiguration { commands { command } } } }',
          repeated(`gid://paynow/MarketingConfiguration/${STORES.lists}/ABANDONED_CHECKOUT`, 1000),
        ),
      ],
    },
    gets: STOPPED,
  },
  {
    id: '2,000 mistakes of a write under 99 aliases',
    sent: {
      requests: [
        post(
          `mutation { couponUpdate(input: { id: "${couponGid(STORES.refusing, COUPON_ID)}", set: { note: "x" } }) { ${aliases(99, 'userErrors { message field code }')} } }`,
        ),
      ],
    },
    gets: { statuses: [200, 400], codes: ['OPERATION_TOO_COSTLY'] },
  },
  {
    id: 'an answer just within its bound',
    sent: { requests: again(post(ofStore(STORES.notes, 'coupons(first: 40) { nodes { a: note b: note } }')), 4) },
    gets: answered(),
  },
  {
    id: 'twenty answers just within their bound at once',
    sent: {
      requests: again(post(ofStore(STORES.notes, 'coupons(first: 40) { nodes { a: note b: note } }')), 20),
      atOnce: 20,
    },
    gets: { statuses: [200, 400, 503], codes: ['OPERATION_TOO_COSTLY', 'OVERLOADED'] },
  },
  {
    id: '25 pages of 100 coupons with twenty fields each',
    sent: {
      requests: [
        post(
          `{ ${times(
            25,
            (n) =>
              `s${n}: store(storeId: "${500 + n}") { coupons(first: 100) { nodes { id couponId code note createdAt updatedAt expiresAt usableAt discountType discountAmount duration enabled minimumOrderValue createdBy { type actorId } } pageInfo { hasNextPage } } }`,
          )} }`,
        ),
      ],
    },
    gets: BOUNDED,
  },
  {
    id: 'the whole schema twelve times',
    sent: {
      requests: again(
        post(
          `{ ${times(12, (n) => `s${n}: __schema { ...S }`)} } fragment S on __Schema { types { name description fields { name description args { name description type { ...T } } type { ...T } } inputFields { name description } enumValues { name description } } } fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { name } } } }`,
          {},
          'nobody',
        ),
        4,
      ),
    },
    gets: BOUNDED,
  },
  {
    id: 'input types within input types 99 times',
    sent: {
      requests: again(
        post(
          `{ ${times(99, (n) => `t${n}: __type(name: "Mutation") { ...M }`)} } fragment M on __Type { fields { args { type { ofType { inputFields { name description type { name kind ofType { name kind enumValues { name description } } } } } } } } }`,
          {},
          'nobody',
        ),
        4,
      ),
    },
    gets: BOUNDED,
  },
];
