import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = join(ROOT, '.dependency-cruiser.mjs');

/** What breaks a rule: code in one file, new or existing, and in others that lead there. */
interface Break {
  readonly rule: string;
  readonly code: Readonly<Record<string, string>>;
  /** The file that is told of, and what it must not import or reach. */
  readonly told: readonly [from: string, to: string];
}

/** A break by one line in one file. */
const line = (rule: string, file: string, code: string, to: string): Break => ({
  rule,
  code: { [file]: code },
  told: [file, to],
});

const BREAKS: readonly Break[] = [
  line('settings-import-nothing', 'src/config.ts', "import 'node:fs';", 'fs'),
  line('start-texts-know-the-configuration', 'src/banner.ts', "import './app.ts';", 'src/app.ts'),
  line('contract-is-alone', 'src/rest/contract/dto.ts', "import '../client.ts';", 'src/rest/client.ts'),
  line(
    'rest-knows-http-and-the-contract',
    'src/rest/client.ts',
    "import type { GraphQLContext } from '../graphql/context.ts';",
    'src/graphql/context.ts',
  ),
  line('auth-stands-on-rest', 'src/auth/grants.ts', "import '../rest/client.ts';", 'src/rest/client.ts'),
  line('limits-count-in-redis', 'src/limits/counts.ts', "import '../rest/client.ts';", 'src/rest/client.ts'),
  line('loaders-stand-on-rest', 'src/loaders.ts', "import './graphql/scalars.ts';", 'src/graphql/scalars.ts'),
  line('graphql-stands-on-loaders-and-rest', 'src/graphql/store.ts', "import 'graphql-yoga';", 'graphql-yoga'),
  line(
    'graphql-stands-on-loaders-and-rest',
    'src/graphql/store.ts',
    "import '../rest/client.ts';",
    'src/rest/client.ts',
  ),
  line('server-stands-on-graphql', 'src/server/yoga.ts', "import '../config.ts';", 'src/config.ts'),
  line('server-stands-on-graphql', 'src/server/yoga.ts', "import type { Pool } from 'undici';", 'undici'),
  line('app-wires-the-layers', 'src/app.ts', "import './process/gateway.ts';", 'src/process/gateway.ts'),
  line('process-runs-the-app', 'src/process/gateway.ts', "import '../graphql/schema.ts';", 'src/graphql/schema.ts'),
  line('process-runs-the-app', 'src/process/gateway.ts', "import '../main.ts';", 'src/main.ts'),
  {
    rule: 'process-runs-the-app',
    code: { 'test/planted.ts': '', 'src/process/gateway.ts': "import '../../test/planted.ts';" },
    told: ['src/process/gateway.ts', 'test/planted.ts'],
  },
  line('main-chooses-how-to-run', 'src/main.ts', "await import('./app.ts');", 'src/app.ts'),
  line('sandbox-shares-the-contract', 'src/sandbox/api.ts', "import '../rest/client.ts';", 'src/rest/client.ts'),
  line(
    'documents-are-checked-as-the-gateway-reads-them',
    'src/documents/check.ts',
    "import '../server/metrics.ts';",
    'src/server/metrics.ts',
  ),
  line(
    'doctor-stands-on-rest',
    'src/doctor/lists.ts',
    "import '../graphql/connection.ts';",
    'src/graphql/connection.ts',
  ),
  {
    rule: 'no-arrow-runs-up',
    code: { 'src/rest/planted.ts': "import '../config.ts';", 'src/graphql/planted.ts': "import '../rest/planted.ts';" },
    told: ['src/graphql/planted.ts', 'src/config.ts'],
  },
  {
    rule: 'rest-reaches-no-graphql',
    code: { 'src/rest/refused.ts': "import 'graphql';", 'src/loaders.ts': "import './rest/refused.ts';" },
    told: ['src/loaders.ts', 'graphql'],
  },
  {
    rule: 'primary-reaches-no-app',
    code: { 'src/process/planted.ts': "import '../app.ts';", 'src/process/primary.ts': "import './planted.ts';" },
    told: ['src/process/primary.ts', 'src/app.ts'],
  },
  line('main-loads-its-halves-lazily', 'src/main.ts', "import './process/alone.ts';", 'src/process/alone.ts'),
  line(
    'sandbox-is-loaded-lazily',
    'src/process/rest-api.ts',
    "import '../sandbox/sandbox.ts';",
    'src/sandbox/sandbox.ts',
  ),
  line('connections-are-opened-in-one-place', 'src/rest/stores.ts', "import 'undici';", 'undici'),
  line(
    'app-and-doctor-open-connections',
    'src/server/cors.ts',
    "import '../rest/upstream.ts';",
    'src/rest/upstream.ts',
  ),
  line('production-needs-no-dev-dependency', 'src/server/log.ts', "import 'fast-check';", 'fast-check'),
  {
    rule: 'no-circles',
    code: { 'src/rest/one.ts': "import './two.ts';", 'src/rest/two.ts': "import type { One } from './one.ts';" },
    told: ['src/rest/one.ts', 'src/rest/two.ts'],
  },
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Puts a text at the top of a file, where imports stand. */
function prepend(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, existsSync(path) ? text + readFileSync(path, 'utf8') : text);
}

/** What is told of a copy of the sources in which everything is broken at once. */
function cruiseBroken(): readonly Violation[] {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const path of ['src', 'package.json']) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const { code } of BREAKS) {
      for (const [file, text] of Object.entries(code)) prepend(join(folder, file), `${text}\n`);
    }
    const args = ['src', '--config', CONFIG, '--output-type', 'json'];
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/depcruise'), args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(stdout).summary.violations;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const violations = cruiseBroken();

test.each(BREAKS)('$rule: $told.0 must not reach $told.1', ({ rule, told: [from, to] }) => {
  const told = violations.filter((violation) => violation.rule.name === rule && violation.from === from);
  // A package is told of by its main file.
  expect(told.map((violation) => violation.to.replace(/^.*node_modules\/([^/]+)\/.*$/, '$1'))).toContain(to);
});

test('each rule is broken once', async () => {
  const { default: config } = await import(CONFIG);
  const rules = config.forbidden.map(({ name }: { name: string }) => name);
  expect(rules.filter((name: string) => !BREAKS.some(({ rule }) => rule === name))).toEqual([]);
});
