import { gql, type TypedDocumentNode } from '@urql/core';

interface Coupon {
  readonly id: string;
  readonly code: string;
}

interface Edge {
  readonly cursor: string;
  readonly node: Coupon;
}

interface UserError {
  readonly field: readonly string[] | null;
  readonly code: string;
}

interface Coupons {
  readonly store: {
    readonly id: string;
    readonly coupons: {
      readonly edges: readonly Edge[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    } | null;
  } | null;
}

export const COUPONS: TypedDocumentNode<Coupons, { storeId: string; after?: string | null }> = gql`
  query Coupons($storeId: FlakeID!, $after: String) {
    store(storeId: $storeId) {
      id
      coupons(first: 70, after: $after) {
        edges {
          cursor
          node {
            id
            code
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

export const HEADER: TypedDocumentNode<
  { readonly store: { readonly id: string; readonly name: string | null } | null },
  { storeId: string }
> = gql`
  query Header($storeId: FlakeID!) {
    store(storeId: $storeId) {
      id
      name
    }
  }
`;

export const DETAILS: TypedDocumentNode<
  { readonly node: (Coupon & { readonly createdBy: { readonly type: string } | null }) | null },
  { id: string }
> = gql`
  query Details($id: ID!) {
    node(id: $id) {
      ...Named
      ... on Coupon {
        code
        createdBy {
          type
        }
      }
    }
  }

  fragment Named on Node {
    id
  }
`;

export const CREATE: TypedDocumentNode<
  { readonly couponCreate: { readonly couponEdge: Edge | null; readonly userErrors: readonly UserError[] } },
  { input: object }
> = gql`
  mutation Create($input: CouponCreateInput!) {
    couponCreate(input: $input) {
      couponEdge {
        cursor
        node {
          id
          code
        }
      }
      userErrors {
        field
        code
      }
    }
  }
`;

export const UPDATE: TypedDocumentNode<
  { readonly couponUpdate: { readonly coupon: Coupon | null } },
  { id: string; code: string }
> = gql`
  mutation Update($id: ID!, $code: String!) {
    couponUpdate(input: { id: $id, code: $code }) {
      coupon {
        id
        code
      }
    }
  }
`;

export const DELETE: TypedDocumentNode<
  { readonly couponDelete: { readonly deletedCouponId: string | null } },
  { id: string }
> = gql`
  mutation Delete($id: ID!) {
    couponDelete(input: { id: $id }) {
      deletedCouponId
    }
  }
`;
