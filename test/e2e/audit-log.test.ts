import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID, type TestGateway } from '../support/gateway.ts';
import { startTokenGateway } from '../support/token-gateway.ts';

const COUPON_ID = '9000000000000000001';
const ID = `gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}`;
const DELETE = `mutation Clean($id: ID!) { couponDelete(input: { id: $id }) { deletedCouponId userErrors { code } } }`;
const WRITER = { scope: 'paynow:coupons:write', stores: [STORE_ID] };
const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x-request-id': 'request-1' };

/** The lines of attempts to write, without their times. */
function linesOf(gateway: TestGateway): readonly object[] {
  const lines = gateway
    .logged()
    .split('\n')
    .filter((line) => line.includes('"msg":"write"'));
  return lines.map((line) => {
    const { time: _time, ...fields } = JSON.parse(line);
    return fields;
  });
}

describe('an attempt to write', () => {
  it('is a line that says who did what to which object, and what became of it', async () => {
    const gateway = await startTokenGateway();
    gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
    const token = await gateway.issuer.sign({ claims: WRITER });
    await gateway.query(DELETE, { id: ID }, { authorization: `Bearer ${token}`, ...TRACE });
    expect(linesOf(gateway)).toEqual([
      {
        level: 30,
        requestId: 'request-1',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        operation: 'couponDelete',
        issuer: gateway.issuer.name,
        subject: 'ann',
        store: STORE_ID,
        target: ID,
        changed: [],
        outcome: 'applied',
        msg: 'write',
      },
    ]);
  });

  it.each<[string, string, (gateway: TestGateway) => unknown]>([
    ['rejected', 'the coupon is not there', () => undefined],
    ['rejected', 'too many requests', ({ sandbox }) => sandbox.faults.add({ kind: 'error', status: 429 })],
    ['unknown', 'an answer that says nothing', ({ sandbox }) => sandbox.faults.add({ kind: 'error', status: 500 })],
    ['forbidden', 'a key that may not', ({ sandbox }) => sandbox.faults.add({ kind: 'error', status: 403 })],
    ['not_attempted', 'an API that cannot be reached', ({ sandbox }) => sandbox.close()],
  ])('that is %s, for %s, says so', async (outcome, _why, prepare) => {
    const gateway = await startTokenGateway();
    await prepare(gateway);
    const token = await gateway.issuer.sign({ claims: WRITER });
    await gateway.ask(token, DELETE, { id: ID });
    expect(linesOf(gateway)).toMatchObject([{ outcome, target: ID, store: STORE_ID }]);
  });

  it('that is forbidden says so, and makes no REST call', async () => {
    const gateway = await startTokenGateway();
    const id = ID.replace(STORE_ID, EMPTY_STORE_ID);
    const { errors } = await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), DELETE, { id });
    expect(errors).toMatchObject([
      { path: ['couponDelete'], extensions: { code: 'FORBIDDEN', requiredScope: 'paynow:coupons:write' } },
    ]);
    expect(linesOf(gateway)).toMatchObject([
      { outcome: 'forbidden', store: EMPTY_STORE_ID, target: id, subject: 'ann' },
    ]);
    expect(gateway.sandbox.requests).toHaveLength(0);
  });

  it('with an id that is none repeats nothing of it', async () => {
    const gateway = await startTokenGateway();
    await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), DELETE, { id: 'c4n4ry' });
    expect(linesOf(gateway)).toMatchObject([{ outcome: 'rejected' }]);
    expect(gateway.logged()).not.toContain('c4n4ry');
  });

  it('is a line for each mutation of an operation', async () => {
    const gateway = await startTokenGateway();
    gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
    const document = `mutation { a: couponDelete(input: { id: "${ID}" }) { deletedCouponId } b: couponDelete(input: { id: "${ID}" }) { deletedCouponId } }`;
    await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), document);
    expect(linesOf(gateway)).toMatchObject([{ outcome: 'applied' }, { outcome: 'rejected' }]);
  });

  it('is a line for each item of a batch, with what is changed there', async () => {
    const gateway = await startTokenGateway();
    gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
    const token = await gateway.issuer.sign({ claims: WRITER });
    const gone = ID.replace(/.$/, '2');
    const items = [{ id: ID }, { id: gone, set: { expiresAt: null } }, { id: 'c4n4ry' }];
    const update = `mutation ($input: CouponBulkUpdateInput!) { couponBulkUpdate(input: $input) { appliedCount } }`;
    await gateway.ask(token, update, { input: { set: { note: 'secret' }, items } });
    const common = { operation: 'couponBulkUpdate', subject: 'ann' };
    expect(linesOf(gateway)).toMatchObject([
      { ...common, outcome: 'applied', store: STORE_ID, target: ID, changed: ['note'] },
      { ...common, outcome: 'rejected', store: STORE_ID, target: gone, changed: ['expiresAt', 'note'] },
      { ...common, outcome: 'rejected', changed: ['note'] },
    ]);
    expect(gateway.logged()).not.toMatch(/c4n4ry|secret/);
  });

  it('is a line for each coupon that a batch creates, and one for a batch that is refused as a whole', async () => {
    const gateway = await startTokenGateway();
    const token = await gateway.issuer.sign({ claims: WRITER });
    const create = `mutation ($input: CouponBulkCreateInput!) {
      couponBulkCreate(input: $input) { results { coupon { id } } } }`;
    const input = { storeId: STORE_ID, template: { discount: { amount: 1 } }, generate: { count: 2 } };
    const { data } = await gateway.ask(token, create, { input });
    await gateway.ask(token, create, { input: { ...input, items: [] } });
    await gateway.ask(token, create, { input: { ...input, storeId: EMPTY_STORE_ID } });
    const [first, second] = data.couponBulkCreate.results;
    expect(linesOf(gateway)).toMatchObject([
      { outcome: 'applied', store: STORE_ID, target: first.coupon.id, changed: ['discount.amount'] },
      { outcome: 'applied', store: STORE_ID, target: second.coupon.id, changed: ['discount.amount'] },
      { outcome: 'rejected', store: STORE_ID },
      { outcome: 'forbidden', store: EMPTY_STORE_ID },
    ]);
  });

  it('that fails before it is sent is not attempted', async () => {
    const gateway = await startTokenGateway();
    gateway.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'GET' } });
    const document = DELETE.replace('id: $id', 'id: $id, expectedVersion: "7"');
    await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), document, { id: ID });
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(linesOf(gateway)).toMatchObject([{ outcome: 'not_attempted', target: ID }]);
  });

  it('of many that is forbidden is a line for each store that it names', async () => {
    const gateway = await startTokenGateway();
    const token = await gateway.issuer.sign({ claims: { ...WRITER, stores: [] } });
    const document = `mutation ($items: [CouponBulkDeleteItem!]!) { couponBulkDelete(input: { items: $items }) { appliedCount } }`;
    const other = ID.replace(STORE_ID, EMPTY_STORE_ID);
    await gateway.ask(token, document, { items: [{ id: ID }, { id: other }, { id: ID.replace(/.$/, '2') }] });
    expect(linesOf(gateway)).toMatchObject([
      { outcome: 'forbidden', store: STORE_ID, subject: 'ann' },
      { outcome: 'forbidden', store: EMPTY_STORE_ID, subject: 'ann' },
    ]);
  });

  it('is a line whatever the level of the log is', async () => {
    const gateway = await startTokenGateway({ env: { LOG_LEVEL: 'fatal' } });
    await gateway.ask(await gateway.issuer.sign({ claims: WRITER }), DELETE, { id: ID });
    expect(linesOf(gateway)).toMatchObject([{ outcome: 'rejected', target: ID }]);
  });

  it('is a line that nobody can blank by sending words of it as a credential', async () => {
    const gateway = await startTokenGateway();
    const subject = 'ann@example.com';
    const { hostname, port } = new URL(gateway.url);
    for (const word of [subject, STORE_ID, ID, 'couponDelete', gateway.issuer.name]) {
      const socket = connect(Number(port), hostname);
      onTestFinished(() => void socket.destroy());
      const head = [`Authorization: X ${word}`, 'Content-Type: application/json', 'Content-Length: 100'];
      await new Promise<void>((resolve) =>
        socket.write(['POST /graphql HTTP/1.1', 'Host: x', ...head, '', ''].join('\r\n'), () => resolve()),
      );
    }
    const token = await gateway.issuer.sign({ claims: { ...WRITER, sub: subject } });
    await gateway.ask(token, DELETE, { id: ID });
    const { name: issuer } = gateway.issuer;
    expect(linesOf(gateway)).toMatchObject([
      { operation: 'couponDelete', issuer, subject, store: STORE_ID, target: ID, outcome: 'rejected' },
    ]);
  });

  it('is no line where AUDIT_LOG is off, and none of anybody with API keys where it is on', async () => {
    const quiet = await startTokenGateway({ env: { AUDIT_LOG: 'off' } });
    await quiet.ask(await quiet.issuer.sign({ claims: WRITER }), DELETE, { id: ID });
    expect(linesOf(quiet)).toEqual([]);
    const open = await startTokenGateway({ mode: 'both', sandbox: { keys: ['sandbox'] } });
    await open.query(DELETE, { id: ID });
    const [line] = linesOf(open);
    expect(line).toMatchObject({ outcome: 'rejected', target: ID });
    expect(line).not.toHaveProperty('subject');
  });
});
