/**
 * Bounds how much traffic retries may add: ten attempts of a store at once and twenty of all stores, and in the long run a
 * tenth of the calls.
 */
export interface RetryBudget {
  /** Notes a first attempt. */
  earn(storeId: string): void;
  /** Whether the store may make one more attempt; takes it from the budget. */
  spend(storeId: string): boolean;
}

/** Attempts that may be made again before any were earned, so that the first blip is survived too. */
const RESERVE = 20;
const RESERVE_OF_STORE = RESERVE / 2;
const EARNED_PER_CALL = 0.1;
const MAX_STORES = 10_000;

/**
 * Makes the budget of all stores. A store may spend while it owes less than is left, so that none takes the retries of
 * others, and less than its own reserve. What it owes it earns back with calls of its own.
 */
export function createRetryBudget(): RetryBudget {
  let tokens = RESERVE;
  /** Only stores that owe something are in it, the longest unchanged first. */
  const debts = new Map<string, number>();

  function owe(storeId: string, debt: number): void {
    debts.delete(storeId);
    if (debt <= 0) return;
    const [oldest] = debts.keys();
    if (oldest !== undefined && debts.size >= MAX_STORES) debts.delete(oldest);
    debts.set(storeId, debt);
  }

  return {
    earn(storeId) {
      tokens = Math.min(RESERVE, tokens + EARNED_PER_CALL);
      const debt = debts.get(storeId);
      if (debt !== undefined) owe(storeId, debt - EARNED_PER_CALL);
    },
    spend(storeId) {
      const debt = debts.get(storeId) ?? 0;
      if (tokens < 1 || debt >= Math.min(tokens, RESERVE_OF_STORE)) return false;
      tokens--;
      owe(storeId, debt + 1);
      return true;
    },
  };
}
