import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Answer, STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { startOrdinaryClient } from '../support/ordinary-client.ts';
import { connectRaw, postOf, type RawClient } from '../support/wire.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const MIB = 2 ** 20;
const KEYS = ['sandbox', 'attacker'];
const AS_ATTACKER = { authorization: 'APIKey attacker' };

type Options = NonNullable<Parameters<typeof startGateway>[0]>;

async function start(options: Options = {}): Promise<TestGateway> {
  const gateway = await startGateway({ ...options, sandbox: { keys: KEYS, ...options.sandbox } });
  onTestFinished(() => gateway.close());
  return gateway;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** A metric of the gateway; 0 where it has no such series yet. */
async function metricOf(url: string, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`paynow_gateway_${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

async function waitForMetric(url: string, series: string, expected: number): Promise<void> {
  await vi.waitFor(async () => expect(await metricOf(url, series)).toBe(expected), { timeout: 10_000, interval: 10 });
}

const isClosed = ({ socket }: RawClient): boolean => socket.destroyed;

describe('heads without a body', () => {
  const HEAD = postOf({ query: NAME }).split('\r\n\r\n')[0];

  test('take no place of others, however many there are, and the oldest are let go', async () => {
    const gateway = await start({ env: { MAX_IN_FLIGHT: '4' }, limits: { bodies: 100 } });
    const stop = startOrdinaryClient(gateway);
    const heads = await Promise.all(times(300, () => connectRaw(gateway.url, `${HEAD}\r\n\r\n`)));
    // One more where the ordinary client's body passes while there are as many as may be.
    await vi.waitFor(() => expect([200, 201]).toContain(heads.filter(isClosed).length), { timeout: 10_000 });
    for (const { received } of heads.filter(isClosed))
      expect(received()).toMatch(/^HTTP\/1\.1 408 .*"BAD_USER_INPUT"/s);
    expect(await metricOf(gateway.url, 'in_flight')).toBeLessThanOrEqual(1);
    expect(await stop()).toEqual({ answered: expect.any(Number), troubles: [] });
  });

  test('are let go when their time is over, though they drip', async () => {
    const gateway = await start({ timeouts: { grace: 100, check: 20 } });
    const client = await connectRaw(gateway.url, `${HEAD?.replace(/length: \d+/, 'length: 90000')}\r\n\r\n`);
    const timer = setInterval(() => client.socket.write(' '), 10);
    onTestFinished(() => clearInterval(timer));
    await vi.waitFor(() => expect(client.received()).toMatch(/^HTTP\/1\.1 408 .*"BAD_USER_INPUT"/s));
    await client.closed;
  });

  test('and a part of it are held up to so many bytes together', async () => {
    const gateway = await start({ limits: { bodyBytes: MIB } });
    const stop = startOrdinaryClient(gateway);
    const begun = `${HEAD?.replace(/length: \d+/, 'length: 100000')}\r\n\r\n${' '.repeat(90_000)}`;
    const clients = await Promise.all(times(40, () => connectRaw(gateway.url, begun)));
    // Eleven parts of ninety thousand bytes are a mebibyte, and most of them are held in a larger buffer.
    await vi.waitFor(() => expect(clients.filter(isClosed).length).toBeGreaterThanOrEqual(29), { timeout: 10_000 });
    expect(clients.filter(isClosed).length).toBeLessThan(40);
    expect(await stop()).toEqual({ answered: expect.any(Number), troubles: [] });
  });

  test('and bodies in chunks of one byte are refused before they cost much', async () => {
    const gateway = await start();
    const head = `${HEAD?.replace(/content-length: \d+/, 'transfer-encoding: chunked')}\r\n\r\n`;
    const { closed } = await connectRaw(gateway.url, `${head}${'1\r\n \r\n'.repeat(50_000)}0\r\n\r\n`);
    expect(await closed).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('one connection', () => {
  test.each([
    ['operations', postOf({ query: NAME }, AS_ATTACKER)],
    ['pages', 'GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('that asks for 600 %s ahead of their turn is answered, and others do not notice', async (_what, request) => {
    const gateway = await start({ env: { MAX_IN_FLIGHT: '64' } });
    gateway.sandbox.faults.add({ kind: 'delay', ms: 10 });
    const stop = startOrdinaryClient(gateway);
    const { received } = await connectRaw(gateway.url, request.repeat(600));
    await vi.waitFor(() => expect(received().match(/HTTP\/1\.1 200 /g)).toHaveLength(600), { timeout: 20_000 });
    expect(gateway.sandbox.peakConcurrency).toBeLessThanOrEqual(33);
    expect(await stop()).toEqual({ answered: expect.any(Number), troubles: [] });
  });
});

describe('one caller', () => {
  test('has half of what may be in flight, and only that caller is refused beyond', async () => {
    const gateway = await start({ env: { MAX_IN_FLIGHT: '7' } });
    const hang = gateway.sandbox.faults.add({ kind: 'hang' }, { when: { method: 'GET' } });
    const attack = await Promise.all(times(9, () => connectRaw(gateway.url, postOf({ query: NAME }, AS_ATTACKER))));
    const refused = (): RawClient[] => attack.filter(({ received }) => received() !== '');
    await vi.waitFor(() => expect(refused()).toHaveLength(5));
    for (const { received } of refused()) {
      expect(received()).toMatch(/^HTTP\/1\.1 503 .*\r\nretry-after: 1\r\n.*"code":"OVERLOADED"/is);
      expect(received()).toContain('your operations');
    }
    expect(await metricOf(gateway.url, 'in_flight')).toBe(4);
    hang.remove();
    const stop = startOrdinaryClient(gateway);
    expect(await stop()).toEqual({ answered: 20, troubles: [] });
    for (const { socket } of attack) socket.resetAndDestroy();
    await waitForMetric(gateway.url, 'in_flight', 0);
    expect((await gateway.query(NAME, {}, AS_ATTACKER)).data.store.name).toBe('Craftkeep');
  });
});

describe('readers of large answers', () => {
  /** Forty coupons whose notes make about 3.6 MB, asked for twice. */
  const LARGE = `{ ${['a', 'b'].map((alias) => `${alias}: store(storeId: "${STORE_ID}") { coupons(first: 40) { nodes { note } } }`).join(' ')} }`;
  const LARGE_BYTES = 2 * 40 * 90_000;
  const request = postOf({ query: LARGE }, AS_ATTACKER);

  async function startLarge(options: Options = {}): Promise<TestGateway> {
    const gateway = await start(options);
    const note = 'n'.repeat(90_000);
    const rows = times(40, (at) => ({ id: String(900_000_000_000_000_000n + BigInt(at)), note }));
    gateway.sandbox.data.insertCoupons(STORE_ID, rows);
    return gateway;
  }

  async function connectPaused(url: string): Promise<RawClient> {
    const client = await connectRaw(url);
    client.socket.pause();
    client.socket.write(request);
    return client;
  }

  test('that take nothing hold no place, and are cut when others need the room', async () => {
    const limits = { unsentBytes: 24 * MIB };
    const gateway = await startLarge({ env: { MAX_IN_FLIGHT: '4' }, limits, timeouts: { undisturbed: 50 } });
    const stop = startOrdinaryClient(gateway);
    for (let at = 0; at < 8; at++) {
      await connectPaused(gateway.url);
      await vi.waitFor(() => expect(gateway.sandbox.requests.filter(isLarge)).toHaveLength(at + 1), { timeout: 5000 });
      await waitForMetric(gateway.url, 'requests_total{operation="query",status="aborted"}', Math.max(0, at - 2));
      expect(await metricOf(gateway.url, 'unsent_bytes')).toBeLessThanOrEqual(limits.unsentBytes);
    }
    expect(await metricOf(gateway.url, 'connections_cut_total{reason="slow_reader"}')).toBe(5);
    expect(await metricOf(gateway.url, 'in_flight')).toBeLessThanOrEqual(1);
    expect(await stop()).toEqual({ answered: expect.any(Number), troubles: [] });
  });

  const isLarge = ({ path }: { readonly path: string }): boolean => path.includes('/coupons');

  test('are refused when all that takes room has only just begun', async () => {
    const gateway = await startLarge({ limits: { unsentBytes: 10 * MIB }, timeouts: { undisturbed: 60_000 } });
    const first = await connectPaused(gateway.url);
    await vi.waitFor(async () => expect(await metricOf(gateway.url, 'unsent_bytes')).toBeGreaterThan(LARGE_BYTES));
    const { errors } = await gateway.query(LARGE, {}, { 'accept-encoding': 'identity' });
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
    expect((await gateway.query(NAME)).errors).toBeUndefined();
    first.socket.resume();
    await vi.waitFor(() => expect(first.received().length).toBeGreaterThan(LARGE_BYTES), { timeout: 5000 });
    await waitForMetric(gateway.url, 'unsent_bytes', 0);
    expect((await gateway.query(LARGE)).errors).toBeUndefined();
  });

  test('may take their time, as long as they take something', async () => {
    const timeouts = { grace: 100, check: 20 };
    const gateway = await startLarge({ timeouts, limits: { pace: 2 * MIB } });
    const [still, slow] = [await connectPaused(gateway.url), await connectPaused(gateway.url)];
    const take = setInterval(() => slow.socket.resume(), 10);
    onTestFinished(() => clearInterval(take));
    slow.socket.on('data', () => slow.socket.pause());
    await waitForMetric(gateway.url, 'connections_cut_total{reason="slow_reader"}', 1);
    still.socket.resume();
    await still.closed;
    expect(still.received().length).toBeLessThan(LARGE_BYTES);
    await vi.waitFor(() => expect(slow.received().length).toBeGreaterThan(LARGE_BYTES), { timeout: 10_000 });
  });

  test('get all of it, whether the pieces are taken at once or not', async () => {
    const gateway = await startLarge();
    const answers = await Promise.all(
      times(3, async (at) => {
        const client = await connectRaw(gateway.url, request.repeat(at + 1));
        await vi.waitFor(() => expect(client.received().length).toBeGreaterThan(LARGE_BYTES * (at + 1)), {
          timeout: 10_000,
        });
        return client
          .received()
          .match(/"nnn+"/g)
          ?.filter((note) => note.length === 90_002).length;
      }),
    );
    expect(answers).toEqual([80, 160, 240]);
  });

  test('get no more than MAX_ANSWER_BYTES, and are told so', async () => {
    const gateway = await startLarge({ env: { MAX_ANSWER_BYTES: '1000000' } });
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', 400],
    ] as const) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox', accept },
        body: JSON.stringify({ query: LARGE }),
      });
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: 'The answer is larger than 1,000,000 bytes. Ask for fewer rows or fields at once.',
            extensions: { code: 'OPERATION_TOO_COSTLY', requestId: expect.any(String) },
          },
        ],
      });
    }
    expect((await gateway.query(NAME)).errors).toBeUndefined();
  });

  test('get no more than MAX_ANSWER_BYTES with all that stands beside the data, by GET too', async () => {
    const whole = await (await startLarge()).send({ query: LARGE });
    const most = Buffer.byteLength(JSON.stringify(whole));
    const [enough, short] = await Promise.all(
      [most, most - 1].map((bytes) => startLarge({ env: { MAX_ANSWER_BYTES: String(bytes) } })),
    );
    const get = async ({ url }: TestGateway): Promise<Answer> => {
      const headers = { authorization: 'APIKey sandbox' };
      return (await (await fetch(`${url}/graphql?query=${encodeURIComponent(LARGE)}`, { headers })).json()) as Answer;
    };
    for (const ask of [get, (gateway: TestGateway) => gateway.send({ query: LARGE })]) {
      expect(await ask(enough as TestGateway)).toEqual(whole);
      expect(await ask(short as TestGateway)).toMatchObject({
        errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }],
      });
    }
  });
});
