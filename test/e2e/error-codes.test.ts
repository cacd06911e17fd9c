import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ErrorCode } from '../../src/graphql/errors.ts';
import { ERROR_CODES, USER_ERROR_CODES } from '../../src/graphql/errors.ts';
import type { UserErrorCode } from '../../src/graphql/user-error.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { createManifests } from '../support/manifests.ts';
import { startTokenGateway } from '../support/token-gateway.ts';
import { startTokenIssuer } from '../support/token-issuer.ts';
import { sendHttp } from '../support/wire.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

const KEY = 'c4n4ry-key';
const COUPON_ID = '9000000000000000001';
const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const UPDATE = 'mutation ($input: CouponUpdateInput!) { couponUpdate(input: $input) { userErrors { code message } } }';
const GID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;

const manifests = createManifests();
const DOCUMENTS_FILE = manifests.write({ 'a-document': 'query Listed { __typename }' });
afterAll(manifests.remove);

/** How a code comes about. */
interface Scenario {
  /** Environment variables of the gateway. */
  readonly env?: Readonly<Record<string, string>>;
  /** Makes something go wrong before the operation is sent. */
  readonly prepare?: (gateway: TestGateway) => void;
  /** What the message says to do. */
  readonly advice: RegExp;
}

/** An operation that ends with the code. */
interface Failure extends Scenario {
  readonly query?: string;
  /** The parameters of the request, where they are not a query. */
  readonly params?: object;
  /** The caller's Authorization header; a key that is accepted unless given. */
  readonly authorization?: string;
  readonly status?: number;
  /** What the error holds beside its code and message, since the catalogue points at it. */
  readonly told?: object;
}

/** In the document. */
const AT_A_PLACE = { locations: [{ line: 1, column: expect.any(Number) }] };
const NAMED = { extensions: { requestId: expect.any(String) } };

const upstream = (status: number) => (gateway: TestGateway) =>
  void gateway.sandbox.faults.add({ kind: 'error', status, headers: { 'retry-after': '120' } });

/** What becomes of tokens alone. */
type TokenCode = 'AUTH_UNAVAILABLE' | 'CREDENTIAL_REJECTED';

/** One way to each code of an error; a code without one does not compile. */
const FAILURES: Readonly<Record<Exclude<ErrorCode, TokenCode>, Failure>> = {
  UNAUTHENTICATED: { authorization: `APIKey ${KEY}-of-nobody`, advice: /Send `Authorization: APIKey <key>`/ },
  FORBIDDEN: { prepare: upstream(403), advice: /use a key or a token that has it/ },
  BAD_USER_INPUT: {
    query: `{ store(storeId: "${STORE_ID}") { coupons(first: 101) { nodes { code } } } }`,
    advice: /`first` must be from 0 to 100/,
  },
  GRAPHQL_PARSE_FAILED: { query: '{ store(id }', status: 400, advice: /Expected ":", found "}"/, told: AT_A_PLACE },
  GRAPHQL_VALIDATION_FAILED: {
    query: '{ stor { name } }',
    status: 400,
    advice: /Did you mean "store"/,
    told: AT_A_PLACE,
  },
  DOCUMENT_ID_REQUIRED: { env: { DOCUMENTS: 'only', DOCUMENTS_FILE }, status: 400, advice: /Send the id of one/ },
  DOCUMENT_NOT_LISTED: {
    env: { DOCUMENTS: 'listed', DOCUMENTS_FILE },
    status: 400,
    advice: /Send a listed one, or have the gateway's operator add it/,
  },
  PERSISTED_QUERY_NOT_FOUND: {
    env: { DOCUMENTS: 'prefer', DOCUMENTS_FILE },
    status: 400,
    params: { documentId: 'no-such-document' },
    advice: /^PersistedQueryNotFound$/,
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 400,
    params: { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    // Clients compare the whole message, so it holds no advice.
    advice: /^PersistedQueryNotSupported$/,
  },
  OPERATION_TOO_COSTLY: {
    env: { MAX_REST_CALLS: '1' },
    query: `{ a: ${NAME.slice(1, -1)} b: store(storeId: "1") { name } }`,
    status: 400,
    advice: /Ask for less at once/,
  },
  RATE_LIMITED: {
    prepare: upstream(429),
    advice: /Wait for `retryAfter` seconds, .* then try again/,
    told: { extensions: { retryAfter: 120, limitedBy: 'PAYNOW' } },
  },
  UPSTREAM_UNAVAILABLE: { prepare: upstream(503), advice: /Try again later/ },
  UPSTREAM_TIMEOUT: {
    env: { OPERATION_TIMEOUT_MS: '200' },
    prepare: ({ sandbox }) => void sandbox.faults.add({ kind: 'hang' }),
    advice: /Try again later/,
  },
  UPSTREAM_BAD_RESPONSE: {
    prepare: ({ sandbox }) => void sandbox.faults.add({ kind: 'html' }),
    advice: /Tell the gateway's operator the `requestId`/,
    told: NAMED,
  },
  UPSTREAM_ERROR: {
    prepare: upstream(500),
    advice: /Tell PayNow the trace id/,
    told: { extensions: { upstream: { status: 500, traceId: expect.any(String) } } },
  },
  OVERLOADED: { env: { MAX_IN_FLIGHT: '1' }, prepare: occupy, status: 503, advice: /try again/ },
  INTERNAL_SERVER_ERROR: { prepare: breakRandomness, advice: /Tell its operator the `requestId`/, told: NAMED },
};

/** Takes the only place with an operation whose REST call is never answered. */
function occupy(gateway: TestGateway): void {
  gateway.sandbox.faults.add({ kind: 'hang' });
  gateway.query(NAME, {}, { authorization: `APIKey ${KEY}` }).catch(() => 'cut at the end of the test');
}

/** What no gateway foresees: the runtime fails it, here when it works out how long to wait before it asks again. */
function breakRandomness({ sandbox }: TestGateway): void {
  sandbox.faults.add({ kind: 'reset' });
  vi.spyOn(Math, 'random').mockImplementation(() => {
    throw new Error(`no randomness for ${KEY} at ${sandbox.url}`);
  });
}

/** A change of a coupon that ends with the code. */
interface Mistake extends Scenario {
  /** Of the coupon to change, where it is another one. */
  readonly id?: string;
  readonly change: object;
}

/** One way to each code of a user error; a code without one does not compile. */
const MISTAKES: Readonly<Record<Exclude<UserErrorCode, 'NOT_ATTEMPTED'>, Mistake>> = {
  INVALID: { change: { duration: 'UNKNOWN' }, advice: /choose one of the other values/ },
  INVALID_ID: { id: `gid://paynow/Store/${STORE_ID}`, change: { note: 'x' }, advice: /Pass the `id` of the object/ },
  NULL_NOT_ALLOWED: { change: { enabled: null }, advice: /leave it out to keep what is stored/ },
  OUT_OF_RANGE: { change: { minimumOrderValue: -1 }, advice: /Must not be negative/ },
  TOO_LONG: {
    prepare: ({ sandbox }) => {
      const errors = [{ code: '', message: 'note is long', path: 'note', validation: 'max-length' }];
      sandbox.faults.add({ kind: 'error', status: 400, message: 'No.', errors });
    },
    change: { note: 'x' },
    advice: /Shorten it/,
  },
  END_BEFORE_START: {
    change: { usableAt: '2026-01-02T00:00:00Z', expiresAt: '2026-01-01T00:00:00Z' },
    advice: /Must be after usableAt/,
  },
  APPLIES_ON_NOTHING: {
    change: { usableOnOneTimePurchase: false, usableOnSubscription: false },
    advice: /Usable on nothing: set/,
  },
  REQUIRED: { change: {}, advice: /give at least one field/ },
  TAKEN: {
    prepare: ({ sandbox }) => void sandbox.data.insertCoupons(STORE_ID, [{ code: 'HELD' }]),
    change: { code: 'HELD' },
    advice: /Choose another/,
  },
  NOT_FOUND: { id: GID.replace(/.$/, '2'), change: { note: 'x' }, advice: /Check its id/ },
  CONFLICT: { prepare: upstream(409), change: { note: 'x' }, advice: /Read the object again, then decide/ },
  REJECTED: { prepare: upstream(400), change: { note: 'x' }, advice: /Change the input accordingly/ },
  NOT_APPLIED: {
    prepare: ({ sandbox }) => {
      const body = JSON.stringify(sandbox.data.coupon(STORE_ID, COUPON_ID));
      sandbox.respondWith({ method: 'PATCH' }, { status: 200, body });
    },
    change: { note: 'another one' },
    advice: /Compare it with the object beside it/,
  },
  OUTCOME_UNKNOWN: {
    prepare: ({ sandbox }) => void sandbox.faults.add({ kind: 'reset' }),
    change: { note: 'x' },
    advice: /Look at the coupon before you send it again/,
  },
};

afterEach(() => {
  vi.restoreAllMocks();
});

async function start({ env = {}, prepare }: Scenario): Promise<TestGateway> {
  const gateway = await startGateway({ env, sandbox: { keys: [KEY], random: () => 0 } });
  onTestFinished(() => gateway.close());
  gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
  prepare?.(gateway);
  return gateway;
}

/** One or more whole sentences, without the key, an address, a place in the code or what the API wrote. */
function expectClear(message: string, advice: RegExp): void {
  expect(message).toMatch(advice);
  expect(message).toMatch(/^\S.*[.?]$|^PersistedQuery/);
  expect(message).not.toMatch(
    new RegExp(`${KEY}|https?:|127\\.0\\.0\\.1|/v1/|\\.ts:|undefined|(?<!be )null|\\[object`),
  );
}

test.each([...Object.keys(ERROR_CODES), ...Object.keys(USER_ERROR_CODES)])('README has a row for %s', (code) => {
  expect(README).toMatch(new RegExp(`^\\| \`${code}\` \\| .+ \\| .+ \\|$`, 'm'));
});

describe('an error of each code is produced, and says what to do', () => {
  test.each(Object.entries(FAILURES))('%s', async (code, failure) => {
    const {
      query = NAME,
      params = { query },
      authorization = `APIKey ${KEY}`,
      status = 200,
      advice,
      told = {},
    } = failure;
    const gateway = await start(failure);
    if (failure.prepare === occupy) await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(1));
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json', authorization };
    const answer = await sendHttp(gateway.url, { headers, body: JSON.stringify(params) });
    expect(answer.status).toBe(status);
    const { errors } = JSON.parse(answer.text) as { errors: { message: string; extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(errors).toMatchObject([told]);
    for (const { message } of errors) expectClear(message, advice);
    expect(answer.text).not.toMatch(new RegExp(`${KEY}|https?:`));
  });
});

describe('an error of each code that tokens alone lead to is produced, and says what to do', () => {
  test('CREDENTIAL_REJECTED', async () => {
    const gateway = await startTokenGateway({ sandbox: { keys: [KEY] } });
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:read', stores: '*' } });
    const { data, errors } = await gateway.ask(token, NAME);
    expect(data).toEqual({ store: { name: null } });
    expect(errors).toMatchObject([{ path: ['store', 'name'], extensions: { code: 'CREDENTIAL_REJECTED' } }]);
    expectClear(errors?.[0]?.message ?? '', /Tell the gateway's operator the `requestId`/);
  });

  test('AUTH_UNAVAILABLE', async () => {
    const issuer = await startTokenIssuer();
    issuer.answer = (_request, response) => void response.writeHead(500).end();
    const gateway = await startTokenGateway({ issuer });
    const response = await gateway.post(`Bearer ${await issuer.sign()}`, NAME);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(errors).toMatchObject([{ extensions: { code: 'AUTH_UNAVAILABLE', requestId: expect.any(String) } }]);
    expectClear(errors[0]?.message ?? '', /Try again after as many seconds/);
  });
});

describe('a user error of each code is produced, and says what to do', () => {
  test('NOT_ATTEMPTED', async () => {
    const gateway = await start({ advice: /./ });
    const headers = { 'retry-after': '7' };
    gateway.sandbox.faults.add({ kind: 'error', status: 429, headers }, { skip: 1 });
    const input = {
      storeId: STORE_ID,
      template: { discount: { amount: 1 } },
      generate: { count: 2 },
    };
    const create = `mutation ($input: CouponBulkCreateInput!) {
      couponBulkCreate(input: $input) { appliedCount userErrors { code message } }
    }`;
    const { data, errors } = await gateway.query(create, { input }, { authorization: `APIKey ${KEY}` });
    expect(errors).toBeUndefined();
    const { appliedCount, userErrors } = data.couponBulkCreate;
    expect(appliedCount).toBe(1);
    expect(userErrors).toEqual([{ code: 'NOT_ATTEMPTED', message: expect.any(String) }]);
    expectClear(userErrors[0].message, /then try again\. `retryAfter` is 7\.$/);
  });

  test.each(Object.entries(MISTAKES))('%s', async (code, mistake) => {
    const gateway = await start(mistake);
    const input = { id: mistake.id ?? GID, set: mistake.change };
    const { data, errors } = await gateway.query(UPDATE, { input }, { authorization: `APIKey ${KEY}` });
    expect(errors).toBeUndefined();
    expect(data.couponUpdate.userErrors).toEqual([{ code, message: expect.any(String) }]);
    expectClear(data.couponUpdate.userErrors[0].message, mistake.advice);
  });
});
