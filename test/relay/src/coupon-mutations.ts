declare function graphql(text: TemplateStringsArray): unknown;

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
        message
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

export const update = graphql`
  mutation couponMutationsUpdateMutation($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        ...couponListRow_coupon
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

export const drop = graphql`
  mutation couponMutationsDeleteMutation($input: CouponDeleteInput!, $connections: [ID!]!) {
    couponDelete(input: $input) {
      deletedCouponId @deleteEdge(connections: $connections) @deleteRecord
      userErrors {
        code
      }
    }
  }
`;
