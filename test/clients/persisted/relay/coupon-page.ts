import { graphql } from 'relay-runtime';

export const page = graphql`
  query couponPageQuery($storeId: FlakeID!) {
    store(storeId: $storeId) {
      name
      coupons(first: 1) {
        edges {
          node {
            code
          }
        }
      }
    }
  }
`;

export const change = graphql`
  mutation couponPageMutation($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        note
      }
      userErrors {
        code
      }
    }
  }
`;
