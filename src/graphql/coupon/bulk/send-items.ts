import type { GraphQLResolveInfo } from 'graphql';
import { RefusedError } from '../../../rest/errors.ts';
import { type Allowance, type Steps, writeEach } from '../../../rest/write-each.ts';
import type { Context } from '../../context.ts';
import type { UserError } from '../../user-error.ts';
import { type Outcome, readEnd } from './bulk-outcomes.ts';
import type { PlannedItem, Work } from './bulk-plan.ts';

/** How a batch is sent. */
interface Sending<W extends Work, V> extends Steps<W, V> {
  readonly invalidItems: 'REFUSE_ALL' | 'SKIP' | null | undefined;
  readonly allowance: Allowance;
}

/**
 * Sends the items that hold no mistakes and says what became of each, in their order: a planned item is sent, and how that
 * ended (`ItemEnd`) becomes an `Outcome`, of which its mutation makes a result.
 *
 * @throws {RestError} when nothing at all was done, for a reason that is not in the input, and no item holds mistakes.
 */
export async function sendItems<W extends Work, V extends { readonly userErrors: Errors }>(
  { account, call, loaders }: Context,
  info: GraphQLResolveInfo,
  items: readonly PlannedItem<W>[],
  { invalidItems, allowance, ...steps }: Sending<W, V>,
): Promise<readonly Outcome<V>[]> {
  // Before anything is sent, of which nothing may be lost.
  account.rows(info, items);
  const isRefused = invalidItems === 'REFUSE_ALL' && items.some(({ work }) => !work);
  const works = isRefused ? [] : items.flatMap(({ work }) => work ?? []);
  const ends = await writeEach(call, works, allowance, steps);
  if (works.length > 0) loaders.forgetRows();
  const outcomes = new Map(works.map((work, at) => [work, readEnd(ends[at] as (typeof ends)[number], work.subject)]));
  if (works.length === items.length) requireSomethingDone([...outcomes.values()]);
  return items.map(({ work, mistakes, locate }) => {
    if (!work) return { outcome: 'REJECTED', userErrors: mistakes };
    const outcome = outcomes.get(work) ?? OTHERS_REFUSED;
    return { ...outcome, userErrors: outcome.userErrors.map(locate) };
  });
}

type Errors = readonly UserError[];

const OTHERS_REFUSED: Outcome<never> = {
  outcome: 'NOT_ATTEMPTED',
  userErrors: [
    {
      field: null,
      message: 'Nothing was sent, since other items hold mistakes. Correct those, then send all of them again.',
      code: 'NOT_ATTEMPTED',
    },
  ],
};

/** What fails as a whole is an error, as of a single write, where there is nothing else to tell. */
function requireSomethingDone(outcomes: readonly Outcome<unknown>[]): void {
  const [first] = outcomes;
  const isMissing = first?.reason instanceof RefusedError && first.reason.status === 404;
  if (first?.reason && !isMissing && outcomes.every(({ reason }) => reason)) throw first.reason;
}
