import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Answer, EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { startProcess } from '../support/watched-process.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const CRAFTKEEP = { data: { store: { name: 'Craftkeep' } } };

/** `npm run token`. */
async function printToken(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', ['run', '--silent', 'token', '--', ...args], { cwd: ROOT });
  return stdout.trim();
}

async function ask(url: string, authorization: string, query: string): Promise<Answer & { readonly status: number }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query }),
  });
  return { ...((await response.json()) as Answer), status: response.status };
}

/** The shell itself takes a line with curl apart; what curl would send is sent from here. */
async function runCurl(line: string, url: string): Promise<Answer> {
  const script = `curl() { printf '%s\\0' "$@"; }\n${line}`;
  const { stdout } = await run('sh', ['-c', script], { cwd: ROOT });
  const words = stdout.split('\0');
  const authorization = words.find((word) => word.startsWith('Authorization: ')) ?? '';
  const { query } = JSON.parse(words[words.indexOf('-d') + 1] ?? '');
  expect(words[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/);
  return ask(url, authorization.replace('Authorization: ', ''), query);
}

describe('AUTH_MODE=tokens in front of the sandbox', () => {
  it('needs nothing more: the start says what prints a token, and the lines of README get an answer', async () => {
    const gateway = await startProcess({ AUTH_MODE: 'tokens' });
    expect(gateway.stdout()).toMatch(/embedded sandbox at \S+, token: npm run token\n/);
    const blocks = readFileSync(`${ROOT}/README.md`, 'utf8').split('```');
    const line = blocks.find((block) => block.includes('$(npm run')) ?? '';
    expect(await runCurl(line.replace(/^sh\n/, ''), gateway.url)).toMatchObject(CRAFTKEEP);
    expect(gateway.stderr()).toBe('');
  });

  it('shows strangers a line for the shell that gets an answer as well', async () => {
    const gateway = await startProcess({ AUTH_MODE: 'tokens' });
    const text = await (await fetch(`${gateway.url}/`)).text();
    expect(text).toContain('npm run token prints tokens');
    const line = text.split('\n').find((one) => one.startsWith('curl ')) ?? '';
    expect(await runCurl(line, gateway.url)).toMatchObject({ data: { store: { name: 'Craftkeep' } } });
  });

  it('lets a token do what it says, and the key of the sandbox nothing', async () => {
    const gateway = await startProcess({ AUTH_MODE: 'tokens' });
    const reader = `Bearer ${await printToken('--store', STORE_ID, '--scope', 'paynow:coupons:read', '--subject', 'ann')}`;
    expect(await ask(gateway.url, reader, NAME)).toMatchObject(CRAFTKEEP);
    const write = `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/1" }) { deletedCouponId } }`;
    const elsewhere = NAME.replace(STORE_ID, EMPTY_STORE_ID);
    for (const forbidden of [write, elsewhere]) {
      expect((await ask(gateway.url, reader, forbidden)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(await ask(gateway.url, 'APIKey sandbox', NAME)).toMatchObject({ status: 401 });
  });

  it('takes the same tokens in each of several processes, and in those that come later', async () => {
    const token = await printToken();
    for (let round = 0; round < 2; round++) {
      const gateway = await startProcess({ AUTH_MODE: 'tokens', WEB_CONCURRENCY: '2' });
      for (let i = 0; i < 4; i++) {
        expect(await ask(gateway.url, `Bearer ${token}`, NAME)).toMatchObject(CRAFTKEEP);
      }
      gateway.child.kill('SIGTERM');
      expect(await gateway.exited).toBe(0);
    }
  });
});

it('AUTH_MODE=both in front of the sandbox takes its key as well as tokens', async () => {
  const gateway = await startProcess({ AUTH_MODE: 'both' });
  expect(await ask(gateway.url, 'APIKey sandbox', NAME)).toMatchObject(CRAFTKEEP);
  expect(await ask(gateway.url, `Bearer ${await printToken()}`, NAME)).toMatchObject(CRAFTKEEP);
});
