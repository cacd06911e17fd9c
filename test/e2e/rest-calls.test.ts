import { beforeAll, describe, expect, it } from 'vitest';
import { STORE_ID } from '../support/gateway.ts';
import { couponGid, IDS, idAt, useCallCounter } from './call-counter.ts';

const counter = useCallCounter();
const { dataOf, calls } = counter;

const at = (index: number) => IDS.at(index) as string;
const codeOf = (couponId: string) => counter.gateway.sandbox.data.coupon(STORE_ID, couponId)?.code;

const cursor = (sort: 'n' | 'o', couponId: string) => Buffer.from(`${sort}:${couponId}`).toString('base64url');

describe('one coupon', () => {
  it('is one call', async () => {
    const data = await dataOf(`{ coupon(storeId: "${STORE_ID}", couponId: "${at(5)}") { code note } }`);
    expect(data.coupon.code).toBe(codeOf(at(5)));
    expect(calls()).toEqual([`GET /coupons/${at(5)}`]);
  });

  it('is one call under many aliases and by every way that leads to it', async () => {
    const data = await dataOf(`{
      a: coupon(storeId: "${STORE_ID}", couponId: "${at(5)}") { code }
      b: coupon(storeId: "${STORE_ID}", couponId: "${at(5)}") { note enabled code }
      c: store(storeId: "${STORE_ID}") { coupon(couponId: "${at(5)}") { code } }
      d: node(id: "${couponGid(at(5))}") { ... on Coupon { code } }
      e: nodes(ids: ["${couponGid(at(5))}", "${couponGid(at(5))}"]) { ... on Coupon { code } }
    }`);
    const coupons = [data.a, data.b, data.c.coupon, data.d, ...data.e];
    expect(coupons.map(({ code }) => code)).toEqual(Array(6).fill(codeOf(at(5))));
    expect(calls()).toEqual([`GET /coupons/${at(5)}`]);
  });

  it('that does not exist is null for one call', async () => {
    const data = await dataOf(`{ coupon(storeId: "${STORE_ID}", couponId: "1") { code } }`);
    expect(data).toEqual({ coupon: null });
    expect(calls()).toEqual(['GET /coupons/1']);
  });
});

describe('a store', () => {
  it('is no call for its ids, even one that does not exist', async () => {
    const data = await dataOf(`{
      store(storeId: "${STORE_ID}") { id storeId __typename }
      node(id: "gid://paynow/Store/7") { id __typename }
    }`);
    expect(data.store.storeId).toBe(STORE_ID);
    expect(data.node).toEqual({ id: 'gid://paynow/Store/7', __typename: 'Store' });
    expect(calls()).toEqual([]);
  });

  it('is one call for its profile, read from each of its 50 coupons, beside the one for these', async () => {
    const data = await dataOf(`{
      store(storeId: "${STORE_ID}") { name slug currency coupons(first: 50) { nodes { store { name liveMode } } } }
    }`);
    expect(data.store.name).toBe('Craftkeep');
    const expected = Array(50).fill({ store: { name: 'Craftkeep', liveMode: true } });
    expect(data.store.coupons.nodes).toEqual(expected);
    expect(calls().toSorted()).toEqual(['GET ', 'GET /coupons?limit=51&asc=false']);
  });

  it('is one call for a marketing configuration under many aliases', async () => {
    const data = await dataOf(`{
      a: store(storeId: "${STORE_ID}") { marketingConfiguration(kind: ABANDONED_CHECKOUT) { id enabled } }
      b: store(storeId: "${STORE_ID}") { marketingConfiguration(kind: ABANDONED_CHECKOUT) { triggerAfter } }
      node(id: "gid://paynow/MarketingConfiguration/${STORE_ID}/ABANDONED_CHECKOUT") { id }
    }`);
    expect(data.a.marketingConfiguration.id).toBe(data.node.id);
    expect(calls()).toEqual(['GET /marketing/abandoned-checkouts/configuration']);
  });

  it('is one call for each of its marketing configurations', async () => {
    await dataOf(`{ store(storeId: "${STORE_ID}") {
      a: marketingConfiguration(kind: ABANDONED_CHECKOUT) { id }
      b: marketingConfiguration(kind: PURCHASE_FOLLOW_UP) { id }
    } }`);
    expect(calls()).toHaveLength(2);
  });
});

describe('a page', () => {
  /** A page's info and what it cost. */
  async function pageOf(args: string, pageInfo: string) {
    const data = await dataOf(
      `{ store(storeId: "${STORE_ID}") { coupons(${args}) { nodes { couponId } pageInfo { ${pageInfo} } } } }`,
    );
    return { ...data.store.coupons.pageInfo, calls: calls().length };
  }

  const newest = (index: number) => cursor('n', at(index));

  // Before anything is counted, the gateway learns how the REST API reads cursors.
  beforeAll(() => dataOf(`{ store(storeId: "${STORE_ID}") { coupons(after: "${newest(-1)}") { nodes { id } } } }`));

  it.each([
    ['of 20 without flags', 1, 'first: 20', 'startCursor endCursor', {}],
    ['of 20 with hasNextPage', 1, 'first: 20', 'hasNextPage', { hasNextPage: true }],
    ['of 20 with both flags', 1, 'first: 20', 'hasNextPage hasPreviousPage', { hasPreviousPage: false }],
    ['of the last 20 with both flags', 1, 'last: 20', 'hasNextPage hasPreviousPage', { hasPreviousPage: true }],
    ['of 100 without flags', 1, 'first: 100', 'endCursor', {}],
    ['of 100 with hasPreviousPage, the first', 1, 'first: 100', 'hasPreviousPage', { hasPreviousPage: false }],
    ['of 100 with hasNextPage', 2, 'first: 100', 'hasNextPage', { hasNextPage: true }],
    ['of 0 without flags', 0, 'first: 0', 'endCursor', { endCursor: null }],
    ['of 0 with hasNextPage', 1, 'first: 0', 'hasNextPage', { hasNextPage: true }],
  ])('%s costs %i', async (_what, cost, args, pageInfo, expected) => {
    expect(await pageOf(args, pageInfo)).toMatchObject({ ...expected, calls: cost });
  });

  it.each([
    ['of 20', 1, 20, 'endCursor', {}],
    ['of 20 with both flags', 1, 20, 'hasNextPage hasPreviousPage', { hasNextPage: true, hasPreviousPage: true }],
    ['of 98 with both flags', 1, 98, 'hasNextPage hasPreviousPage', { hasNextPage: true, hasPreviousPage: true }],
    ['of 99 with hasNextPage', 1, 99, 'hasNextPage', { hasNextPage: true }],
    ['of 99 with hasPreviousPage', 2, 99, 'hasPreviousPage', { hasPreviousPage: true }],
    ['of 100 without flags', 1, 100, 'endCursor', {}],
    ['of 100 with both flags', 3, 100, 'hasNextPage hasPreviousPage', { hasNextPage: true, hasPreviousPage: true }],
  ])('%s behind a cursor costs %i', async (_what, cost, first, pageInfo, expected) => {
    const args = `first: ${first}, after: "${newest(-20)}"`;
    expect(await pageOf(args, pageInfo)).toMatchObject({ ...expected, calls: cost });
  });

  it('that ends at the far cursor costs 1 with its flag ahead, of 100 too', async () => {
    const range = `after: "${newest(-20)}", before: "${newest(-50)}"`;
    expect(await pageOf(`first: 40, ${range}`, 'hasNextPage')).toEqual({ hasNextPage: false, calls: 1 });
    expect(await pageOf(`last: 100, ${range}`, 'hasPreviousPage')).toEqual({ hasPreviousPage: false, calls: 1 });
  });

  it('of 20 with both flags in front of a cursor costs 1 in both sorts', async () => {
    const flags = { hasNextPage: true, hasPreviousPage: true };
    const info = 'hasNextPage hasPreviousPage';
    expect(await pageOf(`last: 20, before: "${newest(100)}"`, info)).toEqual({ ...flags, calls: 1 });
    const oldest = `last: 20, before: "${cursor('o', at(100))}", sort: OLDEST_FIRST`;
    expect(await pageOf(oldest, info)).toEqual({ ...flags, calls: 1 });
  });

  it('behind a cursor whose coupon is gone costs one call more for hasPreviousPage', async () => {
    const gone = IDS.slice(100)
      .map((id) => idAt(id, 1n))
      .find((id) => !IDS.includes(id)) as string;
    const args = `first: 20, after: "${cursor('n', gone)}"`;
    const flags = { hasNextPage: true, hasPreviousPage: true };
    expect(await pageOf(args, 'hasNextPage')).toEqual({ hasNextPage: true, calls: 1 });
    expect(await pageOf(args, 'hasNextPage hasPreviousPage')).toEqual({ ...flags, calls: 2 });
  });

  it('costs as much under many aliases as once, flags included', async () => {
    const page = 'first: 100, sort: NEWEST_FIRST';
    const data = await dataOf(`{ store(storeId: "${STORE_ID}") {
      a: coupons(${page}) { nodes { id } pageInfo { hasNextPage x: hasNextPage } }
      b: coupons(${page}, filter: {}) { edges { node { id code } } pageInfo { hasNextPage } }
      c: coupons(${page}, after: null) { nodes { note } }
    } }`);
    expect(data.store.a.nodes).toHaveLength(100);
    expect(data.store.b.pageInfo.hasNextPage).toBe(true);
    // The page, and the one row that follows it.
    expect(calls()).toHaveLength(2);
  });

  it('costs a call for each filter', async () => {
    await dataOf(`{ store(storeId: "${STORE_ID}") {
      a: coupons { nodes { id } }
      b: coupons(filter: { status: ACTIVE }) { nodes { id } }
      c: coupons(filter: { origin: MANUAL }) { nodes { id } }
    } }`);
    expect(calls()).toHaveLength(3);
  });
});

describe('a mutation', () => {
  const update = (couponId: string, note: string, reads: string) => `couponUpdate(
    input: { id: "${couponGid(couponId)}", set: { note: "${note}" } }
  ) { userErrors { message } coupon { note store { ${reads} } } }`;

  it('is one call for a write whose payload needs no more', async () => {
    const data = await dataOf(`mutation { ${update(at(9), 'alone', 'storeId')} }`);
    expect(data.couponUpdate.coupon.note).toBe('alone');
    expect(calls()).toEqual([`PATCH /coupons/${at(9)}`]);
  });

  it('reads afresh after each of its writes: coupons, and lists of them in both directions', async () => {
    const older = at(-1);
    const [newest] = counter.gateway.sandbox.data.insertCoupons(STORE_ID, [{}]) as [string];
    const reads = `
      coupon(couponId: "${newest}") { couponId note }
      down: coupons(first: 2) { nodes { couponId note } }
      up: coupons(after: "${cursor('o', older)}", sort: OLDEST_FIRST) { nodes { couponId note } }`;
    const data = await dataOf(`mutation {
      a: ${update(newest, 'one', reads)}
      b: ${update(newest, 'two', reads)}
      c: couponDelete(input: { id: "${couponGid(newest)}" }) { deletedCouponId userErrors { message } }
      d: ${update(older, 'three', reads)}
    }`);
    for (const [field, note] of [
      ['a', 'one'],
      ['b', 'two'],
    ] as const) {
      const coupon = { couponId: newest, note };
      const expected = { coupon, down: { nodes: [coupon, { couponId: older }] }, up: { nodes: [coupon] } };
      expect(data[field].coupon.store).toMatchObject(expected);
    }
    expect(data.c).toEqual({ deletedCouponId: couponGid(newest), userErrors: [] });
    expect(data.d.coupon.store).toMatchObject({
      coupon: null,
      down: { nodes: [{ couponId: older, note: 'three' }, { couponId: at(-2) }] },
      up: { nodes: [] },
    });
    const writes = calls().filter((call) => !call.startsWith('GET'));
    const [patch, remove] = [`PATCH /coupons/${newest}`, `DELETE /coupons/${newest}`];
    expect(writes).toEqual([patch, patch, remove, `PATCH /coupons/${older}`]);
    // Three reads for each payload, though all three payloads read the same.
    expect(calls()).toHaveLength(writes.length + 9);
  });

  it('reads afresh after a write that the REST API refused, too', async () => {
    const [id, code] = [at(3), codeOf(at(4))];
    const reads = `coupon(couponId: "${id}") { note }`;
    const data = await dataOf(`mutation {
      a: ${update(id, 'before', reads)}
      b: couponUpdate(input: { id: "${couponGid(id)}", set: { code: "${code}" } }) { coupon { id } userErrors { field } }
      c: ${update(at(5), 'other', reads)}
    }`);
    expect(data.a.coupon.store.coupon.note).toBe('before');
    expect(data.b).toEqual({ coupon: null, userErrors: [{ field: ['input', 'set', 'code'] }] });
    expect(data.c.coupon.store.coupon.note).toBe('before');
    expect(calls().filter((call) => call === `GET /coupons/${id}`)).toHaveLength(2);
  });
});
