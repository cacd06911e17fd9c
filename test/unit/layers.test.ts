import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Which import would reach around a layer, one row for each arrow that must not exist. */
const FORBIDDEN: readonly (readonly [file: string, imported: string])[] = [
  ['src/config.ts', './rest/json.ts'],
  ['src/config.ts', 'node:fs'],
  ['src/proxy.ts', './rest/json.ts'],
  ['src/banner.ts', './app.ts'],
  ['src/warnings.ts', './server/log.ts'],
  ['src/misspellings.ts', 'node:fs'],
  ['src/rest/client.ts', 'graphql'],
  ['src/rest/client.ts', '../loaders.ts'],
  ['src/rest/client.ts', '../graphql/errors.ts'],
  ['src/rest/client.ts', '../sandbox/sandbox.ts'],
  ['src/rest/contract/dto.ts', '../client.ts'],
  ['src/loaders.ts', 'undici'],
  ['src/loaders.ts', './graphql/errors.ts'],
  ['src/graphql/store.ts', 'undici'],
  ['src/graphql/store.ts', 'graphql-yoga'],
  ['src/graphql/store.ts', '../server/yoga.ts'],
  ['src/graphql/coupon/coupon.ts', '../../rest/client.ts'],
  ['src/graphql/coupon/coupon.ts', '../../sandbox/sandbox.ts'],
  ['src/server/yoga.ts', 'undici'],
  ['src/server/yoga.ts', '../config.ts'],
  ['src/server/yoga.ts', '../sandbox/sandbox.ts'],
  ['src/sandbox/sandbox.ts', 'undici'],
  ['src/sandbox/sandbox.ts', '../rest/client.ts'],
  ['src/sandbox/sandbox.ts', '../graphql/errors.ts'],
  ['src/doctor/lists.ts', 'undici'],
  ['src/doctor/lists.ts', '../graphql/connection.ts'],
  ['src/doctor/lists.ts', '../server/yoga.ts'],
  ['src/app.ts', './sandbox/sandbox.ts'],
  ['src/app.ts', './process/gateway.ts'],
  ['src/server/listener.ts', '../process/gateway.ts'],
  ['src/process/gateway.ts', '../graphql/schema.ts'],
  ['src/process/gateway.ts', '../main.ts'],
  ['src/process/primary.ts', '../app.ts'],
  ['src/process/primary.ts', './gateway.ts'],
  ['src/process/workers.ts', './worker.ts'],
  ['src/main.ts', './app.ts'],
  ['src/main.ts', './graphql/schema.ts'],
];

/** Lints a project of the forbidden imports alone, one a line, under the project's own rules. */
function lintForbiddenImports(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    const { vcs, ...config } = JSON.parse(readFileSync(`${ROOT}/biome.json`, 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
    for (const [file, rows] of Map.groupBy(FORBIDDEN, ([file]) => file)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), rows.map(([, imported]) => `import '${imported}';\n`).join(''));
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '--colors=off'];
    const { stdout, stderr } = spawnSync(`${ROOT}/node_modules/.bin/biome`, args, { cwd: folder, encoding: 'utf8' });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the linter keeps the layers apart', () => {
  const report = lintForbiddenImports();

  test.each(FORBIDDEN)('%s may not import %s', (file, imported) => {
    const line = FORBIDDEN.filter((row) => row[0] === file).findIndex((row) => row[1] === imported) + 1;
    expect(report).toContain(`${file}:${line}:`);
  });
});
