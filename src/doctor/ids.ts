import type { CouponDto } from '../rest/contract/dto.ts';
import { madeAtMs } from '../rest/id-range.ts';
import type { Finding } from './finding.ts';

/** What a database takes to store what was given an id. */
const CLOSE_MS = 1000;

/** Whether ids hold the time at which coupons were created. */
export function checkIds(sample: readonly CouponDto[]): Finding {
  const name = 'Ids';
  const differences = sample.map(({ id, created_at }) => Math.abs(Date.parse(created_at) - madeAtMs(id)));
  if (differences.length === 0) {
    const gateway = 'Takes the time of creation from ids, for the filter `created`.';
    return { name, state: 'unknown', found: 'no coupon that would tell whether ids hold a time', gateway };
  }
  const most = Math.max(...differences);
  if (most <= CLOSE_MS) {
    const gateway = 'Finds what was created in a stretch of time (filter `created`) by its ids.';
    return { name, state: 'good', found: `they hold the time of creation, to ${Math.ceil(most)} ms`, gateway };
  }
  const far = Number.isNaN(most)
    ? 'created_at is no moment'
    : `they are up to ${Math.ceil(most / 1000)} s off created_at`;
  const gateway = 'The filter `created` goes by ids: it can disagree with createdAt by as much.';
  return { name, state: 'note', found: far, gateway };
}
