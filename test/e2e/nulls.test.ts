import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUPON_FIELDS } from '../../src/graphql/coupon/coupon-fields.ts';
import type { Rows } from '../../src/graphql/fields/row.ts';
import { COUPON_CONFIGURATION_FIELDS } from '../../src/graphql/marketing/marketing-coupon-configuration.ts';
import { MARKETING_FIELDS } from '../../src/graphql/marketing/marketing-fields.ts';
import { parseJson } from '../../src/rest/json.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const COUPON_ID = '450000000000000001';
const CREATE =
  'mutation ($input: CouponCreateInput!) { write: couponCreate(input: $input) { userErrors { field code } } }';
const UPDATE =
  'mutation ($input: CouponUpdateInput!) { write: couponUpdate(input: $input) { userErrors { field code } } }';
const SET =
  'mutation ($input: MarketingConfigurationSetInput!) { write: marketingConfigurationSet(input: $input) { userErrors { field code } } }';
const CHANGE =
  'mutation ($input: MarketingConfigurationUpdateInput!) { write: marketingConfigurationUpdate(input: $input) { userErrors { field code } } }';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
});
afterAll(() => gateway.close());

const namesOf = (rows: Rows): string[] =>
  Object.entries(rows).flatMap(([name, { input, type }]) => (input && !type.rows ? [name] : []));

/** What a write sends; undefined when it is refused without a call. */
async function bodyOf(document: string, input: object): Promise<Record<string, unknown> | undefined> {
  gateway.sandbox.clearRequests();
  const { errors } = await gateway.query(document, { input });
  expect(errors).toBeUndefined();
  const write = gateway.sandbox.requests.find(({ method }) => method !== 'GET');
  return write && (parseJson(write.body) as Record<string, unknown>);
}

let codes = 0;
const newCoupon = () => ({ code: `NULLS-${++codes}`, discount: { amount: 1 } });

describe('null in a new coupon means the same as leaving a field out', () => {
  test.each(namesOf(COUPON_FIELDS).filter((name) => name !== 'code'))('%s', async (name) => {
    const { rest, byDefault } = (COUPON_FIELDS as Rows)[name] as Rows[string];
    const { code, ...coupon } = newCoupon();
    const body = await bodyOf(CREATE, { storeId: EMPTY_STORE_ID, coupon: { ...coupon, code, [name]: null } });
    const plain = await bodyOf(CREATE, { storeId: EMPTY_STORE_ID, coupon: { ...coupon, code: `${code}-PLAIN` } });
    expect({ ...body, code }).toEqual({ ...plain, code });
    if (byDefault === undefined && !rest.startsWith('discount_')) expect(body).not.toHaveProperty(rest);
    else expect(body).toHaveProperty(rest);
  });
});

describe('null in a change of a coupon', () => {
  test.each(namesOf(COUPON_FIELDS))('%s', async (name) => {
    const { rest, onNull } = (COUPON_FIELDS as Rows)[name] as Rows[string];
    const input = { id: `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`, set: { [name]: null } };
    expect(await bodyOf(UPDATE, input)).toEqual(onNull ? { [rest]: null } : undefined);
    const { data } = await gateway.query(UPDATE, { input });
    // What PayNow does not document, the sandbox refuses.
    const refusal = { field: ['input', 'set', name], code: onNull ? 'INVALID' : 'NULL_NOT_ALLOWED' };
    expect(data.write.userErrors).toEqual(onNull === 'clears' ? [] : [refusal]);
  });
});

const CONFIGURATION = {
  enabled: true,
  triggerAfter: 'PT2H',
  minimumOrderValue: '0',
  commands: [],
  couponConfiguration: {
    duration: 'ONCE',
    discount: { amount: 1 },
    discountOnlyRequiredTagsOrProducts: false,
    discountApplyBeforeSales: false,
    requiredTagIds: [],
    requiredProductIds: [],
    minimumOrderValue: 0,
    customerRedeemLimitEnabled: false,
    customerRedeemLimit: 0,
    usableOnOneTimePurchases: true,
    usableOnSubscriptions: true,
  },
};
const TARGET = { storeId: STORE_ID, kind: 'ABANDONED_CHECKOUT' };
const ID = `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`;

const isOptional =
  (rows: Rows) =>
  (name: string): boolean =>
    rows[name]?.input === 'optional';

describe('null in a marketing configuration that is set means the same as leaving a field out', () => {
  test.each(namesOf(MARKETING_FIELDS).filter(isOptional(MARKETING_FIELDS)))('%s', async (name) => {
    const plain = await bodyOf(SET, { ...TARGET, configuration: CONFIGURATION });
    expect(await bodyOf(SET, { ...TARGET, configuration: { ...CONFIGURATION, [name]: null } })).toEqual(plain);
  });

  test.each(namesOf(COUPON_CONFIGURATION_FIELDS).filter(isOptional(COUPON_CONFIGURATION_FIELDS)))(
    'couponConfiguration.%s',
    async (name) => {
      const plain = await bodyOf(SET, { ...TARGET, configuration: CONFIGURATION });
      const couponConfiguration = { ...CONFIGURATION.couponConfiguration, [name]: null };
      const configuration = { ...CONFIGURATION, couponConfiguration };
      expect(await bodyOf(SET, { ...TARGET, configuration })).toEqual(plain);
    },
  );
});

describe('null in a change of a marketing configuration', () => {
  const cleared = (body: Record<string, unknown> | undefined, rest: string) => {
    expect(body).toBeDefined();
    // A PUT without a period says the same as one with null.
    expect(body?.[rest] ?? null).toBeNull();
  };

  test.each([...namesOf(MARKETING_FIELDS), 'couponConfiguration', 'commands'])('%s', async (name) => {
    const { rest, onNull } = (MARKETING_FIELDS as Rows)[name] as Rows[string];
    const body = await bodyOf(CHANGE, { id: ID, set: { [name]: null } });
    if (onNull) cleared(body, rest);
    else expect(body).toBeUndefined();
    const { data } = await gateway.query(CHANGE, { input: { id: ID, set: { [name]: null } } });
    const refusal = { field: ['input', 'set', name], code: 'NULL_NOT_ALLOWED' };
    expect(data.write.userErrors).toEqual(onNull ? [] : [refusal]);
  });

  test.each(namesOf(COUPON_CONFIGURATION_FIELDS))('couponConfiguration.%s', async (name) => {
    const { rest, onNull } = (COUPON_CONFIGURATION_FIELDS as Rows)[name] as Rows[string];
    const set = { couponConfiguration: { [name]: null } };
    const body = await bodyOf(CHANGE, { id: ID, set });
    if (!onNull) expect(body).toBeUndefined();
    // An API of 2026-08 knows no months here.
    else if (name !== 'durationInMonths') cleared(body?.coupon_configuration as Record<string, unknown>, rest);
  });
});
