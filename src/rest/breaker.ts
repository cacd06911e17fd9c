import { CircuitState, circuitBreaker, handleWhen, SamplingBreaker } from 'cockatiel';
import { BadResponseError, OverloadedError, RefusedError, TimedOutError, UnavailableError } from './errors.ts';

export interface BreakerOptions {
  /** Milliseconds after which one call is let through to see whether the API is back. */
  readonly halfOpenAfterMs: number;
}

/** Stops calling an API that is down: it spares the API, and callers get their error at once. */
export interface Breaker {
  readonly state: 'closed' | 'open' | 'half-open';
  /** @throws {OverloadedError} at once while the breaker is open, or a probe is under way. */
  run<T>(attempt: () => Promise<T>): Promise<T>;
}

/** Opens when half of at least ten calls within ten seconds failed. */
const SAMPLING = { threshold: 0.5, duration: 10_000, minimumRps: 1 };

export function createBreaker({ halfOpenAfterMs }: BreakerOptions): Breaker {
  const policy = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new SamplingBreaker(SAMPLING),
  });
  return {
    get state() {
      if (policy.state === CircuitState.Closed) return 'closed';
      return policy.state === CircuitState.Open ? 'open' : 'half-open';
    },
    async run(attempt) {
      if (policy.state === CircuitState.HalfOpen) throw isDown();
      try {
        return await policy.execute(attempt);
      } catch (error) {
        throw isBrokenCircuit(error) ? isDown() : error;
      }
    },
  };
}

/** Whether an error says that the API is in trouble. What it refuses (4xx, 429 too) says that it works. */
function isOutage(error: unknown): boolean {
  if (error instanceof RefusedError) return error.status >= 500;
  if (error instanceof BadResponseError) return error.brokeOff;
  return error instanceof UnavailableError || error instanceof TimedOutError;
}

function isBrokenCircuit(error: unknown): boolean {
  return error instanceof Error && 'isBrokenCircuitError' in error;
}

function isDown(): OverloadedError {
  return new OverloadedError('The PayNow API was failing, so calls are held back for some seconds.');
}
