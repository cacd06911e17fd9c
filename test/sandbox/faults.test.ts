import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { COUPON, startClient } from './client.ts';

const LIST = `/v1/stores/${STORE_ID}/coupons`;

/** The answer as it comes over the wire, nothing decompressed. */
async function rawGet(
  url: string,
): Promise<{ status?: number; headers: NodeJS.Dict<string | string[]>; body: Buffer; error?: string }> {
  const outgoing = request(url, { headers: { authorization: 'APIKey sandbox' } }).end();
  const [incoming] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  let error: string | undefined;
  try {
    for await (const chunk of incoming) chunks.push(chunk);
  } catch (reason) {
    error = String(reason);
  }
  const { statusCode: status, headers } = incoming;
  return { status, headers, body: Buffer.concat(chunks), ...(error && { error }) };
}

describe('answers that are wrong', () => {
  it('error: any status in the shape of the vendor, with headers', async () => {
    const { call, sandbox } = await startClient();
    sandbox.faults.add({ kind: 'error', status: 429, code: 'too-many-requests', headers: { 'retry-after': '7' } });
    const { status, headers, body } = await call('GET', '/coupons');
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('7');
    expect(body).toEqual({
      status: 429,
      code: 'too-many-requests',
      message: expect.any(String),
      trace_id: expect.any(String),
    });
  });

  it('respondWith: anything for the requests that match', async () => {
    const { call, sandbox } = await startClient();
    const handle = sandbox.respondWith(
      { method: 'GET', path: LIST },
      { status: 207, headers: { 'cache-control': 'public' }, body: '[{"id":' },
    );
    const { status, headers, text } = await call('GET', '/coupons?limit=5', undefined, {}).catch(() => ({
      status: 0,
      headers: new Headers(),
      text: '',
    }));
    expect(status).toBe(0);
    expect([headers.get('cache-control'), text]).toEqual([null, '']);
    const raw = await fetch(`${sandbox.url}${LIST}?limit=5`);
    expect([raw.status, raw.headers.get('cache-control'), await raw.text()]).toEqual([207, 'public', '[{"id":']);
    expect((await call('POST', '/coupons', COUPON)).status).toBe(200);
    expect(handle.hits).toBe(2);
    handle.remove();
    expect((await call('GET', '/coupons')).status).toBe(200);
  });

  it('html, empty, redirect, content-type', async () => {
    const { call, sandbox } = await startClient();
    const next = async (fault: Parameters<typeof sandbox.faults.add>[0]) => {
      sandbox.faults.add(fault, { times: 1 });
      return call('GET', '/coupons?limit=1');
    };
    const html = await next({ kind: 'html' });
    expect([html.status, html.headers.get('content-type'), html.text.slice(0, 15)]).toEqual([
      200,
      'text/html',
      '<!doctype html>',
    ]);
    expect(await next({ kind: 'empty' })).toMatchObject({ status: 200, text: '' });
    const redirect = await next({ kind: 'redirect', location: 'http://127.0.0.1:1/elsewhere' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/elsewhere']);
    const plain = await next({ kind: 'content-type', type: 'text/plain' });
    expect([plain.headers.get('content-type'), JSON.parse(plain.text).length]).toEqual(['text/plain', 1]);
  });

  it('oversize: as large as asked, in chunks or declared', async () => {
    const { sandbox } = await startClient();
    sandbox.faults.add({ kind: 'oversize', bytes: 3_000_000 }, { times: 1 });
    sandbox.faults.add({ kind: 'oversize', bytes: 3_000_000, declared: true });
    const [chunked, declared] = [await rawGet(sandbox.url), await rawGet(sandbox.url)];
    expect([chunked.body.length, declared.body.length]).toEqual([3_000_000, 3_000_000]);
    expect([chunked.headers['content-length'], declared.headers['content-length']]).toEqual([undefined, '3000000']);
  });

  it('gzip-bomb: small on the wire, large behind', async () => {
    const { sandbox } = await startClient();
    sandbox.faults.add({ kind: 'gzip-bomb', bytes: 8 * 2 ** 20 });
    const { headers, body } = await rawGet(sandbox.url);
    expect(headers['content-encoding']).toBe('gzip');
    expect(body.length).toBeLessThan(20_000);
    expect(gunzipSync(body)).toHaveLength(8 * 2 ** 20);
  });
});

describe('answers that do not arrive', () => {
  it('truncate: half of the proper answer under its full length, then nothing', async () => {
    const { sandbox } = await startClient();
    const whole = await rawGet(`${sandbox.url}${LIST}`);
    sandbox.faults.add({ kind: 'truncate' });
    const half = await rawGet(`${sandbox.url}${LIST}`);
    expect(half.headers['content-length']).toBe(String(whole.body.length));
    expect(half.body).toEqual(whole.body.subarray(0, Math.floor(whole.body.length / 2)));
    expect(half.error).toContain('aborted');
  });

  it.each(['head', 'body'] as const)('reset after the %s', async (at) => {
    const { sandbox, call } = await startClient();
    sandbox.faults.add({ kind: 'reset', at }, { times: 1 });
    await expect(call('POST', '/coupons', COUPON)).rejects.toThrow('fetch failed');
    expect(sandbox.requests).toMatchObject([{ method: 'POST', body: at === 'body' ? JSON.stringify(COUPON) : '' }]);
    await expect.poll(() => sandbox.requests[0]?.outcome).toBe('cut');
    expect((await call('POST', '/coupons', COUPON)).status).toBe(200);
  });

  it('hang: until the client leaves', async () => {
    const { sandbox } = await startClient();
    sandbox.faults.add({ kind: 'hang' });
    const controller = new AbortController();
    const answer = fetch(`${sandbox.url}${LIST}`, { signal: controller.signal });
    await expect.poll(() => sandbox.requests.length).toBe(1);
    expect(sandbox.requests[0]?.outcome).toBe('open');
    controller.abort();
    await expect(answer).rejects.toThrow('aborted');
    await expect.poll(() => sandbox.requests[0]?.outcome).toBe('cut');
  });

  it('hang: or until the sandbox closes', async () => {
    const { sandbox } = await startClient();
    sandbox.faults.add({ kind: 'hang' });
    const answer = fetch(`${sandbox.url}${LIST}`);
    await expect.poll(() => sandbox.requests.length).toBe(1);
    await Promise.all([expect(answer).rejects.toThrow('fetch failed'), sandbox.close()]);
  });

  it('drip: the proper answer, piece by piece', async () => {
    const { sandbox, call } = await startClient();
    const { text } = await call('GET', '/coupons?limit=1');
    sandbox.faults.add({ kind: 'drip', bytes: 100, everyMs: 1 });
    const outgoing = request(`${sandbox.url}${LIST}?limit=1`, { headers: { authorization: 'APIKey sandbox' } }).end();
    const [incoming] = await once(outgoing, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(text);
    expect(chunks.length).toBeGreaterThan(3);
  });

  it('delay: later, and other faults come on top', async () => {
    const { sandbox, call } = await startClient();
    sandbox.faults.add({ kind: 'delay', ms: 60 });
    sandbox.faults.add({ kind: 'empty' });
    const start = performance.now();
    expect(await call('GET', '/coupons')).toMatchObject({ status: 200, text: '' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
  });
});

describe('whether the work is done all the same', () => {
  it.each([
    ['truncate', undefined, true],
    ['reset', undefined, false],
    ['reset', true, true],
    ['truncate', false, false],
  ] as const)('%s with carriedOut %s: stored %s', async (kind, carriedOut, stored) => {
    const { sandbox, call } = await startClient();
    sandbox.faults.add({ kind }, { when: { method: 'POST' }, ...(carriedOut !== undefined && { carriedOut }) });
    await expect(call('POST', '/coupons', COUPON)).rejects.toThrow();
    const { body } = await call('GET', '/coupons?limit=1');
    expect((body as CouponDto[])[0]?.code === COUPON.code).toBe(stored);
  });
});

describe('which requests are hit', () => {
  it('times, skip, remove and clear', async () => {
    const { sandbox, call } = await startClient();
    const statuses = async (count: number) => {
      const found: number[] = [];
      for (let index = 0; index < count; index += 1) found.push((await call('GET', '/coupons?limit=1')).status);
      return found;
    };
    const two = sandbox.faults.add({ kind: 'error', status: 503 }, { times: 2, skip: 1 });
    expect(await statuses(5)).toEqual([200, 503, 503, 200, 200]);
    expect(two.hits).toBe(2);
    const always = sandbox.faults.add({ kind: 'error', status: 502 });
    expect(await statuses(2)).toEqual([502, 502]);
    always.remove();
    expect(await statuses(1)).toEqual([200]);
    sandbox.faults.add({ kind: 'error', status: 500 });
    sandbox.faults.clear();
    expect(await statuses(1)).toEqual([200]);
  });

  it('by method, by path, and by a pattern for path and query', async () => {
    const { sandbox, call } = await startClient();
    sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'DELETE' } });
    sandbox.faults.add({ kind: 'error', status: 502 }, { when: { path: `${LIST}/5` } });
    sandbox.faults.add({ kind: 'error', status: 503 }, { when: { method: 'GET', path: /\?(.*&)?limit=7\b/g } });
    expect((await call('DELETE', '/coupons/6')).status).toBe(500);
    expect((await call('GET', '/coupons/5')).status).toBe(502);
    expect((await call('GET', '/coupons?asc=true&limit=7')).status).toBe(503);
    expect((await call('GET', '/coupons?asc=true&limit=7')).status).toBe(503);
    expect((await call('GET', '/coupons?limit=70')).status).toBe(200);
  });

  it('a share of them', async () => {
    const numbers = [0.1, 0.3, 0.29, 0.9];
    const { sandbox, call } = await startClient({
      random: () => numbers.shift() ?? 1,
      faults: [{ fault: { kind: 'error', status: 503 }, scope: { probability: 0.3 } }],
    });
    const found: number[] = [];
    for (let index = 0; index < 4; index += 1) found.push((await call('GET', '/coupons?limit=1')).status);
    expect(found).toEqual([503, 200, 503, 200]);
    expect(sandbox.requests).toHaveLength(4);
  });
});
