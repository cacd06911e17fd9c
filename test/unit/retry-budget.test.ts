import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRetryBudget, type RetryBudget } from '../../src/rest/retry-budget.ts';

function spendAll(budget: RetryBudget, storeId = '1'): number {
  let spent = 0;
  while (budget.spend(storeId)) spent++;
  return spent;
}

describe('the retry budget of a store', () => {
  it('holds ten attempts at the start, for the first blip', () => {
    expect(spendAll(createRetryBudget())).toBe(10);
  });

  it('earns one attempt with ten calls', () => {
    const budget = createRetryBudget();
    spendAll(budget);
    for (let i = 0; i < 1000; i++) {
      budget.earn('1');
      if (i % 100 === 99) expect(spendAll(budget)).toBeOneOf([9, 10]);
    }
  });

  it('saves no more than ten attempts, however long all goes well', () => {
    const budget = createRetryBudget();
    for (let i = 0; i < 10_000; i++) budget.earn('1');
    expect(spendAll(budget)).toBe(10);
  });

  it('is not filled by the calls of others', () => {
    const budget = createRetryBudget();
    spendAll(budget);
    for (let i = 0; i < 10_000; i++) budget.earn('2');
    expect(spendAll(budget)).toBe(0);
  });
});

describe('the retry budget of all stores', () => {
  it('leaves some for others, whatever one spends', () => {
    const budget = createRetryBudget();
    expect(spendAll(budget, '1')).toBe(10);
    expect(spendAll(budget, '2')).toBe(5);
    expect(spendAll(budget, '3')).toBeGreaterThanOrEqual(2);
  });

  it('is twenty attempts and a tenth of the calls, however many stores there are', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ isRetry: fc.boolean(), store: fc.nat(300) }), { maxLength: 3000 }), (steps) => {
        const budget = createRetryBudget();
        const counts = new Map<number, { calls: number; retries: number }>();
        let [calls, retries] = [0, 0];
        for (const { isRetry, store } of steps) {
          const count = counts.get(store) ?? { calls: 0, retries: 0 };
          counts.set(store, count);
          if (isRetry) {
            const isSpent = budget.spend(String(store));
            retries += Number(isSpent);
            count.retries += Number(isSpent);
          } else {
            budget.earn(String(store));
            calls++;
            count.calls++;
          }
        }
        expect(retries).toBeLessThanOrEqual(20 + calls / 10);
        for (const count of counts.values()) expect(count.retries).toBeLessThan(11 + count.calls / 10);
      }),
    ));
});
