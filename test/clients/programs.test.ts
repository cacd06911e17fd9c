import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { createApolloProgram } from './apollo/program.ts';
import type { CouponList, ListFilter, Program, Row } from './program.ts';
import { createRelayProgram } from './relay/program.ts';
import type { ID } from './scalars.ts';
import { EMPTY_STORE_ID, NO_STORE_ID, STORE_ID } from './store.ts';
import { createUrqlProgram } from './urql/program.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

before(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway({ PAYNOW_API_URL: sandbox.url });
});
after(async () => {
  await gateway.stop();
  await sandbox.close();
});

async function openList(program: Program, filter: ListFilter | null = null): Promise<CouponList> {
  const list = await program.openList(STORE_ID, filter);
  assert(list);
  return list;
}

async function openForm(program: Program, id: ID) {
  const form = await program.openForm(id);
  assert(form);
  return form;
}

async function loadAll(list: CouponList): Promise<CouponList> {
  while (await list.loadMore());
  return list;
}

const idsOf = (rows: readonly Row[]): readonly ID[] => rows.map(({ id }) => id);

let made = 0;
const newCode = (): string => `NEW-${++made}`;

/** The row of a coupon that was just created. */
async function createIn(list: CouponList) {
  const code = newCode();
  assert.deepEqual(await list.create({ code, percentage: '10' }), new Map());
  const row = list.rows().find((row) => row.code === code);
  assert(row);
  return row;
}

/** The variable `input` of each request from here on. */
function watchInputs(t: TestContext): () => unknown[] {
  const { mock } = t.mock.method(globalThis, 'fetch');
  return () => mock.calls.map(({ arguments: [, init] }) => JSON.parse(String(init?.body)).variables.input);
}

const inputsOf = (mistakes: ReadonlyMap<string, string>): string[] => [...mistakes.keys()].toSorted();

const PROGRAMS: [string, (endpoint: string, key: string) => Promise<Program>][] = [
  ['Apollo Client and graphql-codegen', createApolloProgram],
  ['urql and gql.tada', createUrqlProgram],
  ['Relay', createRelayProgram],
];

for (const [libraries, create] of PROGRAMS) {
  describe(`a program of ${libraries}`, () => {
    const start = (): Promise<Program> => create(gateway.url, 'sandbox');

    test('reads a list to its end, newest first unless told otherwise, each coupon once', async () => {
      const list = await loadAll(await openList(await start()));
      const ids = list.rows().map(({ couponId }) => BigInt(couponId));
      assert(ids.length >= 250);
      assert(ids.every((id, at) => at === 0 || id < (ids[at - 1] ?? 0n)));
    });

    test('narrows a list to a state and a stretch of time', async () => {
      const program = await start();
      const created = { from: '2025-10-01T00:00:00Z', before: '2025-12-01T00:00:00Z' };
      const narrowed = async (filter: ListFilter | null) => (await loadAll(await openList(program, filter))).rows();
      const isInTime = ({ createdAt }: Row) => createdAt >= created.from && createdAt < created.before;
      const inTime = idsOf((await narrowed(null)).filter(isInTime));
      assert.deepEqual(idsOf(await narrowed({ created })), inTime);
      const active = idsOf(await narrowed({ created, status: 'ACTIVE' }));
      const inactive = idsOf(await narrowed({ created, status: 'INACTIVE' }));
      assert(active.length > 0 && inactive.length > 0);
      assert.deepEqual(new Set([...active, ...inactive]), new Set(inTime));
    });

    test('shows an empty list, and none of a store that does not exist', async () => {
      const program = await start();
      assert.deepEqual((await program.openList(EMPTY_STORE_ID, null))?.rows(), []);
      assert.equal(await program.openList(NO_STORE_ID, null), undefined);
    });

    test('creates a coupon from four fields, which comes on top of the list', async (t) => {
      const list = await openList(await start());
      const before = idsOf(list.rows());
      const code = newCode();
      const inputs = watchInputs(t);
      assert.deepEqual(await list.create({ code, percentage: '12.5' }), new Map());
      assert.deepEqual(inputs(), [{ storeId: STORE_ID, coupon: { code, discount: { percentage: '12.5' } } }]);
      const [row, ...rest] = list.rows();
      assert.deepEqual([row?.code, row?.enabled], [code, true]);
      assert.deepEqual({ ...row?.discount }, { __typename: 'CouponPercentDiscount', percentage: '12.5' });
      assert.deepEqual(idsOf(rest), before);
    });

    test('shows what is wrong with a new coupon at its inputs, and leaves the list alone', async (t) => {
      // Relay warns developers that there is no edge to put into the list.
      t.mock.method(console, 'error', () => {});
      const list = await openList(await start());
      const before = idsOf(list.rows());
      const taken = String(list.rows()[0]?.code);
      const create = async (code: string, percentage: string) => inputsOf(await list.create({ code, percentage }));
      assert.deepEqual(await create(taken, '10'), ['code']);
      assert.deepEqual(await create(newCode(), '250'), ['discount.percentage']);
      assert.deepEqual(await create(newCode(), 'ten'), ['discount.percentage']);
      assert.deepEqual(idsOf(list.rows()), before);
    });

    test('keeps the first of two creations when the second fails', async () => {
      const list = await openList(await start());
      const before = idsOf(list.rows());
      const ofCreation = { when: { method: 'POST', path: `/v1/stores/${STORE_ID}/coupons` }, skip: 1, times: 1 };
      const fault = sandbox.faults.add({ kind: 'error', status: 429 }, ofCreation);
      const code = newCode();
      const [first, second] = await list.createBoth({ code, percentage: '10' }, { code: newCode(), percentage: '10' });
      assert.equal(fault.hits, 1);
      assert.deepEqual(first, new Map());
      assert.deepEqual(inputsOf(second), ['']);
      assert.match(String(second.get('')), /fewer requests/);
      const [row, ...rest] = list.rows();
      assert.equal(row?.code, code);
      assert.deepEqual(idsOf(rest), before);
    });

    test('sends only what was edited', async (t) => {
      const program = await start();
      const { id, code } = await createIn(await openList(program));
      const form = await openForm(program, id);
      const inputs = watchInputs(t);
      form.edit({ note: 'For the forum', expiresAt: '2030-01-01T00:00:00Z', code: 'OTHER', enabled: true });
      form.edit({ code });
      assert.deepEqual(await form.save(), new Map());
      form.edit({ expiresAt: null });
      assert.deepEqual(await form.save(), new Map());
      // Nothing is left to send.
      assert.deepEqual(await form.save(), new Map());

      const [first, second, ...more] = inputs().map((input) => Object(input));
      assert.deepEqual(first.set, { note: 'For the forum', expiresAt: '2030-01-01T00:00:00Z' });
      assert.deepEqual(second.set, { expiresAt: null });
      assert.deepEqual([first.id, second.id, more], [id, id, []]);
      assert.notEqual(first.expectedVersion, second.expectedVersion);
      const { note, expiresAt } = (await openForm(await start(), id)).values;
      assert.deepEqual({ note, expiresAt }, { note: 'For the forum', expiresAt: null });
    });

    test('shows what is wrong with a change at its inputs, and keeps what was edited', async () => {
      const program = await start();
      const { id } = await createIn(await openList(program));
      const form = await openForm(program, id);
      form.edit({ usableAt: '2030-02-01T00:00:00Z', expiresAt: '2030-01-01T00:00:00Z' });
      form.edit({ discount: { percentage: '250' } });
      assert.deepEqual(inputsOf(await form.save()), ['discount.percentage', 'expiresAt']);
      form.edit({ expiresAt: 'tomorrow' });
      const mistakes = await form.save();
      assert.deepEqual(inputsOf(mistakes), ['expiresAt']);
      assert.match(String(mistakes.get('expiresAt')), /"2026-01-31T12:00:00Z"/);
      form.edit({ expiresAt: '2030-03-01T00:00:00Z', discount: { percentage: '25' } });
      assert.deepEqual(await form.save(), new Map());
      assert.equal(form.values.usableAt, '2030-02-01T00:00:00Z');
    });

    test('loses no change of somebody else', async () => {
      const program = await start();
      const { id } = await createIn(await openList(program));
      const mine = await openForm(program, id);
      const theirs = await openForm(await start(), id);
      theirs.edit({ expiresAt: '2030-01-01T00:00:00Z' });
      assert.deepEqual(await theirs.save(), new Map());
      mine.edit({ note: 'Mine' });
      const conflict = await mine.save();
      assert.match(String(conflict.get('')), /has changed/);
      assert.deepEqual([mine.values.note, mine.values.expiresAt], ['Mine', '2030-01-01T00:00:00Z']);
      assert.deepEqual(await mine.save(), new Map());
      const { values } = await openForm(await start(), id);
      assert.deepEqual([values.note, values.expiresAt], ['Mine', '2030-01-01T00:00:00Z']);
    });

    test('shows a discount of another kind in the list as soon as the form has it', async (t) => {
      const warnings = [t.mock.method(console, 'warn'), t.mock.method(console, 'error')];
      const program = await start();
      const list = await openList(program);
      const { id } = await createIn(list);
      const form = await openForm(program, id);
      form.edit({ discount: { amount: '1500' } });
      assert.deepEqual(await form.save(), new Map());
      const discount = { __typename: 'CouponAmountDiscount', amount: '1500', currency: 'eur' };
      assert.deepEqual({ ...list.rows().find((row) => row.id === id)?.discount }, discount);
      assert.deepEqual(form.values.discount, { amount: '1500' });
      assert.deepEqual(
        warnings.flatMap(({ mock }) => mock.calls.map((call) => call.arguments)),
        [],
      );
    });

    test('shows a switch before its answer is there, and takes it back when it fails', async () => {
      const list = await openList(await start());
      const { id } = await createIn(list);
      const isOn = () => list.rows().find((row) => row.id === id)?.enabled;
      const switchedOff = list.setEnabled(id, false);
      // urql sends when it is awaited, which is one turn later.
      await null;
      assert.equal(isOn(), false);
      assert.deepEqual(await switchedOff, new Map());
      assert.equal(isOn(), false);

      const fault = sandbox.faults.add({ kind: 'error', status: 429 }, { when: { method: 'PATCH' }, times: 1 });
      const switchedOn = list.setEnabled(id, true);
      await null;
      assert.equal(isOn(), true);
      assert.deepEqual(inputsOf(await switchedOn), ['']);
      assert.equal(fault.hits, 1);
      assert.equal(isOn(), false);
    });

    test('takes a deleted coupon out of the list', async () => {
      const program = await start();
      const list = await openList(program);
      const before = idsOf(list.rows());
      const { id } = await createIn(list);
      assert.deepEqual(await list.remove(id), new Map());
      assert.deepEqual(idsOf(list.rows()), before);
      assert.equal(await program.openForm(id), undefined);
    });

    test('creates many coupons at once, of which those that are made come on top of the list', async (t) => {
      // Relay warns developers that there is no edge to put into the list.
      t.mock.method(console, 'error', () => {});
      const list = await openList(await start());
      const before = idsOf(list.rows());
      const taken = String(list.rows()[0]?.code);
      const codes = [newCode(), taken, newCode(), newCode()];
      const { whole, items } = await list.createMany([...codes, codes[0] as string], '15');
      assert.deepEqual(inputsOf(whole), []);
      assert.deepEqual(items.map(inputsOf), [[], ['code'], [], [], ['code']]);
      const added = list.rows().slice(0, list.rows().length - before.length);
      const made = codes.filter((code) => code !== taken);
      assert.deepEqual(added.map(({ code }) => code).toSorted(), made.toSorted());
      assert(added.every(({ discount }) => discount?.__typename === 'CouponPercentDiscount'));
      assert.deepEqual(idsOf(list.rows()).slice(added.length), before);
    });

    test('shows what is wrong with all of many coupons at its inputs, and why none could be made', async () => {
      const list = await openList(await start());
      const { whole, items } = await list.createMany([newCode()], '250');
      assert.deepEqual([inputsOf(whole), items], [['discount.percentage'], []]);
      const fault = sandbox.faults.add({ kind: 'error', status: 429 }, { when: { method: 'POST' }, times: 1 });
      const limited = await list.createMany([newCode()], '10');
      assert.equal(fault.hits, 1);
      assert.match(String(limited.whole.get('')), /fewer requests/);
    });

    test('takes many deleted coupons out of the list at once, and leaves those that are not deleted', async () => {
      const program = await start();
      const list = await openList(program);
      const before = idsOf(list.rows());
      const rows = [await createIn(list), await createIn(list), await createIn(list)];
      const fault = sandbox.faults.add({ kind: 'error', status: 400 }, { when: { method: 'DELETE' }, times: 1 });
      const first = await list.removeMany(idsOf(rows));
      assert.equal(fault.hits, 1);
      const kept = first.items.findIndex((mistakes) => mistakes.size > 0);
      assert.deepEqual(idsOf(list.rows()), [rows[kept]?.id, ...before]);
      assert.deepEqual((await list.removeMany([rows[kept]?.id ?? assert.fail()])).items, [new Map()]);
      assert.deepEqual(idsOf(list.rows()), before);
    });

    test('shows both mails, and changes one if it still is as it was shown', async () => {
      const mails = await (await start()).openMails(STORE_ID);
      const kinds = mails.shown().map(({ kind }) => kind);
      assert.deepEqual(kinds.toSorted(), ['ABANDONED_CHECKOUT', 'PURCHASE_FOLLOW_UP']);
      const [old, other] = mails.shown();
      assert(old);
      const set = { couponConfiguration: { discount: { percentage: '20' } } };
      assert.deepEqual(await mails.change(old, set), new Map());
      const [changed, beside] = mails.shown();
      const discount = { __typename: 'CouponPercentDiscount', percentage: '20' };
      assert.deepEqual({ ...changed?.couponConfiguration.discount }, discount);
      assert.deepEqual(beside, other);

      const conflict = await mails.change(old, { enabled: !old.enabled });
      assert.match(String(conflict.get('')), /has changed/);
      const refused = await mails.change({ ...old, version: String(changed?.version) }, { triggerAfter: 'soon' });
      assert.deepEqual(inputsOf(refused), ['triggerAfter']);
      assert.deepEqual(mails.shown(), [changed, beside]);
    });

    test('shows no mails where there are none', async () => {
      const program = await start();
      assert.deepEqual((await program.openMails(EMPTY_STORE_ID)).shown(), []);
    });

    test('shows a list without its currency when only that cannot be read', async (t) => {
      const profile = { method: 'GET', path: `/v1/stores/${STORE_ID}` };
      const fault = sandbox.faults.add({ kind: 'error', status: 403 }, { when: profile });
      t.after(() => fault.remove());
      const list = await loadAll(await openList(await start()));
      assert(fault.hits > 1);
      assert(list.rows().length >= 250);
      const amounts = list
        .rows()
        .flatMap(({ discount }) => (discount?.__typename === 'CouponAmountDiscount' ? discount : []));
      assert(amounts.length > 1);
      for (const { amount, currency } of amounts) assert.deepEqual([typeof amount, currency], ['string', null]);
    });

    test('keeps its rows when the next page does not come', async () => {
      const list = await openList(await start());
      const before = idsOf(list.rows());
      const page = { method: 'GET', path: /coupons\?/ };
      const fault = sandbox.faults.add({ kind: 'error', status: 403 }, { when: page, times: 1 });
      await assert.rejects(list.loadMore());
      assert.equal(fault.hits, 1);
      assert.deepEqual(idsOf(list.rows()), before);
      assert(await list.loadMore());
      assert(list.rows().length > before.length);
    });

    test('fails where an answer does not come', async () => {
      const program = await create(gateway.url, 'not the key');
      await assert.rejects(program.openList(STORE_ID, null));
      const { id } = await createIn(await openList(await start()));
      await assert.rejects(program.openForm(id));
    });
  });
}
