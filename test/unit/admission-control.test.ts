import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAdmissionControl, type Permit } from '../../src/server/admission-control.ts';

function createResponse(): ServerResponse {
  return { shouldKeepAlive: true } as ServerResponse;
}

describe('admission', () => {
  const step = fc.oneof(
    fc.record({ acquire: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ release: fc.nat({ max: 20 }) }),
  );

  test('keeps to the bounds of all and of each caller, refuses nothing within them, and forgets what is over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 100 }), (maxInFlight, steps) => {
        const admission = createAdmissionControl({ maxInFlight });
        admission.open();
        const out: Permit[] = [];
        const ofCaller = (caller: string): number => out.filter((permit) => permit.caller === caller).length;
        for (const each of steps) {
          if ('release' in each) {
            const [permit] = out.splice(each.release % Math.max(1, out.length), 1);
            if (permit) admission.release(permit);
          } else {
            const permit = admission.acquire(each.acquire, createResponse());
            if (typeof permit !== 'string') out.push(permit);
            else if (permit === 'full') expect(out.length).toBe(maxInFlight);
            else expect([permit, ofCaller(each.acquire)]).toEqual(['caller is full', Math.ceil(maxInFlight / 2)]);
          }
          expect(admission.inFlight).toBe(out.length);
          expect(out.length).toBeLessThanOrEqual(maxInFlight);
          for (const caller of 'abc') expect(ofCaller(caller)).toBeLessThanOrEqual(Math.ceil(maxInFlight / 2));
        }
        for (const permit of out) admission.release(permit);
        expect(admission.inFlight).toBe(0);
        expect(admission.acquire('a', createResponse())).toMatchObject({ caller: 'a' });
      }),
    );
  });

  test('is closed until it is opened, and again when the process is about to end', () => {
    const admission = createAdmissionControl({ maxInFlight: 3 });
    expect(admission.acquire('a', createResponse())).toBe('closed');
    admission.open();
    const res = createResponse();
    expect(admission.acquire('a', res)).toMatchObject({ caller: 'a' });
    admission.close();
    expect(admission.acquire('b', createResponse())).toBe('closed');
    expect([admission.isOpen, admission.inFlight, res.shouldKeepAlive]).toEqual([false, 1, false]);
  });
});
