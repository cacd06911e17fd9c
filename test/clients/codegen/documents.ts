import { graphql } from './generated/index.ts';

/** One row of a list. */
export const ROW = graphql(`
  fragment Row on Coupon {
    id
    couponId
    code
    discountType
    discountAmount
    createdAt
    expiresAt
    createdBy {
      type
      actorId
    }
  }
`);

export const COUPONS = graphql(`
  query Coupons($storeId: FlakeID!, $after: String, $filter: CouponFilter) {
    store(storeId: $storeId) {
      coupons(first: 100, after: $after, filter: $filter, sort: OLDEST_FIRST) {
        nodes {
          ...Row
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const MAIL = graphql(`
  query Mail($storeId: FlakeID!) {
    store(storeId: $storeId) {
      currency
      marketingConfiguration(kind: ABANDONED_CHECKOUT) {
        triggerAfter
        minimumOrderValue
        couponConfiguration {
          expiresAfter
        }
      }
    }
  }
`);

export const CREATE = graphql(`
  mutation Create($input: CouponCreateInput!) {
    couponCreate(input: $input) {
      coupon {
        ...Row
      }
      userErrors {
        field
        code
      }
    }
  }
`);
