import { type Call, withAllowance } from './call.ts';
import { Cancellation } from './cancellation.ts';
import {
  BudgetExceededError,
  CredentialRejectedError,
  ForbiddenError,
  MissingCredentialError,
  OverloadedError,
  RefusedError,
  SubjectLimitedError,
  TimedOutError,
} from './errors.ts';

/** How the sending of one item ended. */
export type ItemEnd<R> =
  | { readonly kind: 'done'; readonly value: R }
  /** The write failed; whether it was carried out depends on the error. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Nothing of it was written. */
  | { readonly kind: 'not begun'; readonly reason: unknown };

/** How one item is written. Each step takes the call that it must use. */
export interface Steps<T, R> {
  /** Reads before the write, and gives what becomes of the item where nothing is to be written. */
  look?(call: Call, item: T): Promise<R | undefined> | undefined;
  /** @param isOver says whether nothing more is to be sent for the item, as before it. */
  write(call: Call, item: T, isOver: () => boolean): Promise<R>;
  /** Whether a write that failed like this means that others of the same store fail too. */
  isInVain?(error: unknown): boolean;
}

/** What the items may take. */
export interface Allowance {
  /** REST calls, beside those of the operation. */
  readonly calls: number;
  /** The share of the operation's remaining time that is left for what follows, 0 to 1. */
  readonly timeAfter?: number;
}

/** Writes that are under way at once in one store. */
const AT_ONCE = 5;
/** The share of the time in which no write begins any more, so that the last ones can end. */
const TIME_OF_LAST = 0.15;

/**
 * Writes each of some items, five at once in each store, in their order, and gives what became of each. Nothing is taken
 * back. Once a failure says that others fail too, or the time is used up, nothing more is begun.
 */
export function writeEach<T extends { readonly storeId: string }, R>(
  call: Call,
  items: readonly T[],
  { calls, timeAfter = 0 }: Allowance,
  steps: Steps<T, R>,
): Promise<readonly ItemEnd<R>[]> {
  const now = performance.now();
  const deadline = now + (call.deadline - now) * (1 - timeAfter);
  const lastStart = now + (deadline - now) * (1 - TIME_OF_LAST);
  // Its reads are part of writes, which go on when the client is gone.
  const limits = { deadline, budget: calls, cancellation: new Cancellation() };
  return withAllowance(call, limits, (part) => writeAll(part, items, lastStart, steps));
}

/** @param lastStart `performance.now()` from which on nothing more is begun, in ms. */
async function writeAll<T extends { readonly storeId: string }, R>(
  part: Call,
  items: readonly T[],
  lastStart: number,
  { look, write, isInVain }: Steps<T, R>,
): Promise<readonly ItemEnd<R>[]> {
  const ends = new Map<T, ItemEnd<R>>();
  /** Why nothing more is begun: in any store, or in one. */
  const halts = new Map<string, unknown>();

  function halt(storeId: string, error: unknown): void {
    const scope = isOfAll(error) ? ALL : isOfStore(error) || isInVain?.(error) ? storeId : undefined;
    if (scope !== undefined && !halts.has(scope)) halts.set(scope, error);
  }

  function whyNotBegin({ storeId }: T): unknown {
    if (performance.now() >= lastStart && !halts.has(ALL)) halts.set(ALL, new TimedOutError(OUT_OF_TIME, false));
    return halts.get(ALL) ?? halts.get(storeId);
  }

  /** What ends an item before its write. */
  async function endBefore(item: T): Promise<ItemEnd<R> | undefined> {
    let reason = whyNotBegin(item);
    if (reason !== undefined) return { kind: 'not begun', reason };
    if (!look) return undefined;
    try {
      const seen = await look(part, item);
      if (seen !== undefined) return { kind: 'done', value: seen };
      reason = whyNotBegin(item);
    } catch (error) {
      halt(item.storeId, error);
      reason = error;
    }
    return reason === undefined ? undefined : { kind: 'not begun', reason };
  }

  async function end(item: T): Promise<ItemEnd<R>> {
    const before = await endBefore(item);
    if (before) return before;
    try {
      const isOver = (): boolean => whyNotBegin(item) !== undefined;
      return { kind: 'done', value: await write(part, item, isOver) };
    } catch (error) {
      halt(item.storeId, error);
      return { kind: 'failed', error };
    }
  }

  async function work(queue: Iterator<T>): Promise<void> {
    for (let next = queue.next(); !next.done; next = queue.next()) ends.set(next.value, await end(next.value));
  }

  const queues = Map.groupBy(items, ({ storeId }) => storeId).values();
  await Promise.all(
    queues.flatMap((ofStore) => {
      const queue = ofStore.values();
      return Array.from({ length: AT_ONCE }, () => work(queue));
    }),
  );
  return items.map((item) => ends.get(item) as ItemEnd<R>);
}

const ALL = 'all stores';
const OUT_OF_TIME = 'The time of this operation was used up.';

/** What has nothing to do with one store. */
function isOfAll(error: unknown): boolean {
  if (error instanceof RefusedError) return error.status === 429;
  return error instanceof MissingCredentialError || error instanceof BudgetExceededError;
}

function isOfStore(error: unknown): boolean {
  if (error instanceof RefusedError) return error.status === 401 || error.status === 403;
  return (
    error instanceof ForbiddenError ||
    error instanceof CredentialRejectedError ||
    error instanceof SubjectLimitedError ||
    error instanceof OverloadedError
  );
}
