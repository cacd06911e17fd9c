import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** An error that says something else at the same place in the document and in the answer. */
export function copyError(
  place: GraphQLError | undefined,
  message: string,
  extensions: GraphQLErrorExtensions,
  originalError?: Error | null,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: place?.nodes ?? null,
    source: place?.source ?? null,
    positions: place?.positions ?? null,
    path: place?.path ?? null,
    originalError: originalError ?? null,
    extensions,
  });
}
