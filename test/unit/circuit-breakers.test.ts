import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CircuitBreakers, createCircuitBreakers } from '../../src/rest/circuit-breakers.ts';
import { OverloadedError } from '../../src/rest/errors.ts';
import type { Health } from '../../src/rest/health.ts';

const PAUSE_MS = 5000;

let now: number;
let breakers: CircuitBreakers;

beforeEach(() => {
  now = 1_000_000;
  breakers = createCircuitBreakers({ pauseMs: PAUSE_MS, now: () => now });
});

/** Makes calls of a store one after the other. */
function calls(storeId: string, count: number, health: Health, everyMs = 0): void {
  for (let i = 0; i < count; i++) {
    breakers.settle(breakers.admit(storeId), health);
    now += everyMs;
  }
}

/** Whether calls of a store are held back. */
function isHeldBack(storeId: string): boolean {
  try {
    breakers.check(storeId);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(OverloadedError);
    return true;
  }
}

describe('the breaker of a store', () => {
  it('opens at the tenth failure in a row, and not before', () => {
    calls('1', 9, 'down');
    expect(isHeldBack('1')).toBe(false);
    calls('1', 1, 'down');
    expect(isHeldBack('1')).toBe(true);
    expect([breakers.storesHeldBack, breakers.storeOpenings]).toEqual([1, 1]);
  });

  it('opens when half of the calls fail', () => {
    calls('1', 50, 'up');
    calls('1', 49, 'down');
    expect(isHeldBack('1')).toBe(false);
    calls('1', 1, 'down');
    expect(isHeldBack('1')).toBe(true);
  });

  it('stays closed while calls fail that say nothing of the API', () => {
    calls('1', 100, 'unknown');
    expect(isHeldBack('1')).toBe(false);
  });

  it('does not add up failures that lie further apart than ten seconds', () => {
    calls('1', 100, 'down', 2000);
    expect(isHeldBack('1')).toBe(false);
  });

  it('forgets what is older than ten seconds, good or bad', () => {
    calls('1', 1000, 'up');
    now += 10_000;
    calls('1', 10, 'down');
    expect(isHeldBack('1')).toBe(true);
  });

  it('holds back nobody else, and leaves that of the API closed', () => {
    calls('2', 1, 'up');
    calls('1', 10, 'down');
    for (let i = 0; i < 1000; i++) {
      calls('2', 1, 'up', 40);
      if (!isHeldBack('1')) calls('1', 1, 'down');
      expect(isHeldBack('2')).toBe(false);
    }
    expect([breakers.state, breakers.openings]).toEqual(['closed', 0]);
    expect(breakers.storeOpenings).toBe(9);
  });

  describe('once it is open', () => {
    beforeEach(() => calls('1', 10, 'down'));

    it('refuses every call until its pause is over', () => {
      now += PAUSE_MS - 1;
      expect(() => breakers.check('1')).toThrow(OverloadedError);
      expect(() => breakers.admit('1')).toThrow(OverloadedError);
      now += 1;
      expect(() => breakers.check('1')).not.toThrow();
    });

    it('lets one probe through, and closes when it succeeds', () => {
      now += PAUSE_MS;
      const probe = breakers.admit('1');
      expect(() => breakers.admit('1')).toThrow(OverloadedError);
      breakers.settle(probe, 'up');
      expect(breakers.storesHeldBack).toBe(0);
      calls('1', 9, 'down');
      expect(isHeldBack('1')).toBe(false);
    });

    it('stays open for a whole pause more when the probe fails', () => {
      now += PAUSE_MS;
      calls('1', 1, 'down');
      expect(breakers.storeOpenings).toBe(2);
      now += PAUSE_MS - 1;
      expect(isHeldBack('1')).toBe(true);
      now += 1;
      expect(isHeldBack('1')).toBe(false);
    });

    it('makes the next call the probe when nobody waited for the end of the first', () => {
      now += PAUSE_MS;
      calls('1', 1, 'unknown');
      calls('1', 1, 'up');
      expect(breakers.storesHeldBack).toBe(0);
    });

    it('is forgotten when nobody calls for ten seconds', () => {
      now += 10_000;
      expect(breakers.storesHeldBack).toBe(0);
      calls('1', 9, 'down');
      expect(isHeldBack('1')).toBe(false);
    });

    it('is not forgotten while calls are held back', () => {
      now += PAUSE_MS;
      const probe = breakers.admit('1');
      for (let i = 0; i < 30; i++) {
        now += 1000;
        expect(isHeldBack('1')).toBe(true);
      }
      breakers.settle(probe, 'up');
      expect(isHeldBack('1')).toBe(false);
    });
  });

  it('learns nothing from a call that began before it opened', () => {
    const [late, later, last] = [breakers.admit('1'), breakers.admit('1'), breakers.admit('1')];
    calls('1', 10, 'down');
    breakers.settle(late, 'up');
    expect(isHeldBack('1')).toBe(true);
    now += PAUSE_MS;
    const probe = breakers.admit('1');
    breakers.settle(later, 'up');
    expect(isHeldBack('1')).toBe(true);
    breakers.settle(probe, 'up');
    breakers.settle(last, 'down');
    calls('1', 9, 'down');
    expect(isHeldBack('1')).toBe(false);
  });
});

describe('the breaker of the API', () => {
  const stores = (count: number, from = 1) => Array.from({ length: count }, (_, index) => String(from + index));

  it('opens when connections fail, even of one store', () => {
    calls('1', 9, 'unreachable');
    expect(breakers.state).toBe('closed');
    calls('1', 1, 'unreachable');
    expect([breakers.state, breakers.openings]).toEqual(['open', 1]);
    expect(isHeldBack('2')).toBe(true);
  });

  it('does not open when connections fail less often than not', () => {
    calls('1', 11, 'up');
    calls('1', 10, 'unreachable');
    expect(breakers.state).toBe('closed');
    calls('1', 1, 'unreachable');
    expect(breakers.state).toBe('open');
  });

  it('opens after ten calls, when each of them failed and was of another store', () => {
    for (const storeId of stores(9)) calls(storeId, 1, 'down');
    expect(breakers.state).toBe('closed');
    calls('10', 1, 'down');
    expect(breakers.state).toBe('open');
  });

  it('opens when two stores fail and there are no more', () => {
    calls('1', 9, 'down');
    calls('2', 4, 'down');
    expect(breakers.state).toBe('closed');
    calls('2', 1, 'down');
    expect(breakers.state).toBe('open');
  });

  it.each([
    [5, 10, 'open'],
    [5, 11, 'closed'],
    [20, 40, 'open'],
    [20, 50, 'closed'],
  ])('with %i stores that fail of %i in use is %s at the end', (failing, inUse, state) => {
    for (const storeId of stores(inUse)) calls(storeId, 10, 'up');
    for (const storeId of stores(failing)) {
      for (let i = 0; i < 10 && !isHeldBack(storeId); i++) calls(storeId, 1, 'down');
    }
    expect(breakers.state).toBe(state);
  });

  it('does not count stores that are not in use any more', () => {
    for (const storeId of stores(50)) calls(storeId, 1, 'up');
    now += 10_000;
    for (const storeId of stores(2, 100)) calls(storeId, 5, 'down');
    expect(breakers.state).toBe('open');
  });

  it('takes the place of those of the stores: one probe of any store is enough for all', () => {
    for (const storeId of stores(200)) if (!isHeldBack(storeId)) calls(storeId, 5, 'down');
    expect([breakers.state, breakers.storesHeldBack]).toEqual(['open', 0]);
    now += PAUSE_MS;
    const probe = breakers.admit('77');
    expect(breakers.state).toBe('half-open');
    for (const storeId of stores(200)) expect(isHeldBack(storeId)).toBe(true);
    breakers.settle(probe, 'up');
    expect(breakers.state).toBe('closed');
    for (const storeId of stores(200)) expect(isHeldBack(storeId)).toBe(false);
  });

  it('opens again for a whole pause when the probe fails', () => {
    calls('1', 10, 'unreachable');
    now += PAUSE_MS;
    calls('1', 1, 'unreachable');
    expect([breakers.state, breakers.openings]).toEqual(['open', 2]);
    now += PAUSE_MS - 1;
    expect(isHeldBack('1')).toBe(true);
    now += 1;
    expect(isHeldBack('1')).toBe(false);
  });

  it('lets other stores go first once one failed as the probe, so that it cannot hold back all', () => {
    for (const storeId of stores(2)) calls(storeId, 5, 'down');
    for (let pause = 0; pause < 2; pause++) {
      now += PAUSE_MS;
      const [prober] = stores(2).filter((storeId) => !isHeldBack(storeId));
      calls(prober as string, 1, 'down');
    }
    now += PAUSE_MS;
    expect([isHeldBack('1'), isHeldBack('2'), isHeldBack('3')]).toEqual([true, true, false]);
    calls('3', 1, 'up');
    expect(breakers.state).toBe('closed');
  });

  it('lets a store that failed as the probe try again when no other comes', () => {
    for (const storeId of stores(2)) calls(storeId, 5, 'down');
    now += PAUSE_MS;
    calls('1', 1, 'down');
    now += 2 * PAUSE_MS;
    calls('1', 1, 'up');
    expect(breakers.state).toBe('closed');
  });

  it('makes the next call the probe when nobody waited for the end of the first', () => {
    calls('1', 10, 'unreachable');
    now += PAUSE_MS;
    calls('1', 1, 'unknown');
    expect(breakers.state).toBe('open');
    calls('2', 1, 'up');
    expect(breakers.state).toBe('closed');
  });

  it('learns nothing from calls that began before it opened', () => {
    const late = stores(3).map((storeId) => breakers.admit(storeId));
    calls('1', 10, 'unreachable');
    now += PAUSE_MS;
    const probe = breakers.admit('9');
    for (const permit of late) breakers.settle(permit, 'up');
    expect(breakers.state).toBe('half-open');
    breakers.settle(probe, 'up');
    expect(breakers.state).toBe('closed');
  });
});

describe('whatever happens', () => {
  const step = fc.record({
    store: fc.nat(4),
    kind: fc.constantFrom('begin', 'begin', 'begin', 'end', 'end', 'wait'),
    health: fc.constantFrom<Health>('up', 'down', 'down', 'unreachable', 'unknown'),
    ms: fc.constantFrom(0, 10, 1000, PAUSE_MS, 11_000),
  });

  it('a store is never held back for good, and what is counted comes to nothing', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        now = 1_000_000;
        breakers = createCircuitBreakers({ pauseMs: PAUSE_MS, now: () => now });
        const permits: ReturnType<CircuitBreakers['admit']>[] = [];
        for (const { store, kind, health, ms } of steps) {
          now += ms;
          if (kind === 'begin' && !isHeldBack(String(store))) permits.push(breakers.admit(String(store)));
          const permit = kind === 'end' ? permits.splice(store % Math.max(1, permits.length), 1)[0] : undefined;
          if (permit) breakers.settle(permit, health);
        }
        for (const permit of permits) breakers.settle(permit, 'unknown');
        for (const storeId of ['0', '1', '2', '3', '4']) {
          now += 2 * PAUSE_MS;
          calls(storeId, 1, 'up');
          expect(isHeldBack(storeId)).toBe(false);
        }
        expect([breakers.state, breakers.storesHeldBack]).toEqual(['closed', 0]);
        // Two stores with five failed calls each are what it takes, as if nothing had been before.
        now += 11_000;
        calls('8', 5, 'down');
        calls('9', 4, 'down');
        expect(breakers.state).toBe('closed');
        calls('9', 1, 'down');
        expect(breakers.state).toBe('open');
      }),
      { numRuns: 300 },
    ));

  it('what is kept of stores is bounded: the one that was used the longest ago is forgotten', () => {
    calls('x', 10, 'down');
    calls('y', 10, 'up');
    for (let storeId = 0; storeId < 9_000; storeId++) calls(String(storeId), 1, 'up', 0.1);
    expect(isHeldBack('x')).toBe(true);
    for (let storeId = 9_000; storeId < 20_000; storeId++) calls(String(storeId), 1, 'up', 0.1);
    expect(isHeldBack('x')).toBe(false);
  });
});
