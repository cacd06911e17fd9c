import { parseArgs } from 'node:util';
import { runFaults } from './faults-mode.ts';
import { runOverload } from './overload-mode.ts';

/**
 * Holds the gateway, run as in production, against what it promises: `npm run soak`, 60 seconds with a REST API that
 * fails, or `npm run soak -- --overload`, with twice the load that it can take. `--seconds` sets the time. Ends with
 * 1 when a promise is broken.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, overload: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
if (!(seconds >= 5 && seconds <= 86_400)) {
  process.stderr.write('--seconds must be from 5 to 86400.\n');
  process.exit(2);
}
const isKept = await (values.overload ? runOverload(seconds) : runFaults(seconds));
process.exit(isKept ? 0 : 1);
