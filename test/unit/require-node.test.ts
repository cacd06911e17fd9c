import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { scripts, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Runs a script of package.json as a Node that says it is of another version. */
function runAs(version: string, script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const disguise = join(folder, 'disguise.cjs');
  writeFileSync(disguise, `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`);
  const [node, ...args] = script.split(' ');
  expect(node).toBe('node');
  return spawnSync(process.execPath, ['--require', disguise, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { NODE_ENV: 'production' },
  });
}

test.each(['start', 'sandbox', 'doctor', 'pretest'])(
  'npm run %s under a Node that cannot run it says what to do',
  (name) => {
    const { status, stdout, stderr } = runAs('20.20.2', scripts[name]);
    expect(stderr).toBe(
      'Node 24 or later is needed, and this is Node 20.20.2: install it, or let npm bring it along by ' +
        '`npm ci --ignore-scripts=false`.\n',
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  },
);

test('the Node that package.json asks for, which runs the tests, is not refused', () => {
  expect(engines.node).toBe('>=24');
  expect(runAs(process.versions.node, scripts.pretest)).toMatchObject({ status: 0, stderr: '' });
  // This one goes on, and finds what else is wrong.
  expect(runAs(process.versions.node, scripts.start)).toMatchObject({
    status: 78,
    stderr: expect.stringContaining('PAYNOW_API_URL is not set'),
  });
});
