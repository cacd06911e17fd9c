import { type Bench, type Cell, measureCell } from './cell.ts';
import type { Options } from './options.ts';
import { createRandom, shuffle } from './rows.ts';
import { format, median, toTable } from './table.ts';
import { type Wire, WORKLOADS, type Workload } from './workloads.ts';

/** Ways for W1 and W2 to travel; each is held against the first of its workload. */
const WAYS: readonly (readonly [workload: string, title: string, wire: Wire])[] = [
  ['W1', 'by text', {}],
  ['W1', 'by id', { byId: true }],
  ['W2', 'as it is', {}],
  ['W2', 'zstd', { coding: 'zstd' }],
  ['W2', 'br', { coding: 'br' }],
  ['W2', 'gzip', { coding: 'gzip' }],
];

/** Shows what it costs the gateway that a request names its document by an id, and that an answer is compressed. */
export async function wire(bench: Bench, { rounds, concurrency, seconds, warmupSeconds }: Options): Promise<boolean> {
  const random = createRandom(Date.now());
  const cells = new Map<string, Cell[]>(WAYS.map(([name, title]) => [`${name} ${title}`, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, title, wire] of shuffle(WAYS, random)) {
      const workload = { ...(WORKLOADS[name] as Workload), wire };
      cells
        .get(`${name} ${title}`)
        ?.push(await measureCell(bench, { server: 'ours', workload, concurrency, seconds, warmupSeconds }));
    }
  }
  const rows = WAYS.map(([name, title]) => {
    const own = cells.get(`${name} ${title}`) ?? [];
    const [, first] = WAYS.find(([each]) => each === name) ?? [];
    const base = cells.get(`${name} ${first}`) ?? [];
    const ratios = own.map(({ cpuMs }, round) => cpuMs / (base[round]?.cpuMs ?? Number.NaN));
    const of = (read: (cell: Cell) => number): string => format(median(own.map(read)));
    return [
      name,
      title,
      of(({ cpuMs }) => cpuMs),
      format(median(ratios)),
      of(({ answerBytes }) => answerBytes),
      of(({ perSecond }) => perSecond),
      of(({ p99 }) => p99),
      of(({ cpuShare }) => cpuShare),
    ];
  });
  console.log(toTable(['workload', 'how', 'CPU ms', '×', 'bytes of an answer', 'req/s', 'p99 ms', 'CPU ÷ time'], rows));
  return true;
}
