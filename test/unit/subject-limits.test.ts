import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allowance, costOf, MINUTE_US } from '../../src/limits/allowance.ts';
import { createCounts } from '../../src/limits/counts.ts';
import { createSubjectLimits } from '../../src/limits/subject-limits.ts';
import { SubjectLimitedError } from '../../src/rest/errors.ts';

const ANN = { issuer: 'https://one.example', name: 'ann' };
const STORE = '1';

/** The limits of one process, at a time of the test's. */
function createLimits(allowance: Partial<Allowance>) {
  let now = 1_000_000_000;
  const limits = createSubjectLimits(
    { callsPerMinute: 0, writesPerMinute: 0, ...allowance },
    undefined,
    createCounts(() => now),
  );
  return {
    refusals: limits.refusals,
    wait(us: number) {
      now += us;
    },
    /** Undefined when the call may be made. */
    charge(isWrite = false, subject = ANN, storeId = STORE): SubjectLimitedError | undefined {
      try {
        expect(limits.charge(subject, storeId, isWrite)).toBeUndefined();
        return undefined;
      } catch (error) {
        if (error instanceof SubjectLimitedError) return error;
        throw error;
      }
    },
  };
}

describe('one process', () => {
  test('lets a subject make its calls of a minute at once, and the next one when its share of a minute is over', () => {
    const { charge, wait } = createLimits({ callsPerMinute: 600 });
    for (let i = 0; i < 600; i++) expect(charge()).toBeUndefined();
    expect(charge()).toMatchObject({
      retryAfter: 1,
      message: 'Your REST calls in one store are limited to 600 a minute.',
    });
    wait(99_999);
    expect(charge()).toBeDefined();
    wait(1);
    expect(charge()).toBeUndefined();
    expect(charge()).toBeDefined();
  });

  test('lets a subject read on when its writes are used up', () => {
    const { charge, refusals } = createLimits({ callsPerMinute: 10, writesPerMinute: 2 });
    expect([charge(true), charge(true)]).toEqual([undefined, undefined]);
    expect(charge(true)).toMatchObject({
      retryAfter: 30,
      message: 'Your writes in one store are limited to 2 a minute.',
    });
    for (let i = 0; i < 8; i++) expect(charge()).toBeUndefined();
    expect(charge()).toMatchObject({ retryAfter: 6 });
    expect(charge(true)).toMatchObject({ retryAfter: 30 });
    expect(refusals).toEqual({ calls: 1, writes: 2 });
  });

  test('does not limit what has the limit 0', () => {
    const free = createLimits({});
    for (let i = 0; i < 100; i++) expect(free.charge(true)).toBeUndefined();
    const reading = createLimits({ writesPerMinute: 1 });
    for (let i = 0; i < 100; i++) expect(reading.charge()).toBeUndefined();
    expect([reading.charge(true), reading.charge(true)]).toMatchObject([undefined, { retryAfter: 60 }]);
    expect(reading.charge()).toBeUndefined();
    const writing = createLimits({ callsPerMinute: 2 });
    expect([writing.charge(true), writing.charge(true)]).toEqual([undefined, undefined]);
    expect(writing.charge(true)).toMatchObject({ retryAfter: 30 });
  });

  test('counts each subject of each issuer in each store by itself', () => {
    const { charge } = createLimits({ callsPerMinute: 1 });
    const others: readonly [typeof ANN, string][] = [
      [{ ...ANN, name: 'bob' }, STORE],
      [{ ...ANN, issuer: 'https://two.example' }, STORE],
      [ANN, '2'],
      [{ issuer: 'https://one.exampleann', name: '' }, STORE],
    ];
    expect(charge()).toBeUndefined();
    for (const [subject, store] of others) expect(charge(false, subject, store)).toBeUndefined();
    for (const [subject, store] of others) expect(charge(false, subject, store)).toBeDefined();
  });

  test('remembers 10,000 subjects, and forgets who has been silent for longest', () => {
    const { charge } = createLimits({ callsPerMinute: 1 });
    const name = (number: number) => ({ ...ANN, name: `subject ${number}` });
    for (let i = 0; i < 10_001; i++) charge(false, name(i));
    expect(charge(false, name(1))).toBeDefined();
    expect(charge(false, name(10_000))).toBeDefined();
    expect(charge(false, name(0))).toBeUndefined();
  });

  const calls = fc.array(fc.record({ waitUs: fc.integer({ min: 0, max: 5_000_000 }), isWrite: fc.boolean() }), {
    maxLength: 300,
  });
  const limit = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1_000_000 }));

  test('never lets more calls through than a minute at once, and as many again in each minute that passes', () => {
    fc.assert(
      fc.property(limit, limit, calls, (callsPerMinute, writesPerMinute, sequence) => {
        const { charge, wait } = createLimits({ callsPerMinute, writesPerMinute });
        const share = costOf({ callsPerMinute, writesPerMinute }, true);
        const times = { calls: [] as number[], writes: [] as number[] };
        let now = 0;
        for (const { waitUs, isWrite } of sequence) {
          wait(waitUs);
          now += waitUs;
          if (charge(isWrite)) continue;
          times.calls.push(now);
          if (isWrite) times.writes.push(now);
        }
        for (const name of ['calls', 'writes'] as const) {
          const most = (us: number) => (MINUTE_US + us) / share[name];
          times[name].forEach((from, first) => {
            times[name].slice(first).forEach((to, more) => {
              expect(more + 1).toBeLessThanOrEqual(most(to - from));
            });
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  test('takes nothing for what it refuses, and says to the second when it will let it through', () => {
    fc.assert(
      fc.property(limit, limit, calls, (callsPerMinute, writesPerMinute, sequence) => {
        const { charge, wait } = createLimits({ callsPerMinute, writesPerMinute });
        for (const { waitUs, isWrite } of sequence) {
          wait(waitUs);
          const refusal = charge(isWrite);
          if (!refusal) continue;
          wait((refusal.retryAfter - 1) * 1_000_000);
          if (refusal.retryAfter > 1) expect(charge(isWrite)).toMatchObject({ retryAfter: 1 });
          wait(1_000_000);
          expect(charge(isWrite)).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });
});
