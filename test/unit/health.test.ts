import { describe, expect, it } from 'vitest';
import {
  AbandonedError,
  BadResponseError,
  OverloadedError,
  RefusedError,
  TimedOutError,
  UnavailableError,
} from '../../src/rest/errors.ts';
import { type Health, healthAfter } from '../../src/rest/health.ts';

describe('what a failure says of the API', () => {
  it.each<[string, Error, Health]>([
    ['500', new RefusedError(500, {}), 'down'],
    ['503', new RefusedError(503, {}), 'down'],
    ['520', new RefusedError(520, {}), 'down'],
    ['a proxy got no connection: 521', new RefusedError(521, {}), 'down'],
    ['400', new RefusedError(400, {}), 'up'],
    ['401', new RefusedError(401, {}), 'up'],
    ['429', new RefusedError(429, {}), 'up'],
    ['no connection', new UnavailableError('', false), 'unreachable'],
    ['connection lost', new UnavailableError('', true), 'down'],
    ['no answer in time', new TimedOutError('', true), 'down'],
    ['no connection in the time that was left', new TimedOutError('', false), 'down'],
    ['answer broken off', new BadResponseError('', { brokeOff: true }), 'down'],
    ['answer too large', new BadResponseError(''), 'up'],
    ['the client went away', new AbandonedError('', true), 'unknown'],
    ['held back', new OverloadedError(''), 'unknown'],
    ['a fault of ours', new TypeError(), 'unknown'],
  ])('%s', (_what, error, health) => {
    expect(healthAfter(error)).toBe(health);
  });
});
