import type { CouponDto } from '../../rest/contract/dto.ts';
import { builder } from '../builder.ts';
import type { Page } from '../connection.ts';
import { type CouponSort, toCursor } from '../cursor.ts';
import type { Note } from '../fields/enums.ts';
import { type PageInfo, PageInfoRef } from '../page-info.ts';
import { type Coupon, CouponRef, toCoupon } from './coupon.ts';

/** A coupon at its place in a list of one sort. */
export interface CouponEdge {
  readonly cursor: string;
  readonly node: Coupon;
}

interface CouponConnection {
  readonly sort: CouponSort;
  readonly nodes: readonly Coupon[];
  readonly pageInfo: PageInfo;
}

export function toCouponEdge(node: Coupon, sort: CouponSort): CouponEdge {
  return { cursor: toCursor(sort, node.couponId), node };
}

export function toCouponConnection(page: Page<CouponDto>, sort: CouponSort, note: Note): CouponConnection {
  const cursorOf = (row: CouponDto | undefined) => (row ? toCursor(sort, row.id) : null);
  return {
    sort,
    nodes: page.rows.map((row) => toCoupon(row, note)),
    pageInfo: {
      startCursor: cursorOf(page.rows[0]),
      endCursor: cursorOf(page.rows.at(-1)),
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
    },
  };
}

export const CouponEdgeRef = builder.objectRef<CouponEdge>('CouponEdge').implement({
  description: 'A coupon and its place in the list.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description:
        "The coupon's place, to pass as `after` or `before` of a list of the same sort. Opaque; still works when the coupon is gone.",
    }),
    node: t.expose('node', { type: CouponRef, description: 'The coupon.' }),
  }),
});

export const CouponConnectionRef = builder.objectRef<CouponConnection>('CouponConnection').implement({
  description: 'A page of coupons.',
  fields: (t) => ({
    edges: t.field({
      type: [CouponEdgeRef],
      description: 'The coupons of the page with their cursors.',
      resolve: ({ nodes, sort }) => nodes.map((node) => toCouponEdge(node, sort)),
    }),
    nodes: t.expose('nodes', {
      type: [CouponRef],
      description: 'The coupons of the page, for when no cursor is needed.',
    }),
    pageInfo: t.expose('pageInfo', { type: PageInfoRef, description: 'Where the page stands in the list.' }),
  }),
});
