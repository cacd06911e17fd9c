import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import budget from './budget.json' with { type: 'json' };
import type { Counts } from './counts.ts';

/** A young generation that holds everything that is allocated between two looks, and no collection by the clock. */
const EXEC_ARGV = [
  '--expose-gc',
  '--min-semi-space-size=256',
  '--max-semi-space-size=256',
  '--no-incremental-marking',
  '--no-memory-reducer',
];

/** How far allocations may be off, as a share: V8 does not always compile in the same order. */
const TOLERANCE = 0.1;

async function readCounts(): Promise<Readonly<Record<string, Counts>>> {
  const child = fork(new URL('./counts.ts', import.meta.url), { execArgv: EXEC_ARGV });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The counting ended with ${code}.`)));
  const [counts] = await Promise.race([once(child, 'message'), failed]);
  return counts as Record<string, Counts>;
}

const counts = await readCounts();

describe('an operation takes what the budget allows, and no less, so that the budget stays true', () => {
  test.each(Object.entries<Counts>(budget))('%s', (name, { kilobytes, ...exact }) => {
    const { kilobytes: allocated, ...counted } = counts[name] as Counts;
    expect(counted).toEqual(exact);
    expect(allocated).toBeGreaterThan(kilobytes * (1 - TOLERANCE));
    expect(allocated).toBeLessThan(kilobytes * (1 + TOLERANCE));
  });

  test('in every workload of the benchmark', () => {
    expect(Object.keys(budget)).toEqual(Object.keys(counts));
  });
});
