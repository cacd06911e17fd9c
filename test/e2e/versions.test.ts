import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const COUPON_ID = '450000000000000001';
const ID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
const MARKETING_ID = `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`;
const OLD = 'a version of before';

const ERRORS = 'userErrors { field code }';
const UPDATE = `mutation ($input: CouponUpdateInput!) { write: couponUpdate(input: $input) { object: coupon { note version } ${ERRORS} } }`;
const DELETE = `mutation ($input: CouponDeleteInput!) { write: couponDelete(input: $input) {
  deletedCouponId object: coupon { note version } store { storeId } ${ERRORS}
} }`;
const SET = `mutation ($input: MarketingConfigurationSetInput!) { write: marketingConfigurationSet(input: $input) {
  object: marketingConfiguration { triggerAfter version } ${ERRORS}
} }`;
const CHANGE = `mutation ($input: MarketingConfigurationUpdateInput!) { write: marketingConfigurationUpdate(input: $input) {
  object: marketingConfiguration { triggerAfter version } ${ERRORS}
} }`;

const CONFIGURATION = {
  enabled: true,
  triggerAfter: 'PT2H',
  minimumOrderValue: '0',
  commands: [],
  couponConfiguration: {
    duration: 'ONCE',
    discount: { percentage: '10' },
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

/** Each way to change something that may have been changed meanwhile. */
const WRITES = {
  couponUpdate: { document: UPDATE, input: { id: ID, set: { note: 'mine' } }, method: 'PATCH', changed: true },
  couponDelete: { document: DELETE, input: { id: ID }, method: 'DELETE', changed: false },
  marketingConfigurationSet: {
    document: SET,
    input: { storeId: STORE_ID, kind: 'ABANDONED_CHECKOUT', configuration: CONFIGURATION },
    method: 'PUT',
    changed: true,
  },
  marketingConfigurationUpdate: {
    document: CHANGE,
    input: { id: MARKETING_ID, set: { triggerAfter: 'PT9H' } },
    method: 'PUT',
    changed: true,
  },
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.faults.clear();
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID, note: 'theirs' }]);
  gateway.sandbox.clearRequests();
});

const methods = () => gateway.sandbox.requests.map(({ method }) => method);

async function versionOf(name: string): Promise<string> {
  const id = name.startsWith('coupon') ? ID : MARKETING_ID;
  const { data } = await gateway.query(
    'query ($id: ID!) { node(id: $id) { ... on Coupon { version } ... on MarketingConfiguration { version } } }',
    { id },
  );
  gateway.sandbox.clearRequests();
  return data.node.version;
}

describe.each(Object.entries(WRITES))('%s', (name, { document, input, method, changed }) => {
  test('of another version reads once, sends nothing, and brings the present object', async () => {
    const version = await versionOf(name);
    const { data, errors } = await gateway.query(document, { input: { ...input, expectedVersion: OLD } });
    expect(errors).toBeUndefined();
    expect(methods()).toEqual(['GET']);
    expect(data.write).toMatchObject({
      object: { version },
      userErrors: [{ field: ['input', 'expectedVersion'], code: 'CONFLICT' }],
    });
  });

  test('of the version that is stored is done', async () => {
    const version = await versionOf(name);
    const { data } = await gateway.query(document, { input: { ...input, expectedVersion: version } });
    expect(methods()).toEqual(['GET', method]);
    expect(data.write.userErrors).toEqual([]);
    if (changed) expect(data.write.object.version).not.toBe(version);
  });

  test('with null does not look', async () => {
    const { data } = await gateway.query(document, { input: { ...input, expectedVersion: null } });
    expect(data.write.userErrors).toEqual([]);
    expect(methods()).toEqual(name === 'marketingConfigurationUpdate' ? ['GET', 'PUT'] : [method]);
  });

  test('that cannot look sends nothing', async () => {
    gateway.sandbox.faults.add(
      { kind: 'error', status: 429, headers: { 'retry-after': '60' } },
      { when: { method: 'GET' } },
    );
    const { data, errors } = await gateway.query(document, { input: { ...input, expectedVersion: OLD } });
    expect(data).toEqual({ write: null });
    expect(errors).toMatchObject([{ path: ['write'], extensions: { code: 'RATE_LIMITED' } }]);
    expect(methods()).toEqual(['GET']);
  });
});

test('what is gone is NOT_FOUND where a version is expected', async () => {
  const id = ID.replace(/1$/, '9');
  for (const [document, input] of [
    [UPDATE, { id, set: { note: 'x' } }],
    [DELETE, { id }],
  ] as const) {
    gateway.sandbox.clearRequests();
    const { data } = await gateway.query(document, { input: { ...input, expectedVersion: OLD } });
    expect(data.write.userErrors).toEqual([{ field: ['input', 'id'], code: 'NOT_FOUND' }]);
    expect(methods()).toEqual(['GET']);
  }
});

test('a deletion says which store it was of', async () => {
  const { data } = await gateway.query(DELETE, { input: { id: ID } });
  expect(data.write).toEqual({ deletedCouponId: ID, object: null, store: { storeId: STORE_ID }, userErrors: [] });
});

describe('the version of a coupon', () => {
  test.each([
    ['version_id', { version_id: '451000000000000000' }, '451000000000000000'],
    [
      'updated_at where there is none',
      { version_id: undefined, updated_at: '2026-01-01T00:00:00.1234567Z' },
      '2026-01-01T00:00:00.1234567Z',
    ],
    ['created_at where it never changed', { version_id: undefined, updated_at: null }, '2025-11-03T09:30:00.0000000Z'],
  ])('is its %s', async (_what, given, version) => {
    const { version_id, ...stored } = { ...gateway.sandbox.data.coupon(STORE_ID, COUPON_ID), ...given };
    const document = version_id === undefined ? stored : { ...stored, version_id };
    gateway.sandbox.data.insertCoupons(STORE_ID, [document as Record<string, unknown>], { raw: true });
    expect(await versionOf('coupon')).toBe(version);
  });
});
