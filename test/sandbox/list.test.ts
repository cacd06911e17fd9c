import { describe, expect, it } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { CONTRACT_VERSIONS } from '../../src/rest/contract/version.ts';
import { EMPTY_STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { type Client, startClient } from './client.ts';

/** Ids 10, 20, … 90 in the empty store. */
const IDS = Array.from({ length: 9 }, (_, index) => String((index + 1) * 10));

async function startNine(options: Parameters<typeof startClient>[0] = {}): Promise<Client> {
  const client = await startClient(options);
  client.sandbox.data.insertCoupons(
    EMPTY_STORE_ID,
    IDS.map((id) => ({ id })),
  );
  return client;
}

async function idsOf({ call }: Client, query: string): Promise<string[]> {
  const { status, body } = await call('GET', `/v1/stores/${EMPTY_STORE_ID}/coupons?${query}`);
  expect(status).toBe(200);
  return (body as CouponDto[]).map(({ id }) => id);
}

describe.each(CONTRACT_VERSIONS)('the coupon list of %s', (api) => {
  it('begins with the newest, holds 100 unless told, and goes upwards when asked', async () => {
    const client = await startClient({ api });
    const { body } = await client.call('GET', '/coupons');
    const ids = (body as CouponDto[]).map(({ id }) => BigInt(id));
    expect(ids).toHaveLength(100);
    expect(ids).toEqual(ids.toSorted((a, b) => (a > b ? -1 : 1)));

    const nine = await startNine({ api });
    expect(await idsOf(nine, 'asc=true')).toEqual(IDS);
    expect(await idsOf(nine, 'asc=false')).toEqual(IDS.toReversed());
    expect(await idsOf(nine, 'asc=true&limit=2')).toEqual(['10', '20']);
  });

  it('goes on from ids that are gone or never were', async () => {
    const client = await startNine({ api });
    client.sandbox.data.deleteCoupon(EMPTY_STORE_ID, '50');
    expect(await idsOf(client, 'asc=true&after=50&limit=2')).toEqual(['60', '70']);
    expect(await idsOf(client, 'asc=true&after=33&limit=2')).toEqual(['40', '60']);
    expect(await idsOf(client, 'after=9223372036854775807')).toEqual([]);
    expect(await idsOf(client, 'before=1')).toEqual([]);
  });

  it('compares ids exactly, beyond 2^53', async () => {
    const client = await startClient({ api });
    const ids = ['411486491630370817', '411486491630370818', '411486491630370819'];
    client.sandbox.data.insertCoupons(
      EMPTY_STORE_ID,
      ids.map((id) => ({ id })),
    );
    expect(await idsOf(client, 'asc=true&after=411486491630370817')).toEqual(ids.slice(1));
    expect(await idsOf(client, 'asc=true&before=411486491630370819')).toEqual(ids.slice(0, 2));
  });

  it.each([
    ['limit=0', 'limit', 'minimum'],
    ['limit=101', 'limit', 'maximum'],
    ['limit=1.5', 'limit', 'type'],
    ['limit=', 'limit', 'type'],
    ['limit=5&limit=6', 'limit', 'type'],
    ['asc=yes', 'asc', 'type'],
    ['after=here', 'after', api === '2026-08' ? 'pattern' : 'type'],
    ['before=9223372036854775808', 'before', api === '2026-08' ? 'format' : 'type'],
  ])('refuses %s', async (query, path, validation) => {
    const { call } = await startClient({ api });
    const { status, body } = await call('GET', `/coupons?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 400, code: 'bad-request', errors: [{ path, validation }] });
  });

  it('ignores parameters that the version does not know', async () => {
    const client = await startNine({ api });
    expect(await idsOf(client, 'asc=true&page=2')).toEqual(IDS);
    const known = api === '2026-08';
    const { status } = await client.call('GET', '/coupons?status=whatever');
    expect(status).toBe(known ? 400 : 200);
  });
});

describe('the filters', () => {
  const now = Date.UTC(2026, 5, 15);

  async function start(api?: '2025-08'): Promise<Client> {
    const client = await startClient({ now: () => now, ...(api && { api }) });
    client.sandbox.data.insertCoupons(EMPTY_STORE_ID, [
      { id: '1', created_by: { type: 'user' } },
      { id: '2', created_by: { type: 'internal' }, enabled: false },
      { id: '3', created_by: { type: 'platform' }, usable_at: '2026-06-15T02:00:00+02:00' },
      { id: '4', created_by: undefined, usable_at: '2026-06-15T02:00:00+01:00' },
      { id: '5', usable_by_customer_id: '77', expires_at: '2026-06-15T00:00:00Z' },
      { id: '6', usable_by_customer_id: '77', expires_at: '2026-06-15T00:00:01Z' },
    ]);
    return client;
  }

  it('status: active is enabled, begun and not expired', async () => {
    const client = await start();
    expect(await idsOf(client, 'asc=true&status=active')).toEqual(['1', '3', '6']);
    expect(await idsOf(client, 'asc=true&status=inactive')).toEqual(['2', '4', '5']);
    expect(await idsOf(client, 'asc=true&status=all')).toHaveLength(6);
  });

  it('type: generated is made by the system', async () => {
    const client = await start();
    expect(await idsOf(client, 'asc=true&type=generated')).toEqual(['2', '3']);
    expect(await idsOf(client, 'asc=true&type=manual')).toEqual(['1', '4', '5', '6']);
  });

  it('usable_by_customer_id', async () => {
    expect(await idsOf(await start(), 'asc=true&usable_by_customer_id=77')).toEqual(['5', '6']);
    expect(await idsOf(await start(), 'usable_by_customer_id=78')).toEqual([]);
  });

  it('apply together, before the limit', async () => {
    const client = await start();
    expect(await idsOf(client, 'asc=true&status=active&type=manual&after=1&limit=1')).toEqual(['6']);
  });

  it('do nothing in 2025-08', async () => {
    const client = await start('2025-08');
    expect(await idsOf(client, 'status=active&type=generated&usable_by_customer_id=77')).toHaveLength(6);
  });
});

describe('the readings of after and before', () => {
  const cases: [string, string, Record<string, string[]>][] = [
    [
      'asc=true&after=30&limit=2',
      'every reading agrees',
      {
        'value near': ['40', '50'],
        'value far': ['40', '50'],
        'position near': ['40', '50'],
        'position far': ['40', '50'],
      },
    ],
    [
      'asc=true&before=70&limit=2',
      'far means the smallest',
      {
        'value near': ['50', '60'],
        'value far': ['10', '20'],
        'position near': ['50', '60'],
        'position far': ['10', '20'],
      },
    ],
    [
      'asc=false&after=30&limit=2',
      'by value larger ids, by position smaller ones',
      {
        'value near': ['50', '40'],
        'value far': ['90', '80'],
        'position near': ['20', '10'],
        'position far': ['20', '10'],
      },
    ],
    [
      'asc=false&before=70&limit=2',
      'by value smaller ids, by position larger ones',
      {
        'value near': ['60', '50'],
        'value far': ['60', '50'],
        'position near': ['90', '80'],
        'position far': ['90', '80'],
      },
    ],
    [
      'asc=false&before=50&limit=2',
      'near and far differ by position',
      {
        'value near': ['40', '30'],
        'value far': ['40', '30'],
        'position near': ['70', '60'],
        'position far': ['90', '80'],
      },
    ],
    [
      'asc=true&after=20&before=80&limit=2',
      'near goes by after',
      {
        'value near': ['30', '40'],
        'value far': ['30', '40'],
        'position near': ['30', '40'],
        'position far': ['30', '40'],
      },
    ],
    [
      'asc=false&after=20&before=80&limit=2',
      'between, or by position nothing',
      {
        'value near': ['40', '30'],
        'value far': ['70', '60'],
        'position near': [],
        'position far': [],
      },
    ],
    [
      'asc=false&limit=2',
      'without a cursor every reading agrees',
      {
        'value near': ['90', '80'],
        'value far': ['90', '80'],
        'position near': ['90', '80'],
        'position far': ['90', '80'],
      },
    ],
  ];

  for (const [query, what, readings] of cases) {
    it(`${query}: ${what}`, async () => {
      for (const cursors of ['value', 'position'] as const) {
        for (const cut of ['near', 'far'] as const) {
          const client = await startNine({ reading: { cursors, cut } });
          expect(await idsOf(client, query), `${cursors} ${cut}`).toEqual(readings[`${cursors} ${cut}`]);
        }
      }
    });
  }
});
