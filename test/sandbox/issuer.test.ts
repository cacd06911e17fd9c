import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIssuer, type Issuer, openIssuer } from '../../src/sandbox/issuer.ts';

const GRANT = { subject: 'ann', stores: ['411486491630370816'], scopes: ['paynow:coupons:read'], expiresInS: 60 };

function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'issuer-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'not', 'there', 'yet');
}

/** What a gateway that trusts this issuer alone makes of a token. */
function verify({ issuer, audience, keySet }: Issuer, token: string) {
  return jwtVerify(token, createLocalJWKSet({ keys: [...keySet.keys] }), {
    issuer,
    audience,
    algorithms: ['ES256'],
    typ: 'at+jwt',
    requiredClaims: ['exp', 'sub', 'iat'],
  });
}

describe('an issuer', () => {
  it('signs tokens that its key set verifies, with the scopes and stores that were asked for', async () => {
    const issuer = await createIssuer();
    const { payload } = await verify(issuer, await issuer.sign(GRANT));
    expect(payload).toMatchObject({ sub: 'ann', scope: 'paynow:coupons:read', stores: ['411486491630370816'] });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(60);
  });

  it('shows nothing of its private key', async () => {
    const { keySet } = await createIssuer();
    expect(keySet.keys.flatMap((key) => Object.keys(key)).toSorted()).toEqual(
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'].toSorted(),
    );
  });

  it('signs nothing that another issuer verifies', async () => {
    const [one, other] = [await createIssuer(), await createIssuer()];
    await expect(verify(other, await one.sign(GRANT))).rejects.toThrow('no applicable key');
  });
});

describe('a kept issuer', () => {
  it('is the same for all who open its folder, at the same time or later', async () => {
    const folder = newFolder();
    const issuers = await Promise.all(Array.from({ length: 8 }, () => openIssuer(folder)));
    const later = await openIssuer(folder);
    for (const issuer of issuers) await verify(later, await issuer.sign(GRANT));
    expect(readdirSync(folder)).toEqual(['sandbox-issuer.json']);
  });

  it("is its maker's alone to read", async () => {
    const folder = newFolder();
    await openIssuer(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'sandbox-issuer.json')).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'no JSON', '{}', '{"kty":"EC"}', 'null'])('is not opened from a file that holds %j', async (text) => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'sandbox-issuer.json'), text);
    await expect(openIssuer(folder)).rejects.toThrow(`Delete ${folder}, or make it writable.`);
  });

  it('is not opened where no folder can be', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    await expect(openIssuer(folder)).rejects.toThrow(`Delete ${folder}, or make it writable.`);
  });
});

describe('npm run token', () => {
  const main = fileURLToPath(new URL('../../src/sandbox/token.ts', import.meta.url));

  async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [code]] = await Promise.all([
      child.stdout.toArray().then((chunks) => chunks.join('')),
      child.stderr.toArray().then((chunks) => chunks.join('')),
      once(child, 'exit'),
    ]);
    return { stdout, stderr, code };
  }

  it('prints a token alone, of everything for a month unless told otherwise', async () => {
    const { stdout, stderr, code } = await run([]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { payload } = await verify(await openIssuer(), stdout.trim());
    expect(payload).toMatchObject({
      sub: 'you',
      scope: 'paynow:coupons:write paynow:marketing:write',
      stores: ['*'],
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(2_592_000);
  });

  it('takes stores and scopes more than once', async () => {
    const options = ['--store', '1', '--store', '22', '--subject', 'ann', '--expires-in', '5'];
    const scopes = ['--scope', 'paynow:coupons:read', '--scope', 'paynow:marketing:write'];
    const { stdout } = await run([...options, ...scopes]);
    const payload = decodeJwt(stdout.trim());
    expect(payload).toMatchObject({
      sub: 'ann',
      stores: ['1', '22'],
      scope: 'paynow:coupons:read paynow:marketing:write',
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(5);
    expect(decodeProtectedHeader(stdout.trim())).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  it.each([
    [['--store', 'abc'], 'A store id is'],
    [['--store', '0'], 'A store id is'],
    [['--scope', 'coupons'], 'A scope is one of paynow:coupons:read,'],
    [['--subject', ''], 'The subject is empty'],
    [['--expires-in', '1h'], 'a whole number of seconds'],
    [['--expires-in', '0'], 'a whole number of seconds'],
    [['--expires-in', '31622401'], 'a whole number of seconds from 1 to 31622400'],
    [['--stores', '1'], "Unknown option '--stores'"],
    [['411486491630370816'], 'Unexpected argument'],
  ])('says what is wrong with %j, and prints no token', async (args, message) => {
    const { stdout, stderr, code } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run --silent token -- ');
  });

  it.each(['--help', '-h'])('says what can be given when asked by %s', async (option) => {
    expect(await run([option])).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--store <id>') });
  });

  it('prints nothing for production', async () => {
    const { stdout, stderr, code } = await run([], { NODE_ENV: 'production' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('There is no sandbox with NODE_ENV=production.');
  });
});
