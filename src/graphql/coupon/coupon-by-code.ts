import { UnfinishedSearchError } from '../../rest/errors.ts';
import { findByCode } from '../../rest/find-by-code.ts';
import { foldCode } from '../../rest/known-codes.ts';
import { builder } from '../builder.ts';
import { badUserInput, tooCostly } from '../errors.ts';
import { facts, type Place, type ReadsAt } from '../facts.ts';
import { StoreRef } from '../store.ts';
import { CouponRef, toCoupon } from './coupon.ts';

interface SearchArgs {
  readonly code: string;
}

const keyOf = (storeId: string): string => `Coupon codes ${storeId}`;

function noteSearch({ place: { storeId }, args: { code }, reads }: ReadsAt<SearchArgs>): Place | undefined {
  // It takes what others leave.
  if (code !== '') reads.read(`${keyOf(storeId)} ${foldCode(code)}`, Number.POSITIVE_INFINITY, 1);
  return { storeId };
}

builder.objectField(StoreRef, 'couponByCode', (t) =>
  t.field({
    type: CouponRef,
    nullable: true,
    extensions: facts({ calls: Number.POSITIVE_INFINITY, weight: 10, scope: 'coupons:read', reads: noteSearch }),
    description:
      "The store's coupon with this code; null when there is none. The REST API cannot look for a code: one that was seen lately is found by one REST call, any other by reading the store's coupons, a hundred a call and several calls at once. That takes as many calls as the rest of the operation leaves, and where they are too few the field fails with OPERATION_TOO_COSTLY: null always means that every coupon was looked at.",
    args: {
      code: t.arg.string({
        required: true,
        description: 'The code. Upper and lower case make no difference, as when PayNow calls a code taken.',
      }),
    },
    async resolve({ storeId }, { code }, { account, call, loaders }) {
      try {
        account.proceed();
        if (code === '') throw badUserInput('`code` must not be empty.');
        const search = (of: typeof call, codes: readonly string[]) => findByCode(of, storeId, codes);
        const coupon = await loaders.loadFound(keyOf(storeId), foldCode(code), search);
        return coupon ? toCoupon(coupon, call.upstream.note) : null;
      } catch (error) {
        return account.fail(error instanceof UnfinishedSearchError ? tooCostly(NOT_ALL) : error);
      }
    },
  }),
);

const NOT_ALL =
  'No coupon with this code was found, but the store has more coupons than the REST calls of this operation could look at. Ask for less beside it, page through `coupons` and compare `code`, or ask the operator of this gateway for a higher MAX_REST_CALLS.';
