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

/** The smallest input that creates a coupon, and its REST body. */
const NEW = {
  storeId: EMPTY_STORE_ID,
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
    const { coupon, couponEdge, userErrors } = await write(CREATE, {
      ...NEW,
      code: 'NEW-1',
      discountAmount: '9007199254740993',
    });
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
    ['note', 'note', null],
    ['durationInMonths', 'duration_in_months', null],
    ['durationInIntervals', 'duration_in_intervals', null],
    ['applyToProductIds', 'apply_to_products', null],
    ['applyToProductIds', 'apply_to_products', []],
    ['applyToTagIds', 'apply_to_tags', null],
    ['applyToTagIds', 'apply_to_tags', []],
    ['applyToTagIds', 'apply_to_tags', ['2', '1']],
    ['usableByCustomerId', 'usable_by_customer_id', null],
    ['usableAt', 'usable_at', null],
    ['expiresAt', 'expires_at', null],
  ])('sends %s as %s: %j', async (field, rest, value) => {
    await write(CREATE, { ...NEW, code: `SENT-${rest}`, [field]: value });
    expect(sent()).toEqual([['POST', PATH, { ...NEW_BODY, code: `SENT-${rest}`, [rest]: value }]]);
  });
});

describe('couponUpdate', () => {
  const PATH = `/v1/stores/${STORE_ID}/coupons/${COUPON_ID}`;

  it('sends one PATCH with exactly what the caller gave, and leaves the rest as it was', async () => {
    const { coupon, userErrors } = await write(UPDATE, {
      id: ID,
      discountAmount: 700,
      redeemLimitStoreAmount: '9223372036854775807',
    });
    expect(userErrors).toEqual([]);
    expect(gateway.sandbox.requests.map(({ method, path }) => [method, path])).toEqual([['PATCH', PATH]]);
    expect(gateway.sandbox.requests[0]?.body).toBe(
      '{"discount_amount":700,"redeem_limit_store_amount":9223372036854775807}',
    );
    expect(coupon).toEqual({ id: ID, code: 'STORED', note: 'kept', discountAmount: '700' });
  });

  it.each([
    ['note', 'note', null],
    ['note', 'note', ''],
    ['enabled', 'enabled', false],
    ['enabled', 'enabled', null],
    ['code', 'code', null],
    ['applyToProductIds', 'apply_to_products', null],
    ['applyToProductIds', 'apply_to_products', []],
    ['durationInIntervals', 'duration_in_intervals', 0],
    ['durationInMonths', 'duration_in_months', null],
    ['usableByCustomerId', 'usable_by_customer_id', null],
    ['expiresAt', 'expires_at', null],
  ])('sends %s as %s: %j and nothing else', async (field, rest, value) => {
    await write(UPDATE, { id: ID, [field]: value });
    expect(sent()).toEqual([['PATCH', PATH, { [rest]: value }]]);
  });

  it.each([
    ['no field', `mutation { couponUpdate(input: { id: "${ID}" }) { coupon { id } userErrors { field code } } }`],
    [
      'only variables that were left out',
      `mutation($note: String) { couponUpdate(input: { id: "${ID}", note: $note }) { coupon { id } userErrors { field code } } }`,
    ],
  ])('refuses an update with %s without asking the REST API', async (_what, document) => {
    const { data } = await gateway.query(document);
    expect(data.couponUpdate).toEqual({ coupon: null, userErrors: [{ field: ['input'], code: 'REQUIRED' }] });
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

  const BOTH: readonly (readonly [id: string, input: object, mistakes: Mistakes])[] = [
    ['expiry at the start', { usableAt: START, expiresAt: START }, { expiresAt: 'INVALID' }],
    ['expiry before the start', { usableAt: START, expiresAt: '2026-02-28T00:00:00Z' }, { expiresAt: 'INVALID' }],
    [
      'expiry less than a millisecond before the start',
      { usableAt: START, expiresAt: '2026-03-01T12:00:00.1234566Z' },
      { expiresAt: 'INVALID' },
    ],
    [
      'expiry at the start, with more zeros',
      { usableAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-01T12:00:00.0000000Z' },
      { expiresAt: 'INVALID' },
    ],
    [
      'expiry at the start in another zone',
      { usableAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-01T14:00:00+02:00' },
      { expiresAt: 'INVALID' },
    ],
    [
      'expiry that only looks later than the start',
      { usableAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-01T23:00:00+12:00' },
      { expiresAt: 'INVALID' },
    ],
    [
      'usable on nothing',
      { usableOnOneTimePurchase: false, usableOnSubscription: false },
      { usableOnOneTimePurchase: 'INVALID' },
    ],
    ['negative discount', { discountAmount: -1 }, { discountAmount: 'INVALID' }],
    ['negative beyond 2^53', { discountAmount: '-9223372036854775808' }, { discountAmount: 'INVALID' }],
    ['negative minimum', { minimumOrderValue: '-1' }, { minimumOrderValue: 'INVALID' }],
    ['negative store limit', { redeemLimitStoreAmount: -1 }, { redeemLimitStoreAmount: 'INVALID' }],
    ['negative customer limit', { redeemLimitCustomerAmount: -1 }, { redeemLimitCustomerAmount: 'INVALID' }],
    ['negative months', { durationInMonths: -1 }, { durationInMonths: 'INVALID' }],
    ['negative intervals', { durationInIntervals: -1 }, { durationInIntervals: 'INVALID' }],
    ['unknown duration', { duration: 'UNKNOWN' }, { duration: 'INVALID' }],
    ['unknown discount type', { discountType: 'UNKNOWN' }, { discountType: 'INVALID' }],
    [
      'repeating with both lengths cleared',
      { duration: 'REPEATING', durationInMonths: null, durationInIntervals: null },
      { durationInIntervals: 'REQUIRED' },
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
        durationInMonths: 'INVALID',
        discountAmount: 'INVALID',
        minimumOrderValue: 'INVALID',
        redeemLimitStoreAmount: 'INVALID',
        redeemLimitCustomerAmount: 'INVALID',
        usableOnOneTimePurchase: 'INVALID',
        expiresAt: 'INVALID',
      },
    ],
  ];

  const toErrors = (mistakes: Mistakes) =>
    Object.entries(mistakes).map(([field, code]) => ({ field: ['input', field], code }));

  it.each(BOTH)('is refused in both mutations without asking the REST API: %s', async (_id, input, mistakes) => {
    expect(await write(CREATE, { ...NEW, ...input })).toEqual({
      coupon: null,
      couponEdge: null,
      userErrors: toErrors(mistakes),
    });
    expect(await write(UPDATE, { id: ID, ...input })).toEqual({ coupon: null, userErrors: toErrors(mistakes) });
    expect(sent()).toEqual([]);
  });

  it.each([
    ['repeating without a length', { duration: 'REPEATING' }],
    ['repeating with a length of null', { duration: 'REPEATING', durationInMonths: null }],
  ])('is refused on create without asking the REST API: %s', async (_id, input) => {
    const { userErrors } = await write(CREATE, { ...NEW, ...input });
    expect(userErrors).toEqual(toErrors({ durationInIntervals: 'REQUIRED' }));
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
    ['zeros', { discountAmount: 0, minimumOrderValue: 0, redeemLimitStoreAmount: 0, redeemLimitCustomerAmount: 0 }],
  ])('is not seen where the REST API has to decide: %s', async (_id, input) => {
    await write(UPDATE, { id: ID, ...input });
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
    const userErrors = [{ field: ['input', 'id'], code: 'INVALID' }];
    expect(await write(UPDATE, { id, enabled: true })).toEqual({ coupon: null, userErrors });
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
    ['code', ['input', 'code']],
    ['apply_to_products', ['input', 'applyToProductIds']],
    ['apply_to_products[1]', ['input', 'applyToProductIds', '1']],
    ['apply_to_tags.0', ['input', 'applyToTagIds', '0']],
    ['/apply_to_tags/2', ['input', 'applyToTagIds', '2']],
    ['$.usable_by_customer_id', ['input', 'usableByCustomerId']],
    ['discountAmount', ['input', 'discountAmount']],
    ['RedeemLimitStoreAmount', ['input', 'redeemLimitStoreAmount']],
    ['expires_at', ['input', 'expiresAt']],
    ['', null],
    ['$', null],
    ['[0]', null],
    ['0', null],
    ['version_id', null],
    ['code.length', null],
    ['constructor', null],
    ['__proto__', null],
  ])('at path %j is a user error at %j', async (path, field) => {
    refuseWith(400, [{ path, code: 'invalid-value' }]);
    expect((await write(UPDATE, { id: ID, enabled: true })).userErrors).toEqual([{ field, code: 'INVALID' }]);
    expect((await write(CREATE, NEW)).userErrors).toEqual([{ field, code: 'INVALID' }]);
  });

  it.each([
    ['required', '', 'REQUIRED'],
    ['', 'required', 'REQUIRED'],
    ['invalid', 'not_null', 'REQUIRED'],
    ['unique', '', 'TAKEN'],
    ['already-exists', 'unique', 'TAKEN'],
    ['ALREADY_EXISTS', '', 'TAKEN'],
    ['not-found', '', 'NOT_FOUND'],
    ['conflict', '', 'CONFLICT'],
    ['out-of-range', 'maximum', 'INVALID'],
    ['', '', 'INVALID'],
    ['constructor', 'constructor', 'INVALID'],
    ['__proto__', 'valueOf', 'INVALID'],
  ])('with code %j and validation %j is a user error of code %s', async (code, validation, expected) => {
    refuseWith(422, [{ path: 'code', code, validation }]);
    const { userErrors } = await write(UPDATE, { id: ID, code: 'X' });
    expect(userErrors).toEqual([{ field: ['input', 'code'], code: expected }]);
  });

  it('names fields as this API does', async () => {
    const [path, message] = ['apply_to_products[1]', 'apply_to_products[1] must be string, and not apply_to_products.'];
    refuseWith(400, [{ path, message }]);
    const { data } = await gateway.query(UPDATE, { input: { id: ID, note: 'x' } });
    expect(data.write.userErrors[0].message).toBe(
      'applyToProductIds.1 must be string, and not apply_to_products. Change it.',
    );
  });

  it('is one user error for each entry, in its words and order, with what to do', async () => {
    refuseWith(400, [{ path: 'code', validation: 'unique' }, { path: 'nowhere' }, { path: 'note', code: 'required' }]);
    const { data } = await gateway.query(UPDATE, { input: { id: ID, note: 'x' } });
    expect(data.write).toEqual({
      coupon: null,
      userErrors: [
        { field: ['input', 'code'], code: 'TAKEN', message: 'No. Choose another.' },
        { field: null, code: 'INVALID', message: 'No. Change it.' },
        { field: ['input', 'note'], code: 'REQUIRED', message: 'No. Give one.' },
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
      [CREATE, NEW],
      [UPDATE, { id: ID, enabled: true }],
      [DELETE, { id: ID }],
    ] as const) {
      const { data } = await gateway.query(document, { input });
      expect(data.write.userErrors).toEqual([{ field: null, code, message: `Not like this. ${advice}` }]);
    }
  });

  it('is a code that is taken, with status 409', async () => {
    const userErrors = [{ field: ['input', 'code'], code: 'TAKEN' }];
    expect((await write(CREATE, { ...NEW, storeId: STORE_ID, code: 'stored' })).userErrors).toEqual(userErrors);
  });

  it('is a value that the contract does not take', async () => {
    const { userErrors } = await write(UPDATE, { id: ID, note: null, code: ' ', usableByCustomerId: null });
    expect(userErrors).toEqual([
      { field: ['input', 'note'], code: 'INVALID' },
      { field: ['input', 'usableByCustomerId'], code: 'INVALID' },
    ]);
    const blank = await write(UPDATE, { id: ID, code: ' ' });
    expect(blank.userErrors).toEqual([{ field: ['input', 'code'], code: 'REQUIRED' }]);
  });

  it.each([
    ['couponCreate', CREATE, { ...NEW, storeId: '77' }, 'storeId'],
    ['couponUpdate', UPDATE, { id: GONE_ID, enabled: true }, 'id'],
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
    const { data, errors } = await gateway.query(CREATE, { input: NEW });
    expect(data).toBeNull();
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
      const payload = await write(CREATE, { ...NEW, storeId: STORE_ID }, own);
      expect(payload).toEqual({ coupon: null, couponEdge: null, userErrors: [UNKNOWN] });
      expect(methodsOf(own).filter((method) => method === 'POST')).toHaveLength(1);
    },
  );

  it.each([...LOST, ...UNREADABLE])('by PATCH is OUTCOME_UNKNOWN and not sent again: %s', async (_id, fault) => {
    own.sandbox.faults.add(fault);
    expect(await write(UPDATE, { id: ID, note: 'x' }, own)).toEqual({ coupon: null, userErrors: [UNKNOWN] });
    expect(methodsOf(own)).toEqual(['PATCH']);
  });

  it.each([
    ['another coupon', { id: '1' }],
    ['a coupon of another store', { store_id: EMPTY_STORE_ID }],
  ])('by PATCH is OUTCOME_UNKNOWN where the answer is %s', async (_what, other) => {
    const stored = gateway.sandbox.data.coupon(STORE_ID, COUPON_ID);
    gateway.sandbox.faults.add(json({ ...stored, ...other }));
    expect(await write(UPDATE, { id: ID, note: 'x' })).toEqual({ coupon: null, userErrors: [UNKNOWN] });
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
    const { data } = await gateway.query(UPDATE, { input: { id: ID, note: 'made' } });
    expect(data.write.userErrors[0].message).toMatch(/lost.*Look at the coupon before you send it again/);
    const after = await gateway.query('query($id: ID!) { node(id: $id) { ... on Coupon { note } } }', { id: ID });
    expect(after.data.node).toEqual({ note: 'made' });
  });
});

it('a write that was never sent is an error, and its outcome is known', async () => {
  const port = await closedPort();
  const cutOff = await startGateway({ apiUrl: `http://127.0.0.1:${port}` });
  const writes = [
    [CREATE, NEW],
    [UPDATE, { id: ID, enabled: true }],
    [DELETE, { id: ID }],
  ] as const;
  const answers: Answer[] = [];
  for (const [document, input] of writes) answers.push(await cutOff.query(document, { input }));
  await cutOff.close();
  for (const { data, errors } of answers) {
    expect(data).toBeNull();
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
      one: { ...NEW, code: 'STORED', storeId: STORE_ID },
      two: { id: ID, note: 'two' },
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

  it('read afresh what the other one changed', async () => {
    const changing = (note: string) =>
      `couponUpdate(input: { id: "${ID}", note: "${note}" }) { coupon { store { coupon(couponId: "${COUPON_ID}") { note } } } }`;
    const { data } = await gateway.query(`mutation { one: ${changing('1')} two: ${changing('2')} }`);
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
