import type { GraphQLResolveInfo } from 'graphql';
import { type Call, withAllowance } from '../../../rest/call.ts';
import { RefusedError, RestError } from '../../../rest/errors.ts';
import { CALLS_FOR_HOLDERS, findCreatedCoupons } from '../../../rest/reconcile.ts';
import { WINDOW_ROWS } from '../../../rest/windows.ts';
import type { Context } from '../../context.ts';
import { readUserErrors } from '../../user-error.ts';
import { COUPON_CONNECTION } from '../coupon-connection.ts';
import { acceptEqual, type Creation, isCodeTaken, sendCreation, toCreated, type Written } from '../coupon-writes.ts';
import type { CouponBulkCreateInput } from './bulk-inputs.ts';
import type { Outcome } from './bulk-outcomes.ts';
import type { CreateResult } from './bulk-payloads.ts';
import { type BulkPayload, toPayload } from './bulk-results.ts';
import { type PlannedCreation, planCreations } from './plan-creations.ts';
import { sendItems } from './send-items.ts';

/** The share of an operation's time in which coupons are looked for that may have been created. */
const TIME_TO_LOOK = 0.15;

/** Calls to create each item, with another code if need be. */
const callsToSend = (items: number): number => 2 * items;
/** Calls to look for lost creations: a page more than the batch itself fills. */
const pagesToLook = (items: number): number => Math.ceil(items / WINDOW_ROWS) + 1;
/** Calls to look for what holds codes that are taken. */
const callsForHolders = (items: number): number => items + CALLS_FOR_HOLDERS;

/** REST calls that a batch takes at the most. */
export function callsToCreate(items: number): number {
  return callsToSend(items) + pagesToLook(items) + callsForHolders(items);
}

/** Creates coupons, and looks for those that may have been created although nobody said so. */
export async function createCoupons(
  context: Context,
  info: GraphQLResolveInfo,
  input: typeof CouponBulkCreateInput.$inferInput,
): Promise<BulkPayload<CreateResult>> {
  const { call } = context;
  const { mistakes, items } = planCreations(input, context);
  if (mistakes.length > 0) return { results: [], userErrors: mistakes };
  const sinceMs = Date.now();
  const sending = createSending(items);
  const outcomes = await sendItems(context, info, items, {
    invalidItems: input.invalidItems,
    allowance: { calls: callsToSend(items.length), timeAfter: TIME_TO_LOOK },
    write: sending.write,
    // There is no such store.
    isInVain: (error) => error instanceof RefusedError && error.status === 404,
  });
  const settled = outcomes.map((outcome, index) => {
    const item = items[index] as PlannedCreation;
    return { ...outcome, index, item, creation: sending.latest(item) };
  });
  const found = await findAgain(call, settled, { sinceMs, acceptsEqual: input.ifTaken === 'ACCEPT_IF_EQUAL' });

  const results = settled.map(({ index, item, creation, outcome, userErrors, value }): CreateResult => {
    const { coupon, userErrors: left } = (creation && found.get(creation)) ?? { coupon: value?.coupon, userErrors };
    const result = { index, code: creation?.body.code ?? item.code, userErrors: left };
    if (!coupon) return { ...result, outcome, reconciled: false };
    const couponEdge = COUPON_CONNECTION.toEdge(coupon, 'NEWEST_FIRST');
    return { ...result, outcome: 'APPLIED', reconciled: value === undefined, coupon, couponEdge };
  });
  return toPayload(results);
}

/** Sends each item once, and once more with another code where it may have one and the first is taken. */
function createSending(items: readonly PlannedCreation[]) {
  const planned = new Map(items.map((item) => [item.work, item]));
  const drawnAgain = new Map<Creation, Creation>();
  return {
    async write(call: Call, creation: Creation, isOver: () => boolean) {
      try {
        return await sendCreation(call, creation);
      } catch (error) {
        if (isOver()) throw error;
        const other = isRefusedForCode(creation, error) ? planned.get(creation)?.drawAgain?.() : undefined;
        if (!other) throw error;
        drawnAgain.set(creation, other);
        return await sendCreation(call, other);
      }
    },
    /** What was sent last for an item; undefined where it holds mistakes. */
    latest: ({ work }: PlannedCreation): Creation | undefined => work && (drawnAgain.get(work) ?? work),
  };
}

function isRefusedForCode({ subject }: Creation, error: unknown): boolean {
  return error instanceof RefusedError && isCodeTaken(readUserErrors(subject, error) ?? []);
}

/** What became of one item that was sent, or was to be. */
interface Settled extends Outcome<Written> {
  readonly item: PlannedCreation;
  /** What was sent last; undefined where it holds mistakes. */
  readonly creation: Creation | undefined;
}

type Found = ReadonlyMap<Creation, Written>;

/** Finds the coupons of what was created although nobody said so: now, or by an equal request before. */
async function findAgain(
  call: Call,
  settled: readonly Settled[],
  { sinceMs, acceptsEqual }: { readonly sinceMs: number; readonly acceptsEqual: boolean },
): Promise<Found> {
  const ready = settled.flatMap(({ creation, ...rest }) => (creation ? [{ ...rest, creation }] : []));
  const lost = ready.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN').map(({ creation }) => creation);
  const found = await findLost(call, lost, sinceMs, settled.length);
  if (!acceptsEqual) return found;
  const open = ready.filter(({ item, outcome, creation, userErrors }) => {
    // Whoever holds a code that was drawn at random has it from somebody else.
    if (item.drawAgain) return false;
    return outcome === 'OUTCOME_UNKNOWN' ? !found.has(creation) : outcome === 'REJECTED' && isCodeTaken(userErrors);
  });
  const equal = await findEqual(call, open);
  // What is not found may still come to be.
  const told = [...equal].filter(([creation, { coupon }]) => coupon || !lost.includes(creation));
  return new Map([...found, ...told]);
}

/** Finds creations whose answers were lost; the outcome of those that it does not find stays unknown. */
async function findLost(call: Call, lost: readonly Creation[], sinceMs: number, items: number): Promise<Found> {
  const [first] = lost;
  if (!first) return new Map();
  const pages = pagesToLook(items);
  const bodies = lost.map(({ body }) => body);
  const rows = await withAllowance(call, { budget: pages }, (part) =>
    findCreatedCoupons(part, first.storeId, { bodies, sinceMs, pages }),
  );
  const found = new Map<Creation, Written>();
  for (const creation of lost) {
    const row = rows.get(creation.body);
    try {
      if (row) found.set(creation, toCreated(call, creation, row));
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
    }
  }
  return found;
}

type Refused = Parameters<typeof acceptEqual>[1];

async function findEqual(call: Call, taken: Refused): Promise<Found> {
  if (taken.length === 0) return new Map();
  return withAllowance(call, { budget: callsForHolders(taken.length) }, (part) => acceptEqual(part, taken));
}
