import { graphql } from '../generated/index.ts';

// Documents name the fragments that they spread; the generator finds them by their names.

/** The same for coupons and for those inside of mails. */
export const TERMS = graphql(`
  fragment Terms on CouponTerms {
    discount {
      ... on CouponPercentDiscount {
        percentage
      }
      ... on CouponAmountDiscount {
        amount
        currency
      }
    }
  }
`);

graphql(`
  fragment Row on Coupon {
    id
    couponId
    code
    createdAt
    enabled
    version
    ...Terms
  }
`);

graphql(`
  fragment Editable on Coupon {
    ...Row
    note
    usableAt
    expiresAt
  }
`);

graphql(`
  fragment Mail on MarketingConfiguration {
    id
    kind
    version
    enabled
    triggerAfter
    couponConfiguration {
      expiresAfter
      ...Terms
    }
  }
`);

graphql(`
  fragment Mistake on PayNowUserError {
    field
    message
    code
  }
`);

graphql(`
  fragment Created on CouponCreatePayload {
    couponEdge {
      cursor
      node {
        ...Row
      }
    }
    userErrors {
      ...Mistake
    }
  }
`);

export const COUPONS = graphql(`
  query Coupons($storeId: FlakeID!, $after: String, $filter: CouponFilter, $sort: CouponSort) {
    store(storeId: $storeId) {
      id
      coupons(first: 70, after: $after, filter: $filter, sort: $sort) {
        edges {
          cursor
          node {
            ...Row
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const COUPON = graphql(`
  query Coupon($id: ID!) {
    node(id: $id) {
      ...Editable
    }
  }
`);

export const MAILS = graphql(`
  query Mails($storeId: FlakeID!) {
    store(storeId: $storeId) {
      id
      marketingConfigurations {
        ...Mail
      }
    }
  }
`);

export const CREATE = graphql(`
  mutation Create($input: CouponCreateInput!) {
    couponCreate(input: $input) {
      ...Created
    }
  }
`);

export const CREATE_BOTH = graphql(`
  mutation CreateBoth($first: CouponCreateInput!, $second: CouponCreateInput!) {
    first: couponCreate(input: $first) {
      ...Created
    }
    second: couponCreate(input: $second) {
      ...Created
    }
  }
`);

export const UPDATE = graphql(`
  mutation Update($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        ...Editable
      }
      userErrors {
        ...Mistake
      }
    }
  }
`);

export const SET_ENABLED = graphql(`
  mutation SetEnabled($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        id
        enabled
        version
      }
      userErrors {
        ...Mistake
      }
    }
  }
`);

export const DELETE = graphql(`
  mutation Delete($input: CouponDeleteInput!) {
    couponDelete(input: $input) {
      deletedCouponId
      userErrors {
        ...Mistake
      }
    }
  }
`);

export const CREATE_MANY = graphql(`
  mutation CreateMany($input: CouponBulkCreateInput!) {
    couponBulkCreate(input: $input) {
      results {
        couponEdge {
          cursor
          node {
            ...Row
          }
        }
        userErrors {
          ...Mistake
        }
      }
      userErrors {
        ...Mistake
      }
    }
  }
`);

export const DELETE_MANY = graphql(`
  mutation DeleteMany($input: CouponBulkDeleteInput!) {
    couponBulkDelete(input: $input) {
      results {
        deletedCouponId
        userErrors {
          ...Mistake
        }
      }
      userErrors {
        ...Mistake
      }
    }
  }
`);

export const CHANGE_MAIL = graphql(`
  mutation ChangeMail($input: MarketingConfigurationUpdateInput!) {
    marketingConfigurationUpdate(input: $input) {
      marketingConfiguration {
        ...Mail
      }
      userErrors {
        ...Mistake
      }
    }
  }
`);
