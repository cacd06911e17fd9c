import { ConfigError } from '../config.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { checkLimits } from './limits.ts';
import { type DoctorOptions, readOptions, UsageError } from './options.ts';
import { createPatient, type Patient } from './patient.ts';
import { isHealthy, toLines, toVerdict } from './report.ts';
import { examineTokens } from './tokens.ts';

const USAGE = `
Checks a PayNow API with GET requests only, and says what the gateway makes of it.

  PAYNOW_API_URL=https://api.paynow.gg PAYNOW_API_KEY=<key> npm run doctor -- <store id> [--json]

Without PAYNOW_API_URL it checks the sandbox. With AUTH_MODE=tokens or both it also looks at the keys, key sets and
grants; the key of the store may then be left out.
`;

/** Examines the REST API and reports. Gives whether all that the gateway needs works. */
async function run(options: DoctorOptions): Promise<boolean> {
  const { timeoutMs, percentScale, proxy } = options;
  const sandbox = options.apiOrigin === undefined ? await startSandbox() : undefined;
  const origin = options.apiOrigin ?? String(sandbox?.url);
  const storeId = options.storeId ?? String(sandbox?.storeId);
  const patient = createPatient({ origin, proxy, storeId, percentScale, timeoutMs, key: options.key ?? 'sandbox' });
  const forPeople = !(options.json ?? process.stdout.isTTY !== true);
  const findings: Finding[] = [];
  if (forPeople)
    process.stdout.write(`\n${sandbox ? 'The sandbox' : 'The PayNow API'} at ${origin}, store ${storeId}\n\n`);
  for await (const finding of examineAll(patient, options)) {
    findings.push(finding);
    if (forPeople) process.stdout.write(toLines(finding));
  }
  const healthy = isHealthy(findings);
  process.stdout.write(
    forPeople ? toVerdict(findings) : `${JSON.stringify({ origin, storeId, healthy, findings }, null, 2)}\n`,
  );
  await patient.call.upstream.close();
  await sandbox?.close();
  return healthy;
}

async function* examineAll(patient: Patient, { auth, limitsUrl, proxies }: DoctorOptions): AsyncGenerator<Finding> {
  yield* examine(patient);
  if (auth) yield* examineTokens(patient, auth, proxies);
  if (limitsUrl !== undefined) yield await checkLimits(limitsUrl);
}

async function startSandbox() {
  // Loaded only here: a production image has neither the sandbox nor its dependencies.
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const { STORE_ID } = await import('../sandbox/seed-stores.ts');
  const { url, close } = await startSandbox();
  return { url, close, storeId: STORE_ID };
}

try {
  process.exitCode = (await run(readOptions(process.argv.slice(2), process.env))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
