import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { createRandom } from '../../bench/rows.ts';
import { ATTACKS } from '../../e2e/attacks.ts';
import { queryRequestOf } from '../../e2e/request-arbitrary.ts';
import { operationOf } from '../../e2e/schema-arbitrary.ts';
import { isRequests, post } from '../../support/attack.ts';
import type { AttackSite } from '../../support/attack-site.ts';
import { BOUNDS } from '../../support/attacker.ts';
import { memoryOf, peakMemoryOf, resetPeakMemory } from '../../support/process-usage.ts';
import { exchange } from '../../support/send-attack.ts';
import { judge, type Line } from '../verdict.ts';
import { SIGHTINGS, TIME_BOUNDS } from './bounds.ts';
import { measureRequest, salt } from './cost.ts';
import { type Candidate, mutate } from './mutations.ts';
import { createSites } from './sites.ts';

/** What is searched for, each in a population of its own. */
const DIMENSIONS = ['cpuMs', 'answer', 'memory', 'log'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** What a candidate came to. */
interface Measured extends Readonly<Record<Dimension, number>> {
  readonly candidate: Candidate;
  readonly isRefused: boolean;
  /** How long the ordinary client waited meanwhile, in milliseconds. */
  readonly waitedMs: number;
  readonly faults: readonly string[];
}

/** How many of the dearest are kept for each dimension, to be changed further. */
const POPULATION = 10;
/** Operations to begin with, beside those of the table. */
const SAMPLES = 80;
/** The share of candidates that nothing is done to. */
const FRESH = 0.25;
/** How many that broke a promise are told. */
const MOST_BROKEN = 20;

/** The gateway that has all fields of the others. */
const GATEWAY = 'subgraph';

/**
 * Looks for the dearest operations within the limits: those of the table and generated ones are changed again and again,
 * and of each change the dearest are kept, by processor time, bytes of the answer, memory and log. Every candidate is new
 * to the gateway, and an ordinary client is beside.
 *
 * @param seed the same one makes the same choices, as far as measurements are the same.
 * @returns whether none of them broke a promise.
 */
export async function searchDearest(seconds: number, seed: number): Promise<boolean> {
  const sites = createSites();
  try {
    const random = createRandom(seed);
    const first = await sites.of(GATEWAY);
    const schema = await readSchema(first);
    const fresh = toBegin(schema, seed);
    const populations = new Map<Dimension, Measured[]>(DIMENSIONS.map((dimension) => [dimension, []]));
    const broken: Measured[] = [];
    let count = 0;

    const choose = (): Candidate => {
      const population = populations.get(DIMENSIONS[Math.floor(random() * DIMENSIONS.length)] as Dimension) ?? [];
      // The square makes the dearest ones more likely.
      const member = population[Math.floor(random() ** 2 * population.length)];
      return member?.candidate ?? (fresh[Math.floor(random() * fresh.length)] as Candidate);
    };
    const next = (): Candidate => {
      if (random() < FRESH) return fresh[Math.floor(random() * fresh.length)] as Candidate;
      const parent = choose();
      return mutate(parent, { schema, random, other: choose }) ?? parent;
    };

    const end = performance.now() + seconds * 1000;
    for (; performance.now() < end; count++) {
      const candidate = next();
      const measured = await measureWithCare(await sites.of(GATEWAY), candidate, count);
      if (measured.faults.length > 0) {
        broken.push(measured);
        await sites.drop(GATEWAY);
      } else {
        for (const [dimension, population] of populations) insert(population, measured, dimension);
      }
    }
    return report({ seconds, seed, count, populations, broken });
  } finally {
    await sites.close();
  }
}

async function readSchema(site: AttackSite): Promise<GraphQLSchema> {
  const { text } = await exchange(site, post(getIntrospectionQuery()));
  return buildClientSchema((JSON.parse(text) as { readonly data: IntrospectionQuery }).data);
}

/** The single operations of the table, and generated ones. */
function toBegin(schema: GraphQLSchema, seed: number): Candidate[] {
  const known = Object.values(ATTACKS)
    .flat()
    .flatMap(({ sent }) =>
      typeof sent === 'object' && isRequests(sent) && !sent.isAbandoned ? sent.requests.slice(0, 1) : [],
    )
    .flatMap(({ body }) => toCandidate(body));
  const options = { seed, numRuns: SAMPLES };
  const queries = fc.sample(queryRequestOf(schema), options);
  const mutations = fc.sample(operationOf(schema, 'mutation'), { ...options, numRuns: SAMPLES / 4 });
  return [
    ...queries.map(({ query, variables }): Candidate => ({ query, variables, sender: 'key' })),
    ...mutations.map((query): Candidate => ({ query, variables: {}, sender: 'key' })),
    ...known,
  ];
}

function toCandidate(body: unknown): Candidate[] {
  try {
    const { query, variables = {} } = JSON.parse(String(body)) as Candidate;
    JSON.stringify(variables);
    return typeof query === 'string' ? [{ query, variables, sender: 'key' }] : [];
  } catch {
    // A body that is no JSON, or is nested too deeply, cannot be changed and sent again.
    return [];
  }
}

/** Measures once; what broke a promise again, to see whether it does so whenever it is there. */
async function measureWithCare(site: AttackSite, candidate: Candidate, number: number): Promise<Measured> {
  let measured = await measure(site, candidate, `${number}`);
  for (let sighting = 1; sighting < SIGHTINGS && measured.faults.length > 0 && site.isAlive(); sighting++) {
    measured = await measure(site, candidate, `${number}0${sighting}`);
  }
  return measured;
}

async function measure(site: AttackSite, { query, variables, sender }: Candidate, salted: string): Promise<Measured> {
  const candidate = { query, variables, sender };
  await site.ordinary.take(0);
  resetPeakMemory(site.pid);
  const [memoryBefore, logBefore] = [memoryOf(site.pid), site.logBytes()];
  const faults: string[] = [];
  let came: Awaited<ReturnType<typeof measureRequest>> | undefined;
  try {
    came = await measureRequest(site, salt(post(query, variables, sender), Number(salted)));
  } catch (error) {
    faults.push(`no answer: ${error}`);
    if (site.isAlive()) site.kill();
  }
  const { answered, faults: met, slowestMs } = await site.ordinary.take(0);
  const peak = peakMemoryOf(site.pid);
  const log = site.logBytes() - logBefore;
  const { cpuMs = 0, isRefused = false } = came ?? {};
  const bytes = came?.answer.bytes ?? 0;
  if (bytes > BOUNDS.answer) faults.push(`an answer of ${bytes} bytes`);
  if (peak > BOUNDS.memory) faults.push(`${Math.round(peak / 2 ** 20)} MiB of memory`);
  if (log > BOUNDS.log + answered * BOUNDS.logOfRequest) faults.push(`${log} bytes of log`);
  if (met[0] !== undefined) faults.push(`the ordinary client met ${met[0]}`);
  if (slowestMs > TIME_BOUNDS.waitingAtFirst) faults.push(`the ordinary client waited for ${Math.round(slowestMs)} ms`);
  if (isRefused && cpuMs > TIME_BOUNDS.refused) faults.push(`refused in ${Math.round(cpuMs)} ms`);
  return { candidate, cpuMs, answer: bytes, memory: peak - memoryBefore, log, isRefused, waitedMs: slowestMs, faults };
}

/** Keeps the dearest of a population, the dearest first, and no two that came to the same. */
function insert(population: Measured[], measured: Measured, dimension: Dimension): void {
  const figure = measured[dimension];
  if (population.some((member) => member[dimension] === figure)) return;
  const at = population.findIndex((member) => member[dimension] < figure);
  population.splice(at < 0 ? population.length : at, 0, measured);
  population.length = Math.min(population.length, POPULATION);
}

interface Found {
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
function report({ seconds, seed, count, populations, broken }: Found): boolean {
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
