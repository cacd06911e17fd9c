import { post } from '../../support/attack.ts';
import type { AttackSite } from '../../support/attack-site.ts';
import { BOUNDS } from '../../support/attacker.ts';
import { memoryOf, peakMemoryOf, resetPeakMemory } from '../../support/process-usage.ts';
import { SIGHTINGS, TIME_BOUNDS } from './bounds.ts';
import { measureRequest, salt } from './cost.ts';
import type { Candidate } from './mutations.ts';

/** What is searched for, each in a population of its own. */
export const DIMENSIONS = ['cpuMs', 'answer', 'memory', 'log'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What a candidate came to. */
export interface Measured extends Readonly<Record<Dimension, number>> {
  readonly candidate: Candidate;
  readonly isRefused: boolean;
  /** How long the ordinary client waited meanwhile, in milliseconds. */
  readonly waitedMs: number;
  readonly faults: readonly string[];
}

/**
 * Measures a candidate once, and again while there is something about it that may be chance: other programs use the same
 * processors. What came to the least is believed.
 *
 * @param number of the candidate, by which its document is new to the gateway.
 * @param isNotable whether a figure is to be believed only when it was seen more than once.
 */
export async function measureWithCare(
  site: AttackSite,
  candidate: Candidate,
  number: number,
  isNotable: (measured: Measured) => boolean,
): Promise<Measured> {
  let least = await measure(site, candidate, number * SIGHTINGS);
  for (let sighting = 1; sighting < SIGHTINGS && site.isAlive() && isNotable(least); sighting++) {
    least = lesser(least, await measure(site, candidate, number * SIGHTINGS + sighting));
  }
  return least;
}

function lesser(one: Measured, other: Measured): Measured {
  const figures = [...DIMENSIONS, 'waitedMs' as const].map((name) => [name, Math.min(one[name], other[name])]);
  return { ...(one.faults.length < other.faults.length ? one : other), ...Object.fromEntries(figures) };
}

async function measure(site: AttackSite, candidate: Candidate, number: number): Promise<Measured> {
  const { query, variables, sender } = candidate;
  await site.ordinary.take(0);
  resetPeakMemory(site.pid);
  const [memoryBefore, logBefore] = [memoryOf(site.pid), site.logBytes()];
  const faults: string[] = [];
  let came: Awaited<ReturnType<typeof measureRequest>> | undefined;
  try {
    came = await measureRequest(site, salt(post(query, variables, sender), number));
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
