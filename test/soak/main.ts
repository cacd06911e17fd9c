import { parseArgs } from 'node:util';
import { runAdversary } from './adversary-mode.ts';
import { runFaults } from './faults-mode.ts';
import { runOverload } from './overload-mode.ts';

/**
 * Holds the gateway, run as in production, against what it promises: `npm run soak`, 60 seconds with a REST API that
 * fails; `npm run soak -- --overload`, with twice the load that it can take; or `npm run soak -- --adversary`, with
 * clients that mean harm, and a search for more of what they could send, which `--seed` makes another one. `--seconds`
 * sets the time. Ends with 1 when a promise is broken.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    overload: { type: 'boolean', default: false },
    adversary: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed);
if (!(seconds >= 5 && seconds <= 86_400)) {
  process.stderr.write('--seconds must be from 5 to 86400.\n');
  process.exit(2);
}
if (!Number.isInteger(seed)) {
  process.stderr.write('--seed must be a whole number.\n');
  process.exit(2);
}

function run(): Promise<boolean> {
  if (values.adversary) return runAdversary(seconds, seed);
  return values.overload ? runOverload(seconds) : runFaults(seconds);
}
process.exit((await run()) ? 0 : 1);
