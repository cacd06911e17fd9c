import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';
import { withoutValues } from '../graphql/redact.ts';
import { RefusedError, RestError } from '../rest/errors.ts';
import { type Log, toLoggable } from './log.ts';
import type { ServerContext } from './request-state.ts';

/** Logs why fields failed, and puts the request's id into each error, so that a client can name it to the operator. */
export function useErrorReport(log: Log): Plugin<Context, ServerContext> {
  return {
    onResultProcess({ result, serverContext, setResult }) {
      if (Array.isArray(result) || !('errors' in result) || !result.errors) return;
      const { state } = serverContext;
      const { requestId } = state;
      for (const error of result.errors) reportCause(log, requestId, error);
      state.errorCodes = result.errors.map((error) => String(error.extensions.code));
      // Copies: errors of parsing and validation are cached and serve other requests too.
      setResult({ ...result, errors: result.errors.map((error) => withRequestId(error, requestId)) });
    },
  };
}

function reportCause(log: Log, requestId: string, error: GraphQLError): void {
  const cause = error.originalError ?? error;
  if (cause instanceof RefusedError) {
    log.warn({ requestId, status: cause.status, code: cause.code, traceId: cause.traceId }, 'refused by the REST API');
  } else if (cause instanceof RestError) {
    log.warn({ requestId, sent: cause.sent }, cause.message);
  } else if (error.extensions.code === 'INTERNAL_SERVER_ERROR') {
    log.error({ requestId, ...toLoggable(cause) }, 'unexpected error');
  }
}

function withRequestId(error: GraphQLError, requestId: string): GraphQLError {
  const { nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(withoutValues(error.message), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    originalError: originalError ?? null,
    extensions: { ...extensions, requestId },
  });
}
