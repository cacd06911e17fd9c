import { describe, expect, it } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { CONTRACT_VERSIONS } from '../../src/rest/contract/version.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { type Client, startClient } from './client.ts';

async function allCoupons({ call }: Client): Promise<CouponDto[]> {
  const coupons: CouponDto[] = [];
  for (;;) {
    const after = coupons.at(-1)?.id ?? '1';
    const { body } = await call('GET', `/coupons?asc=true&after=${after}`);
    coupons.push(...(body as CouponDto[]));
    if ((body as CouponDto[]).length === 0) return coupons;
  }
}

describe('the coupons of the store with data', () => {
  it('are 250, all made before 2026, each under a code of its own', async () => {
    const coupons = await allCoupons(await startClient());
    expect(coupons).toHaveLength(250);
    expect(new Set(coupons.map(({ code }) => code)).size).toBe(250);
    expect(coupons.filter(({ created_at }) => Date.parse(created_at) >= Date.UTC(2026, 0))).toEqual([]);
  });

  it('have ids that tell when they were made', async () => {
    const coupons = await allCoupons(await startClient());
    const told = coupons.map(({ id }) => Number(BigInt(id) >> 22n) + 1_645_568_542_000);
    expect(told).toEqual(coupons.map(({ created_at }) => Date.parse(created_at)));
  });

  it('come in bursts: some gaps between ids are a million times as large as others', async () => {
    const coupons = await allCoupons(await startClient());
    const ids = coupons.map(({ id }) => BigInt(id));
    const gaps = ids.slice(1).map((id, index) => id - (ids[index] ?? 0n));
    const sorted = gaps.toSorted((a, b) => (a < b ? -1 : 1));
    expect(sorted[0]).toBe(1n);
    expect((sorted.at(-1) ?? 0n) / (sorted[Math.floor(sorted.length / 5)] ?? 0n)).toBeGreaterThan(1_000_000n);
  });

  it('are the same in every sandbox', async () => {
    const [one, other] = [await startClient(), await startClient()];
    expect(await allCoupons(other)).toEqual(await allCoupons(one));
  });

  it('are of every kind', async () => {
    const coupons = await allCoupons(await startClient());
    const kinds = (of: (coupon: CouponDto) => unknown) => new Set(coupons.map(of));
    const shape = (value: unknown) =>
      value === undefined
        ? 'absent'
        : value === null
          ? 'null'
          : Array.isArray(value) && value.length === 0
            ? 'empty'
            : 'filled';

    expect(kinds(({ duration }) => duration)).toEqual(new Set(['once', 'forever', 'repeating']));
    expect(kinds(({ discount_type }) => discount_type)).toEqual(new Set(['unspecified', 'percent', 'amount']));
    expect(kinds(({ created_by }) => created_by?.type)).toEqual(
      new Set([
        ...[
          'anonymous',
          'user',
          'api_key',
          'customer',
          'game_server',
          'internal',
          'admin',
          'platform',
          'global_customer',
        ],
        undefined,
      ]),
    );
    for (const name of ['apply_to_products', 'apply_to_tags'] as const) {
      expect(kinds((coupon) => shape(coupon[name]))).toEqual(new Set(['absent', 'null', 'empty', 'filled']));
    }
    for (const name of ['note', 'usable_by_customer_id', 'updated_by'] as const) {
      expect(kinds((coupon) => shape(coupon[name]))).toEqual(new Set(['absent', 'null', 'filled']));
    }
    expect(kinds(({ created_by }) => created_by && shape(created_by.id))).toContain('absent');
    expect(kinds(({ created_by }) => created_by && shape(created_by.id))).toContain('null');
    expect(kinds(({ enabled }) => enabled)).toEqual(new Set([true, false]));
    expect(kinds(({ minimum_order_value }) => minimum_order_value)).toContain(9007199254740993n);
    expect(kinds(({ redeem_limit_store_amount }) => redeem_limit_store_amount)).toContain(9223372036854775807n);
    expect(kinds(({ created_at }) => /T[\d:]+(.*)$/.exec(created_at)?.[1]?.replaceAll(/\d/g, '0'))).toEqual(
      new Set(['.0000000Z', '.000Z', '.000+00:00']),
    );
    expect(coupons.filter(({ note }) => /\p{Extended_Pictographic}/u.test(note ?? '')).length).toBeGreaterThan(0);
    expect(coupons.filter(({ note }) => /\p{Script=Arabic}/u.test(note ?? '')).length).toBeGreaterThan(0);
  });

  it('are active and inactive, made by people and by the system, in numbers that need more than one page of ten', async () => {
    const { call } = await startClient({ now: () => Date.UTC(2026, 0) });
    for (const filter of ['status=active', 'status=inactive', 'type=manual', 'type=generated']) {
      const { body } = await call('GET', `/coupons?${filter}`);
      expect((body as CouponDto[]).length, filter).toBeGreaterThan(20);
    }
  });
});

describe.each(CONTRACT_VERSIONS)('version %s', (api) => {
  it('the store with data answers everything within the contract', async () => {
    const reports: string[] = [];
    const client = await startClient({ api, report: (reason) => reports.push(reason) });
    expect(await allCoupons(client)).toHaveLength(250);
    expect((await client.call('GET', '/marketing/abandoned-checkouts/configuration')).status).toBe(200);
    expect((await client.call('GET', '/marketing/purchase-follow-ups/configuration')).status).toBe(200);
    expect((await client.call('GET', '')).status).toBe(api === '2026-08' ? 200 : 404);
    expect(reports).toEqual([]);
  });

  it('the other store is empty and has no marketing configuration; there is no third', async () => {
    const { call } = await startClient({ api });
    expect(await call('GET', `/v1/stores/${EMPTY_STORE_ID}/coupons`)).toMatchObject({ status: 200, body: [] });
    for (const kind of ['abandoned-checkouts', 'purchase-follow-ups']) {
      const path = `/v1/stores/${EMPTY_STORE_ID}/marketing/${kind}/configuration`;
      expect(await call('GET', path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    expect(await call('GET', '/v1/stores/411486491630370818/coupons')).toMatchObject({ status: 404 });
  });

  it('the configurations have commands and a duration as the version has them', async () => {
    const { call } = await startClient({ api });
    const { body } = await call('GET', '/marketing/abandoned-checkouts/configuration');
    const { commands, coupon_configuration } = body as Record<string, object>;
    expect(commands === undefined).toBe(api === '2025-08');
    expect('duration_in_months' in (coupon_configuration ?? {})).toBe(api === '2025-08');
    expect('duration_in_intervals' in (coupon_configuration ?? {})).toBe(api === '2026-08');
  });
});

it('a store profile has its currency in lower case', async () => {
  const { call } = await startClient();
  expect(await call('GET', '')).toMatchObject({ body: { id: STORE_ID, currency: 'eur', live_mode: true } });
});

it('without seed there is nothing', async () => {
  const { call } = await startClient({ seed: false });
  expect(await call('GET', '/coupons')).toMatchObject({ status: 404 });
});
