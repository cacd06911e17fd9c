import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseJson } from '../../src/rest/json.ts';
import { BULK_CREATE, type BulkPayload, creating, sendBulk, told } from '../support/bulk.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const PATH = `/v1/stores/${EMPTY_STORE_ID}/coupons`;
const RANDOM = '[23456789ABCDEFGHJKMNPQRSTVWXYZ]';
const TEMPLATE = { discount: { percentage: '10' }, note: 'of the template' };
const SEED = 'q3uVbdHTRj-T0zbMHmAe_w';
const START = '2026-03-01T12:00:00Z';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

beforeEach(() => {
  gateway.sandbox.faults.clear();
  gateway.sandbox.clearRequests();
});

const create = (input: object): Promise<BulkPayload> => sendBulk(gateway, BULK_CREATE, creating(input));

/** The bodies of all requests, each of which creates a coupon. */
function sentBodies(): Record<string, unknown>[] {
  const { requests } = gateway.sandbox;
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(requests.map(() => `POST ${PATH}`));
  return requests.map(({ body }) => parseJson(body) as Record<string, unknown>);
}

describe('couponBulkCreate', () => {
  it('creates each item by one POST, from the template and what is different there', async () => {
    const items = [
      { code: 'FIRST' },
      { code: 'SECOND', set: { note: null, minimumOrderValue: '500' } },
      { code: 'THIRD', set: { discountType: 'AMOUNT', discountAmount: '9007199254740993' } },
    ];
    const { results, appliedCount } = await create({ template: TEMPLATE, items });
    expect(appliedCount).toBe(3);
    const bodies = sentBodies().toSorted((a, b) => String(a.code).localeCompare(String(b.code)));
    const common = { enabled: true, discount_type: 'percent', discount_amount: 100, note: 'of the template' };
    expect(bodies).toMatchObject([
      { ...common, code: 'FIRST', minimum_order_value: 0 },
      { code: 'SECOND', discount_amount: 100, minimum_order_value: 500 },
      { ...common, code: 'THIRD', discount_type: 'amount', discount_amount: 9007199254740993n },
    ]);
    expect(bodies[1]).not.toHaveProperty('note');
    expect(results.map(({ coupon }) => coupon?.code)).toEqual(['FIRST', 'SECOND', 'THIRD']);
    expect(results[2]).toMatchObject({
      code: 'THIRD',
      outcome: 'APPLIED',
      reconciled: false,
      coupon: { discountAmount: '9007199254740993', note: 'of the template' },
      userErrors: [],
    });
  });

  it('gives each coupon as an edge of the newest ones, to add to a list', async () => {
    const { results } = await create({ items: [{ code: 'EDGE-1' }, { code: 'EDGE-2' }] });
    const list = await gateway.query(
      'query ($s: FlakeID!) { store(storeId: $s) { coupons(first: 2) { edges { cursor node { id } } } } }',
      { s: EMPTY_STORE_ID },
    );
    const edges = results.map(({ couponEdge }) => couponEdge);
    expect(edges.map((edge) => edge?.node.id)).toEqual(results.map(({ coupon }) => coupon?.id));
    expect(edges).toEqual(expect.arrayContaining(list.data.store.coupons.edges));
  });

  it('draws the codes of items that have none, by the pattern', async () => {
    const items = [{ set: { note: 'a' } }, { code: 'GIVEN' }, { code: null }];
    const { results } = await create({ items, generate: { pattern: 'SPRING-{random}-24', length: 6 } });
    const drawn = expect.stringMatching(new RegExp(`^SPRING-${RANDOM}{6}-24$`));
    expect(results.map(({ coupon }) => coupon?.code)).toEqual([drawn, 'GIVEN', drawn]);
    expect(results.map(({ code }) => code)).toEqual(results.map(({ coupon }) => coupon?.code));
  });

  it('creates as many as are counted, all by the template', async () => {
    const { results, appliedCount } = await create({ template: TEMPLATE, generate: { count: 30 } });
    expect(appliedCount).toBe(30);
    const codes = results.map(({ coupon }) => String(coupon?.code));
    expect(new Set(codes).size).toBe(30);
    for (const code of codes) expect(code).toMatch(new RegExp(`^${RANDOM}{10}$`));
    expect(results.every(({ coupon }) => coupon?.note === 'of the template')).toBe(true);
  });

  it('takes null for each part with a default as not given', async () => {
    const generate = { count: 1, pattern: null, length: null, seed: null };
    const { results } = await create({ generate, items: null, invalidItems: null });
    expect(results[0]?.coupon?.code).toMatch(new RegExp(`^${RANDOM}{10}$`));
  });

  it('sends five at once', async () => {
    gateway.sandbox.faults.add({ kind: 'delay', ms: 50 });
    gateway.sandbox.clearRequests();
    await create({ generate: { count: 12 } });
    expect(gateway.sandbox.peakConcurrency).toBe(5);
  });

  it('does not count against what the operation may cost, and says what it took', async () => {
    const small = await startGateway({ env: { MAX_REST_CALLS: '1' } });
    onTestFinished(() => small.close());
    const document = `mutation ($input: CouponBulkCreateInput!) { couponBulkCreate(input: $input) {
      results { coupon { store { name } discount { ... on CouponAmountDiscount { currency } } } } } }`;
    const { data, errors, extensions } = await small.query(document, { input: creating({ generate: { count: 10 } }) });
    expect(errors).toBeUndefined();
    expect(data.couponBulkCreate.results).toHaveLength(10);
    expect(extensions.cost).toMatchObject({ restCalls: 11, budget: 11 });
  });

  it('draws a code again, once, that is taken', async () => {
    gateway.sandbox.faults.add(
      {
        kind: 'error',
        status: 409,
        errors: [{ code: 'already-exists', message: 'code is taken', path: 'code', validation: 'unique' }],
      },
      { skip: 1, times: 1 },
    );
    const { results, appliedCount } = await create({ generate: { count: 3 } });
    expect(appliedCount).toBe(3);
    const sent = sentBodies().map(({ code }) => String(code));
    expect(new Set(sent).size).toBe(4);
    expect(sent).toEqual(expect.arrayContaining(results.map(({ code }) => code)));
  });

  it('gives up on an item whose code is taken twice, and on one whose code was given', async () => {
    const errors = [{ code: 'already-exists', message: 'code is taken', path: 'code', validation: 'unique' }];
    gateway.sandbox.faults.add({ kind: 'error', status: 409, errors });
    const { results } = await create({ items: [{}, { code: 'GIVEN-2' }], generate: {} });
    expect(results.map(({ userErrors }) => told(userErrors))).toEqual([
      [['TAKEN', 'input.generate.pattern']],
      [['TAKEN', 'input.items.1.code']],
    ]);
    expect(sentBodies()).toHaveLength(3);
  });

  it('ends at once when there is no such store', async () => {
    const storeId = '411486491630370999';
    const { results } = await create({ storeId, generate: { count: 20 } });
    expect(gateway.sandbox.requests.length).toBeLessThanOrEqual(5);
    const mistakes = new Set(results.map(({ userErrors }) => JSON.stringify(told(userErrors))));
    expect([...mistakes]).toEqual([JSON.stringify([['NOT_FOUND', 'input.storeId']])]);
    expect(results[0]?.outcome).toBe('REJECTED');
    expect(results.at(-1)?.outcome).toBe('NOT_ATTEMPTED');
  });

  it('says where the API finds a value wrong: in the item, or in the template', async () => {
    const entry = (path: string) => ({ code: 'invalid', message: 'No.', path, validation: 'x' });
    gateway.sandbox.faults.add({ kind: 'error', status: 400, errors: [entry('note'), entry('usable_at'), entry('')] });
    const { results } = await create({
      template: { ...TEMPLATE, usableAt: START },
      items: [{ code: 'A-400', set: { note: 'own' } }],
    });
    expect(told(results[0]?.userErrors ?? [])).toEqual([
      ['INVALID', 'input.items.0.set.note'],
      ['INVALID', 'input.template.usableAt'],
      ['INVALID', 'input.items.0'],
    ]);
  });
});

describe('a mistake of the whole input is a user error with its path, and nothing is sent', () => {
  const items = (count: number) => Array.from({ length: count }, (_, index) => ({ code: `C-${index}` }));

  it.each<[string, object, readonly (readonly [string, string])[]]>([
    ['no items', { items: [] }, [['REQUIRED', 'input.items']]],
    ['neither items nor a count', {}, [['REQUIRED', 'input.items']]],
    ['neither items nor a count beside a pattern', { generate: { length: 8 } }, [['REQUIRED', 'input.items']]],
    ['101 items', { items: items(101) }, [['TOO_LONG', 'input.items']]],
    ['thousands of items', { items: Array.from({ length: 9000 }, () => ({})) }, [['TOO_LONG', 'input.items']]],
    ['a count above the most', { generate: { count: 101 } }, [['OUT_OF_RANGE', 'input.generate.count']]],
    ['a count of millions', { generate: { count: 2 ** 31 - 1 } }, [['OUT_OF_RANGE', 'input.generate.count']]],
    ['a count of none', { generate: { count: 0 } }, [['OUT_OF_RANGE', 'input.generate.count']]],
    ['a count below none', { generate: { count: -1 } }, [['OUT_OF_RANGE', 'input.generate.count']]],
    ['items and a count', { items: items(1), generate: { count: 1 } }, [['INVALID', 'input.generate.count']]],
    ['a pattern without a place', { generate: { count: 1, pattern: 'X' } }, [['INVALID', 'input.generate.pattern']]],
    [
      'a pattern with two places',
      { generate: { count: 1, pattern: '{random}-{random}' } },
      [['INVALID', 'input.generate.pattern']],
    ],
    [
      'a long pattern',
      { generate: { count: 1, pattern: `{random}${'x'.repeat(33)}` } },
      [['TOO_LONG', 'input.generate.pattern']],
    ],
    ['short codes', { generate: { count: 1, length: 5 } }, [['OUT_OF_RANGE', 'input.generate.length']]],
    ['long codes', { generate: { count: 1, length: 25 } }, [['OUT_OF_RANGE', 'input.generate.length']]],
    ['a short seed', { generate: { count: 1, seed: 'a'.repeat(21) } }, [['INVALID', 'input.generate.seed']]],
    ['a seed of other signs', { generate: { count: 1, seed: `${SEED}+/=` } }, [['INVALID', 'input.generate.seed']]],
    ['a long seed', { generate: { count: 1, seed: 'a'.repeat(257) } }, [['TOO_LONG', 'input.generate.seed']]],
    [
      'a code in the template',
      { template: { ...TEMPLATE, code: 'X' }, items: items(2) },
      [['INVALID', 'input.template.code']],
    ],
    [
      'null where there is always a value',
      { template: { ...TEMPLATE, enabled: null, minimumOrderValue: null, code: null }, items: items(1) },
      [
        ['NULL_NOT_ALLOWED', 'input.template.enabled'],
        ['NULL_NOT_ALLOWED', 'input.template.minimumOrderValue'],
        ['INVALID', 'input.template.code'],
      ],
    ],
    [
      'a discount of null',
      { template: { discount: null }, items: items(1) },
      [['NULL_NOT_ALLOWED', 'input.template.discount']],
    ],
    [
      'a template that ends before it starts',
      { template: { ...TEMPLATE, usableAt: START, expiresAt: START }, items: items(1) },
      [['END_BEFORE_START', 'input.template.expiresAt']],
    ],
    [
      'no discount where there are no items',
      { template: {}, generate: { count: 9 } },
      [['REQUIRED', 'input.template.discount']],
    ],
    [
      'several at once',
      { template: { ...TEMPLATE, enabled: null }, generate: { count: 0, length: 1, pattern: '' } },
      [
        ['OUT_OF_RANGE', 'input.generate.count'],
        ['INVALID', 'input.generate.pattern'],
        ['OUT_OF_RANGE', 'input.generate.length'],
        ['NULL_NOT_ALLOWED', 'input.template.enabled'],
      ],
    ],
  ])('%s', async (_what, input, mistakes) => {
    const { results, userErrors } = await create(input);
    expect(told(userErrors)).toEqual(mistakes);
    expect(results).toEqual([]);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('no seed is repeated in what is said of it', async () => {
    const seed = 'too-short-but-secret';
    const { userErrors } = await create({ generate: { count: 1, seed } });
    expect(JSON.stringify(userErrors)).not.toContain(seed);
    expect(gateway.logged()).not.toContain(seed);
  });
});

describe('a mistake of an item is a user error with its path and index, and the item is not sent', () => {
  it.each<[string, object, readonly (readonly [string, string])[]]>([
    ['no code', { set: {} }, [['REQUIRED', 'input.items.1.code']]],
    ['a code twice', { code: 'GOOD' }, [['TAKEN', 'input.items.1.code']]],
    ['a code twice but for its case', { code: 'gOOd' }, [['TAKEN', 'input.items.1.code']]],
    ['a code in its set', { code: 'X', set: { code: 'X' } }, [['INVALID', 'input.items.1.set.code']]],
    [
      'null where there is always a value',
      { code: 'X', set: { enabled: null } },
      [['NULL_NOT_ALLOWED', 'input.items.1.set.enabled']],
    ],
    [
      'two discounts',
      { code: 'X', set: { discount: { amount: 1 }, discountType: 'AMOUNT', discountAmount: 1 } },
      [['INVALID', 'input.items.1.set.discount']],
    ],
    ['half a discount', { code: 'X', set: { discountAmount: 5 } }, [['REQUIRED', 'input.items.1.set.discountType']]],
    [
      'a finer percentage',
      { code: 'X', set: { discount: { percentage: '1.55' } } },
      [['OUT_OF_RANGE', 'input.items.1.set.discount.percentage']],
    ],
    [
      'an end before the start of the template',
      { code: 'X', set: { expiresAt: '2026-02-28T00:00:00Z' } },
      [['END_BEFORE_START', 'input.items.1.set.expiresAt']],
    ],
    [
      'a start behind the end of the template',
      { code: 'X', set: { usableAt: '2027-02-28T00:00:00Z' } },
      [['END_BEFORE_START', 'input.template.expiresAt']],
    ],
    [
      'use on nothing together with the template',
      { code: 'X', set: { usableOnSubscription: false } },
      [['APPLIES_ON_NOTHING', 'input.template.usableOnOneTimePurchase']],
    ],
    [
      'repeating without a length',
      { code: 'X', set: { duration: 'REPEATING' } },
      [['REQUIRED', 'input.items.1.set.durationInIntervals']],
    ],
  ])('%s', async (_what, item, mistakes) => {
    const template = {
      ...TEMPLATE,
      usableAt: START,
      expiresAt: '2026-12-31T00:00:00Z',
      usableOnOneTimePurchase: false,
    };
    const { results } = await create({ template, items: [{ code: 'GOOD' }, item] });
    expect(told(results[1]?.userErrors ?? [])).toEqual(mistakes);
    expect(results[1]?.outcome).toBe('REJECTED');
    expect(sentBodies().map(({ code }) => code)).toEqual(['GOOD']);
  });

  it('nothing is sent when all are to be refused then', async () => {
    const { results, userErrors } = await create({
      items: [{ code: 'ALL-1' }, { code: 'all-1' }, { code: 'ALL-2' }],
      invalidItems: 'REFUSE_ALL',
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['NOT_ATTEMPTED', 'REJECTED', 'NOT_ATTEMPTED']);
    expect(told(userErrors)).toEqual([
      ['NOT_ATTEMPTED', 'input.items.0'],
      ['TAKEN', 'input.items.1.code'],
      ['NOT_ATTEMPTED', 'input.items.2'],
    ]);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('all are sent where none of them holds one', async () => {
    const { appliedCount } = await create({ items: [{ code: 'NONE-1' }], invalidItems: 'REFUSE_ALL' });
    expect(appliedCount).toBe(1);
  });
});

describe('one bulk mutation an operation', () => {
  const field = `couponBulkCreate(input: { storeId: "${STORE_ID}", template: { discount: { amount: 1 } }, generate: { count: 1 } }) { appliedCount }`;

  it('two are refused as a whole, without a call', async () => {
    const { data, errors } = await gateway.query(`mutation { a: ${field} b: ${field} }`);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, message: /one bulk mutation/ }]);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it.each([
    ['of two kinds', {}, 'update: couponBulkUpdate(input: { items: [] }) { appliedCount }'],
    ['however many calls one may cost', { MAX_REST_CALLS: '10000' }, `other: ${field}`],
  ])('two are refused %s', async (_how, env, other) => {
    const gateway = await startGateway({ env });
    onTestFinished(() => gateway.close());
    const { errors } = await gateway.query(`mutation { create: ${field} ${other} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, message: /one bulk mutation/ }]);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('one beside another that is left out is not two', async () => {
    const { data } = await gateway.query(
      `mutation { a: ${field} b: ${field.replace('{ appliedCount', '@skip(if: true) { appliedCount')} }`,
    );
    expect(data).toEqual({ a: { appliedCount: 1 } });
  });
});
