import { graphql } from '../graphql.ts';

/** The same for coupons and for those inside of mails. */
const TERMS = graphql(`
  fragment Terms on CouponTerms {
    discount {
      __typename
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

const ROW = graphql(
  `
    fragment Row on Coupon {
      id
      couponId
      code
      createdAt
      enabled
      version
      ...Terms
    }
  `,
  [TERMS],
);

export const EDITABLE = graphql(
  `
    fragment Editable on Coupon {
      ...Row
      note
      usableAt
      expiresAt
    }
  `,
  [ROW],
);

const MAIL = graphql(
  `
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
  `,
  [TERMS],
);

const MISTAKE = graphql(`
  fragment Mistake on PayNowUserError {
    field
    message
    code
  }
`);

const CREATED = graphql(
  `
    fragment Created on CouponCreatePayload {
      couponEdge {
        __typename
        cursor
        node {
          ...Row
          store {
            id
          }
        }
      }
      userErrors {
        ...Mistake
      }
    }
  `,
  [ROW, MISTAKE],
);

export const COUPONS = graphql(
  `
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
  `,
  [ROW],
);

export const COUPON = graphql(
  `
    query Coupon($id: ID!) {
      node(id: $id) {
        __typename
        ...Editable
      }
    }
  `,
  [EDITABLE],
);

export const MAILS = graphql(
  `
    query Mails($storeId: FlakeID!) {
      store(storeId: $storeId) {
        id
        marketingConfigurations {
          ...Mail
        }
      }
    }
  `,
  [MAIL],
);

export const CREATE = graphql(
  `
    mutation Create($input: CouponCreateInput!) {
      couponCreate(input: $input) {
        ...Created
      }
    }
  `,
  [CREATED],
);

export const CREATE_BOTH = graphql(
  `
    mutation CreateBoth($first: CouponCreateInput!, $second: CouponCreateInput!) {
      first: couponCreate(input: $first) {
        ...Created
      }
      second: couponCreate(input: $second) {
        ...Created
      }
    }
  `,
  [CREATED],
);

export const UPDATE = graphql(
  `
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
  `,
  [EDITABLE, MISTAKE],
);

export const SET_ENABLED = graphql(
  `
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
  `,
  [MISTAKE],
);

export const DELETE = graphql(
  `
    mutation Delete($input: CouponDeleteInput!) {
      couponDelete(input: $input) {
        deletedCouponId
        store {
          id
        }
        userErrors {
          ...Mistake
        }
      }
    }
  `,
  [MISTAKE],
);

export const CREATE_MANY = graphql(
  `
    mutation CreateMany($input: CouponBulkCreateInput!) {
      couponBulkCreate(input: $input) {
        results {
          couponEdge {
            __typename
            cursor
            node {
              ...Row
              store {
                id
              }
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
  `,
  [ROW, MISTAKE],
);

export const DELETE_MANY = graphql(
  `
    mutation DeleteMany($input: CouponBulkDeleteInput!) {
      couponBulkDelete(input: $input) {
        results {
          deletedCouponId
          store {
            id
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
  `,
  [MISTAKE],
);

export const CHANGE_MAIL = graphql(
  `
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
  `,
  [MAIL, MISTAKE],
);
