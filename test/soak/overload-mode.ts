import { forkJob } from './fork-job.ts';
import { startGateway } from './gateway.ts';
import type { OverloadJob, OverloadReport } from './overload-load.ts';
import { startRestApi } from './rest-api.ts';
import { judge } from './verdict.ts';

/** With these it can serve no more than 80 operations a second, however fast the machine: what counts is the share. */
const MAX_IN_FLIGHT = 32;
const API_MS = 400;

const OVERLOAD = 2;
const SHARE_TO_SERVE = 0.95;
const LONGEST_P99_MS = 1000;
const GRACE_MS = 60_000;

/** Measures what the gateway can serve, then asks for twice as much; gives whether every promise was kept. */
export async function runOverload(seconds: number): Promise<boolean> {
  const api = await startRestApi([['delay', { kind: 'delay', ms: API_MS }, {}]]);
  const gateway = await startGateway(api.url, { MAX_IN_FLIGHT: String(MAX_IN_FLIGHT) });
  try {
    const run = async (pace: OverloadJob['pace'], time: number): Promise<OverloadReport> => {
      const job: OverloadJob = { url: gateway.url, seconds: time, pace };
      return (await forkJob<{ report: OverloadReport }>('./overload-load.ts', job, time * 1000 + GRACE_MS)).report;
    };
    await run({ atOnce: MAX_IN_FLIGHT }, 2);
    const full = await run({ atOnce: MAX_IN_FLIGHT }, seconds / 3);
    const capacity = full.served / full.seconds;
    const over = await run({ perSecond: OVERLOAD * capacity }, seconds / 2);
    const after = await run({ atOnce: MAX_IN_FLIGHT / 2 }, 2);
    const exitCode = await gateway.stop();
    for (const word of [...over.others, ...gateway.complaints()]) process.stderr.write(`  ${word}\n`);

    const served = over.served / over.seconds / capacity;
    const perSecond = (count: number): string => `${Math.round(count / over.seconds)} a second`;
    return judge(`Twice the capacity: MAX_IN_FLIGHT=${MAX_IN_FLIGHT} before an API that takes ${API_MS} ms`, [
      { what: 'capacity', figure: `${Math.round(capacity)} operations a second` },
      { what: 'asked for', figure: perSecond(over.sent) },
      {
        what: 'served',
        figure: `${perSecond(over.served)} (${(100 * served).toFixed(1)} % of the capacity)`,
        promise: `≥ ${100 * SHARE_TO_SERVE} %`,
        isKept: served >= SHARE_TO_SERVE,
      },
      { what: 'refused: 503, OVERLOADED, Retry-After', figure: perSecond(over.refused) },
      {
        what: 'neither',
        figure: String(over.sent - over.served - over.refused),
        promise: '0',
        isKept: over.sent === over.served + over.refused && over.refused > 0,
      },
      {
        what: 'served after, p99 (at capacity)',
        figure: `${Math.round(over.servedP99)} ms (${Math.round(full.servedP99)} ms)`,
        promise: `≤ ${LONGEST_P99_MS} ms`,
        isKept: over.servedP99 <= LONGEST_P99_MS,
      },
      { what: 'refused after, p99', figure: `${Math.round(over.refusedP99)} ms` },
      {
        what: 'served afterwards, at half of the capacity',
        figure: `${after.served} of ${after.sent}`,
        promise: 'all',
        isKept: after.served === after.sent,
      },
      { what: 'exit code', figure: String(exitCode), promise: '0', isKept: exitCode === 0 },
    ]);
  } finally {
    await gateway.stop();
    await api.close();
  }
}
