import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { connectRaw, postOf } from '../support/wire.ts';

const DECODE: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};
const CODINGS = ['zstd', 'br', 'gzip'] as const;

const FIELDS =
  'id couponId code discountType discountAmount enabled note createdAt expiresAt createdBy { type actorId }';
const page = (alias: string) =>
  `${alias}: store(storeId: "${STORE_ID}") { coupons(first: 100) { edges { cursor node { ${FIELDS} } } } }`;
/** Some 40 KB. */
const PAGE = `{ ${page('a')} }`;
/** Some 300 KB, more than is compressed at once and than is sent in one piece. */
const PAGES = `{ ${[...'abcdefgh'].map(page).join(' ')} }`;
const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

function ask(
  query: string,
  acceptEncoding: string | undefined,
  { url = gateway.url, method = 'POST' }: { readonly url?: string; readonly method?: string } = {},
): Promise<RawAnswer> {
  const path = method === 'POST' ? '/graphql' : `/graphql?${new URLSearchParams({ query })}`;
  const headers = {
    authorization: 'APIKey sandbox',
    accept: 'application/json',
    ...(method === 'POST' && { 'content-type': 'application/json' }),
    ...(acceptEncoding !== undefined && { 'accept-encoding': acceptEncoding }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, headers, agent: false }, async (incoming) => {
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes: await buffer(incoming) });
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? JSON.stringify({ query }) : undefined);
  });
}

const textOf = ({ headers, bytes }: RawAnswer): string =>
  String(DECODE[headers['content-encoding'] ?? '']?.(bytes) ?? bytes);

async function metricOf(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`paynow_gateway_${name} `));
  return Number(line?.split(' ').at(-1));
}

describe.each([
  ['40 KB', PAGE],
  ['300 KB', PAGES],
])('an answer of %s', (_size, query) => {
  test.each(CODINGS)('is the same in %s as without, and much smaller', async (coding) => {
    const plain = await ask(query, undefined);
    const encoded = await ask(query, coding);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(encoded.headers['content-encoding']).toBe(coding);
    expect(textOf(encoded)).toBe(textOf(plain));
    expect(encoded.bytes.length).toBeLessThan(plain.bytes.length / 4);
    for (const { headers, bytes } of [plain, encoded]) {
      expect(headers['content-length']).toBe(String(bytes.length));
      expect(headers.vary).toBe('origin, accept, accept-encoding');
    }
  });

  test('goes out as it is to whoever does not say, since a proxy that encodes by itself takes the header away', async () => {
    for (const acceptEncoding of [undefined, 'identity', 'deflate']) {
      expect((await ask(query, acceptEncoding)).headers['content-encoding']).toBeUndefined();
    }
  });

  test('by GET is compressed, too, and HEAD tells what GET would send', async () => {
    const byGet = await ask(PAGE, 'br', { method: 'GET' });
    const byHead = await ask(PAGE, 'br', { method: 'HEAD' });
    expect(byHead.bytes).toHaveLength(0);
    const told = ({ headers }: RawAnswer) => [headers['content-encoding'], headers['content-length'], headers.vary];
    expect(told(byHead)).toEqual(told(byGet));
    expect(told(byGet)[0]).toBe('br');
  });
});

test('a small answer is sent as it is, and says that others may not be', async () => {
  const { headers } = await ask(NAME, 'gzip, br, zstd');
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toBe('origin, accept, accept-encoding');
});

test('errors are compressed like data', async () => {
  const query = `{ ${Array.from({ length: 60 }, (_, i) => `field${i}`).join(' ')} }`;
  const answer = await ask(query, 'gzip');
  expect(answer.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(textOf(answer)).errors).toHaveLength(60);
});

test('the same goes with plugins of Yoga', async () => {
  const mounted = await startGateway({ plugins: [{ onResponse: () => undefined }] });
  onTestFinished(() => mounted.close());
  const answer = await ask(PAGE, 'zstd', mounted);
  expect(answer.headers['content-encoding']).toBe('zstd');
  expect(JSON.parse(textOf(answer)).data.a.coupons.edges).toHaveLength(100);
});

test('COMPRESSION=off leaves it to others: answers and the explorer go out as they are', async () => {
  const plain = await startGateway({ env: { COMPRESSION: 'off' } });
  onTestFinished(() => plain.close());
  expect((await ask(PAGE, 'gzip, br, zstd', plain)).headers['content-encoding']).toBeUndefined();
  const explorer = (url: string) =>
    fetch(`${url}/graphql`, { headers: { accept: 'text/html', 'accept-encoding': 'br' } });
  expect((await explorer(plain.url)).headers.get('content-encoding')).toBeNull();
  expect((await explorer(gateway.url)).headers.get('content-encoding')).toBe('br');
});

describe('limits', () => {
  test('MAX_ANSWER_BYTES holds for the answer before it is compressed', async () => {
    const limited = await startGateway({ env: { MAX_ANSWER_BYTES: '20000' } });
    onTestFinished(() => limited.close());
    const answer = await ask(PAGE, 'zstd', limited);
    expect(JSON.parse(textOf(answer)).errors[0].message).toMatch(/larger than 20,000 bytes/);
  });

  test('what is unsent is counted as it is sent: where there is no room for an answer, it may be there compressed', async () => {
    const crowded = await startGateway({ limits: { unsentBytes: 260 * 1024 } });
    onTestFinished(() => crowded.close());
    const plain = await ask(PAGES, undefined, crowded);
    expect(JSON.parse(textOf(plain)).errors?.[0].message).toMatch(/Too many large answers/);
    const encoded = await ask(PAGES, 'gzip', crowded);
    expect(JSON.parse(textOf(encoded)).data.h.coupons.edges).toHaveLength(100);
    expect(await metricOf(crowded.url, 'unsent_bytes')).toBe(0);
  });

  test('a client that leaves while its answer is compressed leaves nothing behind', async () => {
    for (let time = 0; time < 10; time++) {
      const client = await connectRaw(gateway.url, postOf({ query: PAGES }, { 'accept-encoding': 'gzip' }));
      const before = gateway.sandbox.requests.length;
      await vi.waitFor(() => expect(gateway.sandbox.requests.length).toBeGreaterThanOrEqual(before), { interval: 1 });
      client.socket.destroy();
    }
    await vi.waitFor(
      async () => {
        expect(await metricOf(gateway.url, 'in_flight')).toBe(0);
        expect(await metricOf(gateway.url, 'unsent_bytes')).toBe(0);
      },
      { interval: 20, timeout: 10_000 },
    );
  });
});

test('metrics count the bytes of answers by coding, before and after', async () => {
  const counted = await startGateway();
  onTestFinished(() => counted.close());
  const plain = await ask(PAGE, undefined, counted);
  const encoded = await ask(PAGE, 'br', counted);
  const of = (name: string) => metricOf(counted.url, name);
  expect(await of('answer_bytes_total{coding="identity"}')).toBe(plain.bytes.length);
  expect(await of('answer_sent_bytes_total{coding="identity"}')).toBe(plain.bytes.length);
  expect(await of('answer_bytes_total{coding="br"}')).toBe(plain.bytes.length);
  expect(await of('answer_sent_bytes_total{coding="br"}')).toBe(encoded.bytes.length);
  expect(await of('answer_bytes_total{coding="gzip"}')).toBe(0);
  expect(await of('compressions_skipped_total')).toBe(0);
});
