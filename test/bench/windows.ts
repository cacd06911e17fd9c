import { type Bench, type Cell, measureCell } from './cell.ts';
import type { Options } from './options.ts';
import { STORES } from './rows.ts';
import { SERVERS, type ServerName } from './servers.ts';
import { format, median, toTable } from './table.ts';
import { type Workload, workload } from './workloads.ts';

const LATENCY_MS = 20;
const IDS = 20;

/** Shows what coupons by id cost where each REST call takes a while, in stores of several sizes. */
export async function windows(bench: Bench, options: Options): Promise<boolean> {
  let isComplete = true;
  const head = ['rows', 'ids lie', 'server', 'REST calls', 'REST KB', 'p50 ms', 'round trips', 'p99 ms', 'CPU ms'];
  const rows: string[][] = [];
  for (const store of STORES) {
    const task = workload('', { kind: 'aliases', ids: IDS }, { store });
    for (const server of options.servers) {
      const cells = await measureRounds(bench, options, server, task).catch((error: Error) => error);
      isComplete &&= !(cells instanceof Error);
      const numbers = cells instanceof Error ? [cells.message.slice(0, 200)] : toNumbers(cells);
      rows.push([String(store.rows), store.spread, SERVERS[server].title, ...numbers]);
      console.error(rows.at(-1)?.join('  '));
    }
  }
  console.log(`\n**${IDS} coupons by id at ${LATENCY_MS} ms a REST call**\n\n${toTable(head, rows)}`);
  return isComplete;
}

async function measureRounds(bench: Bench, options: Options, server: ServerName, workload: Workload): Promise<Cell[]> {
  const { seconds, warmupSeconds, concurrency } = options;
  const cells: Cell[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const spec = { server, workload, concurrency, seconds, warmupSeconds, latencyMs: LATENCY_MS };
    cells.push(await measureCell(bench, spec));
  }
  return cells;
}

function toNumbers(cells: readonly Cell[]): string[] {
  const of = (read: (cell: Cell) => number): number => median(cells.map(read));
  return [
    format(of(({ restCalls }) => restCalls)),
    format(of(({ restBytes }) => restBytes / 1000)),
    format(of(({ p50 }) => p50)),
    (of(({ p50 }) => p50) / LATENCY_MS).toFixed(1),
    format(of(({ p99 }) => p99)),
    format(of(({ cpuMs }) => cpuMs)),
  ];
}
