import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { CLOCK } from '../../src/auth/key-set.ts';
import { STORE_ID } from '../support/gateway.ts';
import { createFolder, startTokenGateway, type TokenGateway } from '../support/token-gateway.ts';
import { createSigningKey, type SigningKey, startTokenIssuer } from '../support/token-issuer.ts';

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const READER = { scope: 'paynow:coupons:read', stores: [STORE_ID] };
const SERVED = { data: { store: { name: 'Craftkeep' } } };

const statusOf = async (gateway: TokenGateway, path: string): Promise<number> =>
  (await fetch(gateway.url + path)).status;

async function askFor(gateway: TokenGateway): Promise<{ status: number; code: string | undefined }> {
  const response = await gateway.post(`Bearer ${await gateway.issuer.sign({ claims: READER })}`, NAME);
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return { status: response.status, code: errors?.[0]?.extensions.code };
}

/** Where nobody must be sent to. */
const ELSEWHERE = 'http://127.0.0.1:9/';

describe('a key set that cannot be had at the start', () => {
  const padding = 'x'.repeat(70_000);
  const BAD: readonly (readonly [string, RequestListener, string])[] = [
    ['answered with 500', (_, response) => void response.writeHead(500).end(), 'was answered with status 500'],
    [
      'sent elsewhere',
      (_, response) => void response.writeHead(302, { location: ELSEWHERE }).end(),
      'was answered with status 302',
    ],
    [
      'huge, and says so',
      (_, response) => void response.end(`{"keys":[],"x":"${padding}"}`),
      'has more than 65536 bytes',
    ],
    [
      'huge when it is unpacked',
      (_, response) =>
        void response.setHeader('content-encoding', 'gzip').end(gzipSync(`{"keys":[],"x":"${'x'.repeat(1_000_000)}"}`)),
      'has more than 65536 bytes',
    ],
    [
      'endless',
      (_, response) => {
        const more = setInterval(() => response.write(padding), 1);
        response.on('close', () => clearInterval(more));
      },
      'has more than 65536 bytes',
    ],
    [
      'cut',
      (_, response) =>
        void response.writeHead(200, { 'content-length': 100 }).write('{"keys"', () => response.destroy()),
      'broke off',
    ],
    ['no JSON', (_, response) => void response.end('<html>'), 'is not JSON'],
    ['of no key', (_, response) => void response.end('{"keys":[]}'), 'holds no key that can verify signatures'],
    ['never sent', () => undefined, 'was not sent within'],
  ];

  it.each(BAD)(
    'since it is %s: the gateway is not ready, and refuses tokens with 503',
    async (_what, answer, reason) => {
      const issuer = await startTokenIssuer();
      issuer.answer = answer;
      const gateway = await startTokenGateway({ issuer });
      expect(await statusOf(gateway, '/readyz')).toBe(503);
      expect(await statusOf(gateway, '/livez')).toBe(200);
      expect(await askFor(gateway)).toEqual({ status: 503, code: 'AUTH_UNAVAILABLE' });
      await vi.waitFor(() => expect(gateway.logged()).toContain(`the key set ${reason}`), { timeout: 10_000 });
      expect(gateway.sandbox.requests).toHaveLength(0);
    },
  );

  it('is had later, and the gateway is ready from then on', async () => {
    const issuer = await startTokenIssuer();
    issuer.answer = (_, response) => void response.writeHead(503).end();
    const gateway = await startTokenGateway({ issuer });
    expect(await askFor(gateway)).toEqual({ status: 503, code: 'AUTH_UNAVAILABLE' });
    issuer.answer = undefined;
    await vi.waitFor(async () => expect(await statusOf(gateway, '/readyz')).toBe(200), {
      timeout: 10_000,
      interval: 100,
    });
    expect(await askFor(gateway)).toEqual({ status: 200, code: undefined });
  });

  it('leaves API keys as they are with AUTH_MODE=both, which is ready without it', async () => {
    const issuer = await startTokenIssuer();
    issuer.answer = (_, response) => void response.writeHead(503).end();
    const gateway = await startTokenGateway({ issuer, mode: 'both', sandbox: { keys: ['sandbox'] } });
    expect(await statusOf(gateway, '/readyz')).toBe(200);
    expect(await (await gateway.post('APIKey sandbox', NAME)).json()).toMatchObject(SERVED);
    expect(await askFor(gateway)).toEqual({ status: 503, code: 'AUTH_UNAVAILABLE' });
  });
});

describe('an issuer that is down later', () => {
  it('is not missed: what was had serves on, for tokens that were not seen before too', async () => {
    const gateway = await startTokenGateway();
    gateway.issuer.close();
    expect(await askFor(gateway)).toEqual({ status: 200, code: undefined });
    expect(await statusOf(gateway, '/readyz')).toBe(200);
  });

  it('is not asked for the keys of tokens that name random ones, and others are served meanwhile', async () => {
    const gateway = await startTokenGateway();
    const before = gateway.issuer.fetches;
    const random = await createSigningKey('random');
    const good = await gateway.issuer.sign({ claims: READER });
    for (let round = 0; round < 20; round++) {
      const tokens = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          gateway.issuer.sign({ claims: READER, key: random, head: { kid: `r${round}-${i}` } }),
        ),
      );
      const answers = await Promise.all([
        gateway.ask(good, NAME),
        ...tokens.map((token) => gateway.post(`Bearer ${token}`, NAME)),
      ]);
      const [served, ...refused] = answers as [unknown, ...Response[]];
      expect(served).toMatchObject(SERVED);
      expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    }
    expect(gateway.issuer.fetches - before).toBeLessThanOrEqual(1);
  });
});

describe('a rotation of keys under load', () => {
  it('fails no operation: the new key is published, then used, then the old one goes', async () => {
    let ahead = 0;
    const clock = { ...CLOCK, now: () => CLOCK.now() + ahead };
    const gateway = await startTokenGateway({ clock });
    const { issuer } = gateway;
    const [old] = issuer.keys as [SigningKey];
    const next = await createSigningKey('second');
    const load = startLoad(gateway);
    issuer.keys.push(next);
    ahead += 30_000;
    load.signWith(next);
    await load.serves(200);
    issuer.keys.shift();
    // Something causes a fetch, here a token of nobody's.
    ahead += 30_000;
    await gateway.post(`Bearer ${await issuer.sign({ key: await createSigningKey('third') })}`, NAME);
    await load.serves(200);
    expect(await load.stop()).toEqual([]);
    const refused = await gateway.post(`Bearer ${await issuer.sign({ claims: READER, key: old })}`, NAME);
    expect(refused.status).toBe(401);
    expect(issuer.fetches).toBe(3);
  });

  it('fails none either where the key set is a file', async () => {
    const issuer = await startTokenIssuer();
    const folder = createFolder();
    const publish = (): void => {
      const keys = issuer.keys.map(({ publicJwk }) => publicJwk);
      writeFileSync(join(folder, 'next'), JSON.stringify({ keys }));
      renameSync(join(folder, 'next'), join(folder, 'jwks.json'));
    };
    publish();
    const gateway = await startTokenGateway({ issuer, env: { TOKEN_JWKS: join(folder, 'jwks.json') } });
    const load = startLoad(gateway);
    const next = await createSigningKey('second');
    issuer.keys.push(next);
    publish();
    load.signWith(next);
    await load.serves(200);
    expect(await load.stop()).toEqual([]);
    expect(issuer.fetches).toBe(0);
  });
});

/** Eight clients who ask without end, each time with a new token. */
function startLoad(gateway: TokenGateway) {
  const failed: unknown[] = [];
  let key = gateway.issuer.keys[0] as SigningKey;
  let served = 0;
  let isOver = false;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const token = await gateway.issuer.sign({ claims: { ...READER, jti: randomUUID() }, key });
      const { data, errors } = await gateway.ask(token, NAME);
      if (errors || data.store.name !== 'Craftkeep') failed.push({ data, errors });
      else served++;
    }
  };
  const clients = Array.from({ length: 8 }, client);
  return {
    signWith(other: SigningKey) {
      key = other;
    },
    /** Waits until so many more were served. */
    async serves(count: number) {
      const enough = served + count;
      await vi.waitFor(() => expect(served + failed.length).toBeGreaterThan(enough), { timeout: 20_000 });
    },
    /** Gives what failed. */
    async stop() {
      isOver = true;
      await Promise.all(clients);
      return failed;
    },
  };
}
