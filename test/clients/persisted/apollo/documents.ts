import { gql, type TypedDocumentNode } from '@apollo/client';

interface NameData {
  readonly store: { readonly name: string } | null;
}

export const NAME: TypedDocumentNode<NameData, { storeId: string }> = gql`
  query ApolloName($storeId: FlakeID!) {
    store(storeId: $storeId) {
      ...ApolloStore
    }
  }

  fragment ApolloStore on Store {
    id
    name
  }
`;
