import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { COUPON, startClient } from './client.ts';

const VENDOR_ERROR = { message: expect.any(String), trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) };

describe('authorization', () => {
  it.each(['APIKey sandbox', 'apikey sandbox', 'APIKEY  sandbox'])('"%s" is let in', async (authorization) => {
    const { call } = await startClient();
    expect((await call('GET', '/coupons', undefined, { authorization })).status).toBe(200);
  });

  it.each(['', 'sandbox', 'Bearer sandbox', 'APIKey', 'APIKey other', 'APIKey sandbox2', 'Customer sandbox'])(
    '"%s" is not',
    async (authorization) => {
      const { call } = await startClient();
      const reply = await call('GET', '/coupons', undefined, { authorization });
      expect(reply.status).toBe(401);
      expect(reply.body).toEqual({ status: 401, code: 'unauthorized', ...VENDOR_ERROR });
    },
  );

  it('every key is an actor of its own', async () => {
    const { call } = await startClient({ keys: ['one', 'two'] });
    const actor = async (key: string, code: string) => {
      const { body } = await call('POST', '/coupons', { ...COUPON, code }, { authorization: `APIKey ${key}` });
      return (body as CouponDto).created_by?.id;
    };
    const first = await actor('one', 'A');
    expect(await actor('one', 'B')).toBe(first);
    expect(await actor('two', 'C')).not.toBe(first);
    expect((await call('GET', '/coupons')).status).toBe(401);
  });
});

describe('what no operation takes is refused in the shape of the vendor', () => {
  it.each([
    ['GET', '/v1/elsewhere', undefined, {}, 404, 'not-found'],
    ['GET', '/v1/stores/0/coupons', undefined, {}, 400, 'bad-request'],
    ['GET', '/v1/stores/9223372036854775808/coupons', undefined, {}, 400, 'bad-request'],
    ['PUT', '/coupons', {}, {}, 405, 'method-not-allowed'],
    ['POST', '/coupons', undefined, {}, 415, 'unsupported-media-type'],
    ['POST', '/coupons', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['POST', '/coupons', '{"a":', {}, 400, 'bad-request'],
    ['POST', '/coupons', '', { 'content-type': 'application/json' }, 400, 'bad-request'],
    ['POST', '/coupons', 'null', {}, 400, 'bad-request'],
    ['POST', '/coupons', '[]', {}, 400, 'bad-request'],
    ['POST', '/coupons', '"{}"', {}, 400, 'bad-request'],
    ['POST', '/coupons', `{"note":"${'x'.repeat(2 ** 20)}"}`, {}, 413, 'payload-too-large'],
  ])('%s %s %.20j', async (method, path, body, headers, status, code) => {
    const { call } = await startClient();
    const reply = await call(method, path, body, headers);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ status, code, ...VENDOR_ERROR });
  });

  it('405 names the methods that the path takes', async () => {
    const { call } = await startClient();
    expect((await call('PUT', '/coupons/5', {})).headers.get('allow')?.split(', ').toSorted()).toEqual([
      'DELETE',
      'GET',
      'PATCH',
    ]);
  });
});

describe('an answer that breaks the contract', () => {
  it('becomes a 500 that says why, and is reported', async () => {
    const reports: string[] = [];
    const { call, sandbox } = await startClient({ report: (reason) => reports.push(reason) });
    const [id] = sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ discount_amount: 'many' }]);
    for (const path of [`/coupons/${id}`, '/coupons']) {
      const { status, text } = await call('GET', `/v1/stores/${EMPTY_STORE_ID}${path}`);
      expect(status).toBe(500);
      expect(text).toContain('/discount_amount');
    }
    expect(reports).toHaveLength(2);
    expect(reports[0]).toContain('discount_amount');
  });

  it('goes out when it was placed raw, beside others that are still checked', async () => {
    const reports: string[] = [];
    const { call, sandbox } = await startClient({ report: (reason) => reports.push(reason) });
    const odd = {
      id: '7',
      store_id: EMPTY_STORE_ID,
      duration: 'fortnightly',
      discount_amount: -(2n ** 63n),
      created_by: { type: 'robot' },
      extra: [{}],
    };
    sandbox.data.insertCoupons(EMPTY_STORE_ID, [odd], { raw: true });
    const path = `/v1/stores/${EMPTY_STORE_ID}/coupons`;
    expect((await call('GET', `${path}/7`)).body).toEqual(odd);
    sandbox.data.insertCoupons(EMPTY_STORE_ID, [{ id: '8' }]);
    expect((await call('GET', `${path}?asc=true`)).body).toMatchObject([odd, { id: '8' }]);
    expect((await call('PATCH', `${path}/7`, { enabled: true, usable_on_subscription: true })).body).toMatchObject({
      extra: [{}],
      enabled: true,
    });
    sandbox.data.changeCoupon(EMPTY_STORE_ID, '8', { colour: 1 });
    expect((await call('GET', path)).status).toBe(500);
    expect(reports).toHaveLength(1);
  });
});

describe('data placed past the API', () => {
  it('configurations and stores can be placed and taken away', async () => {
    const { call, sandbox } = await startClient();
    const path = '/marketing/abandoned-checkouts/configuration';
    sandbox.data.setMarketing(STORE_ID, 'abandoned-checkouts', { odd: true }, { raw: true });
    expect((await call('GET', path)).body).toEqual({ odd: true });
    sandbox.data.setMarketing(STORE_ID, 'abandoned-checkouts');
    expect((await call('GET', path)).status).toBe(404);
    sandbox.data.setStore('5', { ...sandbox.data.store(STORE_ID), id: '5', name: 'Five' });
    expect((await call('GET', '/v1/stores/5')).body).toMatchObject({ id: '5', name: 'Five', currency: 'eur' });
    expect((await call('GET', '/v1/stores/5/coupons')).body).toEqual([]);
  });

  it('a file keeps it over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    try {
      const dataFile = join(folder, 'data.sqlite');
      const first = await startClient({ dataFile });
      const { body } = await first.call('POST', '/coupons', COUPON);
      await first.sandbox.close();
      expect(existsSync(dataFile)).toBe(true);
      const second = await startClient({ dataFile });
      const { id } = body as CouponDto;
      expect((await second.call('GET', `/coupons/${id}`)).body).toEqual(body);
      const older = await startClient({ dataFile, api: '2025-08' });
      expect((await older.call('GET', `/coupons/${id}`)).body).not.toHaveProperty('version_id');
      await Promise.all([second.sandbox.close(), older.sandbox.close()]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the record of requests', () => {
  it('tells method, path, query, headers, body and outcome, in order', async () => {
    const { call, sandbox } = await startClient();
    await call('GET', '/coupons?limit=1&after=%32');
    await call('POST', '/coupons', '{"a": 1}', { 'x-own': 'yes' });
    const [get, post, ...others] = sandbox.requests;
    expect(others).toEqual([]);
    expect(get).toMatchObject({ method: 'GET', path: `/v1/stores/${STORE_ID}/coupons`, body: '' });
    expect(get?.query.get('after')).toBe('2');
    expect(post).toMatchObject({ method: 'POST', body: '{"a": 1}', headers: { 'x-own': 'yes' } });
    await expect.poll(() => post?.outcome).toBe('answered');
    sandbox.clearRequests();
    expect(sandbox.requests).toEqual([]);
  });

  it('cannot be asked for when none is kept', async () => {
    const { sandbox } = await startClient({ record: false });
    expect(() => sandbox.requests).toThrow('record');
  });

  it('counts requests in work at the same time', async () => {
    const { call, sandbox } = await startClient();
    sandbox.faults.add({ kind: 'hang' }, { when: { path: '/v1/never' } });
    const controller = new AbortController();
    const hanging = [1, 2, 3].map(() =>
      fetch(`${sandbox.url}/v1/never`, { signal: controller.signal }).catch(() => {}),
    );
    await expect.poll(() => sandbox.requests.length).toBe(3);
    await call('GET', '/coupons?limit=1');
    expect(sandbox.peakConcurrency).toBe(4);
    controller.abort();
    await Promise.all(hanging);
  });
});

it('latency holds every answer back', async () => {
  const { call } = await startClient({ latencyMs: 60 });
  const start = performance.now();
  await call('GET', '/coupons?limit=1');
  expect(performance.now() - start).toBeGreaterThanOrEqual(59);
});

it('a port that is taken is an error, and closing twice is none', async () => {
  const { sandbox } = await startClient();
  await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow('EADDRINUSE');
  await sandbox.close();
  await sandbox.close();
  await expect(fetch(sandbox.url)).rejects.toThrow();
});
