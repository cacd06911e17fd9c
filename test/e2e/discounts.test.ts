import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const CREATE = `mutation ($input: CouponCreateInput!) { write: couponCreate(input: $input) {
  coupon { discountType discountAmount discount { ...Discount } } userErrors { field code message }
} } ${fragment()}`;

function fragment(): string {
  return `fragment Discount on CouponDiscount {
    __typename ... on CouponAmountDiscount { amount currency } ... on CouponPercentDiscount { percentage }
  }`;
}

/** A gateway for each scale of percentages. */
const gateways = new Map<number, TestGateway>();
const at = (scale: number): TestGateway => gateways.get(scale) as TestGateway;

beforeAll(async () => {
  for (const scale of [1, 10]) gateways.set(scale, await startGateway({ env: { PERCENT_SCALE: String(scale) } }));
});
afterAll(() => Promise.all(gateways.values().map((gateway) => gateway.close())));

let codes = 0;
const creating = (discount: object) => ({
  input: { storeId: EMPTY_STORE_ID, coupon: { code: `CODE-${++codes}`, ...discount } },
});

describe('a percentage', () => {
  test.each([
    [10, '0', 0, '0'],
    [10, '0.1', 1, '0.1'],
    [10, '12.5', 125, '12.5'],
    [10, 12.5, 125, '12.5'],
    [10, '12.50', 125, '12.5'],
    [10, '100', 1000, '100'],
    [1, '0', 0, '0'],
    [1, '12', 12, '12'],
    [1, '12.0', 12, '12'],
    [1, 100, 100, '100'],
  ])('at a scale of %i, %j is stored as %i and read as %j', async (scale, percentage, stored, read) => {
    const { data } = await at(scale).query(CREATE, creating({ discount: { percentage } }));
    expect(JSON.parse(at(scale).sandbox.requests.at(-1)?.body ?? '')).toMatchObject({
      discount_type: 'percent',
      discount_amount: stored,
    });
    expect(data.write).toEqual({
      coupon: {
        discountType: 'PERCENT',
        discountAmount: String(stored),
        discount: { __typename: 'CouponPercentDiscount', percentage: read },
      },
      userErrors: [],
    });
  });

  test.each([
    [10, '0.05', /1 digit after the point/],
    [10, '12.55', /1 digit after the point/],
    [1, '0.1', /whole percentages/],
    [1, '12.5', /whole percentages/],
    [10, '100.1', /from 0 to 100/],
    [10, '-1', /from 0 to 100/],
  ])('at a scale of %i, %j is refused without a call', async (scale, percentage, message) => {
    const calls = await at(scale).callsOf(async () => {
      const { data } = await at(scale).query(CREATE, creating({ discount: { percentage } }));
      expect(data.write).toMatchObject({
        coupon: null,
        userErrors: [
          {
            field: ['input', 'coupon', 'discount', 'percentage'],
            code: 'OUT_OF_RANGE',
            message: expect.stringMatching(message),
          },
        ],
      });
    });
    expect(calls).toBe(0);
  });

  test.each(['', '.', '1e2', '0x1', ' 1', '1,5', '٣', 'NaN', '1'.repeat(16)])('is not %j', async (percentage) => {
    const { errors } = await at(10).query(CREATE, creating({ discount: { percentage } }));
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('a decimal number of up to 15 digits'),
        extensions: { code: 'BAD_USER_INPUT', inputPath: ['input', 'coupon', 'discount', 'percentage'] },
      },
    ]);
  });

  test('of any tenth goes there and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), async (tenths) => {
        const percentage = String(tenths / 10);
        const { data } = await at(10).query(CREATE, creating({ discount: { percentage } }));
        expect(data.write.coupon).toMatchObject({ discountAmount: String(tenths), discount: { percentage } });
      }),
      { numRuns: 50 },
    );
  });
});

describe('an amount', () => {
  test('comes with the currency of the store, for one call of all', async () => {
    const { sandbox, query, callsOf } = at(10);
    const ids = ['450000000000000001', '450000000000000002'];
    const amount = { discount_type: 'amount', discount_amount: 9007199254740993n } as const;
    sandbox.data.insertCoupons(
      STORE_ID,
      ids.map((id) => ({ id, ...amount })),
    );
    const calls = await callsOf(async () => {
      const { data } = await query(
        `query ($store: FlakeID!, $one: FlakeID!, $two: FlakeID!) {
          one: coupon(storeId: $store, couponId: $one) { discount { ...Discount } }
          two: coupon(storeId: $store, couponId: $two) { discount { ...Discount } }
        } ${fragment()}`,
        { store: STORE_ID, one: ids[0], two: ids[1] },
      );
      const discount = { __typename: 'CouponAmountDiscount', amount: '9007199254740993', currency: 'eur' };
      expect(data).toEqual({ one: { discount }, two: { discount } });
    });
    expect(calls).toBe(3);
  });
});

test.each(['unspecified', 'points'])('a discount of type %s is null, compiled or not', async (discount_type) => {
  const { sandbox, query } = at(10);
  const id = '450000000000000003';
  sandbox.data.insertCoupons(STORE_ID, [{ id }]);
  sandbox.data.changeCoupon(STORE_ID, id, { discount_type } as Record<string, unknown>, { raw: true });
  const document = `{ coupon(storeId: "${STORE_ID}", couponId: "${id}") { discount { ...Discount } } } ${fragment()}`;
  for (let round = 0; round < 5; round++) expect((await query(document)).data.coupon).toEqual({ discount: null });
});

test('a compiled query reads both kinds of discount as an interpreted one does', async () => {
  const document = `query ($store: FlakeID!) {
    store(storeId: $store) { coupons(first: 100) { nodes { code discount { ...Discount } } } }
  } ${fragment()}`;
  const answers = new Set<string>();
  for (let round = 0; round < 5; round++) {
    const { data, errors } = await at(10).query(document, { store: STORE_ID });
    expect(errors).toBeUndefined();
    answers.add(JSON.stringify(data));
  }
  expect(answers.size).toBe(1);
  expect([...answers].join()).toMatch(/"currency":"eur"/);
  expect([...answers].join()).toMatch(/"percentage":"15"/);
});

describe('a discount is given once', () => {
  test.each([
    ['in no way', {}, 'discount', 'REQUIRED'],
    ['as null', { discount: null }, 'discount', 'REQUIRED'],
    ['by its type alone', { discountType: 'AMOUNT' }, 'discountAmount', 'REQUIRED'],
    ['by its amount alone', { discountAmount: 1 }, 'discountType', 'REQUIRED'],
    ['in both ways', { discount: { amount: 1 }, discountAmount: 1 }, 'discount', 'INVALID'],
  ])('and not %s', async (_how, discount, field, code) => {
    const { data } = await at(10).query(CREATE, creating(discount));
    expect(data.write.userErrors).toMatchObject([{ field: ['input', 'coupon', field], code }]);
  });

  test.each([
    ['both an amount and a percentage', { amount: 1, percentage: 1 }],
    ['neither', {}],
    ['null', { amount: null }],
  ])('and not as %s', async (_what, discount) => {
    const { data, errors } = await at(10).query(CREATE, creating({ discount }));
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('and what PayNow says of either half is said of it', async () => {
    const errors = [{ code: '', message: 'Is odd.', path: 'discount_amount', validation: '' }];
    at(10).sandbox.faults.add({ kind: 'error', status: 400, message: 'No.', errors }, { times: 1 });
    const { data } = await at(10).query(CREATE, creating({ discount: { amount: 7 } }));
    expect(data.write.userErrors).toEqual([
      { field: ['input', 'coupon', 'discount'], code: 'INVALID', message: 'Is odd. Change it.' },
    ]);
  });
});
