import { ok } from 'node:assert';
import { createHash } from 'node:crypto';
import type { Wire } from '../workloads.ts';
import { type Exchange, expecting } from './exchange.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A GraphQL request. */
export interface Operation extends Exchange {
  readonly document: string;
  readonly variables: Json;
}

/** The same request as it travels otherwise. */
export function over({ byId, coding }: Wire, asked: Operation): Operation {
  const { document, variables } = asked;
  return {
    ...asked,
    ...(byId && { body: JSON.stringify({ documentId: idOf(document), variables }) }),
    ...(coding !== undefined && { coding }),
  };
}

/** The id of a document in manifests. */
export function idOf(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

/** Makes a GraphQL request; `read` turns the answer's data into what is compared with `expected`. */
export function operation(text: string, variables: Json, expected: unknown, read: (data: Json) => unknown): Operation {
  const document = text.replace(/\s+/g, ' ');
  return {
    document,
    method: 'POST',
    path: '/graphql',
    body: JSON.stringify({ query: document, variables }),
    variables,
    check: expecting(expected, (answer) => {
      const { data, errors } = answer as { data: Json; errors?: unknown };
      ok(errors === undefined, `The answer holds errors: ${JSON.stringify(errors)}`);
      return read(data);
    }),
  };
}
