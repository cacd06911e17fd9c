import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { Upstream } from '../rest/upstream.ts';
import { reportErrors } from './error-report.ts';
import { reportFailure } from './failure.ts';
import type { Log } from './log.ts';
import { createOperations, tooMuch } from './operation/operations.ts';
import { createContextFactory } from './operation-context.ts';
import type { RequestState } from './request-state.ts';
import { applyHeaders, type RawHeaders } from './response-head.ts';
import type { SendBuffer } from './send-buffer.ts';
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
  /** Largest answer in bytes. */
  readonly maxAnswerBytes: number;
  readonly sendBuffer: SendBuffer;
  readonly log: Log;
}

/** Executes the operation of a request and answers it; `params` is the JSON body of a POST. */
export type Execution = (state: RequestState, params: object | undefined) => Promise<void>;

/**
 * The media type of the answer for what clients send in `Accept`: these are the ones that Yoga's negotiation gives.
 * Whatever is not listed is left to Yoga.
 */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '': 'application/json',
  '*/*': 'application/json',
  'application/json': 'application/json',
  'application/graphql-response+json': 'application/graphql-response+json',
  'application/graphql-response+json,application/json;q=0.9': 'application/graphql-response+json',
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed':
    'application/graphql-response+json',
};

/**
 * Executes operations for the listener: plain JSON POSTs without making Request and Response objects for them, which
 * saves a third of the cost of a small operation, and everything else through Yoga. Both answer by the same
 * `operations`.
 */
export function createExecution(options: ExecutionOptions): Execution {
  const { schema, leavesAreChecked = false, introspection, log, maxRestCalls: budget } = options;
  const { maxAnswerBytes, sendBuffer } = options;
  const createContext = createContextFactory({ ...options, budget });
  const answer = createOperations({ schema, leavesAreChecked, introspection, budget, createContext });
  let adapter: Promise<Yoga> | undefined;

  /** Not loaded before it is needed: it brings three hundred modules, and a start should not take longer for them. */
  const loadAdapter = (): Promise<Yoga> => {
    adapter ??= import('./yoga.ts').then(({ createHttpAdapter }) => createHttpAdapter(answer, log));
    return adapter;
  };

  async function executeJson(state: RequestState, params: object, mediaType: string): Promise<void> {
    try {
      const result = await answer(state, params);
      if (result.errors) return await sendWithErrors(state, result, mediaType);
      const body = JSON.stringify(result);
      const bytes = Buffer.byteLength(body);
      const excess = excessOf(bytes);
      if (excess) await sendWithErrors(state, { errors: [excess] }, mediaType);
      else send(state, 200, `${mediaType}; charset=utf-8`, body, bytes);
    } catch (failure) {
      const body = JSON.stringify(reportFailure(log, state, failure));
      send(state, 500, 'application/json; charset=utf-8', body, Buffer.byteLength(body));
    }
  }

  async function sendWithErrors(state: RequestState, result: ExecutionResult, mediaType: string): Promise<void> {
    const { body, init } = await printWithErrors(reportErrors(log, state, result), mediaType);
    const bytes = Buffer.byteLength(body);
    const excess = excessOf(bytes);
    if (excess) return sendWithErrors(state, { errors: [excess] }, mediaType);
    const { 'Content-Type': contentType = mediaType, ...headers } = init.headers;
    send(state, init.status, contentType, body, bytes, Object.entries(headers).flat());
  }

  /** Why an answer is not sent that is ready: it is too large, or too much is waiting to be read already. */
  function excessOf(bytes: number): GraphQLError | undefined {
    if (bytes > maxAnswerBytes) {
      return tooMuch(
        `The answer takes ${bytes} bytes (${maxAnswerBytes} at most). Ask for fewer rows or fields at once.`,
      );
    }
    if (sendBuffer.makeRoom(bytes)) return undefined;
    return tooMuch('Too many large answers are being read at the moment. Ask for less at once, or try again later.');
  }

  /** All headers at once and in raw form: setting them one by one took a tenth of a small operation. */
  function send(
    { res, headers }: RequestState,
    status: number,
    contentType: string,
    body: string,
    bytes: number,
    more: RawHeaders = [],
  ): void {
    res.writeHead(status, [...headers, ...more, 'content-type', contentType, 'content-length', String(bytes)]);
    sendBuffer.end(res, body, bytes);
  }

  async function executeOther(state: RequestState, params: object | undefined): Promise<void> {
    applyHeaders(state.res, state.headers);
    if (params) Object.assign(state.req, { body: params });
    const yoga = await loadAdapter();
    await yoga(state.req, state.res, { state });
  }

  return (state, params) => {
    const mediaType = params && MEDIA_TYPES[state.req.headers.accept ?? ''];
    return mediaType ? executeJson(state, params, mediaType) : executeOther(state, params);
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

async function printWithErrors(result: ExecutionResult, mediaType: string): Promise<Answer> {
  const { processRegularResult } = await import('graphql-yoga');
  const fetchAPI = { Response: Answer } as unknown as Parameters<typeof processRegularResult>[1];
  return processRegularResult(result, fetchAPI, mediaType) as unknown as Answer;
}
