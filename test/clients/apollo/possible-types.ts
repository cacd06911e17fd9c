import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';

interface Types {
  readonly __schema: {
    readonly types: readonly { readonly name: string; readonly possibleTypes: readonly { name: string }[] | null }[];
  };
}

const TYPES: TypedDocumentNode<Types> = gql`
  query Types {
    __schema {
      types {
        name
        possibleTypes {
          name
        }
      }
    }
  }
`;

/** Which types each interface of the schema stands for, as Apollo's cache wants to be told. */
export async function readPossibleTypes(endpoint: string): Promise<Record<string, string[]>> {
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: endpoint }) });
  const { data } = await client.query({ query: TYPES });
  const abstract = data?.__schema.types.filter(({ possibleTypes }) => possibleTypes !== null) ?? [];
  return Object.fromEntries(
    abstract.map(({ name, possibleTypes }) => [name, (possibleTypes ?? []).map((type) => type.name)]),
  );
}
