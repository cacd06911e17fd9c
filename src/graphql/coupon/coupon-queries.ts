import type { CouponListFilter } from '../../rest/coupons.ts';
import { builder } from '../builder.ts';
import {
  type ConnectionArgs,
  DEFAULT_SIZE,
  estimatePage,
  MAX_SIZE,
  type PageRequest,
  readPage,
  readPageRequest,
} from '../connection.ts';
import { type CouponSort, readCursor } from '../cursor.ts';
import { enter } from '../entity.ts';
import { facts, type Place, type ReadsAt } from '../facts.ts';
import { StoreRef } from '../store.ts';
import { COUPON, CouponRef } from './coupon.ts';
import { CouponConnectionRef, toCouponConnection } from './coupon-connection.ts';

const CouponSortEnum = builder.enumType('CouponSort', {
  description: 'The order of a coupon list. The REST API orders by id only, and ids rise with the time of creation.',
  values: {
    NEWEST_FIRST: { description: 'The coupon created last comes first.' },
    OLDEST_FIRST: { description: 'The coupon created first comes first.' },
  },
});

const CouponStatusFilter = builder.enumType('CouponStatusFilter', {
  description: 'Which coupons to list by their state.',
  values: {
    ACTIVE: { description: 'Those that the REST API counts as active.' },
    INACTIVE: { description: 'Those that the REST API counts as inactive.' },
  },
});

const CouponOriginFilter = builder.enumType('CouponOriginFilter', {
  description: 'Which coupons to list by how they came to be.',
  values: {
    MANUAL: { description: 'Those that somebody created.' },
    GENERATED: { description: 'Those that PayNow created by itself, for example for an abandoned checkout.' },
  },
});

const CouponFilter = builder.inputType('CouponFilter', {
  description: 'Narrows a coupon list; what is left out does not. Needs a REST API of 2025-09 or later.',
  fields: (t) => ({
    status: t.field({ type: CouponStatusFilter, description: 'Only coupons in this state.' }),
    origin: t.field({ type: CouponOriginFilter, description: 'Only coupons that came to be this way.' }),
    usableByCustomerId: t.field({
      type: 'FlakeID',
      description: 'Only coupons for this customer. Needs a REST API of 2026-05 or later.',
    }),
  }),
});

type CouponFilterInput = typeof CouponFilter.$inferInput;

const COUPON_ID_ARG = "The coupon's PayNow id.";
const COUPON_DESCRIPTION = 'A coupon by its PayNow ids; null when there is none.';

builder.queryField('coupon', (t) =>
  t.field({
    type: CouponRef,
    nullable: true,
    extensions: facts({
      calls: 1,
      scope: 'coupons:read',
      reads: ({
        args: { storeId, couponId },
        reads,
      }: ReadsAt<{ readonly storeId: string; readonly couponId: string }>) =>
        enter(reads, { entity: COUPON, storeId, part: couponId }),
    }),
    description: COUPON_DESCRIPTION,
    args: {
      storeId: t.arg({ type: 'FlakeID', required: true, description: 'The PayNow id of its store.' }),
      couponId: t.arg({ type: 'FlakeID', required: true, description: COUPON_ID_ARG }),
    },
    resolve: (_root, args, context) => COUPON.load(context, args.storeId, args.couponId),
  }),
);

builder.objectFields(StoreRef, (t) => ({
  coupon: t.field({
    type: CouponRef,
    nullable: true,
    extensions: facts({
      calls: 1,
      scope: 'coupons:read',
      reads: ({ place: { storeId }, args, reads }: ReadsAt<{ readonly couponId: string }>) =>
        enter(reads, { entity: COUPON, storeId, part: args.couponId }),
    }),
    description: COUPON_DESCRIPTION,
    args: { couponId: t.arg({ type: 'FlakeID', required: true, description: COUPON_ID_ARG }) },
    resolve: (store, args, context) => COUPON.load(context, store.storeId, args.couponId),
  }),
  coupons: t.field({
    type: CouponConnectionRef,
    nullable: true,
    extensions: facts({
      calls: 2,
      rows: { most: MAX_SIZE, of: rowsOfPage, assumed: DEFAULT_SIZE, slicedBy: ['first', 'last'] },
      reads: notePage,
      scope: 'coupons:read',
    }),
    description:
      "The store's coupons, a page at a time: 20 unless `first` or `last` says otherwise. Null when there is no such store.",
    args: {
      first: t.arg.int({
        description: 'How many coupons from the start of the list, or behind `after`: 0 to 100. Not with `last`.',
      }),
      after: t.arg.string({ description: 'Only coupons behind this cursor.' }),
      last: t.arg.int({
        description: 'How many coupons from the end of the list, or in front of `before`: 0 to 100. Not with `first`.',
      }),
      before: t.arg.string({ description: 'Only coupons in front of this cursor.' }),
      sort: t.arg({
        type: CouponSortEnum,
        required: true,
        defaultValue: 'NEWEST_FIRST',
        description: 'The order of the list: NEWEST_FIRST unless given. A cursor is good for lists of its own sort.',
      }),
      filter: t.arg({ type: CouponFilter, description: 'Narrows the list.' }),
    },
    async resolve({ storeId }, { sort, filter, ...args }, { account, call, loaders }, info) {
      try {
        const request = toPageRequest(args, sort);
        const restFilter = toListFilter(filter);
        const list = {
          up: (from: string | undefined, limit: number) =>
            loaders.couponsUp({ storeId, from, limit, filter: restFilter }),
          down: (from: string | undefined, limit: number) =>
            loaders.couponsDown({ storeId, from, limit, filter: restFilter }),
        };
        const page = await readPage(list, request);
        if (!page) return null;
        account.rows(info, page.rows);
        return toCouponConnection(page, sort, call.upstream.note);
      } catch (error) {
        return account.fail(error);
      }
    },
  }),
}));

const REST_STATUS = { ACTIVE: 'active', INACTIVE: 'inactive' } as const;
const REST_TYPE = { MANUAL: 'manual', GENERATED: 'generated' } as const;

function toListFilter(filter: CouponFilterInput | null | undefined): CouponListFilter {
  return {
    ...(filter?.status && { status: REST_STATUS[filter.status] }),
    ...(filter?.origin && { type: REST_TYPE[filter.origin] }),
    ...(filter?.usableByCustomerId && { usable_by_customer_id: filter.usableByCustomerId }),
  };
}

/** A size out of bounds is refused when the field is executed. */
function rowsOfPage({ first, last }: { readonly first?: unknown; readonly last?: unknown }): number {
  const size = first ?? last ?? DEFAULT_SIZE;
  return typeof size === 'number' ? Math.min(Math.max(size, 0), MAX_SIZE) : 0;
}

type PageArgs = ConnectionArgs & { readonly sort: CouponSort };

/** @throws {GraphQLError} `BAD_USER_INPUT` */
function toPageRequest(args: ConnectionArgs, sort: CouponSort): PageRequest {
  return readPageRequest(args, sort === 'OLDEST_FIRST', (argument, cursor) => readCursor(argument, cursor, sort));
}

function notePage({ place: { storeId }, args, reads, downwards }: ReadsAt<PageArgs>): Place | undefined {
  try {
    const cost = estimatePage(toPageRequest(args, args.sort), downwards);
    const key = `Coupon ${storeId}?${JSON.stringify(args)}`;
    reads.read(key, cost.page);
    return { storeId, page: { key, cost } };
  } catch {
    return undefined; // Refused when it is executed, without a call.
  }
}
