import { gql, type TypedDocumentNode } from '@apollo/client';

interface Coupon {
  readonly __typename: 'Coupon';
  readonly id: string;
  readonly code: string;
  readonly note: string | null;
  readonly discountAmount: string;
}

interface Edge {
  readonly __typename: 'CouponEdge';
  readonly cursor: string;
  readonly node: Coupon;
}

interface UserError {
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code: string;
}

interface Coupons {
  readonly store: {
    readonly __typename: 'Store';
    readonly id: string;
    readonly coupons: {
      readonly edges: readonly Edge[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    } | null;
  } | null;
}

const ROW = gql`
  fragment Row on Coupon {
    id
    code
    note
    discountAmount
  }
`;

export const COUPONS: TypedDocumentNode<
  Coupons,
  { storeId: string; after?: string | null; filter?: { status: string } }
> = gql`
  query Coupons($storeId: FlakeID!, $after: String, $filter: CouponFilter) {
    store(storeId: $storeId) {
      id
      coupons(first: 70, after: $after, filter: $filter) {
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
  ${ROW}
`;

export const ANY: TypedDocumentNode<{ readonly node: Partial<Coupon> | null }, { id: string }> = gql`
  query Any($id: ID!) {
    node(id: $id) {
      ...Named
      ...Row
    }
  }
  fragment Named on Node {
    id
  }
  ${ROW}
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
          ...Row
        }
      }
      userErrors {
        field
        message
        code
      }
    }
  }
  ${ROW}
`;

export const UPDATE: TypedDocumentNode<
  { readonly couponUpdate: { readonly coupon: Coupon | null } },
  { id: string; note: string }
> = gql`
  mutation Update($id: ID!, $note: String) {
    couponUpdate(input: { id: $id, note: $note }) {
      coupon {
        ...Row
      }
    }
  }
  ${ROW}
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
