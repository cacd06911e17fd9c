import { ok } from 'node:assert';
import { type Exchange, expecting } from './exchange.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A GraphQL request. */
export interface Operation extends Exchange {
  readonly variables: Json;
}

/** Makes a GraphQL request; `read` turns the answer's data into what is compared with `expected`. */
export function operation(
  document: string,
  variables: Json,
  expected: unknown,
  read: (data: Json) => unknown,
): Operation {
  return {
    method: 'POST',
    path: '/graphql',
    body: JSON.stringify({ query: document.replace(/\s+/g, ' '), variables }),
    variables,
    check: expecting(expected, (answer) => {
      const { data, errors } = answer as { data: Json; errors?: unknown };
      ok(errors === undefined, `The answer holds errors: ${JSON.stringify(errors)}`);
      return read(data);
    }),
  };
}
