import { describe, expect, it } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { CONTRACT_VERSIONS } from '../../src/rest/contract/version.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { COUPON, startClient } from './client.ts';

describe.each(CONTRACT_VERSIONS)('coupons in %s', (api) => {
  const now = () => Date.UTC(2026, 7, 1, 12);

  it('a new one is answered with its id, the caller and the time, and can be read', async () => {
    const { call } = await startClient({ api, now });
    const { status, body } = await call('POST', '/coupons', { ...COUPON, note: 'Ünïcode 🎁', apply_to_tags: [] });
    expect(status).toBe(200);
    const { id, version_id, created_by, ...rest } = body as CouponDto;
    expect(Number(BigInt(id) >> 22n) + 1_645_568_542_000).toBe(now());
    expect(version_id === undefined).toBe(api === '2025-08');
    expect(created_by).toEqual({ type: 'api_key', id: expect.stringMatching(/^\d+$/) });
    expect(rest).toEqual({
      ...COUPON,
      store_id: STORE_ID,
      note: 'Ünïcode 🎁',
      duration_in_months: null,
      ...(api === '2026-08' && { duration_in_intervals: null }),
      apply_to_products: null,
      apply_to_tags: [],
      usable_at: null,
      expires_at: null,
      created_at: '2026-08-01T12:00:00.000Z',
      updated_at: null,
    });
    expect((await call('GET', `/coupons/${id}`)).body).toEqual(body);
    const { body: list } = await call('GET', '/coupons?limit=1');
    expect(list).toEqual([body]);
  });

  it('numbers beyond 2^53 and codes of any letters come back as they were sent', async () => {
    const { call } = await startClient({ api });
    const code = '../x "ꙮ" 🎟️ مرحبا';
    const text = JSON.stringify({ ...COUPON, code }).replace(
      '"minimum_order_value":1000',
      '"minimum_order_value":9223372036854775807',
    );
    const { body } = await call('POST', '/coupons', text);
    expect(body).toMatchObject({ code, minimum_order_value: 9223372036854775807n });
    const { id } = body as CouponDto;
    const changed = await call('PATCH', `/coupons/${id}`, '{"discount_amount":9007199254740993}');
    expect(changed.body).toMatchObject({
      discount_amount: 9007199254740993n,
      minimum_order_value: 9223372036854775807n,
    });
    expect(changed.text).toContain('"discount_amount":9007199254740993,');
  });

  it('PATCH changes what is given and leaves the rest', async () => {
    const { call, sandbox } = await startClient({ api, now });
    const before = sandbox.data.insertCoupons(STORE_ID, [{ note: 'stays', expires_at: '2027-01-01T00:00:00Z' }]);
    const old = (await call('GET', `/coupons/${before[0]}`)).body as CouponDto;
    const { status, body } = await call('PATCH', `/coupons/${old.id}`, { enabled: false, apply_to_tags: ['5'] });
    expect(status).toBe(200);
    const { updated_by, updated_at, version_id, ...rest } = body as CouponDto;
    const { updated_at: _never, version_id: oldVersion, ...oldRest } = old;
    expect(rest).toEqual({ ...oldRest, enabled: false, apply_to_tags: ['5'] });
    expect([updated_by?.type, updated_at]).toEqual(['api_key', '2026-08-01T12:00:00.000Z']);
    if (api === '2026-08') expect(version_id).not.toBe(oldVersion);
  });

  it('null clears a date or a duration where the version allows it', async () => {
    const { call, sandbox } = await startClient({ api });
    const [id] = sandbox.data.insertCoupons(STORE_ID, [
      { expires_at: '2027-01-01T00:00:00Z', usable_at: '2026-01-01T00:00:00Z' },
    ]);
    const change = { expires_at: null, usable_at: null, duration_in_months: null };
    const { status, body } = await call('PATCH', `/coupons/${id}`, change);
    if (api === '2026-08') {
      expect(status).toBe(200);
      expect(body).toMatchObject(change);
    } else {
      expect(status).toBe(400);
      const { errors } = body as { errors: { path: string }[] };
      expect(errors.map(({ path }) => path).toSorted()).toEqual(['duration_in_months', 'expires_at', 'usable_at']);
    }
  });

  it('null is refused for what the contract does not make nullable', async () => {
    const { call } = await startClient({ api });
    const nulls = { note: null, apply_to_products: null, usable_by_customer_id: null, code: null };
    for (const [method, path] of [
      ['POST', '/coupons'],
      ['PATCH', '/coupons/1'],
    ] as const) {
      const { status, body } = await call(method, path, { ...COUPON, ...nulls });
      const { errors } = body as { errors: { path: string; validation: string }[] };
      expect(status).toBe(400);
      expect(errors.map(({ path }) => path).toSorted()).toEqual(Object.keys(nulls).toSorted());
      expect(new Set(errors.map(({ validation }) => validation))).toEqual(new Set(['type']));
    }
  });

  it('unknown keys are ignored, those of a later version among them', async () => {
    const { call } = await startClient({ api });
    const { body } = await call('POST', '/coupons', { ...COUPON, id: '1', colour: 'red', duration_in_intervals: 4 });
    expect(body).not.toHaveProperty('colour');
    expect((body as CouponDto).id).not.toBe('1');
    expect((body as CouponDto).duration_in_intervals).toBe(api === '2026-08' ? 4 : undefined);
  });

  it.each([
    ['{}', Object.keys(COUPON).map((path) => [path, 'required', 'required'])],
    [{ discount_amount: '5' }, [['discount_amount', 'type', 'invalid-type']]],
    [{ discount_amount: 1.5 }, [['discount_amount', 'type', 'invalid-type']]],
    ['9223372036854775808', [['discount_amount', 'format', 'out-of-range']]],
    ['-9223372036854775809', [['discount_amount', 'format', 'out-of-range']]],
    ['9007199254740993.0', [['discount_amount', 'format', 'out-of-range']]],
    ['1e400', [['discount_amount', 'format', 'out-of-range']]],
    [{ duration_in_months: 2 ** 31 }, [['duration_in_months', 'format', 'out-of-range']]],
    [{ duration: 'always' }, [['duration', 'enum', 'invalid-value']]],
    [{ usable_by_customer_id: '0' }, [['usable_by_customer_id', 'pattern', 'invalid-format']]],
    [{ usable_by_customer_id: 5 }, [['usable_by_customer_id', 'type', 'invalid-type']]],
    [{ apply_to_products: ['1', 'x'] }, [['apply_to_products[1]', 'pattern', 'invalid-format']]],
    [{ expires_at: '2026-02-30T00:00:00Z' }, [['expires_at', 'format', 'invalid-format']]],
    [{ expires_at: '2026-02-03' }, [['expires_at', 'format', 'invalid-format']]],
    [{ code: ' ' }, [['code', 'not-blank', 'required']]],
    [{ duration: 'repeating' }, [['@repeat', 'repeats', 'required']]],
    [{ duration: 'repeating', duration_in_months: 0 }, [['duration_in_months', 'repeats', 'out-of-range']]],
    [{ minimum_order_value: -1 }, [['minimum_order_value', 'not-negative', 'out-of-range']]],
    [
      { usable_at: '2026-01-01T01:00:00+01:00', expires_at: '2026-01-01T00:00:00Z' },
      [['expires_at', 'expires-after-start', 'invalid-range']],
    ],
    [
      { usable_on_one_time_purchase: false },
      [['usable_on_one_time_purchase', 'usable-on-something', 'invalid-combination']],
    ],
  ])('refuses %j and says where and why', async (change, expected) => {
    const { call } = await startClient({ api });
    const whole = JSON.stringify({ ...COUPON, ...(typeof change === 'object' && change) });
    const text =
      change === '{}'
        ? '{}'
        : typeof change === 'string'
          ? whole.replace('"discount_amount":500', `"discount_amount":${change}`)
          : whole;
    const { status, body } = await call('POST', '/coupons', text);
    expect(status).toBe(400);
    const { errors } = body as { errors: { path: string; validation: string; code: string }[] };
    const last = api === '2026-08' ? 'duration_in_intervals' : 'duration_in_months';
    expect(errors.map(({ path, validation, code }) => [path, validation, code])).toEqual(
      expected.map(([path, ...rest]) => [path === '@repeat' ? last : path, ...rest]),
    );
  });

  it('PATCH holds the whole coupon against the rules', async () => {
    const { call, sandbox } = await startClient({ api });
    const [id] = sandbox.data.insertCoupons(STORE_ID, [{ usable_at: '2026-05-01T00:00:00Z' }]);
    const { status, body } = await call('PATCH', `/coupons/${id}`, { expires_at: '2026-04-01T00:00:00Z' });
    expect([status, body]).toMatchObject([400, { errors: [{ path: 'expires_at' }] }]);
    expect(sandbox.data.coupon(STORE_ID, id ?? '')?.expires_at).toBeNull();
  });

  it('a code belongs to one coupon of a store, in any case', async () => {
    const { call } = await startClient({ api });
    const taken = {
      status: 409,
      body: { code: 'conflict', errors: [{ path: 'code', validation: 'unique', code: 'already-exists' }] },
    };
    expect(await call('POST', '/coupons', { ...COUPON, code: 'welcome10' })).toMatchObject(taken);
    const { body } = await call('POST', '/coupons', COUPON);
    expect(await call('PATCH', `/coupons/${(body as CouponDto).id}`, { code: 'WELCOME10' })).toMatchObject(taken);
    expect(await call('PATCH', `/coupons/${(body as CouponDto).id}`, { code: 'test-1' })).toMatchObject({
      status: 200,
    });
    expect(await call('POST', `/v1/stores/${EMPTY_STORE_ID}/coupons`, { ...COUPON, code: 'WELCOME10' })).toMatchObject({
      status: 200,
    });
  });

  it('DELETE answers 204 once, then there is no such coupon for anyone', async () => {
    const { call } = await startClient({ api });
    const { body } = await call('POST', '/coupons', COUPON);
    const path = `/coupons/${(body as CouponDto).id}`;
    expect(await call('DELETE', path)).toMatchObject({ status: 204, text: '' });
    for (const method of ['DELETE', 'GET', 'PATCH']) {
      const reply = await call(method, path, method === 'PATCH' ? {} : undefined);
      expect(reply).toMatchObject({ status: 404, body: { status: 404, code: 'not-found' } });
    }
    expect((await call('POST', '/coupons', COUPON)).status).toBe(200);
  });

  it('a coupon of another store is not found', async () => {
    const { call } = await startClient({ api });
    const { body } = await call('GET', '/coupons?limit=1');
    const [{ id } = { id: '' }] = body as CouponDto[];
    expect((await call('GET', `/v1/stores/${EMPTY_STORE_ID}/coupons/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/v1/stores/${EMPTY_STORE_ID}/coupons/${id}`)).status).toBe(404);
  });
});

it('ids keep growing within one millisecond and after the clock was set back', async () => {
  let clock = Date.UTC(2026, 7, 1);
  const { call } = await startClient({ now: () => clock });
  const ids: bigint[] = [];
  for (const code of ['A', 'B', 'C']) {
    ids.push(BigInt(((await call('POST', '/coupons', { ...COUPON, code })).body as CouponDto).id));
    if (code === 'B') clock = Date.UTC(2020, 0);
  }
  expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(new Set(ids).size).toBe(3);
});

it('an API newer than the contract keeps keys that the contract does not know', async () => {
  const { call } = await startClient({ unknownKeys: 'keep' });
  const { body } = await call('POST', '/coupons', { ...COUPON, colour: 'red' });
  expect(body).toMatchObject({ colour: 'red' });
  expect((await call('PATCH', `/coupons/${(body as CouponDto).id}`, { id: '1', enabled: false })).body).toMatchObject({
    id: (body as CouponDto).id,
    colour: 'red',
  });
});
