import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.sandbox.clearRequests());

/** The two headers as the REST API sees them. */
async function passedOn(headers: Readonly<Record<string, string>>) {
  await gateway.query(`{ store(storeId: "${STORE_ID}") { name } }`, {}, headers);
  expect(gateway.sandbox.requests).toHaveLength(1);
  const { traceparent, tracestate } = gateway.sandbox.requests[0]?.headers ?? {};
  return { traceparent, tracestate };
}

const member = (index: number) => `k${index}=v`;

it.each([
  ['alone', undefined],
  ['with a state', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
  ['with the state of a tenant', 'fw529a3039@dt=FfffffffC'],
  ['with blanks between members', 'a=1 , b=2'],
  ['with 32 members', Array.from({ length: 32 }, (_, index) => member(index)).join()],
])('a trace is passed on as it came: %s', async (_id, tracestate) => {
  const headers = { traceparent: TRACEPARENT, ...(tracestate !== undefined && { tracestate }) };
  expect(await passedOn(headers)).toEqual({ traceparent: TRACEPARENT, tracestate });
});

it('a trace is passed on with each call of an operation, writes included', async () => {
  const [id] = gateway.sandbox.data.insertCoupons(STORE_ID, [{}]);
  const note = (text: string) =>
    `couponUpdate(input: { id: "gid://paynow/Coupon/${STORE_ID}/${id}", set: { note: "${text}" } })`;
  const document = `mutation { a: ${note('1')} { coupon { store { name } } } b: ${note('2')} { coupon { id } } }`;
  await gateway.query(document, {}, { traceparent: TRACEPARENT });
  const traces = gateway.sandbox.requests.map(({ method, headers }) => [method, headers.traceparent]);
  expect(traces.toSorted()).toEqual([
    ['GET', TRACEPARENT],
    ['PATCH', TRACEPARENT],
    ['PATCH', TRACEPARENT],
  ]);
});

it.each([
  ['no trace', ''],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['version ff', `ff-${TRACE}-${PARENT}-01`],
  ['capitals', TRACEPARENT.toUpperCase()],
  ['too short', TRACEPARENT.slice(1)],
  ['too long', `${TRACEPARENT}-00`],
  ['no flags', `00-${TRACE}-${PARENT}`],
  ['other letters', `00-${'g'.repeat(32)}-${PARENT}-01`],
  ['two of them', `${TRACEPARENT}, ${TRACEPARENT}`],
  ['10,000 characters', '0'.repeat(10_000)],
])('what is no trace is not passed on, nor its state: %s', async (_id, traceparent) => {
  expect(await passedOn({ traceparent, tracestate: 'a=1' })).toEqual({});
});

it.each([
  ['no member', 'a'],
  ['a key in capitals', 'A=1'],
  ['a value with a letter that is not ASCII', 'a=\u00e9'],
  ['two equals signs', 'a=b=c'],
  ['33 members', Array.from({ length: 33 }, (_, index) => member(index)).join()],
  ['513 characters', `a=${'b'.repeat(255)},b=${'b'.repeat(253)}`],
])('a state that is none is not passed on: %s', async (_id, tracestate) => {
  expect(await passedOn({ traceparent: TRACEPARENT, tracestate })).toEqual({ traceparent: TRACEPARENT });
});

it('a state without a trace is not passed on', async () => {
  expect(await passedOn({ tracestate: 'a=1' })).toEqual({});
});
