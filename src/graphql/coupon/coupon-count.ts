import { type Count, callsToCount, countKey } from '../../rest/count-rows.ts';
import { COUPONS } from '../../rest/coupons.ts';
import { ALL_IDS } from '../../rest/id-range.ts';
import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { facts, type ReadsAt } from '../facts.ts';
import { StoreRef } from '../store.ts';
import { COUPON_FILTER, type CouponFilterInput } from './coupon-filter.ts';

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 5000;

/** As a client sends them; a null stands for the default. */
interface CountArgs {
  readonly filter?: CouponFilterInput | null | undefined;
  readonly limit?: number | null | undefined;
}

/** @throws {GraphQLError} `BAD_USER_INPUT` */
function toCountable(storeId: string, { filter, limit }: CountArgs) {
  const rows = limit ?? DEFAULT_LIMIT;
  if (rows < 1 || rows > MAX_LIMIT) throw badUserInput(`\`limit\` must be from 1 to ${MAX_LIMIT}.`);
  const { toRest, toRange } = COUPON_FILTER;
  return { source: COUPONS, storeId, filter: toRest(filter), range: toRange(filter), limit: rows };
}

function noteCount({ place: { storeId }, args, reads }: ReadsAt<CountArgs>): undefined {
  try {
    const rows = toCountable(storeId, args);
    const { atMost, atLeast } = callsToCount(rows);
    reads.read(countKey(rows), atMost, atLeast);
  } catch {
    // Refused when it is executed, without a call.
  }
}

const CountPrecision = builder.enumType('CountPrecision', {
  description: 'How exact a count is.',
  values: {
    EXACT: { description: 'There are exactly that many.' },
    AT_LEAST: { description: 'There are that many or more: counting ended at `limit`.' },
  },
});

const CouponCountRef = builder.objectRef<Count>('CouponCount').implement({
  description: 'How many coupons there are.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many were counted: `limit` at most.' }),
    precision: t.field({
      type: CountPrecision,
      description: 'Whether there may be more.',
      resolve: ({ isExact }) => (isExact ? 'EXACT' : 'AT_LEAST'),
    }),
  }),
});

builder.objectField(StoreRef, 'couponsCount', (t) =>
  t.field({
    type: CouponCountRef,
    nullable: true,
    extensions: facts({
      calls: callsToCount({ range: ALL_IDS, limit: MAX_LIMIT }).atMost,
      weight: callsToCount({ range: ALL_IDS, limit: DEFAULT_LIMIT }).atLeast,
      scope: 'coupons:read',
      reads: noteCount,
    }),
    description: `How many coupons the store has, or the filter leaves. The REST API has no count, so each 100 of them take a REST call, up to \`limit\`: with \`limit: 99\` it is one, enough to show "99+". An operation whose limits may take more calls than it may cost is refused before the first one. Null when there is no such store.`,
    args: {
      filter: t.arg({ type: COUPON_FILTER.type, description: 'Counts only these.' }),
      limit: t.arg.int({
        defaultValue: DEFAULT_LIMIT,
        description: `Where counting ends: 1 to ${MAX_LIMIT}. Null counts as not given.`,
      }),
    },
    async resolve({ storeId }, args, { account, loaders }) {
      try {
        account.proceed();
        return (await loaders.loadCount(toCountable(storeId, args))) ?? null;
      } catch (error) {
        return account.fail(error);
      }
    },
  }),
);
