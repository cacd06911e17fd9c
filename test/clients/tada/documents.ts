import { graphql } from './graphql.ts';

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
  }
`);

export const COUPONS = graphql(
  `
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
  `,
  [ROW],
);

export const MAIL = graphql(`
  query Mail($storeId: FlakeID!) {
    store(storeId: $storeId) {
      marketingConfiguration(kind: ABANDONED_CHECKOUT) {
        triggerAfter
        couponConfiguration {
          expiresAfter
        }
      }
    }
  }
`);

export const UPDATE = graphql(`
  mutation Update($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        discountAmount
      }
      userErrors {
        field
        code
      }
    }
  }
`);
