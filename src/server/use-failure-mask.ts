import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';
import { toClientError } from '../graphql/errors.ts';
import { type Log, toLoggable } from './log.ts';
import type { ServerContext } from './request-state.ts';

/** Logs and masks what fails around an operation: the HTTP adapter under Yoga would answer with the stack. */
export function useFailureMask(log: Log): Plugin<Context, ServerContext> {
  return {
    onRequest({ serverContext, fetchAPI, requestHandler, setRequestHandler }) {
      setRequestHandler(async (request, context) => {
        try {
          return await requestHandler(request, context);
        } catch (failure) {
          const { requestId } = serverContext.state;
          log.error({ requestId, ...toLoggable(failure) }, 'unexpected error');
          const { message, extensions } = toClientError(failure);
          const body = { errors: [{ message, extensions: { ...extensions, requestId } }] };
          return fetchAPI.Response.json(body, { status: 500 });
        }
      });
    },
  };
}
