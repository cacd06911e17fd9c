import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { printJson } from '../../src/rest/json.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { couponGid, IDS, idAt, useCallCounter } from './call-counter.ts';

const NODES = /* GraphQL */ `
  query Nodes($ids: [ID!]!) {
    nodes(ids: $ids) { __typename id ... on Coupon { couponId code } }
  }
`;

const MAX_ID = '9223372036854775807';
/** The most coupons that one REST list holds. */
const WINDOW = 100;

const counter = useCallCounter();
const { dataOf, calls } = counter;

/** What `nodes` gives for coupons of one store. */
async function nodesOf(couponIds: readonly string[]): Promise<unknown[]> {
  const { nodes } = await dataOf(NODES, { ids: couponIds.map((id) => couponGid(id)) });
  return nodes;
}

/** What `nodes` has to give for a coupon, by the data of the REST API. */
function stored(couponId: string, storeId = STORE_ID): object | null {
  const coupon = counter.gateway.sandbox.data.coupon(storeId, couponId);
  return coupon ? { __typename: 'Coupon', id: couponGid(couponId, storeId), couponId, code: coupon.code } : null;
}

/** Ids that are not in the store, each beside one that is. */
const MISSING = IDS.flatMap((id) => [idAt(id, -1n), idAt(id, 1n)]).filter((id) => !IDS.includes(id));

const isList = (call: string) => call.startsWith('GET /coupons?');

/** The list that begins with an id, of some length. */
const listFrom = (id: string) =>
  expect.stringMatching(new RegExp(`^GET /coupons\\?limit=\\d+&asc=true&after=${idAt(id, -1n)}$`));

/** Whether the first id of a list, which is a wanted one, does not exist. */
function isFirstMissing(call: string): boolean {
  const after = new URLSearchParams(call.slice(call.indexOf('?'))).get('after') ?? '0';
  return !IDS.includes(idAt(after, 1n));
}

describe('coupons by their global ids', () => {
  it('of which 50 are scattered over 250 and 2 are missing cost 6 calls at most, in the order asked for', async () => {
    const scattered = Array.from({ length: 50 }, (_, index) => IDS[(index * 37) % 250] as string);
    const wanted = scattered.toSpliced(10, 0, MISSING[60] as string).toSpliced(40, 0, MISSING[200] as string);
    const nodes = await nodesOf(wanted);
    expect(nodes).toEqual(wanted.map((id) => stored(id)));
    expect(nodes.flatMap((node, index) => (node === null ? [index] : []))).toEqual([10, 40]);
    expect(calls().length).toBeLessThanOrEqual(6);
    // Each missing one is asked for by itself: a list may hide rows.
    expect(calls().filter((call) => !isList(call))).toHaveLength(2);
  });

  it('of which there are two are two single reads', async () => {
    const wanted = IDS.slice(4, 6);
    expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
    expect(calls().toSorted()).toEqual(wanted.map((id) => `GET /coupons/${id}`));
  });

  it('that stand side by side are one list', async () => {
    const wanted = IDS.slice(4, 7).toReversed();
    expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
    expect(calls()).toEqual([listFrom(IDS[4] as string)]);
  });

  it('that are named many times are read once', async () => {
    const wanted = [7, 5, 6, 5, 7, 7].map((index) => IDS[index] as string);
    expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
    expect(calls()).toHaveLength(1);
  });

  it('that a list hides are read singly', async () => {
    const { data, respondWith } = counter.gateway.sandbox;
    const wanted = IDS.slice(4, 8);
    const shown = wanted.toSpliced(1, 1).map((id) => data.coupon(STORE_ID, id));
    respondWith({ path: /\/coupons\?/ }, { status: 200, body: printJson(shown) });
    expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
    expect(calls().toSorted()).toEqual([`GET /coupons/${wanted[1]}`, expect.stringMatching(/^GET \/coupons\?/)]);
  });

  it('that no list shows are found all the same', async () => {
    counter.gateway.sandbox.respondWith({ path: /\/coupons\?/ }, { status: 200, body: '[]' });
    const wanted = IDS.slice(0, 5);
    expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
    expect(calls()).toHaveLength(6);
  });

  it('at both ends of all ids are looked up', async () => {
    const wanted = ['1', MAX_ID, IDS[0] as string, IDS[249] as string];
    expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
    expect(calls().length).toBeLessThanOrEqual(4);
  });

  it('give right results for any mixture, for a call each at most, and one for each list that begins with none', () =>
    fc.assert(
      fc.asyncProperty(
        // Near each other or anywhere, for lists to hold many, few or none of them.
        fc.integer({ min: 0, max: IDS.length - 1 }).chain((start) => {
          const near = fc.integer({ min: start, max: Math.min(start + 30, IDS.length - 1) }).map((index) => IDS[index]);
          const id = fc.oneof(near, fc.constantFrom(...IDS), fc.constantFrom(...MISSING, '1', MAX_ID));
          return fc.uniqueArray(id as fc.Arbitrary<string>, { maxLength: 40 });
        }),
        async (wanted) => {
          expect(await nodesOf(wanted)).toEqual(wanted.map((id) => stored(id)));
          const lists = calls().filter(isList);
          expect(calls().length).toBeLessThanOrEqual(wanted.length + lists.filter(isFirstMissing).length);
          for (const list of lists) expect(Number(/limit=(\d+)/.exec(list)?.[1])).toBeLessThanOrEqual(WINDOW);
        },
      ),
      { numRuns: 150 },
    ));
});

describe('coupons of a store of which nothing is known yet', () => {
  /** Nothing is known to this gateway but what the test asks for. */
  async function callsFor(wanted: readonly string[]): Promise<string[]> {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const { data } = await gateway.query(NODES, { ids: wanted.map((id) => couponGid(id)) });
    expect(data.nodes).toEqual(wanted.map((id) => stored(id)));
    return gateway.sandbox.requests.map(({ path, query }) =>
      path.endsWith('/coupons') ? `list of ${query.get('limit')}` : path,
    );
  }

  it('are looked for by one list of 100 first', async () => {
    expect(await callsFor(IDS.slice(4, 7))).toEqual(['list of 100']);
  });

  it('are read singly when that list has none of them, for one call more than their number', async () => {
    // The last id of the first list is far below the others, which are not enough for another one.
    const wanted = [MISSING[0] as string, IDS[150] as string, IDS[249] as string];
    const [first, ...others] = await callsFor(wanted);
    expect(first).toBe('list of 100');
    expect(others.toSorted()).toEqual(wanted.map((id) => `/v1/stores/${STORE_ID}/coupons/${id}`));
  });

  it('are read by lists all at once, when that one has shown how densely they lie', async () => {
    const calls = await callsFor(IDS);
    expect(calls[0]).toBe('list of 100');
    // Two more lists for the other 150, and a few single reads where coupons lie closer together.
    expect(calls.length).toBeLessThanOrEqual(6);
    expect(calls.filter((call) => call.startsWith('list of '))).toHaveLength(3);
  });
});

describe('coupons of a store of which look-ups have shown something', () => {
  const scattered = Array.from({ length: 100 }, (_, index) => IDS[(index * 37) % 250] as string);
  const lookUp = (gateway: TestGateway, ids: readonly string[], storeId = STORE_ID) =>
    gateway.query(NODES, { ids: ids.map((id) => couponGid(id, storeId)) });

  async function startFresh(): Promise<TestGateway> {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    return gateway;
  }

  async function freshCallsOf(ids: readonly string[]): Promise<number> {
    const gateway = await startFresh();
    return gateway.callsOf(() => lookUp(gateway, ids));
  }

  it.each([
    ['far below the first coupon', ['1', '2', '3']],
    ['far above the last coupon', ['9', '8', '7'].map((digit) => digit.repeat(18))],
    ['side by side', IDS.slice(100, 103)],
    ['that do not exist', MISSING.slice(0, 40)],
    ['at both ends', ['1', IDS[0] as string, IDS[249] as string, MAX_ID]],
  ])('cost no more for that: ids %s', async (_where, taught) => {
    const gateway = await startFresh();
    for (let time = 0; time < 3; time++) await lookUp(gateway, taught);
    const calls = await gateway.callsOf(async () => {
      const { data, errors } = await lookUp(gateway, scattered);
      expect(errors).toBeUndefined();
      expect(data.nodes).toEqual(scattered.map((id) => stored(id)));
    });
    expect(calls).toBeLessThanOrEqual(await freshCallsOf(scattered));
  });

  it('are read by all lists at once', async () => {
    const gateway = await startFresh();
    await lookUp(gateway, IDS.slice(0, 100));
    gateway.sandbox.clearRequests();
    const slow = gateway.sandbox.faults.add({ kind: 'delay', ms: 300 });
    const answer = lookUp(gateway, scattered);
    await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(3), { interval: 2 });
    expect(gateway.sandbox.requests.map(({ outcome }) => outcome)).toEqual(['open', 'open', 'open']);
    slow.remove();
    expect((await answer).errors).toBeUndefined();
  });

  it('that lie closer together than those before them are read by lists all the same', async () => {
    const gateway = await startFresh();
    const few = Array.from({ length: 100 }, (_, index) => BigInt(index + 1) * 1000n);
    const many = Array.from({ length: 600 }, (_, index) => 200_000n + BigInt(index));
    const rows = [...few, ...many].map(String);
    gateway.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      rows.map((id) => ({ id })),
    );
    const wanted = [rows[0] as string, ...Array.from({ length: 60 }, (_, index) => rows[100 + index * 10] as string)];
    const calls = await gateway.callsOf(async () => {
      const { data, errors } = await lookUp(gateway, wanted, EMPTY_STORE_ID);
      expect(errors).toBeUndefined();
      expect(data.nodes.map((node: { couponId: string }) => node.couponId)).toEqual(wanted);
    });
    // The first hundred, and 600 rows by 100 at the most, with a few too many since each list shows a part only.
    expect(calls).toBeLessThanOrEqual(10);
  });

  it('of which reading each singly would be too many calls are read by one list after the other', async () => {
    const gateway = await startFresh();
    // A mass mail, then coupons that are further apart: 60 of them within 200 rows.
    const mail = Array.from({ length: 100 }, (_, index) => BigInt(index + 1));
    const others = Array.from({ length: 200 }, (_, index) => BigInt(index + 1) * 1_000_000n);
    const rows = [...mail, ...others].map(String);
    gateway.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      rows.map((id) => ({ id })),
    );
    const wanted = [rows[0] as string, ...Array.from({ length: 60 }, (_, index) => rows[100 + index * 3] as string)];
    const { data, errors, extensions } = await lookUp(gateway, wanted, EMPTY_STORE_ID);
    expect(errors).toBeUndefined();
    expect(data.nodes.map((node: { couponId: string }) => node.couponId)).toEqual(wanted);
    expect(extensions.cost.restCalls).toBeLessThanOrEqual(5);
  });
});

describe('objects by their global ids', () => {
  let others: string[];
  beforeAll(() => {
    others = counter.gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{}, {}, {}]);
  });

  it('of two stores are looked up store by store', async () => {
    const wanted = [0, 1, 2].flatMap((index) => [
      couponGid(IDS[index] as string),
      couponGid(others[index] as string, EMPTY_STORE_ID),
    ]);
    const { nodes } = await dataOf(NODES, { ids: wanted });
    expect(nodes).toEqual(
      [0, 1, 2].flatMap((index) => [stored(IDS[index] as string), stored(others[index] as string, EMPTY_STORE_ID)]),
    );
    expect(calls().map(isList)).toEqual([true, true]);
    const stores = counter.gateway.sandbox.requests.map(({ path }) => path.split('/')[3]);
    expect(stores.toSorted()).toEqual([STORE_ID, EMPTY_STORE_ID]);
  });

  it('of two stores with the same coupon id are the coupon in its own store and null in the other', async () => {
    const [own, other] = [IDS[0] as string, others[0] as string];
    const wanted = [couponGid(own), couponGid(own, EMPTY_STORE_ID), couponGid(other), couponGid(other, EMPTY_STORE_ID)];
    const { nodes } = await dataOf(NODES, { ids: wanted });
    expect(nodes).toEqual([stored(own), null, null, stored(other, EMPTY_STORE_ID)]);
    expect(calls()).toHaveLength(4);
  });

  it('with ids of different lengths are looked up by value', async () => {
    const ids = counter.gateway.sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ id: '300' }, { id: '40' }, { id: '5' }]);
    const { nodes } = await dataOf(NODES, { ids: ids.map((id) => couponGid(id, EMPTY_STORE_ID)) });
    expect(nodes).toEqual(ids.map((id) => stored(id, EMPTY_STORE_ID)));
    expect(calls()).toEqual([listFrom('5')]);
  });

  it('that are malformed or of an unknown type are null for no call', async () => {
    const id = IDS[0] as string;
    const malformed = [
      '',
      id,
      'gid://paynow/',
      'gid://paynow/Coupon',
      `gid://paynow/Coupon/${STORE_ID}`,
      `gid://paynow/Coupon/${STORE_ID}/`,
      `gid://paynow/Coupon/${STORE_ID}/${id}/`,
      `gid://paynow/Coupon/${STORE_ID}/0${id}`,
      `gid://paynow/Coupon/${STORE_ID}/9223372036854775808`,
      `gid://paynow/Coupon/${STORE_ID}/-1`,
      `gid://paynow/Coupon/0/${id}`,
      `gid://paynow/coupon/${STORE_ID}/${id}`,
      `gid://other/Coupon/${STORE_ID}/${id}`,
      ` ${couponGid(id)}`,
      `${couponGid(id)}\n`,
      `${couponGid(id)}?x=1`,
      'gid://paynow/Store/x',
      `gid://paynow/Store/${STORE_ID}/1`,
      `gid://paynow/Order/${STORE_ID}/${id}`,
      `gid://paynow/MarketingConfiguration/${STORE_ID}/OTHER`,
      `gid://paynow/MarketingConfiguration/${STORE_ID}`,
      Buffer.from(couponGid(id)).toString('base64'),
    ];
    const { nodes } = await dataOf(NODES, { ids: malformed });
    expect(nodes).toEqual(malformed.map(() => null));
    expect(calls()).toEqual([]);
  });

  it('of all types come in the order asked for', async () => {
    const configuration = `gid://paynow/MarketingConfiguration/${STORE_ID}/PURCHASE_FOLLOW_UP`;
    const store = `gid://paynow/Store/${STORE_ID}`;
    const coupon = couponGid(IDS[0] as string);
    const absent = `gid://paynow/MarketingConfiguration/${EMPTY_STORE_ID}/PURCHASE_FOLLOW_UP`;
    const { nodes } = await dataOf(NODES, { ids: [configuration, 'x', store, coupon, absent] });
    expect(nodes).toEqual([
      { __typename: 'MarketingConfiguration', id: configuration },
      null,
      { __typename: 'Store', id: store },
      stored(IDS[0] as string),
      null,
    ]);
    expect(calls()).toHaveLength(3);
  });

  it('of which there are none are an empty list for no call', async () => {
    expect(await dataOf(NODES, { ids: [] })).toEqual({ nodes: [] });
    expect(calls()).toEqual([]);
  });
});
