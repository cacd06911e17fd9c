import type { UserError, WriteSubject } from '../../user-error.ts';

/** What is to be sent for one item. */
export interface Work {
  readonly storeId: string;
  readonly subject: WriteSubject;
}

/** One item after all checks. */
export interface PlannedItem<W extends Work> {
  /** Undefined when it holds mistakes. */
  readonly work?: W | undefined;
  /** Its mistakes, with their paths in the arguments. */
  readonly mistakes: readonly UserError[];
  /** Gives the path in the arguments to a user error of its work. */
  locate(error: UserError): UserError;
}

/** A batch after all checks: nothing was called. */
export interface BulkPlan<Item> {
  /** Of the input as a whole: then nothing is to be sent. */
  readonly mistakes: readonly UserError[];
  readonly items: readonly Item[];
}

/** What plans depend on beside their input. */
export interface PlanRules {
  /** How many items a batch may have, as it is configured. */
  readonly maxBulkItems: number;
  readonly percentScale: number;
}

/** Items that a batch may ever have, whatever the configuration says. */
export const MOST_BULK_ITEMS = 1000;

/** User errors of one item that are told: its input has fewer fields. */
export const MAX_ITEM_ERRORS = 25;

export const ITEMS = ['input', 'items'];

export function itemPath(index: number): readonly string[] {
  return [...ITEMS, String(index)];
}

/** How many items a batch may have. */
export function mostItems({ maxBulkItems }: PlanRules): number {
  return Math.min(maxBulkItems, MOST_BULK_ITEMS);
}

/** What is wrong with the number of items. */
export function checkItems(items: readonly unknown[], rules: PlanRules): readonly UserError[] {
  const most = mostItems(rules);
  if (items.length === 0) return [{ field: ITEMS, message: 'Give at least one item.', code: 'REQUIRED' }];
  if (items.length <= most) return [];
  return [
    { field: ITEMS, message: `Give ${most} items or fewer, and the others in other requests.`, code: 'TOO_LONG' },
  ];
}

/**
 * Finds items that name the same thing as one before them.
 *
 * @param keyOf undefined for an item that names nothing.
 * @returns for each such item, by its index, the first one that names it.
 */
export function findRepeated<T>(
  items: readonly T[],
  keyOf: (item: T, index: number) => string | undefined,
): ReadonlyMap<number, number> {
  const firsts = new Map<string, number>();
  const repeated = new Map<number, number>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item, index);
    if (key === undefined) continue;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, index);
    else repeated.set(index, first);
  }
  return repeated;
}
