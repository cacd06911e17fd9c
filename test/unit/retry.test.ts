import { describe, expect, it } from 'vitest';
import {
  AbandonedError,
  BadResponseError,
  BudgetExceededError,
  MissingCredentialError,
  OverloadedError,
  RefusedError,
  TimedOutError,
  UnavailableError,
} from '../../src/rest/errors.ts';
import { retryDelay } from '../../src/rest/retry.ts';

const METHODS = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'] as const;
type Method = (typeof METHODS)[number];

const ALL: readonly Method[] = METHODS;
const IDEMPOTENT: readonly Method[] = ['GET', 'PUT', 'DELETE'];
const NONE: readonly Method[] = [];

describe('which call is made again', () => {
  it.each<[string, Error, readonly Method[]]>([
    ['never sent', new UnavailableError('', false), ALL],
    ['sent, then lost', new UnavailableError('', true), IDEMPOTENT],
    ['no answer in the time of an attempt', new TimedOutError('', true), IDEMPOTENT],
    ['answer broken off', new BadResponseError('', { brokeOff: true }), IDEMPOTENT],
    ['429', new RefusedError(429, {}), IDEMPOTENT],
    ['502', new RefusedError(502, {}), IDEMPOTENT],
    ['503', new RefusedError(503, {}), IDEMPOTENT],
    ['504', new RefusedError(504, {}), IDEMPOTENT],
    ['520: the API broke the connection', new RefusedError(520, {}), IDEMPOTENT],
    ['521: the API refused the connection', new RefusedError(521, {}), ALL],
    ['522: the API took no connection', new RefusedError(522, {}), ALL],
    ['523: there is no way to the API', new RefusedError(523, {}), ALL],
    ['524: the API did not answer', new RefusedError(524, {}), IDEMPOTENT],
    ['530: see its body', new RefusedError(530, {}), IDEMPOTENT],
    ['519', new RefusedError(519, {}), NONE],
    ['525: no TLS with the API', new RefusedError(525, {}), NONE],
    ['529', new RefusedError(529, {}), NONE],
    ['531', new RefusedError(531, {}), NONE],
    ['500', new RefusedError(500, {}), NONE],
    ['501', new RefusedError(501, {}), NONE],
    ['400', new RefusedError(400, {}), NONE],
    ['401', new RefusedError(401, {}), NONE],
    ['404', new RefusedError(404, {}), NONE],
    ['409', new RefusedError(409, {}), NONE],
    ['too large, or of another type', new BadResponseError(''), NONE],
    ['held back', new OverloadedError(''), NONE],
    ['the time of the operation used up', new TimedOutError('', false), NONE],
    ['the client went away', new AbandonedError('', false), NONE],
    ['the budget of calls used up', new BudgetExceededError('too much'), NONE],
    ['no credential', new MissingCredentialError('', 'APIKey'), NONE],
    ['a fault of ours', new TypeError(), NONE],
  ])('%s', (_what, error, expected) => {
    expect(METHODS.filter((method) => retryDelay(method, error, 1) !== undefined)).toEqual(
      METHODS.filter((method) => expected.includes(method)),
    );
  });

  it('is made three times at the most', () => {
    const lost = new UnavailableError('', true);
    expect(retryDelay('GET', lost, 2)).toBeDefined();
    expect(retryDelay('GET', lost, 3)).toBeUndefined();
  });
});

describe('how long a call waits to be made again', () => {
  const delayOf = (attempt: number, random: number) =>
    retryDelay('GET', new UnavailableError('', true), attempt, () => random);

  it('is anything from nothing to a bound that doubles', () => {
    expect([delayOf(1, 0), delayOf(1, 0.5), delayOf(1, 1)]).toEqual([0, 100, 200]);
    expect([delayOf(2, 0), delayOf(2, 0.5), delayOf(2, 1)]).toEqual([0, 200, 400]);
  });

  it('is what the API asks for, to the millisecond', () => {
    for (const status of [429, 502, 503, 504, 520, 521, 530]) {
      expect(retryDelay('GET', new RefusedError(status, { retryAfter: 3 }), 1, () => 0)).toBe(3000);
    }
  });
});
