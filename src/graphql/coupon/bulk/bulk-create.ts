import type { GraphQLResolveInfo } from 'graphql';
import { type Call, forkCall, joinCall } from '../../../rest/call.ts';
import type { CouponCreateDto, CouponDto } from '../../../rest/contract/dto.ts';
import { RefusedError } from '../../../rest/errors.ts';
import { findCreatedCoupons } from '../../../rest/reconcile.ts';
import { WINDOW_ROWS } from '../../../rest/windows.ts';
import type { Context } from '../../context.ts';
import { readUserErrors } from '../../user-error.ts';
import { COUPON_CONNECTION } from '../coupon-connection.ts';
import { type Creation, sendCreation, toCreated } from '../coupon-writes.ts';
import type { CouponBulkCreateInput } from './bulk-inputs.ts';
import type { CreateResult } from './bulk-payloads.ts';
import type { BulkPayload } from './bulk-results.ts';
import { type PlannedCreation, planCreations } from './plan-creations.ts';
import { sendItems } from './send-items.ts';

/** The share of an operation's time in which lost answers are looked for. */
const TIME_TO_LOOK = 0.15;

/** Creates coupons, and looks for those whose answers were lost. */
export async function createCoupons(
  context: Context,
  info: GraphQLResolveInfo,
  input: typeof CouponBulkCreateInput.$inferInput,
): Promise<BulkPayload<CreateResult>> {
  const { call } = context;
  const { mistakes, items } = planCreations(input, context);
  if (mistakes.length > 0) return { mistakes, results: [] };
  const drawAgain = new Map(items.map((item) => [item.work, item.drawAgain]));
  /** What was sent last for an item that had to be drawn again. */
  const redrawn = new Map<Creation | undefined, Creation>();
  const sinceMs = Date.now();

  async function write(part: Call, creation: Creation) {
    try {
      return await sendCreation(part, creation);
    } catch (error) {
      const draw = drawAgain.get(creation);
      if (!draw || !isTaken(creation, error)) throw error;
      const other = draw();
      redrawn.set(creation, other);
      return await sendCreation(part, other);
    }
  }

  const settled = await sendItems(context, info, items, {
    invalidItems: input.invalidItems,
    allowance: { calls: 2 * items.length, timeAfter: TIME_TO_LOOK },
    write,
    // There is no such store.
    isInVain: (error) => error instanceof RefusedError && error.status === 404,
  });
  const sentFor = (item: PlannedCreation): Creation | undefined => redrawn.get(item.work) ?? item.work;
  const lost = settled.flatMap(({ item, outcome }) => (outcome === 'OUTCOME_UNKNOWN' ? (sentFor(item) ?? []) : []));
  const found = await findLost(call, input.storeId, lost, items.length, sinceMs);
  const results = settled.map(({ item, outcome, userErrors, value }): CreateResult => {
    const { index } = item;
    const sent = sentFor(item);
    const row = sent && found.get(sent.body);
    const code = sent?.body.code ?? item.code;
    if (sent && row) {
      const { coupon } = toCreated(call, sent, row);
      return { index, code, outcome: 'APPLIED', userErrors: [], reconciled: true, ...withEdge(coupon) };
    }
    return { index, code, outcome, userErrors, reconciled: false, ...(value && withEdge(value.coupon)) };
  });
  return { mistakes, results };
}

function withEdge(coupon: NonNullable<CreateResult['coupon']>) {
  return { coupon, couponEdge: COUPON_CONNECTION.toEdge(coupon, 'NEWEST_FIRST') };
}

/** Whether a creation was refused for its code, which is all that a new coupon can have in conflict with others. */
function isTaken({ subject }: Creation, error: unknown): boolean {
  const userErrors = error instanceof RefusedError ? (readUserErrors(subject, error) ?? []) : [];
  return userErrors.some(({ code }) => code === 'TAKEN' || code === 'CONFLICT');
}

/** REST calls in which lost creations are looked for: a page more than the batch itself fills. */
function pagesToLook(items: number): number {
  return Math.ceil(items / WINDOW_ROWS) + 1;
}

/** REST calls that a batch takes at the most. */
export function callsToCreate(items: number): number {
  return 2 * items + pagesToLook(items);
}

async function findLost(
  call: Call,
  storeId: string,
  creations: readonly Creation[],
  items: number,
  sinceMs: number,
): Promise<ReadonlyMap<CouponCreateDto, CouponDto>> {
  if (creations.length === 0) return new Map();
  const pages = pagesToLook(items);
  const part = forkCall(call, { deadline: call.deadline, budget: pages });
  try {
    return await findCreatedCoupons(part, storeId, { bodies: creations.map(({ body }) => body), sinceMs, pages });
  } catch {
    return new Map(); // The outcome stays unknown, which is said.
  } finally {
    joinCall(call, part);
  }
}
