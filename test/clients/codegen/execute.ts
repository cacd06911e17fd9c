import type { TypedDocumentString } from './generated/graphql.ts';

/** Sends a document that the generator typed. */
export async function execute<Data, Variables>(
  endpoint: string,
  key: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { extensions: { code: string } }[] };
  if (errors?.[0]) throw new Error(errors[0].extensions.code);
  return data;
}
