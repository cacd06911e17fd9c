import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GraphQLInputType,
  type GraphQLOutputType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import contract from '../../src/rest/contract/openapi.json' with { type: 'json' };
import { parseJson } from '../../src/rest/json.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

/** How a field's values look, and which of them are tried. */
type Kind = keyof typeof VALUES;

/**
 * `answer`: only answers hold it. `optional`: may be null or absent in an answer. `later`: the API gained it after the
 * two documentation pages. `default`: a coupon that is created need not have it. `pair`: `discount` may stand in place
 * of it.
 */
type Mark = 'answer' | 'optional' | 'later' | 'default' | 'pair';

/** One REST property and the GraphQL field that stands for it; null where the schema leaves it out on purpose. */
interface Field {
  readonly rest: string;
  readonly graphql: string | null;
  readonly kind: Kind;
  readonly raw: unknown;
  readonly marks: readonly Mark[];
}

type Json = Record<string, unknown>;

const COUPON_ID = '450000000000000001';
const GLOBAL_ID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;

const COUPON: readonly Field[] = [
  field('id', 'couponId', 'fixed', COUPON_ID, 'answer'),
  field('version_id', null, 'id', '450000000000000002', 'answer', 'later'),
  field('store_id', 'storeId', 'fixed', STORE_ID, 'answer'),
  field('enabled', 'enabled', 'boolean', true, 'default'),
  field('code', 'code', 'text', 'SPRING-24'),
  field('note', 'note', 'text', 'for the fair', 'optional'),
  field('duration', 'duration', 'duration', 'repeating', 'default'),
  field('duration_in_months', 'durationInMonths', 'int32', 3, 'optional'),
  field('duration_in_intervals', 'durationInIntervals', 'int32', 4, 'optional', 'later'),
  field('discount_type', 'discountType', 'discountType', 'amount', 'pair'),
  field('discount_amount', 'discountAmount', 'int64', 1500, 'pair'),
  field('discount_apply_individually', 'discountApplyIndividually', 'boolean', false, 'default'),
  field('discount_apply_before_sales', 'discountApplyBeforeSales', 'boolean', true, 'default'),
  field('apply_to_products', 'applyToProductIds', 'ids', ['411498733029261312', '411498733029261313'], 'optional'),
  field('apply_to_tags', 'applyToTagIds', 'ids', ['411512043389284352'], 'optional'),
  field('usable_by_customer_id', 'usableByCustomerId', 'id', '411500000000000001', 'optional'),
  field('minimum_order_value', 'minimumOrderValue', 'int64', 2500, 'default'),
  field('redeem_limit_store_enabled', 'redeemLimitStoreEnabled', 'boolean', true, 'default'),
  field('redeem_limit_store_amount', 'redeemLimitStoreAmount', 'int64', 100, 'default'),
  field('redeem_limit_customer_enabled', 'redeemLimitCustomerEnabled', 'boolean', true, 'default'),
  field('redeem_limit_customer_amount', 'redeemLimitCustomerAmount', 'int64', 1, 'default'),
  field('usable_on_one_time_purchase', 'usableOnOneTimePurchase', 'boolean', true, 'default'),
  field('usable_on_subscription', 'usableOnSubscription', 'boolean', false, 'default'),
  field('usable_at', 'usableAt', 'moment', '2026-01-01T00:00:00.0000001Z', 'optional'),
  field('expires_at', 'expiresAt', 'moment', '2026-12-31T23:59:59.9999999+02:00', 'optional'),
  field('created_by.type', 'createdBy.type', 'actorType', 'global_customer', 'answer'),
  field('created_by.id', 'createdBy.actorId', 'id', '411500000000000002', 'answer', 'optional'),
  field('created_at', 'createdAt', 'moment', '2025-11-03T09:30:00.1234567Z', 'answer'),
  field('updated_by.type', 'updatedBy.type', 'actorType', 'api_key', 'answer'),
  field('updated_by.id', 'updatedBy.actorId', 'id', '411500000000000003', 'answer', 'optional'),
  field('updated_at', 'updatedAt', 'moment', '2025-11-04T10:00:00-03:30', 'answer', 'optional'),
];

const MARKETING: readonly Field[] = [
  field('store_id', 'storeId', 'fixed', STORE_ID, 'answer'),
  field('enabled', 'enabled', 'boolean', true),
  field('invalid', 'invalid', 'boolean', true, 'answer'),
  field('trigger_after', 'triggerAfter', 'period', 'PT6H'),
  field('minimum_order_value', 'minimumOrderValue', 'int64', 1000),
  field('maximum_order_value', 'maximumOrderValue', 'int64', 50_000, 'optional'),
  field('max_coupons_per_customer_amount', 'maxCouponsPerCustomerAmount', 'int32', 1, 'optional'),
  field('max_coupons_per_customer_period', 'maxCouponsPerCustomerPeriod', 'period', 'P1M', 'optional'),
  field('max_coupons_global_amount', 'maxCouponsGlobalAmount', 'int32', 500, 'optional'),
  field('max_coupons_global_period', 'maxCouponsGlobalPeriod', 'period', 'P30D', 'optional'),
  ...[
    field('duration', 'duration', 'duration', 'repeating'),
    field('duration_in_months', 'durationInMonths', 'int32', 3, 'optional'),
    field('duration_in_intervals', 'durationInIntervals', 'int32', 4, 'optional', 'later'),
    field('discount_type', 'discountType', 'discountType', 'percent', 'pair'),
    field('discount_amount', 'discountAmount', 'int64', 150, 'pair'),
    field('discount_only_required_tags_or_products', 'discountOnlyRequiredTagsOrProducts', 'boolean', true),
    field('discount_apply_before_sales', 'discountApplyBeforeSales', 'boolean', false),
    field('required_tag_ids', 'requiredTagIds', 'ids', ['411512043389284352']),
    field('required_product_ids', 'requiredProductIds', 'ids', ['411498733029261312', '411498733029261313']),
    field('minimum_order_value', 'minimumOrderValue', 'int64', 1000),
    field('customer_redeem_limit_enabled', 'customerRedeemLimitEnabled', 'boolean', true),
    field('customer_redeem_limit', 'customerRedeemLimit', 'int64', 2),
    field('usable_on_one_time_purchases', 'usableOnOneTimePurchases', 'boolean', true),
    field('usable_on_subscriptions', 'usableOnSubscriptions', 'boolean', true),
    field('expires_after', 'expiresAfter', 'period', 'P7D', 'optional'),
  ].map((each) => inside(each, 'coupon_configuration.', 'couponConfiguration.')),
  field('commands[].id', 'commands[].commandId', 'id', '438270118912032768', 'answer', 'optional', 'later'),
  field('commands[].store_id', null, 'id', STORE_ID, 'answer', 'later'),
  field('commands[].command', 'commands[].command', 'text', 'give {username} bread 3', 'later'),
  field('commands[].online_only', 'commands[].onlineOnly', 'boolean', true, 'later'),
  field('updated_by.type', 'updatedBy.type', 'actorType', 'user', 'answer'),
  field('updated_by.id', 'updatedBy.actorId', 'id', '398112045113409536', 'answer', 'optional'),
  field('updated_at', 'updatedAt', 'moment', '2025-06-15T16:12:09.7315522Z', 'answer'),
];

const MOMENTS = ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.1234567Z', '2026-01-31T12:00:00.000+05:30'];
const PERIODS = ['P1M', 'P30D', 'P1Y2M3DT4H5M6S', 'PT0.5S', 'P4W', 'P0D'];
const TEXTS = ['', '10% 🎟️👩‍👩‍👧', 'خصم \u202E10', '"\\\n\t', '../x', '9007199254740993', '__proto__'];
const FLAKE_IDS = ['1', '9223372036854775807'];

/** For each kind, REST values with their GraphQL values: those that go both ways, and those that only answers hold. */
const VALUES = {
  fixed: { both: [], answer: [] },
  boolean: { both: same(true, false), answer: [] },
  text: { both: same(...TEXTS), answer: [] },
  id: { both: same(...FLAKE_IDS), answer: [] },
  ids: { both: same([], FLAKE_IDS, ['3', '1', '3']), answer: [] },
  moment: { both: same(...MOMENTS), answer: same('2026-02-30T00:00:00Z', '0001-01-01T00:00:00') },
  period: { both: same(...PERIODS), answer: same('-P1D', 'P1,5D') },
  int32: { both: same(0, 2 ** 31 - 1), answer: same(-(2 ** 31)) },
  int64: {
    both: [
      [0, '0'],
      [9007199254740991, '9007199254740991'],
      [9007199254740993n, '9007199254740993'],
      [9223372036854775807n, '9223372036854775807'],
    ],
    answer: [
      [-1, '-1'],
      [-9007199254740993n, '-9007199254740993'],
      [-9223372036854775808n, '-9223372036854775808'],
    ],
  },
  duration: { both: upper('once', 'forever', 'repeating'), answer: unknown('twice', 'ONCE', '') },
  discountType: { both: upper('unspecified', 'percent', 'amount'), answer: unknown('points', '__proto__') },
  actorType: {
    both: upper('anonymous', 'user', 'api_key', 'customer', 'game_server', 'internal', 'admin', 'platform'),
    answer: [...upper('global_customer'), ...unknown('robot', 'gameServer')],
  },
} as const satisfies Record<string, Record<'both' | 'answer', readonly (readonly [raw: unknown, value: unknown])[]>>;

const schema = createSchema();
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ sandbox: { unknownKeys: 'keep' } });
});
afterAll(() => gateway.close());

describe('the tables of fields', () => {
  it.each([
    ['coupons', COUPON, 'Coupon', ['CouponCreate', 'CouponUpdate']],
    ['marketing', MARKETING, 'MarketingConfiguration', ['MarketingConfigurationPut']],
  ] as const)('of %s hold every property of the contract', (_page, table, answer, bodies) => {
    expect(names(table, isAnything)).toEqual(propertiesOf(answer).toSorted());
    for (const body of bodies) expect(names(table, isWritten)).toEqual(propertiesOf(body).toSorted());
  });

  // The vendor's pages are not part of the project.
  const PAGES = join(import.meta.dirname, '../../../shared/rest-api');
  it.skipIf(!existsSync(PAGES)).each([
    ['coupons', COUPON, 5, 2],
    ['marketing', MARKETING, 4, 2],
  ] as const)('of %s hold every property of the documentation page', (page, table, operations, writes) => {
    const { bodies, answers, count } = readPage(readFileSync(join(PAGES, `${page}.txt`), 'utf8'));
    expect(count).toBe(operations);
    expect(bodies).toHaveLength(writes);
    expect(answers.length).toBeGreaterThanOrEqual(writes * 2);
    for (const answer of answers) expect(answer).toEqual(names(table, isOnPage));
    for (const body of bodies) {
      expect(body).toEqual(names(table, (each) => isOnPage(each) && isWritten(each)));
    }
  });

  it.each([
    ['Coupon', COUPON, ['id', 'store', 'version', 'discount']],
    ['MarketingConfiguration', MARKETING, ['id', 'kind', 'store', 'version', 'couponConfiguration.discount']],
  ] as const)('hold every field of the type %s, null where the API may leave it out', (type, table, own) => {
    const fields = outputsOf(schema.getType(type) as GraphQLOutputType).filter(
      ([name]) => !own.includes(name as never),
    );
    const expected = table.filter(isExposed).map(({ graphql, marks }) => [graphql, marks.includes('optional')]);
    expect(fields.toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  it.each([
    ['CouponInput', COUPON, 'CouponCreate'],
    ['CouponPatch', COUPON, undefined],
    ['MarketingConfigurationInput', MARKETING, 'MarketingConfigurationPut'],
    ['MarketingConfigurationPatch', MARKETING, undefined],
  ] as const)('hold every field of %s, required where the API requires it', (type, table, body) => {
    const fields = inputsOf(schema.getType(type) as GraphQLInputType).filter(([name]) => !/\bdiscount\b/.test(name));
    const required = body === undefined ? [] : requiredOf(body);
    // A command is always whole, also where the list may be left out.
    const isRequired = ({ rest, marks }: Field) =>
      (required.includes(rest) && !marks.includes('default') && !marks.includes('pair')) ||
      rest.startsWith('commands[]');
    const expected = table.filter(isWritten).map((each) => [each.graphql, isRequired(each)]);
    expect(fields.toSorted(byName)).toEqual(expected.toSorted(byName));
  });
});

describe('a coupon', () => {
  const QUERY = `query($id: ID!) { node(id: $id) { ... on Coupon ${selectionOf(COUPON)} } }`;
  const UPDATE = 'mutation($input: CouponUpdateInput!) { couponUpdate(input: $input) { userErrors { message } } }';

  const read = async (document: Json) => {
    gateway.sandbox.data.insertCoupons(STORE_ID, [document], { raw: true });
    const { data, errors } = await gateway.query(QUERY, { id: GLOBAL_ID });
    expect(errors).toBeUndefined();
    return data.node;
  };

  it('is read with every field as the API sent it', async () => {
    expect(await read(restOf(COUPON))).toEqual(graphqlOf(COUPON.filter(isExposed)));
  });

  it.each(readingsOf(COUPON))('is read with any $rest as the API sent it', async ({ rest, graphql, values }) => {
    for (const [raw, value] of values) {
      const answer = await read(withValue(restOf(COUPON), rest, raw));
      expect(answer).toEqual(withValue(graphqlOf(COUPON.filter(isExposed)), graphql, value));
    }
  });

  it.each(['created_by', 'updated_by'])('is read without %s as null', async (rest) => {
    const graphql = rest === 'created_by' ? 'createdBy' : 'updatedBy';
    expect(await read({ ...restOf(COUPON), [rest]: null })).toMatchObject({ [graphql]: null });
    expect(await read(withValue(restOf(COUPON), rest, undefined))).toMatchObject({ [graphql]: null });
  });

  it('is read past keys that are newer than the gateway', async () => {
    const newer = { ...restOf(COUPON), stacking: { mode: 'none' }, id2: 9007199254740993n };
    expect(await read({ ...newer, created_by: { type: 'user', id: '7', via: 'app' } })).toEqual({
      ...graphqlOf(COUPON.filter(isExposed)),
      createdBy: { type: 'USER', actorId: '7' },
    });
  });

  it('is created with every field as the caller gave it', async () => {
    const document = 'mutation($input: CouponCreateInput!) { couponCreate(input: $input) { userErrors { message } } }';
    const written = COUPON.filter(isWritten);
    const { data } = await gateway.query(document, { input: { storeId: EMPTY_STORE_ID, coupon: graphqlOf(written) } });
    expect(data).toEqual({ couponCreate: { userErrors: [] } });
    expect(lastBody()).toEqual(restOf(written));
  });

  it.each(writingsOf(COUPON))(
    'is changed with any $graphql as the caller gave it',
    async ({ rest, graphql, values }) => {
      await read(restOf(COUPON));
      for (const [raw, value] of values) {
        const pair = COUPON.filter(({ marks }) => marks.includes('pair'));
        const isOfPair = pair.some((each) => each.rest === rest);
        const set = { ...(isOfPair && graphqlOf(pair)), [graphql]: value };
        const { errors } = await gateway.query(UPDATE, { input: { id: GLOBAL_ID, set } });
        expect(errors).toBeUndefined();
        expect(lastBody()).toEqual({ ...(isOfPair && restOf(pair)), [rest]: raw });
        if (typeof raw === 'bigint') expect(lastText()).toContain(`"${rest}":${raw}`);
      }
    },
  );

  it('is changed without the fields that the caller left out', async () => {
    await read(restOf(COUPON));
    await gateway.query(
      'mutation($id: ID!, $gone: String) { couponUpdate(input: { id: $id, set: { note: $gone, code: "KEPT" } }) { userErrors { message } } }',
      { id: GLOBAL_ID },
    );
    expect(lastText()).toBe('{"code":"KEPT"}');
  });
});

describe.each([
  ['ABANDONED_CHECKOUT', 'abandoned-checkouts'],
  ['PURCHASE_FOLLOW_UP', 'purchase-follow-ups'],
] as const)('a marketing configuration for %s', (kind, restKind) => {
  const QUERY = `query($store: FlakeID!, $kind: MarketingConfigurationKind!) {
    store(storeId: $store) { marketingConfiguration(kind: $kind) ${selectionOf(MARKETING)} }
  }`;

  const read = async (document: Json) => {
    gateway.sandbox.data.setMarketing(STORE_ID, restKind, document, { raw: true });
    const { data, errors } = await gateway.query(QUERY, { store: STORE_ID, kind });
    expect(errors).toBeUndefined();
    return data.store.marketingConfiguration;
  };

  it('is read with every field as the API sent it', async () => {
    expect(await read(restOf(MARKETING))).toEqual(graphqlOf(MARKETING.filter(isExposed)));
  });

  it.each(readingsOf(MARKETING))('is read with any $rest as the API sent it', async ({ rest, graphql, values }) => {
    for (const [raw, value] of values) {
      const answer = await read(withValue(restOf(MARKETING), rest, raw));
      expect(answer).toEqual(withValue(graphqlOf(MARKETING.filter(isExposed)), graphql, value));
    }
  });

  it.each([
    ['commands', null, null],
    ['commands', undefined, null],
    ['commands', [], []],
    ['updated_by', null, null],
    ['updated_by', undefined, null],
  ] as const)('is read with %s %j as %j', async (rest, raw, value) => {
    const graphql = rest === 'updated_by' ? 'updatedBy' : rest;
    expect(await read(withValue(restOf(MARKETING), rest, raw))).toMatchObject({ [graphql]: value });
  });

  it('is read past keys that are newer than the gateway', async () => {
    const newer = restOf(MARKETING) as Record<string, Json & Json[]>;
    for (const place of [newer, newer.coupon_configuration, newer.commands?.[0], newer.updated_by]) {
      Object.assign(place as object, { added_later: { deep: [1] } });
    }
    expect(await read(newer)).toEqual(graphqlOf(MARKETING.filter(isExposed)));
  });

  it('is set with every field as the caller gave it', async () => {
    const document =
      'mutation($input: MarketingConfigurationSetInput!) { marketingConfigurationSet(input: $input) { userErrors { field code } } }';
    const written = MARKETING.filter(isWritten);
    const { data } = await gateway.query(document, {
      input: { storeId: STORE_ID, kind, configuration: graphqlOf(written) },
    });
    // An API of 2026-08 does not hold the months that it is sent, and that is said.
    const field = ['input', 'configuration', 'couponConfiguration', 'durationInMonths'];
    expect(data.marketingConfigurationSet.userErrors).toEqual([{ field, code: 'NOT_APPLIED' }]);
    expect(lastBody()).toEqual(restOf(written));
  });

  it.each(writingsOf(MARKETING))('is changed with any $graphql as the caller gave it', async (each) => {
    const { rest, graphql, values } = each;
    const written = MARKETING.filter(isWritten);
    const document =
      'mutation($input: MarketingConfigurationUpdateInput!) { marketingConfigurationUpdate(input: $input) { userErrors { message } } }';
    const isPeriod = written.some((one) => one.rest === rest && one.kind === 'period');
    for (const [raw, value] of values) {
      await read(restOf(MARKETING));
      const [root = ''] = graphql.split(/[.[]/);
      const change = { [root]: withValue(graphqlOf(written), graphql, value)[root] };
      const id = `gid://paynow/MarketingConfiguration/${STORE_ID}/${kind}`;
      const { errors } = await gateway.query(document, { input: { id, set: change } });
      expect(errors).toBeUndefined();
      // The API has no null for a period: leaving it out of the document that replaces the stored one clears it.
      expect(lastBody()).toEqual(withValue(restOf(written), rest, isPeriod ? (raw ?? undefined) : raw));
      if (typeof raw === 'bigint') expect(lastText()).toContain(`"${rest.split('.').at(-1)}":${raw}`);
    }
  });
});

describe('what is newer than the gateway', () => {
  it('is logged once each, however often it comes', async () => {
    const fresh = await startGateway();
    const document = { ...restOf(COUPON), duration: 'twice', stacking: 1, created_by: { type: 'robot' } };
    fresh.sandbox.data.insertCoupons(STORE_ID, [document], { raw: true });
    for (let i = 0; i < 3; i++) {
      await fresh.query(`query($id: ID!) { node(id: $id) { ... on Coupon { duration } } }`, { id: GLOBAL_ID });
      await fresh.query(`query($s: FlakeID!) { store(storeId: $s) { coupons(last: 100) { nodes { code } } } }`, {
        s: STORE_ID,
      });
    }
    await fresh.close();
    const lines = fresh
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const drifts = lines.filter(({ msg }) => msg.includes('newer than this gateway'));
    expect(drifts.map(({ level, kind, place, value }) => [level, kind, place, value]).toSorted()).toEqual([
      [40, 'unknown enum value', 'Actor.type', 'robot'],
      [40, 'unknown enum value', 'duration', 'twice'],
      [40, 'unknown key', 'Coupon', 'stacking'],
    ]);
  });
});

function field(rest: string, graphql: string | null, kind: Kind, raw: unknown, ...marks: Mark[]): Field {
  return { rest, graphql, kind, raw, marks };
}

function inside(each: Field, rest: string, graphql: string): Field {
  return { ...each, rest: rest + each.rest, graphql: graphql + each.graphql };
}

function same(...values: unknown[]): [unknown, unknown][] {
  return values.map((value) => [value, value]);
}

function upper(...values: string[]): [unknown, unknown][] {
  return values.map((value) => [value, value.toUpperCase()]);
}

function unknown(...values: string[]): [unknown, unknown][] {
  return values.map((value) => [value, 'UNKNOWN']);
}

function isAnything(): boolean {
  return true;
}

function isWritten({ marks }: Field): boolean {
  return !marks.includes('answer');
}

function isOnPage({ marks }: Field): boolean {
  return !marks.includes('later');
}

function isExposed({ graphql }: Field): boolean {
  return graphql !== null;
}

function names(table: readonly Field[], isWanted: (each: Field) => boolean): string[] {
  return table
    .filter(isWanted)
    .map(({ rest }) => rest)
    .toSorted();
}

function byName(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

/** The REST document that holds the table's values. */
function restOf(table: readonly Field[]): Json {
  return table.reduce((document, { rest, raw }) => withValue(document, rest, raw), {});
}

/** The GraphQL object that stands for it. */
function graphqlOf(table: readonly Field[]): Json {
  return table.reduce((object, { graphql, kind, raw }) => {
    const isEnum = kind === 'duration' || kind === 'discountType' || kind === 'actorType';
    const value = kind === 'int64' || isEnum ? String(raw).toUpperCase() : raw;
    return withValue(object, graphql as string, value);
  }, {});
}

/** A copy with a value at a path such as `commands[].command`, whose list has one item; undefined takes the key out. */
function withValue(document: Json, path: string, value: unknown): Json {
  const [key = '', ...rest] = path.split('.');
  const name = key.replace('[]', '');
  const deeper = (at: unknown) => (rest.length > 0 ? withValue((at ?? {}) as Json, rest.join('.'), value) : value);
  if (key !== name) return { ...document, [name]: [deeper((document[name] as Json[] | undefined)?.[0])] };
  const { [name]: before, ...others } = document;
  const after = deeper(before);
  return after === undefined ? others : { ...document, [name]: after };
}

type Pair = readonly [raw: unknown, value: unknown];

interface Case {
  readonly rest: string;
  readonly graphql: string;
  readonly values: readonly Pair[];
}

function readingsOf(table: readonly Field[]): Case[] {
  const empty: Pair[] = [
    [null, null],
    [undefined, null],
  ];
  const cases = table.filter(isExposed).map(({ rest, graphql, kind, marks }) => {
    const { both, answer } = VALUES[kind];
    return {
      rest,
      graphql: graphql as string,
      values: [...both, ...answer, ...(marks.includes('optional') ? empty : [])],
    };
  });
  return cases.filter(({ values }) => values.length > 0);
}

function writingsOf(table: readonly Field[]): Case[] {
  return table.filter(isWritten).map(({ rest, graphql, kind, marks }) => {
    const empty: Pair[] = marks.includes('optional') ? [[null, null]] : [];
    return { rest, graphql: graphql as string, values: [...VALUES[kind].both, ...empty] };
  });
}

function selectionOf(table: readonly Field[]): string {
  const print = (tree: Json): string => {
    const parts = Object.entries(tree).map(([name, below]) =>
      below === '' ? name : `${name} ${print(below as Json)}`,
    );
    return `{ ${parts.join(' ')} }`;
  };
  const tree = table
    .filter(isExposed)
    .reduce((object: Json, { graphql }) => withValue(object, (graphql as string).replaceAll('[]', ''), ''), {});
  return print(tree);
}

function lastText(): string {
  return gateway.sandbox.requests.at(-1)?.body ?? '';
}

function lastBody(): unknown {
  return parseJson(lastText());
}

type Schema = {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
};

function schemaOf(schema: Schema): Schema {
  const { schemas } = contract.components as unknown as { schemas: Record<string, Schema> };
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return schemaOf(schemas[name] as Schema);
  return schema.anyOf ? schemaOf(schema.anyOf[0] as Schema) : schema;
}

/** The paths of all leaves below a schema of the contract, or of those that `required` leads to. */
function pathsOf(schema: Schema, onlyRequired: boolean): string[] {
  const { properties = {}, required = [] } = schemaOf(schema);
  const wanted = Object.entries(properties).filter(([name]) => !onlyRequired || required.includes(name));
  return wanted.flatMap(([name, property]) => {
    const { items } = schemaOf(property);
    const below = pathsOf(items ?? property, onlyRequired);
    return below.length === 0 ? [name] : below.map((path) => `${name}${items ? '[]' : ''}.${path}`);
  });
}

function propertiesOf(name: string): string[] {
  return pathsOf({ $ref: name }, false);
}

function requiredOf(name: string): string[] {
  return pathsOf({ $ref: name }, true);
}

/** The paths of all leaves below an output type, each with whether it is nullable. */
function outputsOf(type: GraphQLOutputType): [string, boolean][] {
  return leavesOf(type, (each) =>
    isObjectType(each) && each.name !== 'Store'
      ? Object.values(each.getFields()).map((below) => [below.name, below.type] as const)
      : [],
  ).map(([path, isRequired]) => [path, !isRequired]);
}

/** The paths of all leaves below an input type, each with whether it is required. */
function inputsOf(type: GraphQLInputType): [string, boolean][] {
  return leavesOf(type, (each) =>
    isInputObjectType(each) ? Object.values(each.getFields()).map((below) => [below.name, below.type] as const) : [],
  );
}

function leavesOf<T extends GraphQLInputType | GraphQLOutputType>(
  type: T,
  fieldsOf: (type: T) => (readonly [string, T])[],
): [string, boolean][] {
  return fieldsOf(type).flatMap(([name, below]) => {
    const nullable = getNullableType(below) as T;
    const isList = isListType(nullable);
    const item = (isList ? getNullableType(nullable.ofType) : nullable) as T;
    const leaves = leavesOf(item, fieldsOf);
    if (leaves.length === 0) return [[name, isNonNullType(below)] as [string, boolean]];
    return leaves.map(
      ([path, isRequired]) => [`${name}${isList ? '[]' : ''}.${path}`, isRequired] as [string, boolean],
    );
  });
}

/** The property paths of every example in a documentation page. */
function readPage(text: string): { bodies: string[][]; answers: string[][]; count: number } {
  const bodies: string[][] = [];
  const answers: string[][] = [];
  const operations = text.split(/^(?=[A-Z]+ \/v1\/\S+ HTTP\/1\.1$)/m).slice(1);
  for (const operation of operations) {
    const examples = [...operation.matchAll(/^(?:\{$[\s\S]*?^\}|\[$[\s\S]*?^\])$/gm)].map(([json]) => leafPaths(json));
    if (/^(?:POST|PATCH|PUT)/.test(operation)) bodies.push(...examples.splice(0, 1));
    answers.push(...examples);
  }
  return { bodies, answers, count: operations.length };
}

function leafPaths(json: string): string[] {
  const below = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, item]) => {
      const paths = Array.isArray(item) ? [] : below(item);
      return paths.length === 0 ? [name] : paths.map((path) => `${name}.${path}`);
    });
  };
  const document = JSON.parse(json);
  return below(Array.isArray(document) ? document[0] : document).toSorted();
}
