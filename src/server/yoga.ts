import type { ExecutionResult } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { reportErrors } from './errors.ts';
import { loadYoga } from './lazy-packages.ts';
import type { Log } from './log.ts';
import type { Documents } from './operation/documents.ts';
import type { Operations } from './operation/operations.ts';
import { parseParameters, requireParameters } from './operation/parameters.ts';
import type { Respond } from './operation-route.ts';
import type { AnswerType } from './request-head.ts';
import type { RequestState } from './request-state.ts';

/** What Yoga hands on with each request. It copies this object, so what changes on the way is one level down. */
interface ServerContext {
  readonly state: RequestState;
  /** Of a POST. */
  readonly body: Buffer | undefined;
}

export type YogaPlugin = Plugin<object, ServerContext>;

/**
 * Plugins of GraphQL Yoga that every request for an operation passes, from first to last: add yours here. Of their hooks
 * these run: onRequest, onRequestParse, onParams, onExecutionResult, onResultProcess and onResponse.
 *
 * Those of parsing, validation and execution do not: they and the promises between them were a fifth of the cost of a
 * small operation, and all that Yoga does there is done once per document in `operation/`. While the list is empty, no
 * request makes Request and Response objects, which were a third.
 */
export const YOGA_PLUGINS: readonly YogaPlugin[] = [];

/** Makes the way from a request to its response lead through Yoga and its plugins, with the same answers byte for byte. */
export function mountYoga(
  plugins: readonly YogaPlugin[],
  operate: Operations,
  documents: Pick<Documents, 'textOf'>,
  log: Log,
): Respond {
  const yoga = loadYoga().createYoga<ServerContext, object>({
    plugins: [...plugins, useOperations(operate, documents, log)],
    // They are masked with all others, where the request is known.
    maskedErrors: { maskError: (error) => error as Error },
    parserAndValidationCache: false,
    // The listener in front answers or refuses all of these.
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    maxRequestBodySize: false,
    logging: false,
  });
  return async (state, body, mediaType) => {
    const response = await yoga.fetch(toRequest(state, body, mediaType), { state, body });
    const { status, headers } = response;
    const contentType = headers.get('content-type') ?? mediaType;
    for (const name of ['content-type', 'content-length']) headers.delete(name);
    return { status, contentType, headers: [...headers].flat(), body: await response.text() };
  };
}

function toRequest({ req }: RequestState, body: Buffer | undefined, mediaType: AnswerType): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, String(value));
  // Yoga does not weigh what a client accepts.
  headers.set('accept', mediaType);
  const method = req.method === 'HEAD' ? 'GET' : (req.method ?? 'GET');
  const url = new URL(req.url ?? '', `http://${req.headers.host || 'localhost'}`);
  return new Request(url, { method, headers, ...(body && { body: new Uint8Array(body) }) });
}

/** Lets Yoga and its plugins see requests, results and responses, and executes operations as without it. */
function useOperations(operate: Operations, { textOf }: Pick<Documents, 'textOf'>, log: Log): YogaPlugin {
  return {
    onRequestParse({ serverContext: { state, body }, setRequestParser }) {
      const params = parseParameters(state.req, body);
      const query = textOf(params);
      setRequestParser(() => (query === undefined ? params : { ...params, query }));
    },
    onParams({ params, context, setParams, setParamsHandler }) {
      const { query = '', operationName, variables } = requireParameters(params);
      // Yoga refuses what it does not know, and what has no text.
      setParams({ query, operationName, variables } as GraphQLParams);
      setParamsHandler(() => operate(context.state, params));
    },
    onResultProcess({ result, serverContext, setResult }) {
      const { errors } = result as ExecutionResult;
      if (errors) setResult({ ...result, errors: [...reportErrors(log, serverContext.state, errors)] });
    },
  };
}
