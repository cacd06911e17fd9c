import { type Bench, type Cell, canDo, measureCell } from './cell.ts';
import type { Options } from './options.ts';
import { createRandom, shuffle } from './rows.ts';
import { SERVERS, type ServerName } from './servers.ts';
import { format, median, toMiB, toTable } from './table.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** The rounds of one server under one workload; a round in which it failed is missing. */
type Rounds = Map<number, Cell>;

/** What was measured, by workload and server. */
class Results {
  readonly #cells = new Map<string, Rounds>();
  readonly failures: string[] = [];

  of(workload: string, server: ServerName): Rounds {
    const key = `${workload} ${server}`;
    const rounds = this.#cells.get(key) ?? new Map<number, Cell>();
    this.#cells.set(key, rounds);
    return rounds;
  }

  /** The middle of a number over the rounds. */
  median(workload: string, server: ServerName, read: (cell: Cell) => number): number {
    return median([...this.of(workload, server).values()].map(read));
  }

  /** CPU against another server's, within each round: rounds differ more among each other than servers do in one. */
  ratios(workload: string, server: ServerName, base: ServerName): number[] {
    const bases = this.of(workload, base);
    return [...this.of(workload, server)].flatMap(([round, cell]) => {
      const other = bases.get(round);
      return other ? [cell.cpuMs / other.cpuMs] : [];
    });
  }
}

/** Compares servers: every cell in a fresh process, the servers next to each other in time and in random order. */
export async function compare(bench: Bench, options: Options): Promise<boolean> {
  const results = await measure(bench, options);
  console.log(toSummary(results, options));
  for (const name of options.workloads) console.log(toDetails(results, name, options));
  if (options.workloads.includes('W2') && options.workloads.includes('W2v')) console.log(toMemo(results, options));
  console.log(toStarts(results, options));
  if (results.failures.length > 0) console.log(`\n**Failed**\n\n${results.failures.join('\n')}`);
  return results.failures.length === 0;
}

async function measure(bench: Bench, options: Options): Promise<Results> {
  const { rounds, concurrency, seconds, warmupSeconds } = options;
  const results = new Results();
  const random = createRandom(Date.now());
  for (let round = 1; round <= rounds; round++) {
    for (const name of shuffle(options.workloads, random)) {
      const workload = WORKLOADS[name] as Workload;
      for (const server of shuffle(options.servers, random).filter((server) => canDo(server, workload))) {
        try {
          const spec = { server, workload, concurrency, seconds, warmupSeconds };
          const cell = await measureCell(bench, spec);
          results.of(name, server).set(round, cell);
          console.error(`round ${round}  ${name}  ${server}  ${format(cell.cpuMs)} ms`);
        } catch (error) {
          results.failures.push(`- ${name}, ${server}, round ${round}: ${(error as Error).message.slice(0, 500)}`);
          console.error(results.failures.at(-1));
        }
      }
    }
  }
  return results;
}

function toSummary(results: Results, { servers, workloads, rounds }: Options): string {
  const rows = servers.map((server) => [
    SERVERS[server].title,
    ...workloads.map((name) => {
      const cpu = `${format(results.median(name, server, ({ cpuMs }) => cpuMs))} ms`;
      const ratio = format(median(results.ratios(name, server, 'raw')));
      return ratio === '–' ? cpu.replace('– ms', '–') : `${ratio} (${cpu})`;
    }),
  ]);
  return `\n**CPU per operation, × the raw proxy** (median of ${rounds} rounds)\n\n${toTable(['server', ...workloads], rows)}`;
}

function toDetails(results: Results, name: string, { servers }: Options): string {
  const head = [
    'server',
    'CPU ms',
    '× raw (range)',
    '× rest-json',
    'req/s',
    'p50 ms',
    'p99 ms',
    'REST calls',
    'REST KB',
    'answer KB',
    'RSS MiB',
    'CPU ÷ time',
  ];
  const rows = servers
    .filter((server) => results.of(name, server).size > 0)
    .map((server) => {
      const of = (read: (cell: Cell) => number): number => results.median(name, server, read);
      const ratios = results.ratios(name, server, 'raw');
      const share = Math.max(...[...results.of(name, server).values()].map(({ cpuShare }) => cpuShare));
      return [
        SERVERS[server].title,
        format(of(({ cpuMs }) => cpuMs)),
        `${format(median(ratios))} (${format(Math.min(...ratios))}–${format(Math.max(...ratios))})`,
        format(median(results.ratios(name, server, 'rest-json'))),
        format(of(({ perSecond }) => perSecond)),
        format(of(({ p50 }) => p50)),
        format(of(({ p99 }) => p99)),
        format(of(({ restCalls }) => restCalls)),
        format(of(({ restBytes }) => restBytes / 1000)),
        format(of(({ answerBytes }) => answerBytes / 1000)),
        toMiB(of(({ rssBytes }) => rssBytes)),
        // The worst round: one in which the collector got into its slow mode must not hide behind the others.
        `${share.toFixed(2)}${share > 1.1 ? ' ⚠' : ''}`,
      ];
    });
  return `\n**${name}: ${(WORKLOADS[name] as Workload).title}**\n\n${toTable(head, rows)}`;
}

function toMemo(results: Results, { servers }: Options): string {
  const rows = servers.map((server) => {
    const [same, other] = ['W2', 'W2v'].map((name) => results.median(name, server, ({ cpuMs }) => cpuMs)) as [
      number,
      number,
    ];
    return [SERVERS[server].title, format(same), format(other), format(other / same)];
  });
  const head = ['server', 'same bytes: CPU ms', 'other bytes: CPU ms', 'other ÷ same'];
  return `\n**W2 where the REST answer is byte for byte the same each time, and where it never is**\n\n${toTable(head, rows)}`;
}

function toStarts(results: Results, { servers, workloads }: Options): string {
  const rows = servers.map((server) => {
    const cells = workloads.flatMap((name) => [...results.of(name, server).values()]);
    return [
      SERVERS[server].title,
      format(median(cells.map(({ startMs }) => startMs))),
      toMiB(Math.max(...cells.map(({ rssBytes }) => rssBytes))),
    ];
  });
  const head = ['server', 'start to first answer: ms', 'RSS under load: most MiB'];
  return `\n**Start and memory, over all workloads**\n\n${toTable(head, rows)}`;
}
