import { Pool } from 'undici';

/** One GraphQL answer with all that is to be judged of it. */
export interface Reply {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly ms: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
  readonly data: any;
  readonly errors: readonly {
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

export interface Client {
  /** Sends an operation with the sandbox's key unless another is given. */
  send(query: string, variables?: object, key?: string): Promise<Reply>;
  close(): Promise<void>;
}

/** Callers, of whom none may have more than half of what is in flight. */
export const KEYS = ['sandbox', 'second', 'third'];

/** Longer than any operation may take. */
const ANSWER_TIMEOUT_MS = 30_000;

export function createClient(url: string): Client {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { pipelining: 1, headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS });
  return {
    async send(query, variables, key = 'sandbox') {
      const sentAt = performance.now();
      const { statusCode, headers, body } = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await body.json()) as Partial<Reply>;
      const retryAfter = headers['retry-after'];
      return {
        status: statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        ms: performance.now() - sentAt,
        data,
        errors,
      };
    },
    close: () => pool.destroy(),
  };
}
