import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/sandbox/settings.ts';

const main = new URL('../../src/sandbox/main.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(env: Record<string, string>): { child: ChildProcess; output: Promise<string>; errors: Promise<string> } {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const text = async (stream: NodeJS.ReadableStream | null, until: RegExp) => {
    let found = '';
    for await (const chunk of stream ?? []) {
      found += chunk;
      if (until.test(found)) break;
    }
    return found;
  };
  return { child, output: text(child.stdout, /curl .*\n/), errors: text(child.stderr, /$^/) };
}

describe('the sandbox by itself', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it is and how to call it, keeps its data, and ends on %s',
    async (signal) => {
      const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
      try {
        const env = { SANDBOX_PORT: '0', SANDBOX_DATA: join(folder, 'data.sqlite'), SANDBOX_API: '2025-08' };
        const { child, output, errors } = run(env);
        const [, key, url] = /curl -H 'Authorization: (.+?)' '(.+?)'/.exec(await output) ?? [];
        const response = await fetch(url ?? '', { headers: { authorization: key ?? '' } });
        expect(response.status).toBe(200);
        const [coupon] = (await response.json()) as object[];
        expect(coupon).toHaveProperty('code');
        expect(coupon).not.toHaveProperty('version_id');

        child.kill(signal);
        expect(await once(child, 'exit')).toEqual([0, null]);
        expect(await errors).toBe('');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('says everything that is wrong with its settings at once, and does not start', async () => {
    const { child, errors } = run({
      SANDBOX_PORT: 'http',
      SANDBOX_API: '2027',
      SANDBOX_LATENCY_MS: '-1',
      SANDBOX_FAULTS: '200=1',
    });
    const [exit, text] = await Promise.all([once(child, 'exit'), errors]);
    expect(exit).toEqual([1, null]);
    for (const name of ['SANDBOX_PORT', 'SANDBOX_API', 'SANDBOX_LATENCY_MS', 'SANDBOX_FAULTS'])
      expect(text).toContain(name);
    expect(text.trim().split('\n')).toHaveLength(5);
  });
});

describe('settings', () => {
  it('unless set', () => {
    const plain = { host: '127.0.0.1', port: 4010, api: '2026-08', latencyMs: 0, faults: [] };
    expect(readSettings({})).toEqual(plain);
    expect(readSettings({ SANDBOX_PORT: '', SANDBOX_DATA: ' ', SANDBOX_FAULTS: '' })).toEqual(plain);
  });

  it('all set', () => {
    const env = {
      SANDBOX_HOST: '0.0.0.0',
      SANDBOX_PORT: '0',
      SANDBOX_DATA: '/data/sandbox.sqlite',
      SANDBOX_API: '2025-08',
      SANDBOX_LATENCY_MS: '20',
      SANDBOX_FAULTS: '503=0.05, reset=.5,hang=1, gzip-bomb=0',
    };
    expect(readSettings(env)).toEqual({
      host: '0.0.0.0',
      port: 0,
      dataFile: '/data/sandbox.sqlite',
      api: '2025-08',
      latencyMs: 20,
      faults: [
        { fault: { kind: 'error', status: 503 }, scope: { probability: 0.05 } },
        { fault: { kind: 'reset' }, scope: { probability: 0.5 } },
        { fault: { kind: 'hang' }, scope: { probability: 1 } },
        { fault: { kind: 'gzip-bomb' }, scope: { probability: 0 } },
      ],
    });
  });

  it.each([
    '503',
    '503=',
    '503=2',
    '503=-1',
    '=1',
    'toString=1',
    '600=1',
    'reset=0.1=2',
    'reset=0.1,,hang=0.1',
    'reset=1e-1',
  ])('SANDBOX_FAULTS=%s is refused', (text) => {
    expect(readSettings({ SANDBOX_FAULTS: text })).toEqual({ errors: [expect.stringContaining('SANDBOX_FAULTS')] });
  });

  it.each(['65536', '1.5', 'x', '-1', '4010 4011'])('SANDBOX_PORT=%s is refused', (text) => {
    expect(readSettings({ SANDBOX_PORT: text })).toEqual({ errors: [expect.stringContaining('SANDBOX_PORT')] });
  });
});
