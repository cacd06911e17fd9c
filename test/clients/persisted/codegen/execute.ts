import type { TypedDocumentString } from '../generated/codegen/graphql.ts';

/** Sends the hash of a document in place of its text. */
export async function execute<Data, Variables>(
  endpoint: string,
  key: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<{ readonly data?: Data; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
    body: JSON.stringify({ documentId: document.__meta__?.hash, variables }),
  });
  return response.json() as ReturnType<typeof execute<Data, Variables>>;
}
