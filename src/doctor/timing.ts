import { CLOCK_SKEW_MS } from '../rest/reconcile.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';
import { type Probe, probe } from './probe.ts';

const SAMPLES = 5;
/** Slower than this, a page of a screen that needs three calls in a row is felt. */
const SLOW_MS = 1000;
const CLOCK_ERROR_MS = 1000;

/** How long a small read takes on an open connection. */
export async function checkLatency(patient: Patient): Promise<Finding> {
  const durations: number[] = [];
  for (let i = 0; i < SAMPLES; i++) durations.push((await probe(patient)).durationMs);
  durations.sort((a, b) => a - b);
  const median = durations[Math.floor(SAMPLES / 2)] ?? 0;
  const slowest = durations.at(-1) ?? 0;
  return {
    name: 'Latency',
    state: median > SLOW_MS ? 'note' : 'good',
    found: `${Math.round(median)} ms for one coupon, the median of ${SAMPLES}; the slowest ${Math.round(slowest)} ms`,
    gateway: `Gives up an attempt after ${patient.call.upstream.attemptTimeoutMs} ms (UPSTREAM_TIMEOUT_MS), and repeats reads.`,
  };
}

/** Whether both clocks agree well enough. */
export function checkClock({ clockAheadMs }: Probe): Finding {
  const name = 'Clock';
  if (clockAheadMs === undefined) {
    const gateway = 'Looks for a creation whose answer was lost as if both clocks agreed.';
    return { name, state: 'unknown', found: 'the API sends no Date header', gateway };
  }
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000);
  const found =
    seconds === 0 ? 'the same as here' : `${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this one`;
  const isFar = Math.abs(clockAheadMs) > CLOCK_SKEW_MS + CLOCK_ERROR_MS;
  const gateway =
    isFar && clockAheadMs < 0
      ? 'Does not find a creation whose answer was lost: set this clock. It reports OUTCOME_UNKNOWN instead.'
      : isFar
        ? 'Works, but waits wrongly when the API names a time to wait until. Set this clock.'
        : 'Can tell by the time in its id whether a creation whose answer was lost was made.';
  return { name, state: isFar ? 'note' : 'good', found, gateway };
}
