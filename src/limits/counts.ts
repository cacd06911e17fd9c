import { LRUCache } from 'lru-cache';
import type { Lead } from './allowance.ts';

/** How far each subject is ahead of its allowance, as far as this process knows. */
export interface Counts {
  leadOf(subject: string): Lead;
  /** Notes a lead, here or elsewhere; a smaller one than is known already changes nothing. */
  note(subject: string, lead: Lead): void;
}

/** Beyond that, whoever has been silent for longest is forgotten. Each takes some 200 bytes. */
const MAX_SUBJECTS = 10_000;

/** @param clock in whole microseconds. */
export function createCounts(clock = () => Math.floor(performance.now() * 1000)): Counts {
  /** When a subject has its whole allowance again, by limit. */
  const subjects = new LRUCache<string, Lead>({ max: MAX_SUBJECTS });
  return {
    leadOf(subject) {
      const known = subjects.get(subject);
      if (!known) return { calls: 0, writes: 0 };
      const now = clock();
      return { calls: Math.max(known.calls - now, 0), writes: Math.max(known.writes - now, 0) };
    },
    note(subject, lead) {
      const now = clock();
      const { calls, writes } = subjects.get(subject) ?? { calls: now, writes: now };
      subjects.set(subject, { calls: Math.max(calls, now + lead.calls), writes: Math.max(writes, now + lead.writes) });
    },
  };
}
