import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { checkManifests } from './check.ts';
import { printCheck } from './report.ts';

const USAGE = `
Checks manifests of trusted documents as the gateway reads them, and says what each document needs.

  npm run documents -- check <manifest or folder> [...] [--json]

The variables of the gateway count here, too: FEDERATION, INTROSPECTION, MAX_REST_CALLS.
`;

class UsageError extends Error {}

function readArguments(args: readonly string[]): { readonly paths: readonly string[]; readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: process.stdout.isTTY !== true } },
      allowPositionals: true,
      allowNegative: true,
    });
    const [command, ...paths] = positionals;
    if (command !== 'check') throw new UsageError('Say what to do: check.');
    if (paths.length === 0) throw new UsageError('Give a manifest, or a folder of manifests.');
    return { paths, json: values.json };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

try {
  const { paths, json } = readArguments(process.argv.slice(2));
  const check = await checkManifests(paths, readConfig(process.env));
  process.stdout.write(json ? `${JSON.stringify(check, null, 2)}\n` : printCheck(check));
  process.exitCode = check.faults.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
