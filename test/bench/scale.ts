import { type Bench, type Cell, type CellSpec, canDo, measureCell } from './cell.ts';
import type { Options } from './options.ts';
import { SERVERS, type ServerName } from './servers.ts';
import { format, median, toMiB, toTable } from './table.ts';
import { type Task, WORKLOADS, type Workload, workload } from './workloads.ts';

/** The largest store, where ids lie far apart. */
const LARGE_STORE = { rows: 5000, spread: 'bursty' } as const;

const IDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const PAGE_SIZES = [1, 10, 20, 50, 100];
const DOCUMENTS = [1, 10, 100, 1000, 10_000];
/** REST calls that may be under way at once when operations ask for many ids: more would only be refused. */
const CALLS_IN_FLIGHT = 640;
const CONCURRENCIES = [1, 4, 16, 32, 64, 128, 256];
/** So many operations are sent at least, however few documents there are. */
const DOCUMENT_OPERATIONS = 3000;

/** One curve: what grows, and how to measure a point. */
interface Curve {
  readonly title: string;
  readonly points: readonly number[];
  /** What a point is called. */
  readonly unit: string;
  /** Whether the cost of one unit tells something. */
  readonly perUnit: boolean;
  spec(point: number): Pick<CellSpec, 'workload'> & Partial<CellSpec>;
}

const CURVES: readonly Curve[] = [
  byIds('nodes'),
  byIds('entities'),
  {
    title: 'page size',
    points: PAGE_SIZES,
    unit: 'row',
    perUnit: true,
    spec: (rows) => ({ workload: workload('', { kind: 'page', rows }) }),
  },
  {
    title: 'distinct documents, each sent once at least to a process that knows none of them',
    points: DOCUMENTS,
    unit: 'document',
    perUnit: false,
    spec: (count) => ({
      workload: workload('', { kind: 'documents', count }),
      warmup: WORKLOADS.W1 as Workload,
      seconds: 0,
      operations: Math.max(count, DOCUMENT_OPERATIONS),
    }),
  },
  {
    title: 'requests in flight (W3)',
    points: CONCURRENCIES,
    unit: 'request in flight',
    perUnit: false,
    spec: (concurrency) => ({ workload: WORKLOADS.W3 as Workload, concurrency }),
  },
];

function byIds(kind: Extract<Task, { ids: number }>['kind']): Curve {
  return {
    title: `ids in one operation: ${kind}, spread over ${LARGE_STORE.rows} coupons`,
    points: IDS,
    unit: 'id',
    perUnit: true,
    spec: (ids) => ({
      workload: workload('', { kind, ids }, { store: LARGE_STORE }),
      concurrency: Math.min(32, Math.ceil(CALLS_IN_FLIGHT / ids)),
    }),
  };
}

/** Shows how cost grows with what an operation asks for, with unlike operations, and with many at once. */
export async function scale(bench: Bench, options: Options): Promise<boolean> {
  let isComplete = true;
  for (const curve of CURVES) {
    for (const server of options.servers.filter((server) => canDo(server, curve.spec(1).workload))) {
      const rows: string[][] = [];
      for (const point of curve.points) {
        const cells = await measurePoint(bench, options, server, curve, point).catch((error: Error) => error);
        isComplete &&= !(cells instanceof Error);
        rows.push(cells instanceof Error ? [String(point), cells.message.slice(0, 200)] : toRow(curve, point, cells));
      }
      console.log(`\n**${SERVERS[server].title}: ${curve.title}**\n\n${toTable(toHead(curve), rows)}`);
    }
  }
  return isComplete;
}

async function measurePoint(
  bench: Bench,
  options: Options,
  server: ServerName,
  curve: Curve,
  point: number,
): Promise<Cell[]> {
  const { seconds, warmupSeconds, concurrency } = options;
  const cells: Cell[] = [];
  for (let round = 0; round < options.rounds; round++) {
    cells.push(await measureCell(bench, { server, concurrency, seconds, warmupSeconds, ...curve.spec(point) }));
  }
  return cells;
}

function toHead({ unit, perUnit }: Curve): string[] {
  const own = perUnit ? [`CPU µs per ${unit}`, `REST calls per ${unit}`] : [];
  return [unit, 'CPU ms', ...own, 'REST calls', 'REST KB', 'req/s', 'p50 ms', 'p99 ms', 'RSS MiB', 'CPU ÷ time'];
}

function toRow({ perUnit }: Curve, point: number, cells: readonly Cell[]): string[] {
  const of = (read: (cell: Cell) => number): number => median(cells.map(read));
  const [cpuMs, restCalls] = [of((cell) => cell.cpuMs), of((cell) => cell.restCalls)];
  return [
    String(point),
    format(cpuMs),
    ...(perUnit ? [format((cpuMs * 1000) / point), format(restCalls / point)] : []),
    format(restCalls),
    format(of(({ restBytes }) => restBytes / 1000)),
    format(of(({ perSecond }) => perSecond)),
    format(of(({ p50 }) => p50)),
    format(of(({ p99 }) => p99)),
    toMiB(of(({ rssBytes }) => rssBytes)),
    of(({ cpuShare }) => cpuShare).toFixed(2),
  ];
}
