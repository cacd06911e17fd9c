import { graphql } from 'relay-runtime';

export const createOnTop = graphql`
  mutation couponMutationsCreateOnTopMutation($input: CouponCreateInput!, $connections: [ID!]!) {
    couponCreate(input: $input) {
      couponEdge @prependEdge(connections: $connections) {
        node {
          ...couponListRow_coupon
        }
      }
      userErrors {
        field
        code
      }
    }
  }
`;

export const createAtTheEnd = graphql`
  mutation couponMutationsCreateAtTheEndMutation($input: CouponCreateInput!, $connections: [ID!]!) {
    couponCreate(input: $input) {
      couponEdge @appendEdge(connections: $connections) {
        node {
          ...couponListRow_coupon
        }
      }
    }
  }
`;

export const updateCoupon = graphql`
  mutation couponMutationsUpdateMutation($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        ...couponListRow_coupon
      }
    }
  }
`;

export const deleteCoupon = graphql`
  mutation couponMutationsDeleteMutation($input: CouponDeleteInput!, $connections: [ID!]!) {
    couponDelete(input: $input) {
      deletedCouponId @deleteEdge(connections: $connections)
    }
  }
`;
