import {
  type Attack,
  again,
  answered,
  BOUNDED,
  type Gets,
  post,
  REFUSED_SOMEHOW,
  refused,
  times,
} from '../../support/attack.ts';
import { STORES } from '../../support/hostile-stores.ts';

/** What a router never sends: representations of every odd form, in literals and variables. */

const ENTITIES =
  'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Coupon { code } ... on Store { name } } }';
const FAILS: Gets = { statuses: [200, 400, 401], codes: ['BAD_USER_INPUT', 'OPERATION_TOO_COSTLY'] };

const attack = (id: string, query: string, representations?: unknown, gets: Gets = FAILS): Attack => ({
  id,
  gateway: 'subgraph',
  sent: { requests: again(post(query, { r: representations }), 4) },
  gets,
});

const nested = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level++) value = { __typename: value };
  return value;
};

/** Each of them a hundred times. */
const ODD: Readonly<Record<string, unknown>> = {
  numbers: 1,
  'huge numbers': 1e308,
  truths: true,
  texts: 'gid://paynow/Coupon/1/1',
  lists: [{ __typename: 'Coupon' }],
  'empty objects': {},
  'types of JavaScript': { __typename: '__proto__', id: 'constructor' },
  'types that are objects': { __typename: { toString: 'Coupon' }, id: { toString: 1 } },
  'ids that are lists': { __typename: 'Store', storeId: ['1'] },
  'ids that are objects': { __typename: 'Coupon', storeId: { length: -1e12 }, couponId: { length: 1e12 } },
  'ids of 600 characters': { __typename: 'Coupon', id: 'gid://paynow/Coupon/'.repeat(30) },
  'keys of both kinds': { __typename: 'Coupon', id: 'gid://paynow/Coupon/1/1', storeId: '2', couponId: '2' },
  'kinds of JavaScript': { __typename: 'MarketingConfiguration', storeId: '1', kind: 'constructor' },
  'stubs of others': { __typename: 'Product', storeId: '1', productId: '1' },
  'types of 600 characters': { __typename: 'Coupon'.repeat(100) },
};

export const ENTITIES_OF_ROUTERS: readonly Attack[] = [
  ...Object.entries(ODD).map(([id, odd]) => attack(`representations that are ${id}`, ENTITIES, again(odd, 100))),
  attack(
    'representations named by prototypes',
    ENTITIES,
    JSON.parse(`[${'{"__proto__":{"__typename":"Store","storeId":"1"}},'.repeat(100)}{}]`),
  ),
  attack('representations that are null', ENTITIES, again(null, 100), refused('BAD_USER_INPUT')),
  attack('one representation that is not in a list', ENTITIES, { __typename: 'Store', storeId: '1' }, answered()),
  attack('a representation 30 levels deep', ENTITIES, [nested(30)]),
  attack('a representation 3,000 levels deep', ENTITIES, [nested(3000)], refused('BAD_USER_INPUT')),
  attack('a representation of 90 KB', ENTITIES, [{ __typename: 'Coupon', id: 'x'.repeat(90_000) }]),
  attack('a representation of 6,000 keys', ENTITIES, [
    Object.fromEntries(Array.from({ length: 6000 }, (_, n) => [`k${n}`, n])),
  ]),
  attack('a representation in numbers too large to read', ENTITIES, [{ __typename: 'Store', storeId: 1e21 }]),
  attack(
    '1,001 representations',
    ENTITIES,
    again({ __typename: 'Store', storeId: '1' }, 1001),
    refused(['BAD_USER_INPUT', 'OPERATION_TOO_COSTLY'], [200, 400]),
  ),
  attack('70,000 representations that are numbers', ENTITIES, again(1, 70_000), {
    ...REFUSED_SOMEHOW,
    statuses: [200, 400],
  }),
  attack(
    'a thousand stores with 60 names each',
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Store { ${times(60, (n) => `a${n}: name`)} } } }`,
    again({ __typename: 'Store', storeId: STORES.failing }, 1000),
    { statuses: [200, 400], codes: ['UPSTREAM_ERROR', 'UPSTREAM_UNAVAILABLE', 'OPERATION_TOO_COSTLY'] },
  ),
  attack(
    '400 literals',
    `{ _entities(representations: [${times(400, (n) => `{ __typename: "Store", storeId: "${n + 1}" }`)}]) { __typename ... on Store { id } } }`,
    undefined,
    BOUNDED,
  ),
  attack(
    'literals in fragments that double',
    `{ ...F0 } ${times(13, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F13 on Query { _entities(representations: [${times(300, () => '{ __typename: "Store", storeId: "1" }')}]) { __typename } }`,
    undefined,
    BOUNDED,
  ),
  attack(
    'literals of objects within objects',
    `{ _entities(representations: [${times(60, () => `${'{a:'.repeat(25)}1${'}'.repeat(25)}`)}]) { __typename } }`,
  ),
  attack(
    'a literal of 4,500 numbers',
    `{ _entities(representations: [${'1 '.repeat(4500)}]) { __typename } }`,
    undefined,
    { ...REFUSED_SOMEHOW, statuses: [200, 400, 401] },
  ),
  attack(
    'representations under 99 aliases',
    `query ($r: [_Any!]!) { ${times(99, (n) => `a${n}: _entities(representations: $r) { __typename }`)} }`,
    again({ __typename: 'Store', storeId: '1' }, 500),
  ),
  attack('the subgraph 99 times', `{ ${times(99, (n) => `a${n}: _service { sdl }`)} }`, undefined, {
    statuses: [200, 400],
    codes: ['OPERATION_TOO_COSTLY'],
  }),
];
