import {
  type Attack,
  again,
  answered,
  BOUNDED,
  type Gets,
  post,
  REFUSED_SOMEHOW,
  times,
} from '../../support/attack.ts';
import { COUPON_FIELDS } from './coupon-fields.ts';

/** Documents that take long to read or to validate, or about which there is much to say. */

const attack = (id: string, query: string, gets: Gets = REFUSED_SOMEHOW, variables?: object): Attack => ({
  id,
  // The first one is new to the gateway, the next are found in what it keeps: a refusal, or in the end compiled code.
  sent: { requests: again(post(query, variables), gets.data === false ? 2 : 4) },
  gets,
});

export const VALIDATION: readonly Attack[] = [
  attack(
    '1,600 fields that do not exist',
    `{ store(storeId: "1") { coupons { nodes { ${times(1600, (n) => `discountApply${n}`)} } } } }`,
  ),
  attack(
    '1,200 fields that are nearly there',
    `{ store(storeId: "1") { coupons { nodes { ${times(1200, () => 'redeemLimitCustomerEnablee')} } } } }`,
  ),
  attack(
    '90 aliases of fields that are nearly there',
    `{ store(storeId: "1") { coupons { nodes { ${times(90, (n) => `a${n}: redeemLimitCustomerEnablee`)} } } } }`,
  ),
  attack(
    '1,000 arguments that are nearly there',
    `{ store(storeId: "1") { coupons(${times(1000, (n) => `befor${n}: 1`)}) { nodes { id } } } }`,
  ),
  attack(
    '90 values of an enum that are nearly there',
    `{ store(storeId: "1") { ${times(90, (n) => `a${n}: coupons(sort: NEWEST_FIRS${n}) { nodes { id } }`)} } }`,
  ),
  attack(
    '1,000 types that do not exist',
    `{ node(id: "1") { ${times(1000, (n) => `... on MarketingConfiguratio${n} { id }`)} } }`,
  ),
  attack('40 directives that do not exist', `{ ${times(40, (n) => `a${n}: __typename @includ${n}`)} }`),
  attack(
    '1,500 fields of an input that are nearly there',
    `mutation { couponCreate(input: { storeId: "1", coupon: { ${times(1500, (n) => `discountApplyIndividuall${n}: 1`)} } }) { coupon { id } } }`,
  ),
  attack('one field name of 30,000 characters', `{ ${'store'.repeat(6000)} }`),
  attack('one argument name of 30,000 characters', `{ store(${'storeId'.repeat(4200)}: "1") { id } }`),
  attack(
    'one enum value of 30,000 characters',
    `{ store(storeId: "1") { coupons(sort: ${'NEWEST_FIRST'.repeat(2500)}) { nodes { id } } } }`,
  ),
  attack('one type of 30,000 characters', `{ node(id: "1") { ... on ${'Coupon'.repeat(5000)} { id } } }`),
  attack('the name of an operation of 30,000 characters', `query ${'Q'.repeat(30_000)} { stor }`),
  attack('1,200 variables that nothing uses', `query (${times(1200, (n) => `$v${n}: Int`)}) { __typename }`),
  attack(
    '1,200 variables of one name',
    `query (${times(1200, () => '$v: Int')}) { store(storeId: "1") { coupons(first: $v) { nodes { id } } } }`,
  ),
  attack(
    '90 variables that nobody declared',
    `{ store(storeId: "1") { ${times(90, (n) => `a${n}: coupons(first: $v${n}) { nodes { id } }`)} } }`,
  ),
  attack(
    '600 variables of types that do not exist',
    `query (${times(600, (n) => `$v${n}: [CouponSor${n}!]!`)}) { __typename }`,
  ),
  attack(
    '700 fragments that nothing uses',
    `{ __typename } ${times(700, (n) => `fragment F${n} on Query { __typename }`)}`,
  ),
  attack('700 fragments of one name', `{ ...F } ${times(700, () => 'fragment F on Query { __typename }')}`),
  attack(
    '200 fragments that use each other, and a variable each',
    `query (${times(200, (n) => `$v${n}: Int`)}) { ...F0 } ${times(200, (n) => `fragment F${n} on Query { ...F${n + 1} store(storeId: "1") { coupons(first: $v${n}) { __typename } } }`)} fragment F200 on Query { __typename }`,
    BOUNDED,
  ),
  attack(
    '300 operations that use one tree of fragments',
    `${times(300, (n) => `query Q${n} { ...F0 }`)} ${times(100, (n) => `fragment F${n} on Query { ...F${n + 1} }`)} fragment F100 on Query { __typename }`,
  ),
  attack(
    '600 operations of one name',
    times(600, () => 'query Q { __typename }'),
  ),
  attack('1,600 equal arguments', `{ store(${'storeId: "1" '.repeat(1600)}) { id } }`),
  attack(
    '1,600 input fields of one name',
    `mutation { couponCreate(input: { storeId: "1", coupon: { ${'code: "a" '.repeat(1600)} } }) { coupon { id } } }`,
  ),
  attack(
    '300 spreads in one place, of fields that conflict',
    `{ store(storeId: "1") { ${times(300, (n) => `...F${n}`)} } } ${times(300, (n) => `fragment F${n} on Store { coupons(first: ${n}) { nodes { id } } }`)}`,
  ),
  attack(
    '200 spreads in one place, of fields that do not conflict',
    `{ coupon(storeId: "1", couponId: "1") { ${times(200, (n) => `...F${n}`)} } } ${times(200, (n) => `fragment F${n} on Coupon { ${COUPON_FIELDS.split(' ').slice(0, 10).join(' ')} code${n}: code }`)}`,
  ),
  attack(
    '600 fragments in one place, on two types',
    `{ node(id: "1") { ${times(300, (n) => `... on Coupon { x: code } ... on Store { x: name } ${n % 2 ? 'id' : ''}`)} } }`,
  ),
  attack(
    'fields that conflict ten levels down',
    `{ ${'a: store(storeId: "1") { coupon(couponId: "1") { '.repeat(1)}${'store { coupon(couponId: "1") { '.repeat(5)} code ${'} } '.repeat(5)} } } ${'a: store(storeId: "1") { coupon(couponId: "1") { '.repeat(1)}${'store { coupon(couponId: "1") { '.repeat(5)} code: note ${'} } '.repeat(5)} } } }`,
  ),
  attack(
    'introspection of what types are made of',
    `{ __schema { types { fields { type { ${'ofType { '.repeat(8)} name ${'} '.repeat(8)} } } } } }`,
    BOUNDED,
  ),
  attack(
    'introspection that goes round by possible types',
    '{ __schema { types { possibleTypes { interfaces { possibleTypes { interfaces { possibleTypes { name } } } } } } } }',
  ),
  attack(
    'a variable in every directive',
    `query ($y: Boolean!) { ${times(40, (n) => `a${n}: __typename @skip(if: $y)`)} }`,
    answered(),
    { y: true },
  ),
  attack(
    'a variable that is no condition in every directive',
    `query ($y: Boolean!) { ${times(40, (n) => `a${n}: __typename @skip(if: $y)`)} }`,
    REFUSED_SOMEHOW,
    { y: 'y'.repeat(50_000) },
  ),
  attack('a block string of 32 KB', `{ node(id: """${'\\n  x'.repeat(8000)}""") { id } }`, BOUNDED),
  attack('a block string of 10,000 lines', `{ node(id: """${'\n'.repeat(30_000)}""") { id } }`, BOUNDED),
  attack('a string of 15,000 escapes', `{ node(id: "${'\\n'.repeat(15_000)}") { id } }`, BOUNDED),
  attack('a string of lone surrogates', `{ node(id: "${'\ud800'.repeat(15_000)}") { id } }`, BOUNDED),
  attack('escapes of lone surrogates', `{ node(id: "${'\\ud800'.repeat(5000)}") { id } }`),
  attack(
    'a whole number of 30,000 digits',
    `{ store(storeId: "1") { coupons(first: ${'9'.repeat(30_000)}) { nodes { id } } } }`,
  ),
  attack(
    'a fraction of 30,000 digits',
    `{ store(storeId: "1") { coupons(first: 0.${'9'.repeat(30_000)}e9) { nodes { id } } } }`,
  ),
  attack('an id of 30,000 digits', `{ node(id: ${'9'.repeat(30_000)}) { id } }`, BOUNDED),
  attack('a store id of 30,000 digits', `{ store(storeId: "${'9'.repeat(30_000)}") { id } }`),
  attack(
    'an amount of 30,000 digits',
    `mutation { couponUpdate(input: { id: "gid://paynow/Coupon/1/1", set: { minimumOrderValue: ${'9'.repeat(30_000)} } }) { coupon { id } } }`,
  ),
  attack('32 KB of commas', `{ __typename ${','.repeat(32_000)} }`, answered()),
  attack('32 KB of comment', `{ __typename } #${'#'.repeat(32_000)}`, answered()),
  attack('4,800 brackets', `{ node(id: ${'[]'.repeat(2400)}) { id } }`),
  attack('a list of 4,900 ids', `{ nodes(ids: [${'1 '.repeat(4900)}]) { id } }`, BOUNDED),
  attack(
    '25 levels of brackets in each of 70 places',
    `{ ${times(70, (n) => `a${n}: node(id: ${'['.repeat(25)}${']'.repeat(25)}) { id }`)} }`,
  ),
];
