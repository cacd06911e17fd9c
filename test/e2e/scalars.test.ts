import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const COUPON_ID = '450000000000000001';
const GLOBAL_ID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
const MAX_INT64 = 2n ** 63n - 1n;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
});
afterAll(() => gateway.close());

/** A place in the schema that takes a value of a scalar: `print` gives the operation's body around it. */
interface Place {
  readonly id: string;
  readonly operation: 'query' | 'mutation';
  readonly print: (value: string) => string;
}

function changing(field: string): Place {
  const print = (
    value: string,
  ) => `{ couponUpdate(input: { id: "${GLOBAL_ID}", set: { ${field.replace('?', value)} } }) {
    coupon { minimumOrderValue } userErrors { field code }
  } }`;
  return { id: `couponUpdate ${field}`, operation: 'mutation', print };
}

function configuring(field: string): Place {
  const print = (value: string) => `{ marketingConfigurationUpdate(
    input: { id: "gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT", set: { ${field.replace('?', value)} } }
  ) { userErrors { field code } } }`;
  return { id: `marketingConfigurationUpdate ${field}`, operation: 'mutation', print };
}

/** The same value once in the variables, and once in the document. */
function inBothForms(
  scalar: string,
  place: Place,
  value: unknown,
): (readonly [document: string, variables?: object])[] {
  const inVariables = `${place.operation}($value: ${scalar}!) ${place.print('$value')}`;
  return [[inVariables, { value }], [`${place.operation} ${place.print(JSON.stringify(value))}`]];
}

/** Both forms are refused with a message that matches, and nothing is asked of the REST API. */
async function expectRefusal(scalar: string, place: Place, value: unknown, message: RegExp): Promise<void> {
  for (const [document, variables] of inBothForms(scalar, place, value)) {
    let answer: Answer = {};
    const calls = await gateway.callsOf(async () => {
      answer = await gateway.query(document, variables);
    });
    const where = `${place.id} of ${JSON.stringify(value)} ${variables ? 'in the variables' : 'in the document'}`;
    expect(answer.data, where).toBeUndefined();
    expect(answer.errors?.[0]?.message, where).toMatch(message);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'], where).toContain(answer.errors?.[0]?.extensions.code);
    expect(calls, where).toBe(0);
  }
}

/** The body text of the write that a value leads to, in either form. */
async function bodiesOf(scalar: string, place: Place, value: unknown): Promise<string[]> {
  const bodies: string[] = [];
  for (const [document, variables] of inBothForms(scalar, place, value)) {
    gateway.sandbox.clearRequests();
    const { errors } = await gateway.query(document, variables);
    expect(errors, `${place.id} of ${JSON.stringify(value)}`).toBeUndefined();
    bodies.push(gateway.sandbox.requests.at(-1)?.body ?? 'nothing was sent');
  }
  return bodies;
}

describe('FlakeID', () => {
  const PLACES: readonly Place[] = [
    { id: 'store', operation: 'query', print: (id) => `{ store(storeId: ${id}) { name } }` },
    { id: 'coupon', operation: 'query', print: (id) => `{ coupon(storeId: "${STORE_ID}", couponId: ${id}) { code } }` },
    {
      id: 'filter',
      operation: 'query',
      print: (id) => `{ store(storeId: "1") { coupons(filter: { usableByCustomerId: ${id} }) { nodes { code } } } }`,
    },
    changing('usableByCustomerId: ?'),
    changing('applyToProductIds: ["1", ?]'),
    configuring('couponConfiguration: { requiredTagIds: [?] }'),
  ];

  it('refuses the JSON number of a real id, in the document and in the variables', async () => {
    const bodies = [
      `{"query":"{ store(storeId: ${STORE_ID}) { name } }"}`,
      `{"query":"query($id: FlakeID!) { store(storeId: $id) { name } }","variables":{"id":${STORE_ID}}}`,
    ];
    for (const body of bodies) {
      const headers = { 'content-type': 'application/json', authorization: 'APIKey sandbox' };
      const calls = await gateway.callsOf(async () => {
        const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
        expect(await response.text()).toMatch(
          /must be a decimal string .*in quotes: a JSON number may already have lost/,
        );
      });
      expect(calls).toBe(0);
    }
  });

  it.each([Number(STORE_ID), 1, 0, -1, 1.5, true])(
    'refuses the JSON value %j and says to send a string, since digits may be lost',
    async (value) => {
      for (const place of PLACES) {
        await expectRefusal('FlakeID', place, value, /FlakeID must be a decimal string .*in quotes.*lost digits/);
      }
    },
  );

  it.each([
    ['empty', ''],
    ['zero', '0'],
    ['negative', '-1'],
    ['with a plus', '+1'],
    ['with a leading zero', '01'],
    ['one too large', '9223372036854775808'],
    ['of 19 nines', '9999999999999999999'],
    ['of 30 digits', '1'.repeat(30)],
    ['with a fraction', '1.0'],
    ['with an exponent', '1e3'],
    ['hexadecimal', '0x1'],
    ['of dots', '..'],
    ['with a slash', 'a/b'],
    ['with a slash between digits', '1/2'],
    ['with an encoded slash', '1%2f2'],
    ['with encoded dots', '%2e%2e'],
    ['with a query', '1?a=b'],
    ['with a fragment', '1#a'],
    ['with NUL', '1\0'],
    ['with a line break', '1\n'],
    ['with CRLF', '1\r\nx: y'],
    ['with a space in front', ' 1'],
    ['with a space behind', '1 '],
    ['with an umlaut', 'ü'],
    ['in full-width digits', '１２'],
    ['in Arabic digits', '٣'],
    ['a global id', GLOBAL_ID],
  ])('refuses an id %s without asking the REST API', async (_kind, value) => {
    for (const place of PLACES) await expectRefusal('FlakeID', place, value, /FlakeID must be a decimal string/);
  });

  it('takes exactly the canonical decimals from 1 to 2^63-1, and hands them on unchanged', async () => {
    const isFlakeId = (text: string) =>
      /^[0-9]+$/.test(text) && String(BigInt(text)) === text && BigInt(text) >= 1n && BigInt(text) <= MAX_INT64;
    const texts = fc.oneof(
      fc.bigInt({ min: 1n, max: MAX_INT64 }).map(String),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
      fc.stringMatching(/^[0-9]{1,21}$/),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { data } = await gateway.query('query($id: FlakeID!) { store(storeId: $id) { storeId } }', { id: text });
        expect(data).toEqual(isFlakeId(text) ? { store: { storeId: text } } : undefined);
      }),
      { numRuns: 200, examples: [['1'], ['0'], [String(MAX_INT64)], [String(MAX_INT64 + 1n)], ['007']] },
    );
  });
});

describe('Int64', () => {
  const AMOUNT = changing('minimumOrderValue: ?');
  const PLACES = [AMOUNT, configuring('couponConfiguration: { customerRedeemLimit: ? }')];

  it.each([
    ['0', '0'],
    ['1500', '1500'],
    [1500, '1500'],
    [0, '0'],
    [9007199254740991, '9007199254740991'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
  ])('takes %j and sends it as the JSON number %s', async (value, digits) => {
    for (const body of await bodiesOf('Int64', AMOUNT, value)) expect(body).toBe(`{"minimum_order_value":${digits}}`);
  });

  it.each([
    1.5,
    '1.5',
    '1.0',
    '1e3',
    9007199254740992,
    -9007199254740992,
    9007199254740994,
    1e21,
    '9223372036854775808',
    '-9223372036854775809',
    '1'.repeat(30),
    '',
    ' 1',
    '1 ',
    '+1',
    '0x10',
    '1_000',
    '1,000',
    '１',
    'NaN',
    'Infinity',
    true,
    ['1', '2'],
  ])('refuses %j without asking the REST API', async (value) => {
    for (const place of PLACES) await expectRefusal('Int64', place, value, /Int64 must be a 64-bit integer/);
  });

  it.each(['-1', -1, '-9007199254740993', '-9223372036854775808'])(
    'reads %j as an integer, which these fields then refuse as negative',
    async (value) => {
      for (const [document, variables] of inBothForms('Int64', AMOUNT, value)) {
        const { data } = await gateway.query(document, variables);
        expect(data.couponUpdate.userErrors).toEqual([
          { field: ['input', 'set', 'minimumOrderValue'], code: 'OUT_OF_RANGE' },
        ]);
      }
    },
  );

  it('carries every integer from 0 to 2^63-1 to the REST API and back, digit for digit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: MAX_INT64 }), async (value) => {
        const [[document, variables] = ['']] = inBothForms('Int64', AMOUNT, String(value));
        const { data } = await gateway.query(document, variables);
        expect(gateway.sandbox.requests.at(-1)?.body).toBe(`{"minimum_order_value":${value}}`);
        expect(data.couponUpdate).toEqual({ coupon: { minimumOrderValue: String(value) }, userErrors: [] });
      }),
      { numRuns: 100, examples: [[0n], [2n ** 53n - 1n], [2n ** 53n], [2n ** 53n + 1n], [MAX_INT64]] },
    );
  });

  it('carries every 64-bit integer of the REST API to the caller, digit for digit', async () => {
    const couponId = '450000000000000002';
    const document =
      '{ node(id: "gid://paynow/Coupon/411486491630370816/450000000000000002") { ... on Coupon { minimumOrderValue discountAmount } } }';
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: MAX_INT64 }), async (value) => {
        const amounts = { minimum_order_value: value, discount_amount: 7 };
        gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: couponId, ...amounts }]);
        const { data } = await gateway.query(document);
        expect(data.node).toEqual({ minimumOrderValue: String(value), discountAmount: '7' });
      }),
      { numRuns: 100, examples: [[0n], [-1n], [-(2n ** 53n) - 1n], [2n ** 53n + 1n], [-(2n ** 63n)], [MAX_INT64]] },
    );
  });
});

describe('DateTime', () => {
  const START = changing('usableAt: ?');

  it.each([
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00.1Z',
    '2026-01-31T12:00:00.1234567Z',
    '2026-01-31T12:00:00.123456789012Z',
    '2026-01-31T12:00:00+05:30',
    '2026-01-31T12:00:00.500-03:00',
    '2026-01-31T12:00:00-00:00',
    '2026-01-31T12:00:00+23:59',
    '2024-02-29T00:00:00Z',
    '2000-02-29T23:59:59.9999999Z',
    '9999-12-31T23:59:59Z',
    '2026-01-31t12:00:00z',
  ])('takes %s and sends it as it is', async (value) => {
    for (const body of await bodiesOf('DateTime', START, value)) expect(body).toBe(`{"usable_at":"${value}"}`);
  });

  it.each([
    ['empty', ''],
    ['without a time', '2026-01-31'],
    ['on a day that does not exist', '2026-02-30'],
    ['on a day and at a time, but the day does not exist', '2026-02-30T00:00:00Z'],
    ['on 29 February of a common year', '2026-02-29T00:00:00Z'],
    ['on 29 February of a common century', '1900-02-29T00:00:00Z'],
    ['in month 13', '2026-13-01T00:00:00Z'],
    ['in month 0', '2026-00-10T00:00:00Z'],
    ['on day 0', '2026-01-00T00:00:00Z'],
    ['at hour 24', '2026-01-31T24:00:00Z'],
    ['at minute 60', '2026-01-31T12:60:00Z'],
    ['at second 61', '2026-01-31T12:00:61Z'],
    ['without a zone', '2026-01-31T12:00:00'],
    ['without seconds', '2026-01-31T12:00Z'],
    ['with a space for the T', '2026-01-31 12:00:00Z'],
    ['with a comma', '2026-01-31T12:00:00,5Z'],
    ['with an empty fraction', '2026-01-31T12:00:00.Z'],
    ['with a bar for the sign of the offset', '2026-01-31T12:00:00|05:00'],
    ['with an offset of hours only', '2026-01-31T12:00:00+05'],
    ['with an offset without a colon', '2026-01-31T12:00:00+0530'],
    ['with an offset of a day', '2026-01-31T12:00:00+24:00'],
    ['with an offset of 60 minutes', '2026-01-31T12:00:00+05:60'],
    ['in short numbers', '2026-1-3T12:00:00Z'],
    ['in full-width digits', '２０２６-01-31T12:00:00Z'],
    ['with a space in front', ' 2026-01-31T12:00:00Z'],
    ['with a line break', '2026-01-31T12:00:00Z\n'],
    ['in words', 'tomorrow'],
    ['in milliseconds', 1769860800000],
  ])('refuses a moment %s without asking the REST API', async (_kind, value) => {
    await expectRefusal('DateTime', START, value, /DateTime must be a moment with a time zone/);
  });
});

describe('Duration', () => {
  const DELAY = configuring('triggerAfter: ?');

  it.each(['PT2H', 'P1M', 'P30D', 'P4W', 'P0D', 'PT0.5S', 'P1Y2M3DT4H5M6S', 'PT90M', 'P1DT12H'])(
    'takes %s and sends it as it is',
    async (value) => {
      for (const body of await bodiesOf('Duration', DELAY, value)) expect(body).toContain(`"trigger_after":"${value}"`);
    },
  );

  it.each([
    ['empty', ''],
    ['negative', '-P1D'],
    ['with a negative part', 'P-1D'],
    ['with a plus', '+P1D'],
    ['with a plus inside', 'P+1D'],
    ['with a comma', 'P1,5D'],
    ['with a comma in the seconds', 'PT0,5S'],
    ['without parts', 'P'],
    ['without parts of a day', 'PT'],
    ['with an empty time', 'P1DT'],
    ['without a unit', 'P1'],
    ['without the P', '1D'],
    ['in small letters', 'p1d'],
    ['with seconds outside the time', 'P1S'],
    ['with days inside the time', 'PT1D'],
    ['in the wrong order', 'P1M1Y'],
    ['with a part twice', 'PT1H1H'],
    ['with a space', 'P1D '],
    ['with a line break', 'P1D\n'],
    ['in full-width digits', 'P１D'],
    ['in words', 'two hours'],
    ['in seconds', 7200],
  ])('refuses a duration %s without asking the REST API', async (_kind, value) => {
    await expectRefusal('Duration', DELAY, value, /Duration must be an ISO 8601 duration without sign or comma/);
  });
});
