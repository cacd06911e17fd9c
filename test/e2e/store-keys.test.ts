import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { createFolder, startTokenGateway, type TokenGateway } from '../support/token-gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';

const OLD = 'old-key-1d52c94b07';
const NEW = 'new-key-77ae10f3c8';
const COUPON_ID = '9000000000000000001';
const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const COUPONS = `{ store(storeId: "${STORE_ID}") { coupons(first: 1) { nodes { id } } } }`;
const DELETE = `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/${COUPON_ID}" }) { deletedCouponId userErrors { code } } }`;
const EVERYTHING = { scope: 'paynow:coupons:write paynow:marketing:write', stores: '*' };
/** The folder is not looked at by itself. */
const NEVER = { reloadMs: 3_600_000 };
const OFTEN = { reloadMs: 20 };

const signAll = ({ issuer }: { readonly issuer: TokenIssuer }): Promise<string> => issuer.sign({ claims: EVERYTHING });
const reloadsOf = async (gateway: TokenGateway): Promise<number> => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(/reload_failures_total\{variable="STORE_KEYS_DIR"\} (\d+)/.exec(text)?.[1]);
};

/** Writes a file in one step: whoever looks meanwhile sees the one before or this. */
function replace(path: string, text: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  writeFileSync(join(folder, `.${name}`), text);
  renameSync(join(folder, `.${name}`), path);
}

/** A folder as Kubernetes mounts a secret: links into a folder that is another one with every change. */
function mountSecret(files: Readonly<Record<string, string>>) {
  const folder = createFolder();
  let version = 0;
  const write = (changed: Readonly<Record<string, string>>): void => {
    const name = `..2026_11_26_${version++}`;
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(changed)) writeFileSync(join(folder, name, file), text);
    symlinkSync(name, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  };
  write(files);
  for (const file of Object.keys(files)) symlinkSync(join('..data', file), join(folder, file));
  return { folder, write };
}

describe('a key that PayNow refuses', () => {
  it('is read again at once, and a read is made once more with the new one', async () => {
    const keys = [OLD];
    const gateway = await startTokenGateway({ keys: { [STORE_ID]: OLD }, sandbox: { keys }, ...NEVER });
    const token = await signAll(gateway);
    expect((await gateway.ask(token, NAME)).errors).toBeUndefined();
    writeFileSync(join(gateway.keysFolder, STORE_ID), `${NEW}\n`);
    keys[0] = NEW;
    const answer = await gateway.ask(token, NAME);
    expect(answer).toMatchObject({
      data: { store: { name: 'Craftkeep' } },
      extensions: { cost: { restCalls: 1, retried: 1 } },
    });
    expect(gateway.sandbox.requests.map(({ headers }) => headers.authorization)).toEqual(
      [OLD, OLD, NEW].map((key) => `APIKey ${key}`),
    );
    expect(await gateway.callsOf(() => gateway.ask(token, NAME))).toBe(1);
  });

  it('is read again for a write too, which is carried out once', async () => {
    const keys = [OLD];
    const gateway = await startTokenGateway({ keys: { [STORE_ID]: OLD }, sandbox: { keys }, ...NEVER });
    gateway.sandbox.data.insertCoupons(STORE_ID, [{ id: COUPON_ID }]);
    writeFileSync(join(gateway.keysFolder, STORE_ID), NEW);
    keys[0] = NEW;
    const { data, errors } = await gateway.ask(await signAll(gateway), DELETE);
    expect(errors).toBeUndefined();
    expect(data.couponDelete).toEqual({ deletedCouponId: expect.any(String), userErrors: [] });
    expect(gateway.sandbox.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  it('and that is still the same is not sent again: the field says that it is the operator who must act', async () => {
    const gateway = await startTokenGateway({ keys: { [STORE_ID]: OLD }, sandbox: { keys: [NEW] }, ...NEVER });
    const token = await signAll(gateway);
    expect(
      await gateway.callsOf(async () => {
        const { data, errors } = await gateway.ask(token, NAME);
        expect(data).toEqual({ store: { name: null } });
        expect(errors).toMatchObject([{ path: ['store', 'name'], extensions: { code: 'CREDENTIAL_REJECTED' } }]);
      }),
    ).toBe(1);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^paynow_gateway_keys_rejected_total 1$/m);
  });

  it.each([
    ['another one that is refused', NEW, 2],
    ['nothing', '', 1],
    ['two lines', `${NEW}\n${OLD}`, 1],
  ])('and whose file holds %s is rejected', async (_what, text, calls) => {
    const gateway = await startTokenGateway({
      keys: { [STORE_ID]: OLD },
      sandbox: { keys: ['none-of-these'] },
      ...NEVER,
    });
    writeFileSync(join(gateway.keysFolder, STORE_ID), text);
    const token = await signAll(gateway);
    expect(
      await gateway.callsOf(async () => {
        expect((await gateway.ask(token, NAME)).errors).toMatchObject([
          { extensions: { code: 'CREDENTIAL_REJECTED' } },
        ]);
      }),
    ).toBe(calls);
  });
});

describe('the folder of keys', () => {
  it('is kept up with: keys come and go', async () => {
    const gateway = await startTokenGateway({ keys: { [STORE_ID]: OLD }, sandbox: { keys: [OLD] }, ...OFTEN });
    const token = await signAll(gateway);
    const other = `{ store(storeId: "${EMPTY_STORE_ID}") { name } }`;
    const codeOf = async (document: string) => (await gateway.ask(token, document)).errors?.[0]?.extensions.code;
    expect([await codeOf(NAME), await codeOf(other)]).toEqual([undefined, 'FORBIDDEN']);
    writeFileSync(join(gateway.keysFolder, EMPTY_STORE_ID), OLD);
    await vi.waitFor(async () => expect(await codeOf(other)).toBeUndefined());
    rmSync(join(gateway.keysFolder, STORE_ID));
    await vi.waitFor(async () => expect([await codeOf(NAME), await codeOf(other)]).toEqual(['FORBIDDEN', undefined]));
  });

  it.each<[string, (folder: string) => void]>([
    ['empty', (folder) => replace(join(folder, STORE_ID), '')],
    ['of two lines', (folder) => replace(join(folder, STORE_ID), `${NEW}\n${NEW}`)],
    [
      'not to be read',
      (folder) => {
        rmSync(join(folder, STORE_ID));
        symlinkSync('/no/such/file', join(folder, STORE_ID));
      },
    ],
    ['gone with all others', (folder) => rmSync(join(folder, STORE_ID))],
    ['gone with the folder', (folder) => rmSync(folder, { recursive: true })],
  ])('with a file that is %s keeps the key of before, logs that once and counts it', async (_what, spoil) => {
    const gateway = await startTokenGateway({ keys: { [STORE_ID]: OLD }, sandbox: { keys: [OLD] }, ...OFTEN });
    const token = await signAll(gateway);
    spoil(gateway.keysFolder);
    await vi.waitFor(async () => expect(await reloadsOf(gateway)).toBeGreaterThan(3));
    expect((await gateway.ask(token, NAME)).errors).toBeUndefined();
    expect(gateway.logged().match(/STORE_KEYS_DIR cannot be used as it is/g)).toHaveLength(1);
  });

  it('with one bad file takes the others all the same', async () => {
    const keys = [OLD];
    const gateway = await startTokenGateway({
      keys: { [STORE_ID]: OLD, [EMPTY_STORE_ID]: OLD },
      sandbox: { keys },
      ...OFTEN,
    });
    writeFileSync(join(gateway.keysFolder, EMPTY_STORE_ID), '');
    writeFileSync(join(gateway.keysFolder, STORE_ID), NEW);
    keys[0] = NEW;
    await vi.waitFor(async () => expect(await reloadsOf(gateway)).toBeGreaterThan(1));
    expect((await gateway.ask(await signAll(gateway), NAME)).errors).toBeUndefined();
    expect(gateway.sandbox.requests.at(-1)?.headers.authorization).toBe(`APIKey ${NEW}`);
  });
});

it('a key is replaced under load by a swap of Kubernetes, and no operation fails', async () => {
  const keys = [OLD];
  const { folder, write } = mountSecret({ [STORE_ID]: OLD, [EMPTY_STORE_ID]: OLD });
  const gateway = await startTokenGateway({
    sandbox: { keys },
    // As many calls as come.
    env: { STORE_KEYS_DIR: folder, SUBJECT_CALLS_PER_MINUTE: '0' },
    reloadMs: 100,
  });
  const token = await signAll(gateway);
  const failed: unknown[] = [];
  let served = 0;
  let isOver = false;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const { errors } = await gateway.ask(token, NAME);
      if (errors) failed.push(errors);
      else served++;
    }
  };
  const clients = Array.from({ length: 8 }, client);
  for (let round = 0; round < 10; round++) {
    const next = `key-of-round-${round}`;
    write({ [STORE_ID]: next, [EMPTY_STORE_ID]: next });
    // Both are good for no moment: what was written is what counts.
    keys[0] = next;
    const enough = served + 50;
    await vi.waitFor(() => expect(served + failed.length).toBeGreaterThan(enough), { timeout: 20_000 });
  }
  isOver = true;
  await Promise.all(clients);
  expect(failed).toEqual([]);
});

describe('an access file', () => {
  const grant = (scopes: readonly string[]) => ({ when: '*', stores: '*', scopes });
  const access = (issuer: TokenIssuer, ...grants: readonly object[]) => ({
    issuers: [{ issuer: issuer.name, jwks: issuer.url, audience: [issuer.audience], algorithms: ['ES256'], grants }],
  });

  it('that changes holds for tokens that were verified before, too', async () => {
    const gateway = await startTokenGateway({
      access: (issuer) => access(issuer, grant(['paynow:coupons:read'])),
      ...OFTEN,
    });
    const token = await gateway.issuer.sign();
    expect((await gateway.ask(token, NAME)).errors).toBeUndefined();
    const file = gateway.accessFile;
    const nobody = { ...grant(['paynow:coupons:read']), when: { sub: 'nobody' } };
    writeFileSync(file, JSON.stringify(access(gateway.issuer, nobody)));
    await vi.waitFor(async () =>
      expect((await gateway.ask(token, NAME)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]),
    );
    expect(gateway.issuer.fetches).toBe(1);
    writeFileSync(
      file,
      JSON.stringify({ issuers: [{ ...access(gateway.issuer, nobody).issuers[0], issuer: 'https://other.example/' }] }),
    );
    await vi.waitFor(async () => expect((await gateway.post(`Bearer ${token}`, NAME)).status).toBe(401));
  });

  it('that names a file of keys which comes after it is taken once that is there', async () => {
    const gateway = await startTokenGateway({
      access: (issuer) => access(issuer, grant(['paynow:marketing:read'])),
      ...OFTEN,
    });
    const token = await gateway.issuer.sign();
    const jwks = join(createFolder(), 'jwks.json');
    const { issuers } = access(gateway.issuer, grant(['paynow:coupons:read']));
    replace(gateway.accessFile, JSON.stringify({ issuers: [{ ...issuers[0], jwks }] }));
    await vi.waitFor(() => expect(gateway.logged()).toContain('ACCESS_FILE cannot be used as it is'));
    writeFileSync(jwks, JSON.stringify({ keys: gateway.issuer.keys.map(({ publicJwk }) => publicJwk) }));
    await vi.waitFor(async () => expect((await gateway.ask(token, COUPONS)).errors).toBeUndefined());
  });

  it('that takes a grant away while a token waits for its keys takes it from that token, too', async () => {
    const issuer = await startTokenIssuer();
    const { promise: told, resolve: publish } = Promise.withResolvers<void>();
    issuer.answer = async (_request, response) => {
      await told;
      response.end(JSON.stringify({ keys: issuer.keys.map(({ publicJwk }) => publicJwk) }));
    };
    const gateway = await startTokenGateway({
      issuer,
      access: () => access(issuer, grant(['paynow:coupons:read'])),
      ...OFTEN,
    });
    const token = await issuer.sign();
    const asked = gateway.ask(token, NAME);
    replace(gateway.accessFile, JSON.stringify(access(issuer, grant(['paynow:marketing:read']))));
    await vi.waitFor(() => expect(gateway.logged()).toContain('ACCESS_FILE has changed'));
    publish();
    await asked;
    expect((await gateway.ask(token, COUPONS)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('that cannot be used leaves the grants of before, logs that once and counts it', async () => {
    const gateway = await startTokenGateway({
      access: (issuer) => access(issuer, grant(['paynow:coupons:read'])),
      ...OFTEN,
    });
    writeFileSync(gateway.accessFile, JSON.stringify(access(gateway.issuer, grant(['paynow:everything']))));
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      expect(Number(/reload_failures_total\{variable="ACCESS_FILE"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(3);
    });
    expect((await gateway.ask(await gateway.issuer.sign(), NAME)).errors).toBeUndefined();
    const lines = gateway.logged().match(/.*ACCESS_FILE cannot be used as it is.*/g);
    expect(lines).toHaveLength(1);
    expect(lines?.[0]).toContain('issuers[0].grants[0].scopes[0] must be one of');
  });
});
