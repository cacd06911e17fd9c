/** What one subject may do in one store: so much at once, and as much again in the course of each minute. */
export interface Allowance {
  /** REST calls, writes among them; 0 for no limit. */
  readonly callsPerMinute: number;
  /** REST calls that write; 0 for no limit. */
  readonly writesPerMinute: number;
}

/** Calls, and the writes among them, are limited each by itself. */
export type LimitName = 'calls' | 'writes';

/**
 * How far a subject is ahead of its allowance, in microseconds by limit. Each call takes its share of a minute, time
 * gives it back, and no more than a minute may be taken at once: the generic cell rate algorithm (ITU-T I.371), of which
 * one number is all that has to be kept.
 */
export interface Lead {
  readonly calls: number;
  readonly writes: number;
}

/** Why a call may not be made now. */
export interface Refusal {
  readonly limit: LimitName;
  /** Seconds until one more may be, from 1 on. */
  readonly retryAfter: number;
}

/** Whole microseconds stay exact wherever they are added up, as no fraction of a millisecond does. */
export const MINUTE_US = 60_000_000;

/** What one call takes of each limit, in microseconds; 0 where there is none. */
export function costOf({ callsPerMinute, writesPerMinute }: Allowance, isWrite: boolean): Lead {
  return { calls: shareOf(callsPerMinute), writes: isWrite ? shareOf(writesPerMinute) : 0 };
}

/** What keeps a call back that takes so much; of two limits that do, the one that takes longer. */
export function refusalOf(lead: Lead, cost: Lead): Refusal | undefined {
  const [calls, writes] = [excessOf(lead.calls, cost.calls), excessOf(lead.writes, cost.writes)];
  if (calls <= 0 && writes <= 0) return undefined;
  return { limit: writes > calls ? 'writes' : 'calls', retryAfter: Math.ceil(Math.max(calls, writes) / 1_000_000) };
}

function shareOf(perMinute: number): number {
  return perMinute === 0 ? 0 : Math.floor(MINUTE_US / perMinute);
}

function excessOf(lead: number, cost: number): number {
  return cost === 0 ? 0 : lead + cost - MINUTE_US;
}
