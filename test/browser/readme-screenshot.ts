/**
 * Makes the picture that README shows: `npm run screenshot`, with Debian's chromium and pngquant. The tests do not make
 * it, so that it changes only when somebody wants it to.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startGateway } from '../support/gateway-process.ts';
import { openExplorer } from './explorer.ts';

const path = fileURLToPath(new URL('explorer.png', import.meta.url));

const gateway = await startGateway();
const explorer = await openExplorer(gateway.url, { width: 1360, height: 720 });
try {
  const documentation = await explorer.openDocumentation();
  await documentation.getByText('Store', { exact: true }).click();
  await explorer.run();
  await explorer.screenshot('explorer', path);
  execFileSync('pngquant', ['--force', '--output', path, '--quality', '85-100', '--strip', path]);
  assert.ok(statSync(path).size < 150_000, 'The picture is larger than 150 KB');
} finally {
  await explorer.close();
  await gateway.stop();
}
