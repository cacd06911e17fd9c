import { graphql } from 'relay-runtime';

/** A page of a store's coupons, which asks for the next one through `Query.node`. */
export const couponList = graphql`
  fragment couponList_store on Store
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 40 }
    cursor: { type: "String" }
    filter: { type: "CouponFilter" }
  )
  @refetchable(queryName: "couponListPageQuery") {
    coupons(first: $count, after: $cursor, filter: $filter)
      @connection(key: "couponList_coupons", filters: ["filter"]) {
      edges {
        node {
          ...couponListRow_coupon
        }
      }
    }
  }
`;

/** One row, which can be read again by itself. */
export const couponRow = graphql`
  fragment couponListRow_coupon on Coupon @refetchable(queryName: "couponListRowQuery") {
    id
    code
    note
    discountAmount
    expiresAt
  }
`;

export const couponScreen = graphql`
  query couponListScreenQuery($storeId: FlakeID!, $filter: CouponFilter) {
    store(storeId: $storeId) {
      id
      name @catch
      ...couponList_store @arguments(filter: $filter)
    }
  }
`;
