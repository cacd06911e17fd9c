import { minifyIntrospectionQuery } from '@urql/introspection';
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';

/** The schema as Graphcache takes it: the types and fields, without what it never looks at. */
export async function readSchema(endpoint: string): Promise<IntrospectionQuery> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  const { data } = (await response.json()) as { data: IntrospectionQuery };
  return minifyIntrospectionQuery(data);
}
