import { hash } from 'node:crypto';
import { SubjectLimitedError } from '../rest/errors.ts';
import type { SubjectLimits } from '../rest/subject-limits.ts';
import { type Allowance, costOf, type Lead, type LimitName, type Refusal, refusalOf } from './allowance.ts';
import { createCounts } from './counts.ts';
import type { SharedCounts } from './shared-counts.ts';

/** The limits of one process. */
export interface CountedLimits extends SubjectLimits {
  /** Calls that were refused, by the limit that refused them. */
  readonly refusals: Readonly<Record<LimitName, number>>;
  /** Undefined: this process counts by itself. */
  readonly shared: Pick<SharedCounts, 'isUp' | 'outages'> | undefined;
  /** Shares counts no more. */
  close(): void;
}

/**
 * Counts the REST calls of each subject in each store, here and, where there are any, in the counts that all replicas
 * share. While those cannot be reached, this process goes on from what it knows.
 */
export function createSubjectLimits(
  allowance: Allowance,
  shared: SharedCounts | undefined,
  counts = createCounts(),
): CountedLimits {
  const costs = { read: costOf(allowance, false), write: costOf(allowance, true) };
  const refusals = { calls: 0, writes: 0 };

  function refuse({ limit, retryAfter }: Refusal): never {
    refusals[limit]++;
    const perMinute = limit === 'calls' ? allowance.callsPerMinute : allowance.writesPerMinute;
    const what = limit === 'calls' ? 'REST calls' : 'writes';
    throw new SubjectLimitedError(`Your ${what} in one store are limited to ${perMinute} a minute.`, retryAfter);
  }

  /** @throws {SubjectLimitedError} */
  function settle(key: string, lead: Lead, cost: Lead): void {
    const refusal = refusalOf(lead, cost);
    const taken = refusal ? lead : { calls: lead.calls + cost.calls, writes: lead.writes + cost.writes };
    counts.note(key, taken);
    if (refusal) refuse(refusal);
  }

  async function settleShared(key: string, taking: Promise<Lead | undefined>, cost: Lead): Promise<void> {
    settle(key, (await taking) ?? counts.leadOf(key), cost);
  }

  return {
    refusals,
    shared,
    close: () => shared?.close(),
    charge(subject, storeId, isWrite) {
      const cost = isWrite ? costs.write : costs.read;
      if (cost.calls === 0 && cost.writes === 0) return undefined;
      const key = JSON.stringify([subject.issuer, subject.name, storeId]);
      const lead = counts.leadOf(key);
      // What is used up here is used up everywhere, so nobody has to be asked.
      const refusal = refusalOf(lead, cost);
      if (refusal) refuse(refusal);
      const taking = shared?.take(digestOf(key), cost);
      if (taking) return settleShared(key, taking, cost);
      settle(key, lead, cost);
      return undefined;
    },
  };
}

/** As long for every subject, and nothing that Redis could tell a name from. */
function digestOf(key: string): string {
  return hash('sha256', key, 'base64url');
}
