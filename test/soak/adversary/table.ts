import { ATTACKS } from '../../e2e/attacks.ts';
import type { Attack } from '../../support/attack.ts';
import { BOUNDS, type Effect, makeAttack } from '../../support/attacker.ts';
import { judge, type Line } from '../verdict.ts';
import { SIGHTINGS, TIME_BOUNDS } from './bounds.ts';
import { type Cost, measureCost } from './cost.ts';
import { createSites, type Sites } from './sites.ts';

/** How long each attack is made again and again beside the ordinary client, at least. */
const BESIDE_MS = 300;

/** Operations of the ordinary client by which it shows what else this machine does. */
const WATCHED_ALONE = 40;

/** What one attack cost at the most. */
interface Measured extends Cost {
  readonly attack: Attack;
  readonly waitedMs: number;
  readonly memory: number;
  readonly answer: number;
  readonly log: number;
  readonly faults: readonly string[];
}

/** Makes every attack of the table, and gives whether every promise was kept. */
export async function judgeTable(): Promise<boolean> {
  const sites = createSites();
  const rows: Measured[] = [];
  const kinds: Line[] = [];
  try {
    const { ordinary } = await sites.of('open');
    const { slowestMs } = await ordinary.take(WATCHED_ALONE);
    ordinary.pause();
    kinds.push({ what: 'ordinary client waited, without an attack', figure: ms(slowestMs) });
    for (const [kind, attacks] of Object.entries(ATTACKS)) {
      const measured: Measured[] = [];
      for (const attack of attacks) measured.push(await measure(sites, attack));
      rows.push(...measured);
      const broken = measured.filter(({ faults }) => faults.length > 0);
      for (const { attack, faults } of broken) process.stderr.write(`  ${attack.id}: ${faults.join('; ')}\n`);
      kinds.push({
        what: kind,
        figure: `${broken.length} of ${attacks.length} hurt`,
        promise: '0',
        isKept: broken.length === 0,
      });
    }
  } finally {
    await sites.close();
  }
  return judge('Every attack of test/e2e/attacks, with a heap of 256 MB', [...kinds, ...dearest(rows)]);
}

async function measure(sites: Sites, attack: Attack): Promise<Measured> {
  const { gateway = 'open' } = attack;
  const faults = new Set<string>();
  const most = { refusedMs: 0, answeredMs: 0, waitedMs: 0, memory: 0, answer: 0, log: 0 };
  try {
    const cost = await confirm(
      async (round) => measureCost(await sites.of(gateway), attack, round),
      ({ refusedMs }) => refusedMs > TIME_BOUNDS.refused,
    );
    Object.assign(most, cost);
    if (cost.refusedMs > TIME_BOUNDS.refused) faults.add(`refused in ${Math.round(cost.refusedMs)} ms`);
    const end = performance.now() + BESIDE_MS;
    for (let round = 0; round === 0 || (performance.now() < end && faults.size === 0); round++) {
      const bound = round === 0 ? TIME_BOUNDS.waitingAtFirst : TIME_BOUNDS.waiting;
      const effect = await confirm(
        async (sighting) => makeAttack(await sites.of(gateway), attack, SIGHTINGS * (round + 1) + sighting),
        (seen) => seen.faults.length === 0 && seen.ordinary.slowestMs > bound,
      );
      addTo(most, effect);
      for (const fault of effect.faults) faults.add(fault);
      const { slowestMs } = effect.ordinary;
      if (slowestMs > bound) faults.add(`the ordinary client waited for ${Math.round(slowestMs)} ms`);
    }
  } catch (error) {
    faults.add(String(error));
  }
  if (faults.size > 0) await sites.drop(gateway);
  return { attack, ...most, faults: [...faults] };
}

/** Looks again at what seems to be broken, as often as it takes to believe it; gives what was seen last. */
async function confirm<Seen>(look: (sighting: number) => Promise<Seen>, isBroken: (seen: Seen) => boolean) {
  let seen = await look(0);
  for (let sighting = 1; sighting < SIGHTINGS && isBroken(seen); sighting++) seen = await look(sighting);
  return seen;
}

function addTo(most: Omit<Measured, 'attack' | 'faults' | keyof Cost>, effect: Effect): void {
  const { ordinary, peakMemory, largestAnswer, logBytes } = effect;
  Object.assign(most, {
    waitedMs: Math.max(most.waitedMs, ordinary.slowestMs),
    memory: Math.max(most.memory, peakMemory),
    answer: Math.max(most.answer, largestAnswer),
    log: Math.max(most.log, logBytes),
  });
}

const ms = (value: number): string => `${Math.round(value)} ms`;
const mib = (value: number): string => `${(value / 2 ** 20).toFixed(1)} MiB`;
const kb = (value: number): string => `${Math.round(value / 1000)} KB`;

/** The attack that came to the most, for each thing that is measured. */
function dearest(rows: readonly Measured[]): Line[] {
  const line = (what: string, figureOf: (row: Measured) => number, print: (value: number) => string, promise = '') => {
    const [worst] = rows.toSorted((a, b) => figureOf(b) - figureOf(a));
    return { what, figure: worst ? `${print(figureOf(worst))}: ${worst.attack.id}` : '', promise };
  };
  const { waiting, waitingAtFirst, refused } = TIME_BOUNDS;
  return [
    line('processor, refused', ({ refusedMs }) => refusedMs, ms, `≤ ${refused} ms`),
    line('processor, answered', ({ answeredMs }) => answeredMs, ms),
    line('ordinary client waited', ({ waitedMs }) => waitedMs, ms, `≤ ${waiting} ms, ${waitingAtFirst} at first`),
    line('memory', ({ memory }) => memory, mib, `≤ ${mib(BOUNDS.memory)}`),
    line('largest answer', ({ answer }) => answer, mib, `≤ ${mib(BOUNDS.answer)}`),
    line('log of all requests', ({ log }) => log, kb),
  ];
}
