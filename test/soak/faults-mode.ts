import { forkJob } from './fork-job.ts';
import { startGateway } from './gateway.ts';
import type { SoakJob } from './load.ts';
import { SOAK_FAULTS, startRestApi } from './rest-api.ts';
import type { Report } from './tally.ts';
import { judge } from './verdict.ts';

const MIB = 2 ** 20;
/** An operation has ten seconds; the rest is for the client's own event loop. */
const LONGEST_MS = 10_500;
const LONGEST_GROWTH = 1.1;
/** What the load may take beyond its time: the operations in flight, and comparing in the end. */
const GRACE_MS = 60_000;
/** The share of the time in which a fresh process fills its caches and compiles its code. */
const WARM_UP = 0.2;

/** Runs the gateway against a REST API that fails, and gives whether every promise was kept. */
export async function runFaults(seconds: number): Promise<boolean> {
  const api = await startRestApi(SOAK_FAULTS);
  const gateway = await startGateway(api.url);
  try {
    const job: SoakJob = { url: gateway.url, truthUrl: api.truthUrl, seconds };
    const { report } = await forkJob<{ report: Report }>('./load.ts', job, seconds * 1000 + GRACE_MS);
    const openings =
      (await gateway.metric('paynow_gateway_breaker_openings_total')) +
      (await gateway.metric('paynow_gateway_store_breaker_openings_total'));
    const waiting = await gateway.metric('paynow_gateway_rest_calls_active');
    const exitCode = await gateway.stop();
    const excess = api.ledger.excess();
    const complaints = gateway.complaints();
    for (const word of [...report.words, ...excess, ...complaints].slice(0, 20)) process.stderr.write(`  ${word}\n`);

    const { reads, writes, good, unknown, codes } = report;
    const operations = reads + writes;
    const share = (count: number): string => `${count} (${((100 * count) / operations).toFixed(1)} %)`;
    const warm = gateway.rss.slice(Math.floor(gateway.rss.length * WARM_UP));
    const third = Math.floor(warm.length / 3);
    const [first, last] = [median(warm.slice(0, third)), median(warm.slice(-third))];
    return judge(`${seconds} s with 5 % resets, 5 % 503, 5 % hangs, 2 % truncations, 0–200 ms jitter`, [
      { what: 'operations', figure: `${operations}: ${reads} reads, ${writes} writes` },
      { what: 'REST calls', figure: `${api.ledger.requests()}, of which ${toList(api.faultHits())}` },
      { what: 'answered without an error', figure: share(good) },
      { what: 'found again after a lost answer', figure: String(report.reconciled) },
      { what: 'errors by code', figure: toList(Object.entries(codes)) },
      {
        what: 'errors that these faults do not explain',
        figure: String(report.unexplained),
        promise: '0',
        isKept: report.unexplained === 0,
      },
      {
        what: 'wrong answers',
        figure: `${report.wrong} of ${report.compared} values compared`,
        promise: '0',
        isKept: report.wrong === 0 && report.compared > 0,
      },
      {
        what: 'writes sent too often',
        figure: `${excess.length} of ${api.ledger.writes()}`,
        promise: '0',
        isKept: excess.length === 0 && api.ledger.writes() > 0,
      },
      { what: 'writes of unknown outcome, said so', figure: share(unknown) },
      {
        what: 'answered after, p50 / p99 / longest',
        figure: `${Math.round(report.p50)} / ${Math.round(report.p99)} / ${Math.round(report.slowest)} ms`,
        promise: `≤ ${LONGEST_MS} ms`,
        isKept: report.slowest <= LONGEST_MS,
      },
      {
        what: 'memory, first / last third',
        figure: `${Math.round(first / MIB)} / ${Math.round(last / MIB)} MiB`,
        promise: '≤ +10 %',
        isKept: last <= first * LONGEST_GROWTH,
      },
      { what: 'openings of a circuit breaker', figure: String(openings) },
      { what: 'REST calls left over', figure: String(waiting), promise: '0', isKept: waiting === 0 },
      {
        what: 'unexpected errors in the log',
        figure: String(complaints.length),
        promise: '0',
        isKept: complaints.length === 0,
      },
      { what: 'exit code', figure: String(exitCode), promise: '0', isKept: exitCode === 0 },
    ]);
  } finally {
    await gateway.stop();
    await api.close();
  }
}

function toList(entries: Iterable<readonly [string, number]>): string {
  return Array.from(entries, ([name, count]) => `${count} ${name}`).join(', ');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
