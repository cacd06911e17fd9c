import { createRandom } from '../../bench/rows.ts';
import { report } from './found.ts';
import { DIMENSIONS, type Dimension, type Measured, measureWithCare } from './measure.ts';
import { type Candidate, mutate } from './mutations.ts';
import { readSchema, toSeeds } from './seeds.ts';
import { createSites } from './sites.ts';

/** How many of the dearest are kept for each dimension, to be changed further. */
const POPULATION = 10;
/** The share of candidates that nothing is done to. */
const FRESH = 0.25;

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
    const schema = await readSchema(await sites.of(GATEWAY));
    const seeds = toSeeds(schema, seed);
    const populations = new Map<Dimension, Measured[]>(DIMENSIONS.map((dimension) => [dimension, []]));
    const broken: Measured[] = [];
    let count = 0;

    const choose = (): Candidate => {
      const population = populations.get(DIMENSIONS[Math.floor(random() * DIMENSIONS.length)] as Dimension) ?? [];
      // The square makes the dearest ones more likely.
      const member = population[Math.floor(random() ** 2 * population.length)];
      return member?.candidate ?? (seeds[Math.floor(random() * seeds.length)] as Candidate);
    };
    const next = (): Candidate => {
      if (random() < FRESH) return seeds[Math.floor(random() * seeds.length)] as Candidate;
      const parent = choose();
      return mutate(parent, { schema, random, other: choose }) ?? parent;
    };

    const end = performance.now() + seconds * 1000;
    for (; performance.now() < end; count++) {
      const candidate = next();
      const isNotable = (measured: Measured): boolean => measured.faults.length > 0 || leads(populations, measured);
      const measured = await measureWithCare(await sites.of(GATEWAY), candidate, count, isNotable);
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

/** Whether it is dearer than all before, in one way or another. */
function leads(populations: ReadonlyMap<Dimension, readonly Measured[]>, measured: Measured): boolean {
  return DIMENSIONS.some((dimension) => measured[dimension] > (populations.get(dimension)?.[0]?.[dimension] ?? 0));
}

/** Keeps the dearest of a population, the dearest first, and no two that are or came to the same. */
function insert(population: Measured[], measured: Measured, dimension: Dimension): void {
  const figure = measured[dimension];
  const { query, variables } = measured.candidate;
  const isSame = ({ candidate, [dimension]: other }: Measured): boolean =>
    other === figure || (candidate.query === query && candidate.variables === variables);
  if (population.some(isSame)) return;
  const at = population.findIndex((member) => member[dimension] < figure);
  population.splice(at < 0 ? population.length : at, 0, measured);
  population.length = Math.min(population.length, POPULATION);
}
