import { beforeEach, describe, expect, it } from 'vitest';
import { type Breaker, createBreaker, type Health, healthAfter } from '../../src/rest/breaker.ts';
import {
  AbandonedError,
  BadResponseError,
  OverloadedError,
  RefusedError,
  TimedOutError,
  UnavailableError,
} from '../../src/rest/errors.ts';

const PAUSE_MS = 5000;

let now: number;
let breaker: Breaker;

beforeEach(() => {
  now = 1_000_000;
  breaker = createBreaker({ pauseMs: PAUSE_MS, now: () => now });
});

/** Makes calls one after the other. */
function calls(count: number, health: Health, everyMs = 0): void {
  for (let i = 0; i < count; i++) {
    breaker.leave(breaker.enter(), health);
    now += everyMs;
  }
}

describe('a closed breaker', () => {
  it('opens at the tenth failure in a row, and not before', () => {
    calls(9, 'down');
    expect(breaker.state).toBe('closed');
    calls(1, 'down');
    expect(breaker.state).toBe('open');
    expect(breaker.openings).toBe(1);
  });

  it('opens when half of the calls fail', () => {
    calls(50, 'up');
    calls(49, 'down');
    expect(breaker.state).toBe('closed');
    calls(1, 'down');
    expect(breaker.state).toBe('open');
  });

  it('stays closed while calls fail that say nothing of the API', () => {
    calls(100, 'unknown');
    expect(breaker.state).toBe('closed');
  });

  it('does not add up failures that lie further apart than ten seconds', () => {
    calls(100, 'down', 2000);
    expect(breaker.state).toBe('closed');
  });

  it('forgets what is older than ten seconds, good or bad', () => {
    calls(1000, 'up');
    now += 10_000;
    calls(10, 'down');
    expect(breaker.state).toBe('open');
  });
});

describe('an open breaker', () => {
  beforeEach(() => calls(10, 'down'));

  it('refuses every call until its pause is over', () => {
    now += PAUSE_MS - 1;
    expect(() => breaker.check()).toThrow(OverloadedError);
    expect(() => breaker.enter()).toThrow(OverloadedError);
    now += 1;
    expect(() => breaker.check()).not.toThrow();
  });

  it('lets one probe through, and closes when it succeeds', () => {
    now += PAUSE_MS;
    const probe = breaker.enter();
    expect(breaker.state).toBe('half-open');
    expect(() => breaker.enter()).toThrow(OverloadedError);
    breaker.leave(probe, 'up');
    expect(breaker.state).toBe('closed');
    calls(9, 'down');
    expect(breaker.state).toBe('closed');
  });

  it('opens again for a whole pause when the probe fails', () => {
    now += PAUSE_MS;
    breaker.leave(breaker.enter(), 'down');
    expect(breaker.state).toBe('open');
    expect(breaker.openings).toBe(2);
    now += PAUSE_MS - 1;
    expect(() => breaker.enter()).toThrow(OverloadedError);
  });

  it('makes the next call the probe when nobody waited for the end of the first', () => {
    now += PAUSE_MS;
    breaker.leave(breaker.enter(), 'unknown');
    expect(breaker.state).toBe('open');
    breaker.leave(breaker.enter(), 'up');
    expect(breaker.state).toBe('closed');
  });
});

it('a call that began before the breaker opened tells nothing when it ends later', () => {
  const [late, later, last] = [breaker.enter(), breaker.enter(), breaker.enter()];
  calls(10, 'down');
  breaker.leave(late, 'up');
  expect(breaker.state).toBe('open');
  now += PAUSE_MS;
  const probe = breaker.enter();
  breaker.leave(later, 'up');
  expect(breaker.state).toBe('half-open');
  breaker.leave(probe, 'up');
  breaker.leave(last, 'down');
  calls(9, 'down');
  expect(breaker.state).toBe('closed');
});

describe('what a failure says of the API', () => {
  it.each<[string, Error, Health]>([
    ['500', new RefusedError(500, {}), 'down'],
    ['503', new RefusedError(503, {}), 'down'],
    ['400', new RefusedError(400, {}), 'up'],
    ['401', new RefusedError(401, {}), 'up'],
    ['429', new RefusedError(429, {}), 'up'],
    ['unreachable', new UnavailableError('', false), 'down'],
    ['connection lost', new UnavailableError('', true), 'down'],
    ['no answer in time', new TimedOutError('', true), 'down'],
    ['answer broken off', new BadResponseError('', { brokeOff: true }), 'down'],
    ['answer too large', new BadResponseError(''), 'up'],
    ['the client went away', new AbandonedError('', true), 'unknown'],
    ['held back', new OverloadedError(''), 'unknown'],
    ['a fault of ours', new TypeError(), 'unknown'],
  ])('%s', (_what, error, health) => {
    expect(healthAfter(error)).toBe(health);
  });
});
