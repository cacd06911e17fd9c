import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, type Line } from '../verdict.ts';
import { DIMENSIONS, type Dimension, type Measured } from './measure.ts';

/** How many that broke a promise are told. */
const MOST_BROKEN = 20;

/** What a search came to. */
export interface Found {
  readonly seconds: number;
  readonly seed: number;
  readonly count: number;
  readonly populations: ReadonlyMap<Dimension, readonly Measured[]>;
  readonly broken: readonly Measured[];
}

const PRINT: Readonly<Record<Dimension, readonly [what: string, print: (figure: number) => string]>> = {
  cpuMs: ['the dearest by processor time', (figure) => `${Math.round(figure)} ms`],
  answer: ['… by its answer', (figure) => `${Math.round(figure / 1000)} KB`],
  memory: ['… by memory', (figure) => `${(figure / 2 ** 20).toFixed(1)} MiB more`],
  log: ['… by log', (figure) => `${Math.round(figure)} bytes`],
};

/** As a file holds it. The body is text, ready to be sent: its variables may be nested deeper than is printed. */
function toTold({ candidate: { query, variables, sender }, ...figures }: Measured): object {
  return { ...figures, sender, body: JSON.stringify({ query, variables }) };
}

/** Prints what was found, and writes the operations themselves to a file of the system's folder for such files. */
export function report({ seconds, seed, count, populations, broken }: Found): boolean {
  const file = join(mkdtempSync(join(tmpdir(), 'adversary-')), 'dearest.json');
  const dearest = DIMENSIONS.map((dimension) => ({ dimension, found: populations.get(dimension)?.[0] }));
  const told = dearest.map(({ dimension, found }) => ({ dimension, ...(found && toTold(found)) }));
  writeFileSync(
    file,
    JSON.stringify({ seed, dearest: told, broken: broken.slice(0, MOST_BROKEN).map(toTold) }, null, 2),
  );
  for (const { faults, candidate } of broken.slice(0, MOST_BROKEN)) {
    process.stderr.write(`  ${faults.join('; ')}: ${candidate.query.replaceAll(/\s+/g, ' ').slice(0, 100)}\n`);
  }
  const lines = dearest.map(({ dimension, found }): Line => {
    const [what, print] = PRINT[dimension];
    const document = found ? `${found.candidate.query.length} characters` : '';
    return {
      what,
      figure: found ? `${print(found[dimension])}, ${found.isRefused ? 'refused, ' : ''}${document}` : 'none',
    };
  });
  process.stdout.write(`\nThe operations themselves are in ${file}\n`);
  return judge(`The dearest of ${count} operations, found in ${seconds} s from seed ${seed}`, [
    ...lines,
    { what: 'broke a promise', figure: String(broken.length), promise: '0', isKept: broken.length === 0 },
  ]);
}
