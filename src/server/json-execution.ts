import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GraphQLParams, processRegularResult, type YogaServerInstance } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';
import { reportErrors } from './error-report.ts';
import { reportFailure } from './failure.ts';
import type { Log } from './log.ts';
import { maskError } from './mask-error.ts';
import type { RequestState, ServerContext } from './request-state.ts';

type Yoga = YogaServerInstance<ServerContext, Context>;
type Result = Parameters<typeof processRegularResult>[0];

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
 * saves a third of the cost of a small operation, and everything else through Yoga's own handling. Both run the same
 * plugins, so limits, masking, cost and logs are the same.
 */
export function createExecution(yoga: Yoga, log: Log) {
  return (state: RequestState, params: object | undefined): unknown => {
    const mediaType = params && MEDIA_TYPES[state.req.headers.accept ?? ''];
    if (mediaType) return executeJson(yoga, log, state, params, mediaType);
    if (params) Object.assign(state.req, { body: params });
    return yoga(state.req, state.res, { state });
  };
}

async function executeJson(
  yoga: Yoga,
  log: Log,
  state: RequestState,
  params: object,
  mediaType: string,
): Promise<void> {
  try {
    const result = await resultFor(yoga, state, params);
    if ('errors' in result && result.errors) sendWithErrors(reportErrors(log, state, result), mediaType, state.res);
    else send(state.res, 200, `${mediaType}; charset=utf-8`, JSON.stringify(result));
  } catch (failure) {
    const body = reportFailure(log, state, failure);
    send(state.res, 500, 'application/json; charset=utf-8', JSON.stringify(body));
  }
}

async function resultFor(yoga: Yoga, state: RequestState, params: object): Promise<Result> {
  try {
    const context = { state, req: state.req, res: state.res } as unknown as ServerContext;
    return (await yoga.getResultForParams(
      { params: params as GraphQLParams, request: toRequest(state.req) },
      context as Parameters<Yoga['getResultForParams']>[1],
    )) as Result;
  } catch (error) {
    return { errors: [maskError(error)] };
  }
}

/** What Yoga's plugins look at in a Request. */
function toRequest(req: IncomingMessage): Request {
  return { method: 'POST', url: `http://localhost${req.url}` } as Request;
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

function sendWithErrors(result: Result, mediaType: string, res: ServerResponse): void {
  const fetchAPI = { Response: Answer } as unknown as Parameters<typeof processRegularResult>[1];
  const { body, init } = processRegularResult(result, fetchAPI, mediaType) as unknown as Answer;
  const { 'Content-Type': contentType = mediaType, ...headers } = init.headers;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  send(res, init.status, contentType, body);
}

function send(res: ServerResponse, status: number, contentType: string, body: string): void {
  res.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  res.end(body);
}
