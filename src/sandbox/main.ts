import { startSandbox } from './sandbox.ts';
import { SEED_COUPON_COUNT } from './seed-coupons.ts';
import { EMPTY_STORE_ID, STORE_ID } from './seed-stores.ts';
import { readSettings } from './settings.ts';

/** Runs the sandbox by itself until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if ('errors' in settings) {
    process.stderr.write(`The sandbox cannot start:\n${settings.errors.map((error) => `  ${error}\n`).join('')}`);
    process.exitCode = 1;
    return;
  }
  const sandbox = await startSandbox(settings);
  const close = () => void sandbox.close();
  process.once('SIGINT', close).once('SIGTERM', close);
  process.stdout.write(`Sandbox REST API, version ${settings.api}, on ${sandbox.url}
  key    sandbox
  store  ${STORE_ID}  with ${SEED_COUPON_COUNT} coupons and both marketing configurations
  store  ${EMPTY_STORE_ID}  empty

  curl -H 'Authorization: APIKey sandbox' '${sandbox.url}/v1/stores/${STORE_ID}/coupons?limit=2'
`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The sandbox cannot start: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
