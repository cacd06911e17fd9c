import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { warmUpBench } from './cell.ts';
import { compare } from './compare.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { startEmulator, startLoad } from './processes.ts';
import { scale } from './scale.ts';
import { windows } from './windows.ts';
import { wire } from './wire.ts';

/**
 * The benchmark: the gateway as production runs it, beside other servers for the same REST API. Everything runs on one
 * machine, so that requests per second say little; what counts is the processor time that a server takes for one
 * operation, against the other servers of the same run. See the functions of the three modes for what they show.
 */

const MODES = { compare, scale, windows, wire };

function prepareHive(): void {
  const folder = fileURLToPath(new URL('./hive', import.meta.url));
  if (!existsSync(`${folder}/node_modules`)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--prefix', folder], { stdio: 'inherit' });
  }
  execFileSync('npm', ['run', '--silent', '--prefix', folder, 'compose'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function run(options: Options): Promise<boolean> {
  if (options.servers.includes('hive')) prepareHive();
  const bench = { emulator: await startEmulator(), load: await startLoad(), base: options.base };
  await warmUpBench(bench);
  const [cpu] = cpus();
  console.log(`Node ${process.version}, ${cpus().length} × ${cpu?.model}, concurrency ${options.concurrency}`);
  return MODES[options.mode](bench, options);
}

try {
  const isComplete = await run(readOptions(process.argv.slice(2)));
  process.exit(isComplete ? 0 : 1);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exit(2);
}
