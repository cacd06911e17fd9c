import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseJson } from '../../src/rest/json.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Answer, EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const COUPON_ID = '450000000000000001';
const ID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
const GONE_ID = `gid://paynow/Coupon/${STORE_ID}/450000000000000999`;

const USER_ERRORS = 'userErrors { field code message }';
const CREATE = `mutation($input: CouponCreateInput!) { write: couponCreate(input: $input) {
  coupon { id code note discountAmount } couponEdge { cursor node { id } } ${USER_ERRORS}
} }`;
const UPDATE = `mutation($input: CouponUpdateInput!) { write: couponUpdate(input: $input) {
  coupon { id code note discountAmount } ${USER_ERRORS}
} }`;
const DELETE = `mutation($input: CouponDeleteInput!) { write: couponDelete(input: $input) { deletedCouponId ${USER_ERRORS} } }`;

/** A coupon with every value that has no meaning by itself, and its REST body. */
const NEW = {
  enabled: true,
  code: 'NEW',
  duration: 'ONCE',
  discountType: 'AMOUNT',
  discountAmount: '500',
  discountApplyIndividually: false,
  discountApplyBeforeSales: false,
  minimumOrderValue: 0,
  redeemLimitStoreEnabled: false,
  redeemLimitStoreAmount: 0,
  redeemLimitCustomerEnabled: true,
  redeemLimitCustomerAmount: '1',
  usableOnOneTimePurchase: true,
  usableOnSubscription: false,
};
const NEW_BODY = {
  enabled: true,
  code: 'NEW',
  duration: 'once',
  discount_type: 'amount',
  discount_amount: 500,
  discount_apply_individually: false,
  discount_apply_before_sales: false,
  minimum_order_value: 0,
  redeem_limit_store_enabled: false,
  redeem_limit_store_amount: 0,
  redeem_limit_customer_enabled: true,
  redeem_limit_customer_amount: 1,
  usable_on_one_time_purchase: true,
  usable_on_subscription: false,
};

const creating = (coupon: object, storeId = EMPTY_STORE_ID) => ({ storeId, coupon });
const changing = (set: object, id: unknown = ID) => ({ id, set });

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

beforeEach(() => {
  const { data, faults, clearRequests } = gateway.sandbox;
  faults.clear();
  data.insertCoupons(STORE_ID, [{ id: COUPON_ID, code: 'STORED', note: 'kept' }]);
  clearRequests();
});

type Payload = Record<string, unknown> & { readonly userErrors: readonly { field: unknown; code: string }[] };

/** The payload of a write, without the messages of its user errors; fails on errors outside it. */
async function write(document: string, input: object, { query } = gateway): Promise<Payload> {
  const { data, errors } = await query(document, { input });
  expect(errors).toBeUndefined();
  const userErrors = (data.write as Payload).userErrors.map(({ field, code }) => ({ field, code }));
  return { ...data.write, userErrors };
}

function sent(): [method: string, path: string, body: unknown][] {
  return gateway.sandbox.requests.map(({ method, path, body }) => [method, path, body === '' ? '' : parseJson(body)]);
}

describe('couponCreate', () => {
  const PATH = `/v1/stores/${EMPTY_STORE_ID}/coupons`;

  it('sends one POST with exactly what the caller gave, and gives the coupon as it was stored', async () => {
    const { coupon, couponEdge, userErrors } = await write(
      CREATE,
      creating({ ...NEW, code: 'NEW-1', discountAmount: '9007199254740993' }),
    );
    expect(userErrors).toEqual([]);
    expect(sent()).toEqual([['POST', PATH, { ...NEW_BODY, code: 'NEW-1', discount_amount: 9007199254740993n }]]);
    expect(gateway.sandbox.requests[0]?.body).toContain('"discount_amount":9007199254740993,');
    expect(coupon).toMatchObject({ code: 'NEW-1', note: null, discountAmount: '9007199254740993' });
    expect(couponEdge).toMatchObject({ node: { id: (coupon as { id: string }).id } });
    const list = await gateway.query(
      'query($s: FlakeID!) { store(storeId: $s) { coupons(first: 1) { edges { cursor node { id } } } } }',
      { s: EMPTY_STORE_ID },
    );
    expect(list.data.store.coupons.edges).toEqual([couponEdge]);
  });

  it.each([
    ['note', 'note', ''],
    ['applyToProductIds', 'apply_to_products', []],
    ['applyToTagIds', 'apply_to_tags', []],
    ['applyToTagIds', 'apply_to_tags', ['2', '1']],
  ])('sends %s as %s: %j', async (field, rest, value) => {
    await write(CREATE, creating({ ...NEW, code: `SENT-${rest}`, [field]: value }));
    expect(sent()).toEqual([['POST', PATH, { ...NEW_BODY, code: `SENT-${rest}`, [rest]: value }]]);
  });

  it('needs a code and a discount, and nothing more', async () => {
    const { userErrors } = await write(CREATE, creating({ code: 'FOUR', discount: { percentage: '10' } }));
    expect(userErrors).toEqual([]);
    expect(sent()).toEqual([
      [
        'POST',
        PATH,
        {
          ...NEW_BODY,
          code: 'FOUR',
          discount_type: 'percent',
          discount_amount: 100,
          redeem_limit_customer_enabled: false,
          redeem_limit_customer_amount: 0,
          usable_on_subscription: true,
        },
      ],
    ]);
  });
});

describe('couponUpdate', () => {
  const PATH = `/v1/stores/${STORE_ID}/coupons/${COUPON_ID}`;

  it('sends one PATCH with exactly what the caller gave, and leaves the rest as it was', async () => {
    const { coupon, userErrors } = await write(
      UPDATE,
      changing({ discountType: 'AMOUNT', discountAmount: 700, redeemLimitStoreAmount: '9223372036854775807' }),
    );
    expect(userErrors).toEqual([]);
    expect(gateway.sandbox.requests.map(({ method, path }) => [method, path])).toEqual([['PATCH', PATH]]);
    expect(gateway.sandbox.requests[0]?.body).toBe(
      '{"discount_type":"amount","discount_amount":700,"redeem_limit_store_amount":9223372036854775807}',
    );
    expect(coupon).toEqual({ id: ID, code: 'STORED', note: 'kept', discountAmount: '700' });
  });

  it.each([
    ['note', 'note', null],
    ['note', 'note', ''],
    ['enabled', 'enabled', false],
    ['applyToProductIds', 'apply_to_products', null],
    ['applyToProductIds', 'apply_to_products', []],
    ['durationInIntervals', 'duration_in_intervals', 0],
    ['durationInMonths', 'duration_in_months', null],
    ['usableByCustomerId', 'usable_by_customer_id', null],
    ['expiresAt', 'expires_at', null],
  ])('sends %s as %s: %j and nothing else', async (field, rest, value) => {
    await write(UPDATE, changing({ [field]: value }));
    expect(sent()).toEqual([['PATCH', PATH, { [rest]: value }]]);
  });

  it.each([
    [
      'no field',
      `mutation { couponUpdate(input: { id: "${ID}", set: {} }) { coupon { id } userErrors { field code } } }`,
    ],
    [
      'only variables that were left out',
      `mutation($note: String) { couponUpdate(input: { id: "${ID}", set: { note: $note } }) { coupon { id } userErrors { field code } } }`,
    ],
  ])('refuses an update with %s without asking the REST API', async (_what, document) => {
    const { data } = await gateway.query(document);
    expect(data.couponUpdate).toEqual({ coupon: null, userErrors: [{ field: ['input', 'set'], code: 'REQUIRED' }] });
    expect(sent()).toEqual([]);
  });
});

describe('couponDelete', () => {
  it('sends one DELETE without a body, and gives the global id of what is gone', async () => {
    expect(await write(DELETE, { id: ID })).toEqual({ deletedCouponId: ID, userErrors: [] });
    expect(sent()).toEqual([['DELETE', `/v1/stores/${STORE_ID}/coupons/${COUPON_ID}`, '']]);
    const { data } = await gateway.query('query($id: ID!) { node(id: $id) { id } }', { id: ID });
    expect(data.node).toBeNull();
  });
});

describe('a mistake that is certain', () => {
  /** Codes by field, in the order of the answer. */
  type Mistakes = Readonly<Record<string, string>>;
  const START = '2026-03-01T12:00:00.1234567Z';
  /** Takes the pair out of a new coupon: null counts as left out there, and undefined is not sent. */
  const NO_PAIR = { discountType: undefined, discountAmount: undefined };

  const BOTH: readonly (readonly [id: string, input: object, mistakes: Mistakes])[] = [
    ['expiry at the start', { usableAt: START, expiresAt: START }, { expiresAt: 'END_BEFORE_START' }],
    [
      'expiry before the start',
      { usableAt: START, expiresAt: '2026-02-28T00:00:00Z' },
      { expiresAt: 'END_BEFORE_START' },
    ],
    [
      'expiry less than a millisecond before the start',
      { usableAt: START, expiresAt: '2026-03-01T12:00:00.1234566Z' },
      { expiresAt: 'END_BEFORE_START' },
    ],
    [
      'expiry at the start, with more zeros',
      { usableAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-01T12:00:00.0000000Z' },
      { expiresAt: 'END_BEFORE_START' },
    ],
    [
      'expiry at the start in another zone',
      { usableAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-01T14:00:00+02:00' },
      { expiresAt: 'END_BEFORE_START' },
    ],
    [
      'expiry that only looks later than the start',
      { usableAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-01T23:00:00+12:00' },
      { expiresAt: 'END_BEFORE_START' },
    ],
    [
      'usable on nothing',
      { usableOnOneTimePurchase: false, usableOnSubscription: false },
      { usableOnOneTimePurchase: 'APPLIES_ON_NOTHING' },
    ],
    ['negative discount', { discountType: 'AMOUNT', discountAmount: -1 }, { discountAmount: 'OUT_OF_RANGE' }],
    ['negative beyond 2^53', { minimumOrderValue: '-9223372036854775808' }, { minimumOrderValue: 'OUT_OF_RANGE' }],
    ['negative minimum', { minimumOrderValue: '-1' }, { minimumOrderValue: 'OUT_OF_RANGE' }],
    ['negative store limit', { redeemLimitStoreAmount: -1 }, { redeemLimitStoreAmount: 'OUT_OF_RANGE' }],
    ['negative customer limit', { redeemLimitCustomerAmount: -1 }, { redeemLimitCustomerAmount: 'OUT_OF_RANGE' }],
    ['negative months', { durationInMonths: -1 }, { durationInMonths: 'OUT_OF_RANGE' }],
    ['negative intervals', { durationInIntervals: -1 }, { durationInIntervals: 'OUT_OF_RANGE' }],
    ['unknown duration', { duration: 'UNKNOWN' }, { duration: 'INVALID' }],
    ['unknown discount type', { discountType: 'UNKNOWN', discountAmount: 1 }, { discountType: 'INVALID' }],
    [
      'repeating with both lengths cleared',
      { duration: 'REPEATING', durationInMonths: null, durationInIntervals: null },
      { durationInIntervals: 'REQUIRED' },
    ],
    [
      'a discount in both ways',
      { discount: { amount: 1 }, discountType: 'AMOUNT', discountAmount: 1 },
      { discount: 'INVALID' },
    ],
    ['a negative amount off', { ...NO_PAIR, discount: { amount: -1 } }, { 'discount.amount': 'OUT_OF_RANGE' }],
    [
      'less than nothing off',
      { ...NO_PAIR, discount: { percentage: '-0.1' } },
      { 'discount.percentage': 'OUT_OF_RANGE' },
    ],
    ['more than all off', { ...NO_PAIR, discount: { percentage: 100.1 } }, { 'discount.percentage': 'OUT_OF_RANGE' }],
    [
      'a finer percentage than PayNow keeps',
      { ...NO_PAIR, discount: { percentage: '12.55' } },
      { 'discount.percentage': 'OUT_OF_RANGE' },
    ],
    [
      'everything at once',
      {
        duration: 'UNKNOWN',
        discountType: 'UNKNOWN',
        discountAmount: -1,
        minimumOrderValue: -1,
        redeemLimitStoreAmount: -1,
        redeemLimitCustomerAmount: -1,
        durationInMonths: -1,
        usableOnOneTimePurchase: false,
        usableOnSubscription: false,
        usableAt: START,
        expiresAt: START,
      },
      {
        duration: 'INVALID',
        discountType: 'INVALID',
        durationInMonths: 'OUT_OF_RANGE',
        discountAmount: 'OUT_OF_RANGE',
        minimumOrderValue: 'OUT_OF_RANGE',
        redeemLimitStoreAmount: 'OUT_OF_RANGE',
        redeemLimitCustomerAmount: 'OUT_OF_RANGE',
        usableOnOneTimePurchase: 'APPLIES_ON_NOTHING',
        expiresAt: 'END_BEFORE_START',
      },
    ],
  ];

  const toErrors = (mistakes: Mistakes, below: 'coupon' | 'set') =>
    Object.entries(mistakes).map(([field, code]) => ({ field: ['input', below, ...field.split('.')], code }));

  it.each(BOTH)('is refused in both mutations without asking the REST API: %s', async (_id, input, mistakes) => {
    expect(await write(CREATE, creating({ ...NEW, ...input }))).toEqual({
      coupon: null,
      couponEdge: null,
      userErrors: toErrors(mistakes, 'coupon'),
    });
    expect(await write(UPDATE, changing(input))).toEqual({ coupon: null, userErrors: toErrors(mistakes, 'set') });
    expect(sent()).toEqual([]);
  });

  it.each([
    ['repeating without a length', { duration: 'REPEATING' }],
    ['repeating with a length of null', { duration: 'REPEATING', durationInMonths: null }],
  ])('is refused on create without asking the REST API: %s', async (_id, input) => {
    const { userErrors } = await write(CREATE, creating({ ...NEW, ...input }));
    expect(userErrors).toEqual(toErrors({ durationInIntervals: 'REQUIRED' }, 'coupon'));
    expect(sent()).toEqual([]);
  });

  it.each([
    ['expiry less than a millisecond after the start', { usableAt: START, expiresAt: '2026-03-01T12:00:00.1234568Z' }],
    ['expiry that only looks earlier', { usableAt: '2026-03-02T00:30:00+02:00', expiresAt: '2026-03-01T23:00:00Z' }],
    ['expiry without a start', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['repeating where a length may be stored', { duration: 'REPEATING' }],
    ['one of both lengths cleared', { duration: 'REPEATING', durationInMonths: null }],
    ['a length of null without repeating', { durationInMonths: null, durationInIntervals: null }],
    ['one use switched off', { usableOnSubscription: false }],
    [
      'zeros',
      { discount: { amount: 0 }, minimumOrderValue: 0, redeemLimitStoreAmount: 0, redeemLimitCustomerAmount: 0 },
    ],
  ])('is not seen where the REST API has to decide: %s', async (_id, input) => {
    await write(UPDATE, changing(input));
    expect(sent()).toHaveLength(1);
  });
});

describe('a global id that is not a coupon', () => {
  it.each([
    ['empty', ''],
    ['a coupon id alone', COUPON_ID],
    ['a number', 5],
    ['a store', `gid://paynow/Store/${STORE_ID}`],
    ['a marketing configuration', `gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT`],
    ['without a coupon id', `gid://paynow/Coupon/${STORE_ID}`],
    ['with an empty coupon id', `gid://paynow/Coupon/${STORE_ID}/`],
    ['with a part too many', `${ID}/1`],
    ['with id zero', `gid://paynow/Coupon/${STORE_ID}/0`],
    ['with a leading zero', `gid://paynow/Coupon/${STORE_ID}/01`],
    ['with an id beyond 2^63', `gid://paynow/Coupon/${STORE_ID}/9223372036854775808`],
    ['with dots', `gid://paynow/Coupon/${STORE_ID}/..`],
    ['with encoded dots', `gid://paynow/Coupon/%2e%2e/${COUPON_ID}`],
    ['with a query', `${ID}?x`],
    ['with NUL', `${ID}\0`],
    ['with a line break', `${ID}\n`],
    ['in small letters', ID.toLowerCase()],
    ['of another service', ID.replace('paynow', 'other')],
    ['in base64', Buffer.from(ID).toString('base64')],
  ])('is a user error of update and delete, without asking the REST API: %s', async (_kind, id) => {
    const userErrors = [{ field: ['input', 'id'], code: 'INVALID_ID' }];
    expect(await write(UPDATE, changing({ enabled: true }, id))).toEqual({ coupon: null, userErrors });
    expect(await write(DELETE, { id })).toEqual({ deletedCouponId: null, userErrors });
    expect(sent()).toEqual([]);
  });
});

describe('what the REST API finds wrong', () => {
  const refuseWith = (
    status: number,
    errors: { code?: string; message?: string; path?: string; validation?: string }[],
  ) => {
    const entries = errors.map((entry) => ({ code: '', message: 'No.', path: '', validation: '', ...entry }));
    gateway.sandbox.faults.add({ kind: 'error', status, message: 'Not like this.', errors: entries });
  };

  it.each([
    ['code', ['code']],
    ['apply_to_products', ['applyToProductIds']],
    ['apply_to_products[1]', ['applyToProductIds', '1']],
    ['apply_to_tags.0', ['applyToTagIds', '0']],
    ['/apply_to_tags/2', ['applyToTagIds', '2']],
    ['$.usable_by_customer_id', ['usableByCustomerId']],
    ['discountAmount', ['discountAmount']],
    ['RedeemLimitStoreAmount', ['redeemLimitStoreAmount']],
    ['expires_at', ['expiresAt']],
    ['', null],
    ['$', null],
    ['[0]', null],
    ['0', null],
    ['version_id', null],
    ['code.length', null],
    ['constructor', null],
    ['__proto__', null],
  ])('at path %j is a user error at %j below the values', async (path, below) => {
    refuseWith(400, [{ path, code: 'invalid-value' }]);
    const at = (values: string) => [{ field: below && ['input', values, ...below], code: 'INVALID' }];
    expect((await write(UPDATE, changing({ enabled: true }))).userErrors).toEqual(at('set'));
    expect((await write(CREATE, creating(NEW))).userErrors).toEqual(at('coupon'));
  });

  it.each([
    ['required', '', 'REQUIRED'],
    ['', 'required', 'REQUIRED'],
    ['invalid', 'not_null', 'NULL_NOT_ALLOWED'],
    ['unique', '', 'TAKEN'],
    ['already-exists', 'unique', 'TAKEN'],
    ['ALREADY_EXISTS', '', 'TAKEN'],
    ['not-found', '', 'NOT_FOUND'],
    ['conflict', '', 'CONFLICT'],
    ['out-of-range', 'maximum', 'OUT_OF_RANGE'],
    ['invalid', 'max_length', 'TOO_LONG'],
    ['invalid-range', '', 'END_BEFORE_START'],
    ['', 'usable-on-something', 'APPLIES_ON_NOTHING'],
    ['', '', 'INVALID'],
    ['constructor', 'constructor', 'INVALID'],
    ['__proto__', 'valueOf', 'INVALID'],
  ])('with code %j and validation %j is a user error of code %s', async (code, validation, expected) => {
    refuseWith(422, [{ path: 'code', code, validation }]);
    const { userErrors } = await write(UPDATE, changing({ code: 'X' }));
    expect(userErrors).toEqual([{ field: ['input', 'set', 'code'], code: expected }]);
  });

  it.each([
    // The path stands beside the message, and what only a program would say is said in other words.
    ['apply_to_products[1]', 'apply_to_products[1] must be string', 'The value is not allowed. Change it.'],
    ['expires_at', 'expires_at has to be later than usable_at.', 'Has to be later than usableAt. Change it.'],
    ['code', 'Is in use elsewhere', 'Is in use elsewhere. Change it.'],
    ['', 'Something about redeem_limit_store_amount', 'Something about redeemLimitStoreAmount. Change it.'],
    ['note', '', 'The value is not allowed. Change it.'],
  ])('is said in one voice: at %j %j becomes %j', async (path, message, expected) => {
    refuseWith(400, [{ path, message }]);
    const { data } = await gateway.query(UPDATE, { input: changing({ note: 'x' }) });
    expect(data.write.userErrors[0].message).toBe(expected);
  });

  it('is one user error for each entry, in its words and order, with what to do', async () => {
    refuseWith(400, [{ path: 'code', validation: 'unique' }, { path: 'nowhere' }, { path: 'note', code: 'required' }]);
    const { data } = await gateway.query(UPDATE, { input: changing({ note: 'x' }) });
    expect(data.write).toEqual({
      coupon: null,
      userErrors: [
        { field: ['input', 'set', 'code'], code: 'TAKEN', message: 'No. Choose another.' },
        { field: null, code: 'INVALID', message: 'No. Change it.' },
        { field: ['input', 'set', 'note'], code: 'REQUIRED', message: 'No. Give one.' },
      ],
    });
  });

  it.each([
    [400, 'REJECTED', 'Change the input accordingly.'],
    [422, 'REJECTED', 'Change the input accordingly.'],
    [409, 'CONFLICT', 'Read the object again, then decide.'],
  ])('without entries and with status %i is a user error %s in its words', async (status, code, advice) => {
    refuseWith(status, []);
    for (const [document, input] of [
      [CREATE, creating(NEW)],
      [UPDATE, changing({ enabled: true })],
      [DELETE, { id: ID }],
    ] as const) {
      const { data } = await gateway.query(document, { input });
      expect(data.write.userErrors).toEqual([{ field: null, code, message: `Not like this. ${advice}` }]);
    }
  });

  it('is a code that is taken, with status 409', async () => {
    const userErrors = [{ field: ['input', 'coupon', 'code'], code: 'TAKEN' }];
    expect((await write(CREATE, creating({ ...NEW, code: 'stored' }, STORE_ID))).userErrors).toEqual(userErrors);
  });

  it('is a value that the contract does not take', async () => {
    const { userErrors } = await write(UPDATE, changing({ note: null, code: ' ', usableByCustomerId: null }));
    expect(userErrors).toEqual([
      { field: ['input', 'set', 'note'], code: 'INVALID' },
      { field: ['input', 'set', 'usableByCustomerId'], code: 'INVALID' },
    ]);
    const blank = await write(UPDATE, changing({ code: ' ' }));
    expect(blank.userErrors).toEqual([{ field: ['input', 'set', 'code'], code: 'REQUIRED' }]);
  });

  it.each([
    ['couponCreate', CREATE, creating(NEW, '77'), 'storeId'],
    ['couponUpdate', UPDATE, changing({ enabled: true }, GONE_ID), 'id'],
    ['couponDelete', DELETE, { id: GONE_ID }, 'id'],
  ])('is what does not exist: %s gives NOT_FOUND', async (_name, document, input, field) => {
    const { userErrors } = await write(document, input);
    expect(userErrors).toEqual([{ field: ['input', field], code: 'NOT_FOUND' }]);
    expect(sent()).toHaveLength(1);
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [429, 'RATE_LIMITED'],
    [500, 'UPSTREAM_ERROR'],
    [503, 'UPSTREAM_UNAVAILABLE'],
  ])('is not the input where the status is %i: that is an error of code %s', async (status, code) => {
    gateway.sandbox.faults.add({ kind: 'error', status });
    const { data, errors } = await gateway.query(CREATE, { input: creating(NEW) });
    expect(data).toEqual({ write: null });
    expect(errors).toMatchObject([{ path: ['write'], extensions: { code, upstream: { status } } }]);
  });
});

describe('a write whose answer is lost', () => {
  const json = (body: object): Fault => ({ kind: 'answer', status: 200, body: JSON.stringify(body) });
  const LOST: readonly (readonly [id: string, fault: Fault])[] = [
    ['connection reset after the body was read', { kind: 'reset' }],
    ['connection reset after the head was read', { kind: 'reset', at: 'head' }],
    ['answer cut in the middle', { kind: 'truncate' }],
    ['no answer in time', { kind: 'hang' }],
    ['web page with status 200', { kind: 'html' }],
    ['nothing with status 200', { kind: 'empty' }],
    ['redirect', { kind: 'redirect', location: 'http://127.0.0.1:1/' }],
  ];
  const UNREADABLE: readonly (readonly [id: string, fault: Fault])[] = [
    ['null', { kind: 'answer', status: 200, body: 'null' }],
    ['a list', json([])],
    ['an object without ids', json({ enabled: true })],
    ['a coupon without its fields', json({ id: COUPON_ID, store_id: STORE_ID })],
  ];
  it('is looked for, too, where the API fails by itself', async () => {
    own.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'POST' }, carriedOut: true });
    const { data, errors } = await own.query(CREATE, { input: creating(NEW) });
    expect(errors).toBeUndefined();
    expect(data.write).toMatchObject({ coupon: { code: NEW.code }, userErrors: [] });
    expect(methodsOf(own)).toEqual(['POST', 'GET']);
  });

  const NOTHING = ['nothing with status 204', { kind: 'empty', status: 204 }] as const;
  const UNKNOWN = { field: null, code: 'OUTCOME_UNKNOWN' };
  const methodsOf = ({ sandbox }: TestGateway) => sandbox.requests.map(({ method }) => method);

  // One of its own for each: after some losses a gateway holds calls back.
  let own: TestGateway;
  beforeEach(async () => {
    own = await startGateway({ env: { UPSTREAM_TIMEOUT_MS: '300' } });
    own.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID, note: 'kept' }]);
  });
  afterEach(() => own.close());

  it.each([...LOST, ...UNREADABLE, NOTHING])(
    'by POST is OUTCOME_UNKNOWN and not sent again: %s',
    async (_id, fault) => {
      own.sandbox.faults.add(fault);
      const payload = await write(CREATE, creating(NEW, STORE_ID), own);
      expect(payload).toEqual({ coupon: null, couponEdge: null, userErrors: [UNKNOWN] });
      expect(methodsOf(own).filter((method) => method === 'POST')).toHaveLength(1);
    },
  );

  it.each([...LOST, ...UNREADABLE])('by PATCH is OUTCOME_UNKNOWN and not sent again: %s', async (_id, fault) => {
    own.sandbox.faults.add(fault);
    expect(await write(UPDATE, changing({ note: 'x' }), own)).toEqual({ coupon: null, userErrors: [UNKNOWN] });
    expect(methodsOf(own)).toEqual(['PATCH']);
  });

  it.each([
    ['another coupon', { id: '1' }],
    ['a coupon of another store', { store_id: EMPTY_STORE_ID }],
  ])('by PATCH is OUTCOME_UNKNOWN where the answer is %s', async (_what, other) => {
    const stored = gateway.sandbox.data.coupon(STORE_ID, COUPON_ID);
    gateway.sandbox.faults.add(json({ ...stored, ...other }));
    expect(await write(UPDATE, changing({ note: 'x' }))).toEqual({ coupon: null, userErrors: [UNKNOWN] });
  });

  it.each(LOST.filter(([id]) => id !== 'nothing with status 200'))(
    'by DELETE is OUTCOME_UNKNOWN, once trying again did not help: %s',
    async (_id, fault) => {
      own.sandbox.faults.add(fault);
      expect(await write(DELETE, { id: ID }, own)).toEqual({ deletedCouponId: null, userErrors: [UNKNOWN] });
      expect(methodsOf(own)).toEqual(expect.arrayContaining(['DELETE']));
      expect(methodsOf(own).length).toBeLessThanOrEqual(3);
    },
  );

  it('may have been made, and says where to look', async () => {
    gateway.sandbox.faults.add({ kind: 'reset' }, { times: 1, carriedOut: true });
    const { data } = await gateway.query(UPDATE, { input: changing({ note: 'made' }) });
    expect(data.write.userErrors[0].message).toMatch(/lost.*Look at the coupon before you send it again/);
    const after = await gateway.query('query($id: ID!) { node(id: $id) { ... on Coupon { note } } }', { id: ID });
    expect(after.data.node).toEqual({ note: 'made' });
  });
});

it('a write that was never sent is an error, and its outcome is known', async () => {
  const port = await closedPort();
  const cutOff = await startGateway({ apiUrl: `http://127.0.0.1:${port}` });
  const writes = [
    [CREATE, creating(NEW)],
    [UPDATE, changing({ enabled: true })],
    [DELETE, { id: ID }],
  ] as const;
  const answers: Answer[] = [];
  for (const [document, input] of writes) answers.push(await cutOff.query(document, { input }));
  await cutOff.close();
  for (const { data, errors } of answers) {
    expect(data).toEqual({ write: null });
    expect(errors).toMatchObject([{ path: ['write'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  }
});

describe('two mutations in one document', () => {
  it('run one after the other, in the order written', async () => {
    const document = `mutation($one: CouponCreateInput!, $two: CouponUpdateInput!, $three: CouponDeleteInput!) {
      b: couponCreate(input: $one) { userErrors { code } }
      a: couponUpdate(input: $two) { coupon { note } userErrors { code } }
      c: couponDelete(input: $three) { deletedCouponId }
    }`;
    gateway.sandbox.faults.add({ kind: 'delay', ms: 30 }, { when: { method: 'POST' } });
    const input = {
      one: creating({ ...NEW, code: 'STORED' }, STORE_ID),
      two: changing({ note: 'two' }),
      three: { id: ID },
    };
    const { data } = await gateway.query(document, input);
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'DELETE']);
    expect(gateway.sandbox.peakConcurrency).toBe(1);
    expect(data).toEqual({
      b: { userErrors: [{ code: 'TAKEN' }] },
      a: { coupon: { note: 'two' }, userErrors: [] },
      c: { deletedCouponId: ID },
    });
  });

  it('keep what the first one made when the second one fails', async () => {
    const document = `mutation($one: CouponCreateInput!, $two: CouponUpdateInput!) {
      made: couponCreate(input: $one) { coupon { code } userErrors { code } }
      failed: couponUpdate(input: $two) { coupon { code } }
    }`;
    gateway.sandbox.faults.add({ kind: 'error', status: 429 }, { when: { method: 'PATCH' } });
    const input = { one: creating({ ...NEW, code: 'KEPT' }), two: changing({ note: 'x' }) };
    const { data, errors } = await gateway.query(document, input);
    expect(data).toEqual({ made: { coupon: { code: 'KEPT' }, userErrors: [] }, failed: null });
    expect(errors).toMatchObject([{ path: ['failed'], extensions: { code: 'RATE_LIMITED' } }]);
  });

  it('read afresh what the other one changed', async () => {
    const noting = (note: string) =>
      `couponUpdate(input: { id: "${ID}", set: { note: "${note}" } }) { coupon { store { coupon(couponId: "${COUPON_ID}") { note } } } }`;
    const { data } = await gateway.query(`mutation { one: ${noting('1')} two: ${noting('2')} }`);
    expect(data.one.coupon.store.coupon).toEqual({ note: '1' });
    expect(data.two.coupon.store.coupon).toEqual({ note: '2' });
  });
});

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
