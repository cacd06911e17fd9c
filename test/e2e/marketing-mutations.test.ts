import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseJson, printJson } from '../../src/rest/json.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const USER_ERRORS = 'userErrors { field code message }';
const SET = `mutation($input: MarketingConfigurationSetInput!) { write: marketingConfigurationSet(input: $input) {
  marketingConfiguration { id enabled maximumOrderValue commands { command } } ${USER_ERRORS}
} }`;
const UPDATE = `mutation($input: MarketingConfigurationUpdateInput!) { write: marketingConfigurationUpdate(input: $input) {
  marketingConfiguration { id enabled maximumOrderValue commands { command } } ${USER_ERRORS}
} }`;

const KINDS = [
  ['ABANDONED_CHECKOUT', 'abandoned-checkouts'],
  ['PURCHASE_FOLLOW_UP', 'purchase-follow-ups'],
] as const;
const [[KIND, REST_KIND]] = KINDS;

const toId = (storeId: string, kind: string) => `gid://paynow/MarketingConfiguration/${storeId}/${kind}`;
const setting = (configuration: object, kind: string = KIND, storeId = STORE_ID) => ({ storeId, kind, configuration });
const changing = (set: object, id: unknown = toId(STORE_ID, KIND)) => ({ id, set });

/** The smallest configuration, and its REST body. */
const NEW = {
  enabled: true,
  triggerAfter: 'PT2H',
  minimumOrderValue: '9007199254740993',
  couponConfiguration: {
    duration: 'ONCE',
    discountType: 'PERCENT',
    discountAmount: 150,
    discountOnlyRequiredTagsOrProducts: false,
    discountApplyBeforeSales: true,
    requiredTagIds: [],
    requiredProductIds: ['2', '1'],
    minimumOrderValue: 0,
    customerRedeemLimitEnabled: true,
    customerRedeemLimit: '9223372036854775807',
    usableOnOneTimePurchases: true,
    usableOnSubscriptions: false,
  },
  commands: [],
};
const NEW_BODY = {
  enabled: true,
  trigger_after: 'PT2H',
  minimum_order_value: 9007199254740993n,
  coupon_configuration: {
    duration: 'once',
    discount_type: 'percent',
    discount_amount: 150,
    discount_only_required_tags_or_products: false,
    discount_apply_before_sales: true,
    required_tag_ids: [],
    required_product_ids: ['2', '1'],
    minimum_order_value: 0,
    customer_redeem_limit_enabled: true,
    customer_redeem_limit: 9223372036854775807n,
    usable_on_one_time_purchases: true,
    usable_on_subscriptions: false,
  },
  commands: [],
};

/** A stored configuration with everything in it, keys newer than the gateway included. */
const STORED = {
  store_id: STORE_ID,
  enabled: true,
  invalid: true,
  trigger_after: 'P1M',
  minimum_order_value: 9007199254740993n,
  maximum_order_value: 9223372036854775807n,
  max_coupons_per_customer_amount: 1,
  max_coupons_per_customer_period: 'P30D',
  max_coupons_global_amount: 500,
  max_coupons_global_period: 'P1W',
  coupon_configuration: {
    duration: 'repeating',
    duration_in_intervals: 3,
    discount_type: 'amount',
    discount_amount: 9007199254740995n,
    discount_only_required_tags_or_products: true,
    discount_apply_before_sales: false,
    required_tag_ids: ['411512043389284352'],
    required_product_ids: [],
    minimum_order_value: 1000,
    customer_redeem_limit_enabled: true,
    customer_redeem_limit: 1,
    usable_on_one_time_purchases: true,
    usable_on_subscriptions: true,
    expires_after: 'P7D',
    stacking: { with: ['sales'], limit: 9007199254740997n },
  },
  commands: [
    { id: '438270118912032768', store_id: STORE_ID, command: 'say hi', online_only: false, delay: 'PT5S' },
    { id: '438270118912032769', store_id: STORE_ID, command: 'give bread', online_only: true, delay: null },
  ],
  updated_by: { type: 'user', id: '398112045113409536' },
  updated_at: '2025-06-15T16:12:09.7315522Z',
  channels: ['mail', 'push'],
  priority: null,
};

/** What is written back of it when nothing is changed. */
const { store_id, invalid, updated_by, updated_at, ...KEPT } = STORED;
const WRITTEN_BACK = {
  ...KEPT,
  commands: [
    { command: 'say hi', online_only: false, delay: 'PT5S' },
    { command: 'give bread', online_only: true, delay: null },
  ],
};

let gateway: TestGateway;
const running: TestGateway[] = [];

beforeAll(async () => {
  gateway = await startGateway({ sandbox: { unknownKeys: 'keep' } });
});
afterAll(() => gateway.close());

beforeEach(() => {
  gateway.sandbox.faults.clear();
  for (const [, restKind] of KINDS) gateway.sandbox.data.setMarketing(STORE_ID, restKind, STORED, { raw: true });
  gateway.sandbox.clearRequests();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

/** A gateway for one test. */
async function startOwn(sandbox: SandboxOptions, env: Record<string, string> = {}): Promise<TestGateway> {
  const own = await startGateway({ sandbox, env });
  running.push(own);
  return own;
}

type Payload = Record<string, unknown> & { readonly userErrors: readonly { field: unknown; code: string }[] };

/** The payload of a write, without the messages of its user errors; fails on errors outside it. */
async function write(document: string, input: object, { query } = gateway): Promise<Payload> {
  const { data, errors } = await query(document, { input });
  expect(errors).toBeUndefined();
  const userErrors = (data.write as Payload).userErrors.map(({ field, code }) => ({ field, code }));
  return { ...data.write, userErrors };
}

function methodsOf({ sandbox }: TestGateway): string[] {
  return sandbox.requests.map(({ method }) => method);
}

/** The body of the only PUT. */
function putBodyOf({ sandbox }: TestGateway): unknown {
  const puts = sandbox.requests.filter(({ method }) => method === 'PUT');
  expect(puts).toHaveLength(1);
  return parseJson(puts[0]?.body ?? '');
}

describe.each(KINDS)('a configuration for %s', (kind, restKind) => {
  const path = `/v1/stores/${STORE_ID}/marketing/${restKind}/configuration`;
  const id = toId(STORE_ID, kind);

  it('is replaced as a whole by one PUT with exactly what the caller gave', async () => {
    const { marketingConfiguration, userErrors } = await write(SET, setting(NEW, kind));
    expect(userErrors).toEqual([]);
    expect(gateway.sandbox.requests.map((request) => [request.method, request.path])).toEqual([['PUT', path]]);
    expect(putBodyOf(gateway)).toEqual(NEW_BODY);
    expect(gateway.sandbox.requests[0]?.body).toContain('"customer_redeem_limit":9223372036854775807,');
    expect(marketingConfiguration).toEqual({ id, enabled: true, maximumOrderValue: null, commands: [] });
    const stored = gateway.sandbox.data.marketing(STORE_ID, restKind);
    expect(stored).not.toHaveProperty('max_coupons_global_period');
    expect(stored).not.toHaveProperty('channels');
  });

  it('is changed by one GET and one PUT, which holds all that was stored, newer keys included', async () => {
    const { marketingConfiguration, userErrors } = await write(UPDATE, changing({ enabled: false }, id));
    expect(userErrors).toEqual([]);
    expect(gateway.sandbox.requests.map((request) => [request.method, request.path])).toEqual([
      ['GET', path],
      ['PUT', path],
    ]);
    expect(putBodyOf(gateway)).toEqual({ ...WRITTEN_BACK, enabled: false });
    expect(marketingConfiguration).toMatchObject({ id, enabled: false, maximumOrderValue: '9223372036854775807' });
  });
});

describe('marketingConfigurationSet', () => {
  it.each([
    ['maxCouponsPerCustomerAmount', 'max_coupons_per_customer_amount', 0],
    ['maxCouponsGlobalPeriod', 'max_coupons_global_period', 'P30D'],
  ])('sends %s as %s: %j', async (field, rest, value) => {
    await write(SET, setting({ ...NEW, [field]: value }));
    expect(putBodyOf(gateway)).toEqual({ ...NEW_BODY, [rest]: value });
  });

  it('sends commands as they are given', async () => {
    const { marketingConfiguration } = await write(
      SET,
      setting({ ...NEW, commands: [{ command: 'a 🎟️', onlineOnly: true }] }),
    );
    expect(putBodyOf(gateway)).toEqual({ ...NEW_BODY, commands: [{ command: 'a 🎟️', online_only: true }] });
    expect(marketingConfiguration).toMatchObject({ commands: [{ command: 'a 🎟️' }] });
  });

  it('makes the first configuration of a store', async () => {
    const { marketingConfiguration } = await write(SET, setting(NEW, KIND, EMPTY_STORE_ID));
    expect(marketingConfiguration).toMatchObject({ id: expect.stringContaining(EMPTY_STORE_ID) });
  });
});

describe('marketingConfigurationUpdate', () => {
  it.each([
    ['enabled', false, { enabled: false }],
    ['minimumOrderValue', '9007199254740999', { minimum_order_value: 9007199254740999n }],
    ['maximumOrderValue', null, { maximum_order_value: null }],
    ['maxCouponsPerCustomerAmount', null, { max_coupons_per_customer_amount: null }],
    ['maxCouponsGlobalAmount', 7, { max_coupons_global_amount: 7 }],
    ['triggerAfter', 'P1M', { trigger_after: 'P1M' }],
    ['commands', [], { commands: [] }],
    ['commands', [{ command: 'new', onlineOnly: true }], { commands: [{ command: 'new', online_only: true }] }],
  ])('writes %s %j over what is stored', async (field, value, change) => {
    await write(UPDATE, changing({ [field]: value }));
    expect(methodsOf(gateway)).toEqual(['GET', 'PUT']);
    expect(putBodyOf(gateway)).toEqual({ ...WRITTEN_BACK, ...change });
  });

  it.each([
    ['discount', { amount: '9007199254740993' }, { discount_amount: 9007199254740993n }],
    ['discount', { percentage: 12.5 }, { discount_type: 'percent', discount_amount: 125 }],
    ['durationInIntervals', null, { duration_in_intervals: null }],
    ['duration', 'FOREVER', { duration: 'forever' }],
    ['requiredTagIds', [], { required_tag_ids: [] }],
    ['requiredProductIds', ['2', '1'], { required_product_ids: ['2', '1'] }],
    ['expiresAfter', 'P30D', { expires_after: 'P30D' }],
  ])('writes couponConfiguration.%s %j over what is stored', async (field, value, change) => {
    await write(UPDATE, changing({ couponConfiguration: { [field]: value } }));
    const coupon_configuration = { ...WRITTEN_BACK.coupon_configuration, ...change };
    expect(putBodyOf(gateway)).toEqual({ ...WRITTEN_BACK, coupon_configuration });
  });

  it('clears a period with null by leaving it out of the PUT', async () => {
    const { userErrors } = await write(
      UPDATE,
      changing({
        maxCouponsPerCustomerPeriod: null,
        maxCouponsGlobalPeriod: null,
        couponConfiguration: { expiresAfter: null },
      }),
    );
    expect(userErrors).toEqual([]);
    const { max_coupons_per_customer_period, max_coupons_global_period, ...rest } = WRITTEN_BACK;
    const { expires_after, ...coupon_configuration } = rest.coupon_configuration;
    expect(putBodyOf(gateway)).toEqual({ ...rest, coupon_configuration });
  });

  it('leaves out periods that are stored as null, and keeps other nulls', async () => {
    const coupon_configuration = { ...STORED.coupon_configuration, expires_after: null, duration_in_intervals: null };
    const stored = { ...STORED, max_coupons_global_period: null, maximum_order_value: null, coupon_configuration };
    gateway.sandbox.data.setMarketing(STORE_ID, REST_KIND, stored, { raw: true });
    await write(UPDATE, changing({ enabled: false }));
    const body = putBodyOf(gateway) as Record<string, object>;
    expect(body).not.toHaveProperty('max_coupons_global_period');
    expect(body.coupon_configuration).not.toHaveProperty('expires_after');
    expect(body).toMatchObject({ maximum_order_value: null, coupon_configuration: { duration_in_intervals: null } });
  });

  it.each([
    ['no field', {}],
    ['an empty coupon configuration', { couponConfiguration: {} }],
  ])('refuses an update with %s without asking the REST API', async (_what, set) => {
    expect(await write(UPDATE, changing(set))).toEqual({
      marketingConfiguration: null,
      userErrors: [{ field: ['input', 'set'], code: 'REQUIRED' }],
    });
    expect(methodsOf(gateway)).toEqual([]);
  });

  it.each([
    ['the store has none', EMPTY_STORE_ID],
    ['there is no such store', '77'],
  ])('is NOT_FOUND and writes nothing where %s', async (_why, storeId) => {
    gateway.sandbox.data.setMarketing(EMPTY_STORE_ID, REST_KIND, undefined);
    const { userErrors } = await write(UPDATE, changing({ enabled: true }, toId(storeId, KIND)));
    expect(userErrors).toEqual([{ field: ['input', 'id'], code: 'NOT_FOUND' }]);
    expect(methodsOf(gateway)).toEqual(['GET']);
  });

  it('fails and writes nothing where the stored configuration cannot be read', async () => {
    gateway.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'GET' } });
    const { data, errors } = await gateway.query(UPDATE, { input: changing({ enabled: true }) });
    expect(data).toEqual({ write: null });
    expect(errors).toMatchObject([{ path: ['write'], extensions: { code: 'UPSTREAM_ERROR' } }]);
    expect(methodsOf(gateway)).not.toContain('PUT');
  });
});

describe('a PUT that is answered with 204', () => {
  it.each([
    ['set', SET, setting(NEW), ['PUT', 'GET']],
    ['update', UPDATE, changing({ enabled: true, maximumOrderValue: null }), ['GET', 'PUT', 'GET']],
  ])('is followed by a read: %s', async (_name, document, input, methods) => {
    const own = await startOwn({ putAnswers: 204 });
    const { marketingConfiguration, userErrors } = await write(document, input, own);
    expect(userErrors).toEqual([]);
    expect(marketingConfiguration).toMatchObject({ enabled: true, maximumOrderValue: null });
    expect(methodsOf(own)).toEqual(methods);
  });
});

describe('a mistake that is certain', () => {
  /** Codes by path below the input, in the order of the answer. */
  type Mistakes = Readonly<Record<string, string>>;
  const inCoupon = (fields: object) => ({ couponConfiguration: { ...NEW.couponConfiguration, ...fields } });

  const MISTAKES: readonly (readonly [id: string, input: object, mistakes: Mistakes])[] = [
    ['negative minimum', { minimumOrderValue: -1 }, { minimumOrderValue: 'OUT_OF_RANGE' }],
    ['negative maximum', { maximumOrderValue: '-9007199254740993' }, { maximumOrderValue: 'OUT_OF_RANGE' }],
    ['negative customer limit', { maxCouponsPerCustomerAmount: -1 }, { maxCouponsPerCustomerAmount: 'OUT_OF_RANGE' }],
    ['negative global limit', { maxCouponsGlobalAmount: -1 }, { maxCouponsGlobalAmount: 'OUT_OF_RANGE' }],
    ['negative discount', inCoupon({ discountAmount: -1 }), { 'couponConfiguration.discountAmount': 'OUT_OF_RANGE' }],
    [
      'negative minimum of the coupon',
      inCoupon({ minimumOrderValue: -1 }),
      { 'couponConfiguration.minimumOrderValue': 'OUT_OF_RANGE' },
    ],
    [
      'negative redeem limit',
      inCoupon({ customerRedeemLimit: -1 }),
      { 'couponConfiguration.customerRedeemLimit': 'OUT_OF_RANGE' },
    ],
    ['negative months', inCoupon({ durationInMonths: -1 }), { 'couponConfiguration.durationInMonths': 'OUT_OF_RANGE' }],
    [
      'negative intervals',
      inCoupon({ durationInIntervals: -1 }),
      { 'couponConfiguration.durationInIntervals': 'OUT_OF_RANGE' },
    ],
    ['unknown duration', inCoupon({ duration: 'UNKNOWN' }), { 'couponConfiguration.duration': 'INVALID' }],
    ['unknown discount type', inCoupon({ discountType: 'UNKNOWN' }), { 'couponConfiguration.discountType': 'INVALID' }],
    [
      'usable on nothing',
      inCoupon({ usableOnOneTimePurchases: false, usableOnSubscriptions: false }),
      { 'couponConfiguration.usableOnOneTimePurchases': 'APPLIES_ON_NOTHING' },
    ],
    [
      'repeating with both lengths cleared',
      inCoupon({ duration: 'REPEATING', durationInMonths: null, durationInIntervals: null }),
      { 'couponConfiguration.durationInIntervals': 'REQUIRED' },
    ],
    [
      'everything at once',
      {
        minimumOrderValue: -1,
        maxCouponsGlobalAmount: -1,
        ...inCoupon({
          duration: 'UNKNOWN',
          discountType: 'UNKNOWN',
          discountAmount: -1,
          usableOnOneTimePurchases: false,
          usableOnSubscriptions: false,
        }),
      },
      {
        minimumOrderValue: 'OUT_OF_RANGE',
        maxCouponsGlobalAmount: 'OUT_OF_RANGE',
        'couponConfiguration.duration': 'INVALID',
        'couponConfiguration.discountType': 'INVALID',
        'couponConfiguration.discountAmount': 'OUT_OF_RANGE',
        'couponConfiguration.usableOnOneTimePurchases': 'APPLIES_ON_NOTHING',
      },
    ],
  ];

  it.each(MISTAKES)('is refused in both mutations without asking the REST API: %s', async (_id, input, mistakes) => {
    const refused = (below: string) => ({
      marketingConfiguration: null,
      userErrors: Object.entries(mistakes).map(([path, code]) => ({
        field: ['input', below, ...path.split('.')],
        code,
      })),
    });
    expect(await write(SET, setting({ ...NEW, ...input }))).toEqual(refused('configuration'));
    expect(await write(UPDATE, changing(input))).toEqual(refused('set'));
    expect(methodsOf(gateway)).toEqual([]);
  });

  it('is repeating without a length, but only in a set: an update may have it stored', async () => {
    const { userErrors } = await write(SET, setting({ ...NEW, ...inCoupon({ duration: 'REPEATING' }) }));
    const field = ['input', 'configuration', 'couponConfiguration', 'durationInIntervals'];
    expect(userErrors).toEqual([{ field, code: 'REQUIRED' }]);
    expect(methodsOf(gateway)).toEqual([]);
    await write(UPDATE, changing({ couponConfiguration: { duration: 'REPEATING' } }));
    expect(methodsOf(gateway)).toEqual(['GET', 'PUT']);
  });
});

describe('what the REST API finds wrong', () => {
  const refuseWith = (status: number, entries: { path: string; code?: string }[]) => {
    const errors = entries.map((entry) => ({ code: 'invalid-value', message: 'No.', validation: '', ...entry }));
    const fault = { kind: 'error', status, message: 'Not like this.', errors } as const;
    gateway.sandbox.faults.add(fault, { when: { method: 'PUT' } });
  };

  it.each([
    ['trigger_after', ['triggerAfter']],
    ['coupon_configuration', ['couponConfiguration']],
    ['coupon_configuration.expires_after', ['couponConfiguration', 'expiresAfter']],
    ['coupon_configuration.required_product_ids[1]', ['couponConfiguration', 'requiredProductIds', '1']],
    ['CouponConfiguration.DurationInMonths', ['couponConfiguration', 'durationInMonths']],
    ['/coupon_configuration/discount_amount', ['couponConfiguration', 'discountAmount']],
    ['commands', ['commands']],
    ['commands[0]', ['commands', '0']],
    ['commands[0].command', ['commands', '0', 'command']],
    ['commands[12].online_only', ['commands', '12', 'onlineOnly']],
    ['commands[0].id', null],
    ['coupon_configuration.code', null],
    ['expires_after', null],
    ['updated_at', null],
    ['', null],
  ])('at path %j is a user error below the values at %j', async (path, below) => {
    refuseWith(400, [{ path }]);
    const refused = (values: string) => ({
      marketingConfiguration: null,
      userErrors: [{ field: below && ['input', values, ...below], code: 'INVALID' }],
    });
    expect(await write(SET, setting(NEW))).toEqual(refused('configuration'));
    expect(await write(UPDATE, changing({ enabled: true }))).toEqual(refused('set'));
  });

  it.each([
    [404, 'NOT_FOUND', ['input', 'storeId'], ['input', 'id']],
    [409, 'CONFLICT', null, null],
    [400, 'REJECTED', null, null],
    [422, 'REJECTED', null, null],
  ])('with status %i and no entries is a user error of code %s', async (status, code, ofSet, ofUpdate) => {
    refuseWith(status, []);
    expect((await write(SET, setting(NEW))).userErrors).toEqual([{ field: ofSet, code }]);
    expect((await write(UPDATE, changing({ enabled: true }))).userErrors).toEqual([{ field: ofUpdate, code }]);
  });

  it('is a command that is blank', async () => {
    const { userErrors } = await write(
      SET,
      setting({
        ...NEW,
        commands: [
          { command: 'a', onlineOnly: true },
          { command: ' ', onlineOnly: true },
        ],
      }),
    );
    expect(userErrors).toEqual([{ field: ['input', 'configuration', 'commands', '1', 'command'], code: 'REQUIRED' }]);
  });

  it('is a store that does not exist', async () => {
    const { userErrors } = await write(SET, setting(NEW, KIND, '77'));
    expect(userErrors).toEqual([{ field: ['input', 'storeId'], code: 'NOT_FOUND' }]);
  });
});

describe('a PUT whose answer is lost', () => {
  const json = (body: unknown) => ({ kind: 'answer', status: 200, body: printJson(body) }) as const;
  const UNKNOWN = { marketingConfiguration: null, userErrors: [{ field: null, code: 'OUTCOME_UNKNOWN' }] };

  it.each([
    ['connection reset after the body was read', { kind: 'reset' }],
    ['answer cut in the middle', { kind: 'truncate' }],
    ['no answer in time', { kind: 'hang' }],
    ['web page with status 200', { kind: 'html' }],
    ['nothing with status 200', { kind: 'empty' }],
    ['redirect', { kind: 'redirect', location: 'http://127.0.0.1:1/' }],
    ['null', json(null)],
    ['a list', json([])],
    ['the configuration of another store', json({ ...STORED, store_id: '1' })],
    ['a configuration without its fields', json({ store_id: STORE_ID })],
  ] as const)('is OUTCOME_UNKNOWN, once trying again did not help: %s', async (_id, fault) => {
    const own = await startOwn({}, { UPSTREAM_TIMEOUT_MS: '300' });
    own.sandbox.faults.add(fault, { when: { method: 'PUT' } });
    expect(await write(SET, setting(NEW), own)).toEqual(UNKNOWN);
    const sent = methodsOf(own);
    expect(new Set(sent)).toEqual(new Set(['PUT']));
    expect(sent.length).toBeLessThanOrEqual(3);
  });

  it('is OUTCOME_UNKNOWN in an update too', async () => {
    gateway.sandbox.faults.add(json({ store_id: STORE_ID }), { when: { method: 'PUT' } });
    expect(await write(UPDATE, changing({ enabled: false }))).toEqual(UNKNOWN);
    expect(methodsOf(gateway)).toEqual(['GET', 'PUT']);
  });

  it('is an error with a known outcome where the PUT was never sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const cutOff = await startGateway({ apiUrl: `http://127.0.0.1:${port}` });
    running.push(cutOff);
    const { data, errors } = await cutOff.query(SET, { input: setting(NEW) });
    expect(data).toEqual({ write: null });
    expect(errors).toMatchObject([{ path: ['write'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });
});

describe('an API as before 2025-10', () => {
  const COUPON =
    'marketingConfiguration { commands { command } couponConfiguration { durationInMonths durationInIntervals } }';
  const OLD_UPDATE = `mutation($input: MarketingConfigurationUpdateInput!) {
    write: marketingConfigurationUpdate(input: $input) { ${COUPON} ${USER_ERRORS} }
  }`;

  it('gets durationInMonths and no commands, since none are stored', async () => {
    const own = await startOwn({ api: '2025-08' });
    const input = changing({ couponConfiguration: { duration: 'REPEATING', durationInMonths: 5 } });
    expect(await write(OLD_UPDATE, input, own)).toEqual({
      marketingConfiguration: {
        commands: null,
        couponConfiguration: { durationInMonths: 5, durationInIntervals: null },
      },
      userErrors: [],
    });
    expect(methodsOf(own)).toEqual(['GET', 'PUT']);
    const body = putBodyOf(own);
    expect(body).not.toHaveProperty('commands');
    expect(body).toMatchObject({
      enabled: true,
      max_coupons_global_period: 'P1W',
      coupon_configuration: { duration_in_months: 5 },
    });
    expect(body).not.toHaveProperty('coupon_configuration.duration_in_intervals');
  });

  it('gets commands that the caller gives, and says itself that it has none', async () => {
    const own = await startOwn({ api: '2025-08' });
    const commands = [{ command: 'x', onlineOnly: false }];
    const { userErrors } = await write(UPDATE, changing({ commands }), own);
    expect(putBodyOf(own)).toMatchObject({ commands: [{ command: 'x', online_only: false }] });
    expect(userErrors).toEqual([{ field: ['input', 'set', 'commands'], code: 'INVALID' }]);
  });

  it('takes a whole configuration, if it passes over keys that it does not know', async () => {
    const own = await startOwn({ api: '2025-08', unknownKeys: 'keep' });
    const couponConfiguration = { ...NEW.couponConfiguration, duration: 'REPEATING', durationInMonths: 2 };
    const { userErrors } = await write(SET, setting({ ...NEW, couponConfiguration }), own);
    expect(userErrors).toEqual([]);
    expect(putBodyOf(own)).toEqual({
      ...NEW_BODY,
      coupon_configuration: { ...NEW_BODY.coupon_configuration, duration: 'repeating', duration_in_months: 2 },
    });
  });

  it('names the field that it does not know yet', async () => {
    const own = await startOwn({ api: '2025-08' });
    const input = changing({ couponConfiguration: { durationInIntervals: 5 } });
    const field = ['input', 'set', 'couponConfiguration', 'durationInIntervals'];
    expect((await write(UPDATE, input, own)).userErrors).toEqual([{ field, code: 'INVALID' }]);
  });
});

describe('two mutations in one document', () => {
  const updating = (change: string) => `marketingConfigurationUpdate(
    input: { id: "${toId(STORE_ID, KIND)}", set: { ${change} } }
  ) { marketingConfiguration { store { marketingConfiguration(kind: ${KIND}) { enabled minimumOrderValue } } } userErrors { code } }`;

  it('run one after the other, each on what the one before stored, and read afresh', async () => {
    const { data } = await gateway.query(
      `mutation { b: ${updating('enabled: false')} a: ${updating('minimumOrderValue: 5')} }`,
    );
    expect(methodsOf(gateway)).toEqual(['GET', 'PUT', 'GET', 'GET', 'PUT', 'GET']);
    expect(data.b.marketingConfiguration.store.marketingConfiguration).toEqual({
      enabled: false,
      minimumOrderValue: '9007199254740993',
    });
    expect(data.a.marketingConfiguration.store.marketingConfiguration).toEqual({
      enabled: false,
      minimumOrderValue: '5',
    });
  });
});
