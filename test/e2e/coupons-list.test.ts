import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway } from '../support/gateway.ts';
import { READINGS } from '../unit/fake-list.ts';
import { type CouponPager, type Edge, LIST, type Sort, startPager } from './coupon-pager.ts';

/** When some coupons have expired and others have not begun. */
const NOW = Date.UTC(2025, 8, 1);
const UNKNOWN_STORE_ID = '411486491630370818';

const SORTS: Sort[] = ['NEWEST_FIRST', 'OLDEST_FIRST'];

const toNode = ({ id, code }: CouponDto) => ({ couponId: id, code });
const inOrder = <T>(rising: T[], sort: Sort) => (sort === 'OLDEST_FIRST' ? rising : rising.toReversed());
const nodesOf = (edges: readonly Edge[]) => edges.map(({ node }) => node);

describe.each(READINGS)('on a REST API that takes cursors by $cursors and cuts $cut', (reading) => {
  let pager: CouponPager;
  let stored: CouponDto[];

  beforeAll(async () => {
    pager = await startPager({ reading, now: () => NOW });
    stored = await pager.stored();
  });
  afterAll(() => pager.close());

  it('paging on and paging back both give all 250 coupons in the order of the sort', async () => {
    expect(stored).toHaveLength(250);
    for (const sort of SORTS) {
      const expected = inOrder(stored, sort).map(toNode);
      const forward = await pager.forward({ sort });
      const backward = await pager.backward({ sort });
      expect(nodesOf(forward), sort).toEqual(expected);
      expect(backward, sort).toEqual(forward);
    }
  });

  it('pages with a filter hold what it lets through', async () => {
    const isActive = ({ enabled, usable_at, expires_at }: CouponDto) =>
      enabled && !(usable_at && Date.parse(usable_at) > NOW) && !(expires_at && Date.parse(expires_at) <= NOW);
    const isGenerated = ({ created_by }: CouponDto) => ['internal', 'platform'].includes(String(created_by?.type));
    const customer = stored.find((coupon) => coupon.usable_by_customer_id)?.usable_by_customer_id as string;
    const filters: [object, (coupon: CouponDto) => boolean][] = [
      [{ status: 'ACTIVE' }, isActive],
      [{ status: 'INACTIVE' }, (coupon) => !isActive(coupon)],
      [{ origin: 'MANUAL' }, (coupon) => !isGenerated(coupon)],
      [{ origin: 'GENERATED' }, isGenerated],
      [{ usableByCustomerId: customer }, (coupon) => coupon.usable_by_customer_id === customer],
      [{ status: 'INACTIVE', origin: 'GENERATED' }, (coupon) => !isActive(coupon) && isGenerated(coupon)],
      [{ status: null, origin: null, usableByCustomerId: null }, () => true],
    ];
    for (const [index, [filter, passes]] of filters.entries()) {
      const sort = SORTS[index % 2] as Sort;
      const expected = inOrder(stored.filter(passes), sort).map(toNode);
      expect(expected.length, JSON.stringify(filter)).toBeGreaterThan(0);
      expect(nodesOf(await pager.forward({ filter, sort })), JSON.stringify(filter)).toEqual(expected);
      expect(nodesOf(await pager.backward({ filter, sort })), JSON.stringify(filter)).toEqual(expected);
    }
  });

  it('pages of a stretch of time hold what was created in it, whatever time zone it is given in', async () => {
    const from = '2025-09-30T22:00:00Z';
    const before = '2025-10-31T23:00:00Z';
    const isBefore = ({ created_at }: CouponDto) => Date.parse(created_at) < Date.parse(before);
    const isFrom = ({ created_at }: CouponDto) => Date.parse(created_at) >= Date.parse(from);
    const isGenerated = ({ created_by }: CouponDto) => ['internal', 'platform'].includes(String(created_by?.type));
    const filters: [object, (coupon: CouponDto) => boolean][] = [
      [{ created: { from, before } }, (coupon) => isFrom(coupon) && isBefore(coupon)],
      [{ created: { from: '2025-10-01T00:00:00+02:00' } }, isFrom],
      [{ created: { from: null, before: '2025-11-01T00:00:00.0000000+01:00' } }, isBefore],
      [
        { created: { from, before }, origin: 'GENERATED' },
        (coupon) => isFrom(coupon) && isBefore(coupon) && isGenerated(coupon),
      ],
      [{ created: { from: '1969-07-20T20:17:40Z', before: '2300-01-01T00:00:00Z' } }, () => true],
      [{ created: {} }, () => true],
      [{ created: null }, () => true],
    ];
    for (const [filter, passes] of filters) {
      for (const sort of SORTS) {
        const expected = inOrder(stored.filter(passes), sort).map(toNode);
        expect(expected.length, JSON.stringify(filter)).toBeGreaterThan(10);
        expect(nodesOf(await pager.forward({ filter, sort })), JSON.stringify(filter)).toEqual(expected);
        expect(nodesOf(await pager.backward({ filter, sort })), JSON.stringify(filter)).toEqual(expected);
      }
    }
  });

  it('both cursors at once give what lies between them, from either end', async () => {
    for (const sort of SORTS) {
      const all = await pager.forward({ sort });
      const [after, before] = [all[30]?.cursor, all[60]?.cursor];
      const ends = { hasNextPage: true, hasPreviousPage: true };
      const first = await pager.page({ sort, first: 10, after, before });
      expect(first).toMatchObject({ edges: all.slice(31, 41), pageInfo: ends });
      const last = await pager.page({ sort, last: 10, after, before });
      expect(last).toMatchObject({ edges: all.slice(50, 60), pageInfo: ends });
      const whole = await pager.page({ sort, first: 100, after, before });
      expect(whole).toMatchObject({ edges: all.slice(31, 60), pageInfo: { ...ends, hasNextPage: false } });
      const inverted = await pager.page({ sort, first: 10, after: before, before: after });
      expect(inverted).toMatchObject({ edges: [], pageInfo: { ...ends, hasNextPage: false } });
    }
  });

  it('paging on up to a fixed `before`, and back to a fixed `after`, ends with the range', async () => {
    for (const sort of SORTS) {
      const all = await pager.forward({ sort });
      const [after, before] = [all[30]?.cursor, all[76]?.cursor];
      expect(await pager.forward({ sort, before })).toEqual(all.slice(0, 76));
      expect(await pager.backward({ sort, after })).toEqual(all.slice(31));
    }
  });

  it('a cursor of a deleted coupon keeps its place', async () => {
    for (const sort of SORTS) {
      const all = await pager.forward({ sort });
      const place = 40;
      const { cursor, node } = all[place] as Edge;
      expect(pager.sandbox.data.deleteCoupon(STORE_ID, node.couponId)).toBe(true);
      const ends = { hasNextPage: true, hasPreviousPage: true };
      const behind = await pager.page({ sort, first: 20, after: cursor });
      expect(behind).toMatchObject({ edges: all.slice(place + 1, place + 21), pageInfo: ends });
      const before = await pager.page({ sort, last: 20, before: cursor });
      expect(before).toMatchObject({ edges: all.slice(place - 20, place), pageInfo: ends });
      // It was at an end of the list: nothing is left behind it.
      const { cursor: end, node: last } = all.at(-1) as Edge;
      pager.sandbox.data.deleteCoupon(STORE_ID, last.couponId);
      expect(await pager.page({ sort, first: 20, after: end })).toMatchObject({
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: true },
      });
    }
  });

  it('a coupon created while a client pages shifts no page behind it', async () => {
    const { edges, pageInfo } = await pager.page({ first: 20 });
    const [id] = pager.sandbox.data.insertCoupons(STORE_ID, [{}]);
    const second = await pager.page({ first: 20, after: pageInfo.endCursor });
    const afresh = await pager.page({ first: 41 });
    expect(afresh.edges[0]?.node.couponId).toBe(id);
    expect(afresh.edges.slice(1)).toEqual([...edges, ...second.edges]);
  });

  it('an empty store has one empty page without cursors, whatever is asked', async () => {
    const { cursor } = (await pager.page({ first: 1 })).edges[0] as Edge;
    for (const args of [
      {},
      { first: 100 },
      { last: 5 },
      { first: 0 },
      { after: cursor },
      { last: 3, before: cursor },
    ]) {
      const { edges, pageInfo } = await pager.page({ storeId: EMPTY_STORE_ID, ...args });
      expect(edges).toEqual([]);
      const none = { startCursor: null, endCursor: null, hasNextPage: false, hasPreviousPage: false };
      expect(pageInfo, JSON.stringify(args)).toEqual(none);
    }
  });
});

describe('the arguments of a list', () => {
  let pager: CouponPager;
  let all: readonly Edge[];

  beforeAll(async () => {
    pager = await startPager({});
    all = await pager.forward({});
  });
  afterAll(() => pager.close());

  const base64 = (text: string) => Buffer.from(text).toString('base64url');
  const newest = (id: string) => base64(`n:${id}`);

  it.each<[string, object, RegExp]>([
    ['first and last together', { first: 1, last: 1 }, /`first` or `last`, not both/],
    ['first and last together, both 0', { first: 0, last: 0 }, /`first` or `last`, not both/],
    ['a negative first', { first: -1 }, /`first` must be from 0 to 100/],
    ['a negative last', { last: -1 }, /`last` must be from 0 to 100/],
    ['101 for first', { first: 101 }, /`first` must be from 0 to 100/],
    ['101 for last', { last: 101 }, /`last` must be from 0 to 100/],
    ['an id for a cursor', { after: STORE_ID }, /`after` is not a cursor of this API.*endCursor/],
    [
      'a global id for a cursor',
      { before: `gid://paynow/Coupon/${STORE_ID}/1` },
      /`before` is not a cursor of this API/,
    ],
    ["another API's cursor", { after: base64('arrayconnection:5') }, /`after` is not a cursor of this API/],
    ['garbage for a cursor', { before: '%%% ~' }, /`before` is not a cursor of this API/],
    ['an empty cursor', { after: '' }, /`after` is not a cursor of this API/],
    ['a cursor with more behind it', { after: `${newest('5')}==` }, /`after` is not a cursor of this API/],
    ['a cursor with the id 0', { after: newest('0') }, /`after` is not a cursor of this API/],
    [
      'a cursor with an id past 2^63-1',
      { after: newest('9223372036854775808') },
      /`after` is not a cursor of this API/,
    ],
    ['a cursor with a word for an id', { after: newest('1 OR 1=1') }, /`after` is not a cursor of this API/],
    [
      'a cursor of the other sort',
      { before: base64('o:5') },
      /`before` is a cursor of a list sorted OLDEST_FIRST: it cannot be used with sort: NEWEST_FIRST/,
    ],
  ])('refuse %s for no REST call', async (_what, args, message) => {
    const calls = await pager.callsOf(async () => {
      const { data, errors } = await pager.query(LIST, { storeId: STORE_ID, ...args });
      expect(data).toEqual({ store: { coupons: null } });
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toMatchObject({ path: ['store', 'coupons'], extensions: { code: 'BAD_USER_INPUT' } });
      expect(errors?.[0]?.message).toMatch(message);
    });
    expect(calls).toBe(0);
  });

  it('count as not given when they are null', async () => {
    const end = all.slice(-3);
    expect((await pager.page({ first: null, last: 3 })).edges).toEqual(end);
    expect((await pager.page({ first: 3, last: null, after: null, before: null })).edges).toEqual(all.slice(0, 3));
    const nothing = await pager.page({ first: null, last: null, after: null, before: null, filter: null });
    expect(nothing.edges).toEqual(all.slice(0, 20));
    const literals = `{ store(storeId: "${STORE_ID}") { coupons(first: null, last: 3, after: null, filter: null) { edges { cursor } } } }`;
    const { data } = await pager.query(literals);
    expect(data.store.coupons.edges).toEqual(end.map(({ cursor }) => ({ cursor })));
  });

  it('give the newest 20 when there are none', async () => {
    const { edges, pageInfo } = await pager.page();
    expect(edges).toEqual(all.slice(0, 20));
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('may ask for no row, for the flags alone', async () => {
    const cursor = all[9]?.cursor;
    const flags = async (args: object) => {
      const { edges, pageInfo } = await pager.page(args);
      expect(edges).toEqual([]);
      return [pageInfo.hasPreviousPage, pageInfo.hasNextPage];
    };
    expect(await flags({ first: 0 })).toEqual([false, true]);
    expect(await flags({ last: 0 })).toEqual([true, false]);
    expect(await flags({ first: 0, after: cursor })).toEqual([true, true]);
    expect(await flags({ first: 0, after: all.at(-1)?.cursor })).toEqual([true, false]);
    expect(await flags({ last: 0, before: all[0]?.cursor })).toEqual([false, true]);
  });

  it('may ask for 100 rows, and the flags stay exact at the very end', async () => {
    const flags = { hasPreviousPage: true };
    expect(await pager.page({ first: 100, after: all[148]?.cursor })).toMatchObject({
      edges: all.slice(149, 249),
      pageInfo: { ...flags, hasNextPage: true },
    });
    expect(await pager.page({ first: 100, after: all[149]?.cursor })).toMatchObject({
      edges: all.slice(150),
      pageInfo: { ...flags, hasNextPage: false },
    });
    expect(await pager.page({ first: 100, after: all[150]?.cursor })).toMatchObject({
      edges: all.slice(151),
      pageInfo: { ...flags, hasNextPage: false },
    });
  });

  it('of a store that does not exist give null without an error', async () => {
    const { data, errors } = await pager.query(LIST, { storeId: UNKNOWN_STORE_ID });
    expect(data).toEqual({ store: { coupons: null } });
    expect(errors).toBeUndefined();
  });
});

describe('a stretch of time', () => {
  /** 2025-10-01T12:00:00.001Z, twice in one millisecond, and the next one. */
  const IDS = [(1_759_320_000_001n - 1_645_568_542_000n) << 22n, 1n, 1n << 22n].map((id, place, [first = 0n]) =>
    (place === 0 ? id : first + id).toString(),
  );
  let pager: CouponPager;

  beforeAll(async () => {
    pager = await startPager({});
    pager.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      IDS.map((id) => ({ id })),
    );
  });
  afterAll(() => pager.close());

  const idsOf = async (created: object): Promise<readonly string[]> => {
    const { nodes } = await pager.page({ storeId: EMPTY_STORE_ID, filter: { created }, sort: 'OLDEST_FIRST' });
    return nodes.map(({ couponId }) => couponId);
  };

  it.each([
    ['from the very millisecond', { from: '2025-10-01T12:00:00.001Z' }, IDS],
    ['from just behind it', { from: '2025-10-01T12:00:00.0010001Z' }, IDS.slice(2)],
    ['from just in front of it', { from: '2025-10-01T12:00:00.0000001Z' }, IDS],
    ['before the very millisecond', { before: '2025-10-01T12:00:00.001Z' }, []],
    ['before the moment just behind it', { before: '2025-10-01T12:00:00.0010001Z' }, IDS.slice(0, 2)],
    ['a millisecond', { from: '2025-10-01T14:00:00.001+02:00', before: '2025-10-01T12:00:00.002Z' }, IDS.slice(0, 2)],
    ['the end of all ids', { from: '2091-01-01T00:00:00Z' }, []],
    ['behind the end of all ids', { from: '2200-01-01T00:00:00Z' }, []],
    ['until behind the end of all ids', { before: '9999-12-31T23:59:59.9999999Z' }, IDS],
    ['until the beginning of all ids', { before: '2022-02-22T22:22:22Z' }, []],
    ['from the year 1', { from: '0001-01-01T00:00:00Z' }, IDS],
  ])('%s', async (_what, created, expected) => {
    expect(await idsOf(created)).toEqual(expected);
  });

  it('that ends where it begins, or before, is an empty page for no REST call', async () => {
    const calls = await pager.callsOf(async () => {
      for (const sort of SORTS) {
        for (const before of ['2025-10-01T12:00:00Z', '2025-09-01T00:00:00Z', '2025-10-01T13:59:59.9999999+02:00']) {
          const { edges, pageInfo } = await pager.page({
            sort,
            first: 100,
            filter: { created: { from: '2025-10-01T12:00:00Z', before } },
          });
          expect(edges).toEqual([]);
          expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
        }
      }
    });
    expect(calls).toBe(0);
  });

  it('is read once, however it is written, along with a page of all time that begins there', async () => {
    const page = (created: string) => `coupons(sort: OLDEST_FIRST, filter: { created: ${created} }) { nodes { code } }`;
    const { data, extensions } = await pager.query(`{ store(storeId: "${STORE_ID}") {
      a: ${page('{ from: "2025-10-01T12:00:00Z" }')}
      b: ${page('{ from: "2025-10-01T14:00:00.0000+02:00", before: "2200-01-01T00:00:00Z" }')}
      c: ${page('{ from: "2025-10-01T12:00:00Z", before: "2026-01-01T00:00:00Z" }')}
    } }`);
    expect(data.store.a.nodes).toHaveLength(20);
    expect(data.store.b).toEqual(data.store.a);
    expect(data.store.c).toEqual(data.store.a);
    expect(extensions.cost).toMatchObject({ restCalls: 1, deduplicated: 2 });
  });

  it.each(['2025-10-01', 'tomorrow', '2025-10-01T12:00:00', '2025-02-30T12:00:00Z', 1_759_320_000_000])(
    'from %j is refused for no REST call',
    async (from) => {
      const calls = await pager.callsOf(async () => {
        const { errors } = await pager.query(LIST, { storeId: STORE_ID, filter: { created: { from } } });
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      });
      expect(calls).toBe(0);
    },
  );
});

it('the REST API of 2025-08 is paged alike', async () => {
  const pager = await startPager({ api: '2025-08' });
  try {
    for (const sort of SORTS) {
      const expected = inOrder(await pager.stored(), sort).map(toNode);
      expect(expected).toHaveLength(250);
      expect(nodesOf(await pager.forward({ sort }))).toEqual(expected);
      expect(nodesOf(await pager.backward({ sort }))).toEqual(expected);
    }
  } finally {
    await pager.close();
  }
});

it('a variable that is null means the same as leaving the argument out', async () => {
  const gateway = await startGateway();
  try {
    const page = (args: string) => `store(storeId: "${STORE_ID}") { coupons(${args}) { nodes { id } } }`;
    const { data } = await gateway.query(
      `query ($sort: CouponSort, $first: Int, $after: String, $filter: CouponFilter) {
        given: ${page('sort: $sort, first: $first, after: $after, filter: $filter')}
        plain: ${page('first: 20')}
      }`,
      { sort: null, first: null, after: null, filter: null },
    );
    expect(data.given).toEqual(data.plain);
    expect(data.given.coupons.nodes).toHaveLength(20);
  } finally {
    await gateway.close();
  }
});
