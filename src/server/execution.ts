import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Upstream } from '../rest/upstream.ts';
import { reportErrors } from './error-report.ts';
import { reportFailure } from './failure.ts';
import { type Log, toLoggable } from './log.ts';
import { DEFAULT_MAX_ANSWER_BYTES } from './operation/limits/operation-limits.ts';
import { createOperations } from './operation/operations.ts';
import { createContextFactory } from './operation-context.ts';
import { type AnswerType, pickAnswerType } from './request-head.ts';
import type { RequestState } from './request-state.ts';
import { applyHeaders, type RawHeaders } from './response-head.ts';
import type { Yoga } from './yoga.ts';

export interface ExecutionOptions {
  readonly schema: GraphQLSchema;
  /** Whether its resolvers give nothing for a scalar or enum that they have not checked; see `createExecutor`. */
  readonly leavesAreChecked?: boolean;
  readonly upstream: Upstream;
  /** Milliseconds for one operation as a whole. */
  readonly operationTimeoutMs: number;
  /** How many REST calls one operation may cost. */
  readonly maxRestCalls: number;
  /** How many entities a router may ask for in one operation. */
  readonly maxRepresentations: number;
  readonly introspection: boolean;
  readonly log: Log;
}

/** Executes the operation of a request and answers it; `params` is the JSON body of a POST, and of nothing else. */
export type Execution = (state: RequestState, params: object | undefined) => Promise<void>;

/**
 * Executes operations for the listener: POSTs without making Request and Response objects for them, which saves a third
 * of the cost of a small operation, and everything else through Yoga. Both answer by the same `operations`.
 */
export function createExecution(options: ExecutionOptions): Execution {
  const { schema, leavesAreChecked = false, introspection, log, maxRestCalls: budget } = options;
  const createContext = createContextFactory({ ...options, budget });
  const answer = createOperations({
    schema,
    leavesAreChecked,
    introspection,
    budget,
    maxAnswerBytes: DEFAULT_MAX_ANSWER_BYTES,
    createContext,
    onCompilerFailure: (failure) => log.error(toLoggable(failure), 'a query could not be compiled'),
  });
  let adapter: Promise<Yoga> | undefined;

  /** Not loaded before it is needed: it brings three hundred modules, and a start should not take longer for them. */
  const loadAdapter = (): Promise<Yoga> => {
    adapter ??= import('./yoga.ts').then(({ createHttpAdapter }) => createHttpAdapter(answer, log));
    return adapter;
  };

  async function executeJson(state: RequestState, params: object, mediaType: AnswerType): Promise<void> {
    try {
      const result = await answer(state, params);
      if (result.errors) await sendWithErrors(reportErrors(log, state, result), mediaType, state);
      else send(state, 200, `${mediaType}; charset=utf-8`, JSON.stringify(result));
    } catch (failure) {
      const body = reportFailure(log, state, failure);
      send(state, 500, 'application/json; charset=utf-8', JSON.stringify(body));
    }
  }

  return async (state, params) => {
    const { headers } = state.req;
    const mediaType = pickAnswerType(headers.accept) ?? 'application/json';
    if (params) return executeJson(state, params, mediaType);
    applyHeaders(state.res, state.headers);
    // Yoga does not weigh what a client accepts.
    headers.accept = mediaType;
    const yoga = await loadAdapter();
    await yoga(state.req, state.res, { state });
  };
}

/** Yoga decides status, headers and body of an answer with errors; this takes the place of its Response. */
class Answer {
  readonly body: string;
  readonly init: { readonly status: number; readonly headers: Readonly<Record<string, string>> };

  constructor(body: string, init: Answer['init']) {
    this.body = body;
    this.init = init;
  }
}

async function sendWithErrors(result: ExecutionResult, mediaType: AnswerType, state: RequestState): Promise<void> {
  const { processRegularResult } = await import('graphql-yoga');
  const fetchAPI = { Response: Answer } as unknown as Parameters<typeof processRegularResult>[1];
  const { body, init } = processRegularResult(result, fetchAPI, mediaType) as unknown as Answer;
  const { 'Content-Type': contentType = mediaType, ...headers } = init.headers;
  send(state, init.status, contentType, body, Object.entries(headers).flat());
}

/** All headers at once and in raw form: setting them one by one took a tenth of a small operation. */
function send(
  { res, headers }: RequestState,
  status: number,
  contentType: string,
  body: string,
  more: RawHeaders = [],
): void {
  const length = String(Buffer.byteLength(body));
  res.writeHead(status, [...headers, ...more, 'content-type', contentType, 'content-length', length]);
  res.end(body);
}
