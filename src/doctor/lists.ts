import type { CouponDto } from '../rest/contract/dto.ts';
import { COUPONS } from '../rest/coupons.ts';
import { RestError } from '../rest/errors.ts';
import { listAfter, listBefore } from '../rest/pages.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const MAX_LIMIT = 100;
const FEW = 3;

/** What the lists are like, and the oldest coupons, up to a hundred, for the checks that need some. */
export interface ListsCheck {
  readonly finding: Finding;
  /** Empty when they cannot be read. */
  readonly sample: readonly CouponDto[];
}

/** Whether lists keep the order and the length that was asked for, in both directions. */
export async function checkLists({ call, storeId }: Patient): Promise<ListsCheck> {
  const walk = { source: COUPONS, storeId, from: undefined, filter: {} };
  let sample: readonly CouponDto[] = [];
  try {
    sample = (await listAfter(call, { ...walk, limit: MAX_LIMIT })) ?? [];
    const oldest = (await listAfter(call, { ...walk, limit: FEW })) ?? [];
    const newest = (await listBefore(call, { ...walk, limit: FEW })) ?? [];
    return { finding: toFinding(sample.length, Math.min(oldest.length, newest.length)), sample };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const gateway = 'Refuses such answers: lists fail with UPSTREAM_BAD_RESPONSE.';
    return { finding: { name: 'Lists', state: 'bad', found: error.message, gateway }, sample };
  }
}

/** `shortest` is the length of the shorter one of two pages of {@link FEW}. */
function toFinding(count: number, shortest: number): Finding {
  const name = 'Lists';
  if (count < 2) {
    const found = `the store holds ${count === 0 ? 'no coupon' : 'one coupon'}, too few to tell`;
    return { name, state: 'unknown', found, gateway: 'Checks the order and the length of every page that it reads.' };
  }
  if (shortest < Math.min(FEW, count)) {
    const found = `a page of ${FEW} held ${shortest}, of ${count} or more coupons`;
    return { name, state: 'bad', found, gateway: 'Takes a short page for the end of the list.' };
  }
  const found = `${count}${count === MAX_LIMIT ? ' or more' : ''} coupons; order and limit are kept in both directions`;
  return { name, state: 'good', found, gateway: `Reads up to ${MAX_LIMIT} coupons with one call.` };
}

/** Which of `after` and `before` leads down a list of newest coupons first. */
export async function checkCursors({ call, storeId }: Patient, sample: readonly CouponDto[]): Promise<Finding> {
  const name = 'Cursors';
  const [first, second, third] = sample;
  const from = third ?? second;
  if (!first || !from) {
    const gateway = 'Learns it from the first pages that tell; until then a page can cost two calls.';
    return { name, state: 'unknown', found: 'too few coupons to tell what after and before mean', gateway };
  }
  const expected = third && second ? [second.id, first.id] : [first.id];
  try {
    const rows = await listBefore(call, {
      source: COUPONS,
      storeId,
      from: from.id,
      limit: expected.length,
      filter: {},
    });
    const parameter = call.upstream.downParameter;
    const reading =
      parameter === 'before'
        ? 'they compare ids: before means smaller ids in either order'
        : 'they follow the order: after means further down the list';
    if (rows?.map(({ id }) => id).join() !== expected.join()) {
      const gateway = 'Lists of newest coupons first leave coupons out: sort by OLDEST_FIRST.';
      return { name, state: 'bad', found: `${reading}, but coupons next to the cursor are left out`, gateway };
    }
    const gateway = `Learns this by itself${parameter === 'after' ? ', with one more call after each start' : ''}; cursors work with both sorts.`;
    return { name, state: 'good', found: reading, gateway };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const gateway = 'Lists of newest coupons first fail with UPSTREAM_BAD_RESPONSE: sort by OLDEST_FIRST.';
    return { name, state: 'bad', found: error.message, gateway };
  }
}
