import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from '../../src/rest/concurrency-limiter.ts';
import { AbandonedError, OverloadedError, TimedOutError } from '../../src/rest/errors.ts';

const LONG_MS = 60_000;

/** Takes as many permits as there are at once; gives how many those were. */
function fill(limiter: ConcurrencyLimiter, storeId: string): number {
  const before = limiter.active;
  while (limiter.waiting === 0) limiter.acquire(storeId, LONG_MS, undefined);
  return limiter.active - before;
}

describe('a limiter', () => {
  it('gives permits at once while there is room, and to the next when one is given back', async () => {
    const limiter = createConcurrencyLimiter({ limit: 4, queueLimit: 10 });
    expect(limiter.acquire('1', LONG_MS, undefined)).toBeUndefined();
    expect(limiter.acquire('1', LONG_MS, undefined)).toBeUndefined();
    const permit = limiter.acquire('1', LONG_MS, undefined);
    expect([limiter.active, limiter.waiting]).toEqual([2, 1]);
    limiter.release('1');
    await permit;
    expect([limiter.active, limiter.waiting]).toEqual([2, 0]);
    limiter.release('1');
    limiter.release('1');
    expect([limiter.active, limiter.waiting]).toEqual([0, 0]);
  });

  it('keeps the order in which calls of a store came', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 10 });
    limiter.acquire('1', LONG_MS, undefined);
    const admitted: string[] = [];
    const calls = ['a', 'b', 'c'].map(async (name) => {
      await limiter.acquire('1', LONG_MS, undefined);
      admitted.push(name);
      limiter.release('1');
    });
    limiter.release('1');
    await Promise.all(calls);
    expect(admitted).toEqual(['a', 'b', 'c']);
    expect(limiter.active).toBe(0);
  });

  it('refuses at once who would make the queue too long', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 1 });
    limiter.acquire('1', LONG_MS, undefined);
    const permit = limiter.acquire('1', LONG_MS, undefined);
    expect(() => limiter.acquire('1', LONG_MS, undefined)).toThrow(OverloadedError);
    expect(() => limiter.acquire('2', LONG_MS, undefined)).toThrow(OverloadedError);
    limiter.release('1');
    await permit;
  });

  it('lets nobody wait longer than it may, and gives the place in the queue up', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 1 });
    limiter.acquire('1', LONG_MS, undefined);
    const permit = limiter.acquire('1', 10, undefined);
    await expect(permit).rejects.toMatchObject({ constructor: TimedOutError, sent: false });
    expect([limiter.active, limiter.waiting]).toEqual([1, 0]);
  });

  it('gives a permit that came back in time to who waits, even when its timer is due as well', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 1 });
    limiter.acquire('1', LONG_MS, undefined);
    const permit = limiter.acquire('1', 5, undefined);
    // As an answer does that came in while the process was held up.
    setImmediate(() => limiter.release('1'));
    for (const until = performance.now() + 20; performance.now() < until; );
    await permit;
    expect([limiter.active, limiter.waiting]).toEqual([1, 0]);
  });

  it('forgets who goes away while it waits', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 4 });
    limiter.acquire('1', LONG_MS, undefined);
    const cancellation = new Cancellation();
    const gone = limiter.acquire('1', LONG_MS, cancellation);
    const stays = limiter.acquire('1', LONG_MS, undefined);
    cancellation.cancel();
    await expect(gone).rejects.toBeInstanceOf(AbandonedError);
    expect(limiter.waiting).toBe(1);
    limiter.release('1');
    await stays;
  });

  it('does not let wait who is gone already', () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 1 });
    limiter.acquire('1', LONG_MS, undefined);
    const cancellation = new Cancellation();
    cancellation.cancel();
    expect(() => limiter.acquire('1', LONG_MS, cancellation)).toThrow(AbandonedError);
    expect(limiter.waiting).toBe(0);
  });
});

describe('between stores, a limiter', () => {
  it('gives one alone half of all, the next a half of the rest, and so on', () => {
    const limiter = createConcurrencyLimiter({ limit: 64, queueLimit: 64 });
    const taken = ['1', '2', '3', '4'].map((storeId) => {
      let count = 0;
      while (limiter.acquire(storeId, LONG_MS, undefined) === undefined) count++;
      return count;
    });
    expect(taken).toEqual([32, 16, 8, 4]);
    expect(limiter.acquire('5', LONG_MS, undefined)).toBeUndefined();
  });

  it('lets one that never gives back fill half of the queue, and no more', () => {
    const limiter = createConcurrencyLimiter({ limit: 2, queueLimit: 64 });
    limiter.acquire('1', LONG_MS, undefined);
    for (let i = 0; i < 32; i++) limiter.acquire('1', LONG_MS, undefined)?.catch(() => undefined);
    expect(() => limiter.acquire('1', LONG_MS, undefined)).toThrow(OverloadedError);
    expect(limiter.acquire('2', LONG_MS, undefined)).toBeUndefined();
    limiter.acquire('2', LONG_MS, undefined);
    expect(limiter.waiting).toBe(33);
  });

  it('lets those who wait take turns, however many calls each of them has', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, queueLimit: 1000 });
    limiter.acquire('0', LONG_MS, undefined);
    const served: string[] = [];
    const counts = { '1': 100, '2': 3, '3': 2 };
    const calls = Object.entries(counts).flatMap(([storeId, count]) =>
      Array.from({ length: count }, async () => {
        await limiter.acquire(storeId, LONG_MS, undefined);
        served.push(storeId);
        limiter.release(storeId);
      }),
    );
    limiter.release('0');
    await Promise.all(calls);
    expect(served.slice(0, 10).join('')).toBe('1231231211');
    expect(served).toHaveLength(105);
  });

  it('has room again for all once none of them calls', () => {
    const limiter = createConcurrencyLimiter({ limit: 64, queueLimit: 1 });
    for (let storeId = 0; storeId < 1000; storeId++) {
      const count = fill(limiter, String(storeId));
      expect(count).toBe(32);
      for (let i = 0; i < count; i++) limiter.release(String(storeId));
      // The one that waited has a permit now.
      limiter.release(String(storeId));
      expect([limiter.active, limiter.waiting]).toEqual([0, 0]);
    }
  });

  type Step = readonly [kind: 'acquire' | 'release' | 'leave', store: number];
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constant('acquire' as const) }, fc.constantFrom('release', 'leave')),
    fc.nat(4),
  );

  it('is never above its limits, loses no permit, and lets nobody wait who has fewer than are free', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.array(step, { maxLength: 200 }),
        async (limit, queueLimit, steps) => {
          const limiter = createConcurrencyLimiter({ limit, queueLimit });
          const held = new Map<string, number>();
          const waiting = new Map<string, Cancellation[]>();
          const heldBy = (storeId: string) => held.get(storeId) ?? 0;
          const waitingOf = (storeId: string) => waiting.get(storeId) ?? [];

          function acquire(storeId: string): void {
            const free = limit - limiter.active;
            const cancellation = new Cancellation();
            const remove = () =>
              waiting.set(
                storeId,
                waitingOf(storeId).filter((each) => each !== cancellation),
              );
            const start = () => held.set(storeId, heldBy(storeId) + 1);
            try {
              const permit = limiter.acquire(storeId, LONG_MS, cancellation);
              expect(permit === undefined).toBe(heldBy(storeId) < free);
              if (permit === undefined) return void start();
              waiting.set(storeId, [...waitingOf(storeId), cancellation]);
              permit.then(
                () => {
                  remove();
                  start();
                },
                () => remove(),
              );
            } catch (error) {
              expect(error).toBeInstanceOf(OverloadedError);
              expect(heldBy(storeId)).toBeGreaterThanOrEqual(free);
              expect(waitingOf(storeId).length).toBeGreaterThanOrEqual(queueLimit - limiter.waiting);
            }
          }

          async function release(storeId: string): Promise<void> {
            held.set(storeId, heldBy(storeId) - 1);
            limiter.release(storeId);
            await undefined;
          }

          function check(): void {
            const total = (counts: Iterable<number>) => Iterator.from(counts).reduce((sum, count) => sum + count, 0);
            expect(limiter.active).toBe(total(held.values()));
            expect(limiter.active).toBeLessThanOrEqual(limit);
            expect(limiter.waiting).toBe(total(waiting.values().map(({ length }) => length)));
            expect(limiter.waiting).toBeLessThanOrEqual(queueLimit);
            for (const [storeId, { length }] of waiting) {
              if (length > 0) expect(heldBy(storeId)).toBeGreaterThanOrEqual(limit - limiter.active);
            }
          }

          for (const [kind, store] of steps) {
            const storeId = String(store);
            if (kind === 'acquire') acquire(storeId);
            else if (kind === 'release' && heldBy(storeId) > 0) await release(storeId);
            else if (kind === 'leave') waitingOf(storeId)[0]?.cancel();
            await new Promise((resolve) => setImmediate(resolve));
            check();
          }
          for (let storeId = [...held.keys()].find((id) => heldBy(id) > 0); storeId !== undefined; ) {
            await release(storeId);
            check();
            storeId = [...held.keys()].find((id) => heldBy(id) > 0);
          }
          expect([limiter.active, limiter.waiting]).toEqual([0, 0]);
        },
      ),
      { numRuns: 200 },
    ));
});
