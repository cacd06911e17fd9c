import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { Upstream } from '../rest/upstream.ts';
import { reportErrors } from './error-report.ts';
import { loadYoga } from './lazy-packages.ts';
import { type Log, toLoggable } from './log.ts';
import { createOperations, tooManyBytes, tooMuch } from './operation/operations.ts';
import { createContextFactory } from './operation-context.ts';
import { type AnswerType, pickAnswerType } from './request-head.ts';
import type { RequestState } from './request-state.ts';
import type { RawHeaders } from './response-head.ts';
import type { SendBuffer } from './send-buffer.ts';
import { createHttpAdapter, type Yoga } from './yoga.ts';

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
  /** Largest answer in bytes. */
  readonly maxAnswerBytes: number;
  readonly sendBuffer: SendBuffer;
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
  const { maxAnswerBytes, sendBuffer } = options;
  const createContext = createContextFactory({ ...options, budget });
  const answer = createOperations({
    schema,
    leavesAreChecked,
    introspection,
    budget,
    maxAnswerBytes,
    createContext,
    onCompilerFailure: (failure) => log.error(toLoggable(failure), 'a query could not be compiled'),
  });
  let adapter: Yoga | undefined;

  async function executeJson(state: RequestState, params: object, mediaType: AnswerType): Promise<void> {
    const result = await answer(state, params);
    if (result.errors) return sendWithErrors(state, result, mediaType);
    return send(state, mediaType, 200, `${mediaType}; charset=utf-8`, JSON.stringify(result));
  }

  async function executeOther(state: RequestState, mediaType: AnswerType): Promise<void> {
    // Yoga does not weigh what a client accepts.
    state.req.headers.accept = mediaType;
    adapter ??= createHttpAdapter(answer, log);
    const response = await adapter.handleNodeRequestAndResponse(state.req, state.res, { state });
    const { status, headers } = response;
    const contentType = headers.get('content-type') ?? mediaType;
    for (const name of ['content-type', 'content-length']) headers.delete(name);
    return send(state, mediaType, status, contentType, await response.text(), [...headers].flat());
  }

  function sendWithErrors(state: RequestState, result: ExecutionResult, mediaType: AnswerType): void {
    const { body, init } = printWithErrors(reportErrors(log, state, result), mediaType);
    const { 'Content-Type': contentType = mediaType, ...headers } = init.headers;
    send(state, mediaType, init.status, contentType, body, Object.entries(headers).flat());
  }

  /** Sends an answer whose own headers are `more`, or an error in its place that says why it is not sent. */
  function send(
    state: RequestState,
    mediaType: AnswerType,
    status: number,
    contentType: string,
    body: string,
    more: RawHeaders = [],
  ): void {
    const bytes = Buffer.byteLength(body);
    const excess = excessOf(state, bytes);
    if (excess) {
      sendWithErrors(state, { errors: [excess] }, mediaType);
      return;
    }
    const length = ['content-type', contentType, 'content-length', String(bytes)];
    // All headers at once and in raw form: setting them one by one took a tenth of a small operation.
    state.res.writeHead(status, [...state.headers, ...more, ...length]);
    sendBuffer.end(state.res, body, bytes);
  }

  function excessOf({ operation }: RequestState, bytes: number): GraphQLError | undefined {
    if (bytes > maxAnswerBytes) return tooManyBytes(operation?.type, maxAnswerBytes);
    if (sendBuffer.makeRoom(bytes)) return undefined;
    return tooMuch('Too many large answers are being read at the moment. Ask for less at once, or try again later.');
  }

  return (state, params) => {
    const mediaType = pickAnswerType(state.req.headers.accept) ?? 'application/json';
    return params ? executeJson(state, params, mediaType) : executeOther(state, mediaType);
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

function printWithErrors(result: ExecutionResult, mediaType: AnswerType): Answer {
  const { processRegularResult } = loadYoga();
  const fetchAPI = { Response: Answer } as unknown as Parameters<typeof processRegularResult>[1];
  return processRegularResult(result, fetchAPI, mediaType) as unknown as Answer;
}
